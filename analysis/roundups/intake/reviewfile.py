"""The file in which a review stands: YAML that a person reads in an editor and git compares line by line.

Every row that was proposed is there with its sentence, the words marked ``⟦so⟧``, and what was decided about it. New claimants,
facilities and the like that accepted rows need stand in full under ``new``. Nothing but this file says what was reviewed.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from .allowed import near
from .draft import Row
from .proposals import COLUMNS, Proposal

SUFFIX = ".review.yaml"
OPEN, CLOSE = "⟦", "⟧"
DECISIONS = ("accept", "reject", "")
#: The tables to which a review may add rows beside those of claims and strikes.
NEW_TABLES = ("claimants", "facilities", "measures", "populations", "regions")
LARGEST = 1_000_000
_HEAD = ("roundup", "url", "published", "reading", "readings", "text", "text_sha256")
_ABOUT = ("id", "decision", "why", "sentence", "at")
_LISTS = ("odd", "recorded")
_READ = ("rule", "confidence", "flags", "claimant_words", "facility_words")
#: The table of a row and its cells, of which those that are not empty stand in the file.
CELLS = tuple(c for c in COLUMNS[1 : COLUMNS.index("start")] if c not in ("claim_id", "source_id", "readings_recorded"))
_PLAIN = re.compile(r"0|-?[1-9]\d*|\d{4}-\d\d-\d\d|true|false")
_EXPLAINED = """\
# A review of the rows proposed for days {roundup}. `roundups review` asks in the terminal; an editor does as well:
# decision: accept or reject (then say why); every cell may be corrected. `roundups add` takes what is accepted.
# Comments are written anew each time. The file quotes the roundup: keep it out of the repository.
"""


class ReviewError(Exception):
    """A review file cannot be used; ``lines``: each fault as file:line:column reason; advice."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__(lines[0] if len(lines) == 1 else f"{lines[0]} (and {len(lines) - 1} more)")
        self.lines = list(lines)


@dataclass
class Entry:
    """A row of the review. ``at``: the place of the words in the text; ``odd``: reasons by check; ``recorded``: what each reading had."""

    id: str
    cells: Row
    decision: str = ""
    why: str = ""
    sentence: str = ""
    at: str = ""
    odd: dict[str, str] = field(default_factory=dict)
    recorded: list[str] = field(default_factory=list)
    read: Row = field(default_factory=dict)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def table(self) -> str:
        return self.cells.get("table", "")

    @property
    def start(self) -> int:
        return int(self.at.partition("-")[0] or 0)

    @property
    def number(self) -> str:
        """The value as one text, both ends of a range."""
        return "-".join(part for part in (self.cells.get("value", ""), self.cells.get("value_high", "")) if part)


@dataclass
class ReviewFile:
    """A review: of which text, with which rows."""

    path: Path
    head: Row
    entries: list[Entry]
    new: dict[str, list[Row]] = field(default_factory=dict)
    places: dict[tuple[str, ...], tuple[int, int]] = field(default_factory=dict)
    held: bytes | None = None

    @property
    def roundup(self) -> str:
        return self.head.get("roundup", "")

    @property
    def undecided(self) -> list[Entry]:
        return [entry for entry in self.entries if not entry.decision]

    @property
    def accepted(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.decision == "accept"]

    def entry(self, name: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.id == name), None)

    def place(self, entry: Entry | None, *path: str) -> str:
        """The place of a field as file:line:column; that of the row where the row has no such field."""
        if entry is None:
            line, column = self.places.get(path) or self.places.get(path[:-1]) or (1, 1)
        else:
            line, column = entry.places.get(path[0]) or entry.places.get("id") or (1, 1)
        return f"{self.path}:{line}:{column}"

    def save(self, comments: Mapping[str, Sequence[str]] | None = None) -> None:
        """Write the review in one step; places are those of the file as it then stands.

        Raises:
            ReviewError: the file was changed by somebody else since it was read.
        """
        if self.held is not None and (not self.path.exists() or self.path.read_bytes() != self.held):
            raise ReviewError([f"{self.path}:1:1 the file was changed while it was being reviewed; start the review again, it goes on from there"])
        content = self.text(comments or {}).encode()
        replace(self.path, content)
        again = read_review(self.path)
        self.places, self.held = again.places, content
        for entry, written in zip(self.entries, again.entries, strict=True):
            entry.places = written.places

    def text(self, comments: Mapping[str, Sequence[str]]) -> str:
        parts = [_EXPLAINED.format(roundup=self.roundup), *(_line(name, self.head.get(name, "")) for name in _HEAD)]
        if any(self.new.values()):
            parts.append("\nnew:\n")
        for table, rows in self.new.items():
            if rows:
                parts.append(f"  {table}:\n")
                parts += [_item([(name, cell) for name, cell in row.items() if cell], "  ") for row in rows]
        parts.append("\nrows:\n" if self.entries else "\nrows: []\n")
        for number, entry in enumerate(self.entries, 1):
            parts.append(f"\n# {number} of {len(self.entries)}\n" + "".join(f"# {line}\n" for line in comments.get(entry.id, ())))
            pairs = [("id", entry.id), ("decision", entry.decision), ("why", entry.why), ("sentence", entry.sentence), ("at", entry.at)]
            pairs += [(name, entry.cells[name]) for name in CELLS if entry.cells.get(name)]
            parts.append(_item([*pairs, *((name, entry.read[name]) for name in _READ if entry.read.get(name))]))
            for name, inner in (("odd", entry.odd), ("recorded", entry.recorded)):
                if inner:
                    parts.append("".join(f"  {line}\n" for line in _yaml({name: inner}).splitlines()))
        return "".join(parts)


def replace(path: Path, content: bytes) -> None:
    """Write a file whole beside its place, flush it, and put it there in one step."""
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def begin(proposals: Sequence[Proposal], path: Path, url: str = "", reading: str = "full") -> ReviewFile:
    """Return the review of the proposals of one roundup, nothing decided.

    Raises:
        ReviewError: the proposals are of several texts, or of none.
    """
    of = {(p.days, p.text_sha256) for p in proposals}
    if len(of) != 1:
        raise ReviewError([f"the proposals are of {len(of)} texts; review the proposals of one roundup"])
    first = proposals[0]
    head = {"roundup": first.days, "url": url or first.url, "reading": reading, "readings": "1", "text": first.source_file, "text_sha256": first.text_sha256}
    return ReviewFile(path, head, [_entry(p) for p in proposals])


def _entry(proposal: Proposal) -> Entry:
    cells = {name: _text(getattr(proposal, name)) for name in CELLS}
    if cells["disputed"] == "false":
        del cells["disputed"]
    read = {name: text for name in _READ if (text := _text(getattr(proposal, name)))}
    sentence = marked(proposal.sentence, proposal.start - proposal.sentence_start, proposal.end - proposal.sentence_start)
    kept = {name: cell for name, cell in cells.items() if cell}
    return Entry(proposal.proposal_id, kept, sentence=sentence, at=f"{proposal.start}-{proposal.end}", read=read)


def _text(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def marked(sentence: str, start: int, end: int) -> str:
    """Return a sentence with its words from start to end marked, on one line."""
    if 0 <= start < end <= len(sentence):
        sentence = f"{sentence[:start]}{OPEN}{sentence[start:end]}{CLOSE}{sentence[end:]}"
    return " ".join(sentence.split())


def unmarked(sentence: str) -> str:
    return sentence.replace(OPEN, "").replace(CLOSE, "")


# Writing YAML ---------------------------------------------------------------------------------------------------------


def _yaml(data: object) -> str:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10**6, default_flow_style=False)


def _line(name: str, cell: str) -> str:
    """Numbers, days and booleans stand without quotes: the reader below takes every scalar as its text."""
    if not cell or _PLAIN.fullmatch(cell):
        return f"{name}: {cell}".rstrip() + "\n"
    return _yaml({name: cell})


def _item(pairs: Iterable[tuple[str, str]], indent: str = "") -> str:
    lines = "".join(_line(name, cell) for name, cell in pairs).splitlines()
    return "".join(f"{indent}{'- ' if not number else '  '}{line}\n" for number, line in enumerate(lines))


# Reading YAML ---------------------------------------------------------------------------------------------------------


def read_review(path: Path) -> ReviewFile:
    """Read a review file; what cannot be meant is a fault with its place.

    Raises:
        ReviewError: the file is no review, or a part of it cannot be read.
        OSError: it cannot be opened.
    """
    content = path.read_bytes()
    if len(content) > LARGEST:
        raise ReviewError([f"{path}:1:1 the file has {len(content):,} bytes, above the {LARGEST:,} that are read; is it a review?"])
    try:
        node = yaml.compose(content.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ReviewError([f"{path}:{line}:1 a byte is not UTF-8; save the file as UTF-8"]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise ReviewError([f"{path}:{line}:{column} not YAML: {error.problem}; mend the line or put the text between quotes"]) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise ReviewError([f"{path}:1:1 not YAML: {' '.join(str(error).split())}; is it a review?"]) from error
    return _Reader(path, content).review(node)


class _Reader:
    """Walks over the nodes of a review file, of which it knows the form, and notes the places and the faults."""

    def __init__(self, path: Path, content: bytes) -> None:
        self.path, self.content, self.faults = path, content, []

    def review(self, node: yaml.Node | None) -> ReviewFile:
        top = self.mapping(node, "the review", [*_HEAD, "new", "rows"]) if node is not None else {}
        if "rows" not in top or "roundup" not in top:
            self.faults = self.faults or [f"{self.path}:1:1 this is no review: it has no roundup and rows; `roundups review` makes one from a file of proposals"]
            raise ReviewError(self.faults)
        head = {name: self.scalar(top[name][1], name) for name in _HEAD if name in top}
        places: dict[tuple[str, ...], tuple[int, int]] = {(name,): _at(key) for name, (key, _) in top.items()}
        new: dict[str, list[Row]] = {}
        for table, (_, inner) in self.mapping(top["new"][1], "new", NEW_TABLES).items() if "new" in top else ():
            new[table] = []
            for item in self.sequence(inner, table):
                fields = self.mapping(item, f"a row of {table}", None)
                places |= {(table, str(len(new[table])), name): _at(value) for name, (_, value) in fields.items()}
                places[table, str(len(new[table]))] = _at(item)
                new[table].append({name: self.scalar(value, name) for name, (_, value) in fields.items()})
        entries = [self.entry(item) for item in self.sequence(top["rows"][1], "rows")]
        seen: set[str] = set()
        for entry in entries:
            if entry.id in seen:
                line, column = entry.places["id"]
                self.faults.append(f"{self.path}:{line}:{column} the id {entry.id!r} stands twice; give one row another id")
            seen.add(entry.id)
        if self.faults:
            raise ReviewError(self.faults)
        return ReviewFile(self.path, head, entries, new, places, self.content)

    def entry(self, item: yaml.Node) -> Entry:
        fields = self.mapping(item, "the row", [*_ABOUT, *CELLS, *_READ, *_LISTS])
        places = {name: _at(value) for name, (_, value) in fields.items()}
        text = {name: self.scalar(value, name) for name, (_, value) in fields.items() if name not in _LISTS}
        places.setdefault("id", _at(item))
        if not text.get("id"):
            self.fault(item, "the row has no id", "give it one that no other row has")
        if text.get("decision", "") not in DECISIONS:
            self.fault(fields["decision"][1], f"the decision is {text['decision']!r}", "write accept or reject, or nothing")
        if text.get("decision") == "reject" and not text.get("why"):
            self.fault(fields["decision"][1], "the row is rejected and does not say why", "say it under why")
        if text.get("at") and not re.fullmatch(r"\d+-\d+", text["at"]):
            self.fault(fields["at"][1], f"{text['at']!r} is no place", "write it like 120-134, or nothing")
        odd = self.mapping(fields["odd"][1], "odd", None) if "odd" in fields else {}
        recorded = self.sequence(fields["recorded"][1], "recorded") if "recorded" in fields else []
        return Entry(
            text.get("id", ""), {name: text[name] for name in CELLS if text.get(name)}, text.get("decision", ""), text.get("why", ""),
            text.get("sentence", ""), text.get("at", ""), {name: self.scalar(value, name) for name, (_, value) in odd.items()},
            [self.scalar(each, "recorded") for each in recorded], {name: text[name] for name in _READ if text.get(name)}, places,
        )  # fmt: skip

    def fault(self, node: yaml.Node, reason: str, advice: str) -> None:
        line, column = _at(node)
        self.faults.append(f"{self.path}:{line}:{column} {reason}; {advice}")

    def mapping(self, node: yaml.Node, what: str, known: Sequence[str] | None) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        if isinstance(node, yaml.ScalarNode) and node.value == "":
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, f"{what} is not made of fields", "write them as name: value")
            return {}
        fields: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if known is not None and name not in known:
                self.fault(key, f"{what} has no field {name!r}", near(name, known, f"the fields are {', '.join(known)}"))
            elif name in fields:
                self.fault(key, f"{name} stands twice", "keep one of them")
            else:
                fields[name] = (key, value)
        return fields

    def sequence(self, node: yaml.Node, what: str) -> list[yaml.Node]:
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        if not (isinstance(node, yaml.ScalarNode) and node.value == ""):
            self.fault(node, f"{what} is no list", "begin each member with a hyphen")
        return []

    def scalar(self, node: yaml.Node, what: str) -> str:
        if not isinstance(node, yaml.ScalarNode):
            self.fault(node, f"{what} is not one text", "put the text between quotes")
            return ""
        is_nothing = node.tag == "tag:yaml.org,2002:null" and node.style is None
        return "" if is_nothing else " ".join(node.value.split())


def _at(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1
