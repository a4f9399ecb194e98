"""A review in the terminal: row by row, one line of answer each; every decision is on the disk before the next question."""

from __future__ import annotations

import copy
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

from ..checks.reading import Reading
from .allowed import cell_faults, near, near_keys
from .precedents import Precedents
from .draft import Draft, Row
from .reviewfile import CELLS, CLOSE, NEW_TABLES, OPEN, Entry, ReviewFile, unmarked

HELP = """\
  a                    accept the row; `a value=5` changes it first
  r WHY                reject it
  value=5 note="..."   change cells; `note=` empties one
  more value=12 ...    another row from the same sentence, begun as a copy of this one
  new TABLE key=...    add a row that this one needs to claimants, facilities, measures, populations or regions
  odd CHECK WHY        the source really says so, although the check finds it odd
  s, b                 leave it undecided and go on; go back
  q                    stop; everything decided is in the file"""

#: What a flag leaves open: the cell that settles it, and the table in which its words are looked up.
OPEN_QUESTIONS = {"claimant": ("claimant_id", "claimants"), "facility": ("facility_id", "facilities"), "place": ("region", "regions")}
UNSETTLED = ("", "not-attributed")
Ask = Callable[[str], str | None]
Say = Callable[[str], None]


class Session:
    """One review and the package beside it. ``ask`` gives the next answer, None at the end; ``mark`` shows words as marked."""

    def __init__(self, review: ReviewFile, root: Path, ask: Ask, say: Say, mark: Callable[[str], str] = lambda words: f"[{words}]") -> None:
        self.review, self.ask, self.say, self.mark = review, ask, say, mark
        self.draft, self.precedents = Draft(root), Precedents(Reading(root))

    def comments(self) -> dict[str, list[str]]:
        """What the package has on each row, for the file."""
        return {entry.id: self.precedents.lines(entry, self.review.entries) for entry in self.review.entries}

    def save(self) -> None:
        self.review.save(self.comments())

    def run(self) -> None:
        """Ask for each undecided row until all are decided, the answers end, or one of them is q."""
        position = 0
        self.say("? shows the answers that are understood")
        while self.review.undecided:
            entries = self.review.entries
            if position >= len(entries):
                position = 0
            entry = entries[position]
            if entry.decision:
                position += 1
                continue
            self.show(entry)
            step = self._answered(entry)
            if step is None:
                return
            position = max(position + step, 0)

    def show(self, entry: Entry) -> None:
        for line in self.shown(entry):
            self.say(line)

    def shown(self, entry: Entry) -> Iterator[str]:
        number = self.review.entries.index(entry) + 1
        sure = " ".join(part for part in (entry.read.get("confidence", ""), entry.read.get("rule", "")) if part)
        yield ""
        yield f"{number}/{len(self.review.entries)} {entry.id}  {entry.table}" + (f"  ({sure})" if sure else "")
        yield f"  {self._marked(entry.sentence)}"
        yield from (f"  {line}" for line in _wrapped(_pairs(entry)))
        yield from (f"  ! {line}" for line in self._flagged(entry))
        yield from (f"  ! {fault}" for fault in self.faults(entry))
        yield from (f"  = {line}" for line in self.precedents.lines(entry, self.review.entries))

    def _flagged(self, entry: Entry) -> Iterator[str]:
        """What the rule that proposed the row left open, with what the package has like it."""
        for flag in filter(None, entry.read.get("flags", "").split(";")):
            what = flag.removesuffix("_unknown")
            column, table = OPEN_QUESTIONS.get(what, ("", ""))
            if entry.cells.get(column, "") in UNSETTLED:
                words = entry.read.get(f"{what}_words", "")
                like = near_keys(self.draft, table, words) if words and table else []
                yield flag.replace("_", " ") + (f": {words}" if words else "") + (f" ({' or '.join(like)}?)" if like else "")

    def faults(self, entry: Entry) -> list[str]:
        return row_faults(self.draft, self.review, entry)

    def _marked(self, sentence: str) -> str:
        # A page may hold characters that a terminal obeys.
        before, opened, rest = "".join(c if c.isprintable() else "\ufffd" for c in sentence).partition(OPEN)
        words, _, after = rest.partition(CLOSE)
        return before + (self.mark(words) if opened else "") + after

    def _answered(self, entry: Entry) -> int | None:
        """Ask until an answer is understood; return by how many rows to go on, None to stop."""
        while True:
            answer = self.ask(f"{self.review.entries.index(entry) + 1}/{len(self.review.entries)}> ")
            if answer is None or answer.strip() == "q":
                return None
            word, _, rest = answer.strip().partition(" ")
            if word == "s":
                return 1
            if word == "b":
                return self._back(entry)
            problem = self._done(entry, word, rest, answer)
            if problem is None and (entry.decision or word == "more"):
                self.save()
                return 0 if word == "more" else 1
            if problem is None:
                self.save()
                self.show(entry)
            elif problem:
                self.say(f"  {problem}")

    def _back(self, entry: Entry) -> int:
        """Undecide the row before and go there."""
        before = self.review.entries[: self.review.entries.index(entry)]
        if before:
            before[-1].decision = before[-1].why = ""
            self.save()
        return -1

    def _done(self, entry: Entry, word: str, rest: str, answer: str) -> str | None:
        """Do what an answer says; return None where it was done, else what to say about it."""
        if word == "?":
            self.say(HELP)
            return ""
        if word == "r":
            if not rest.strip():
                return "say why: r WHY"
            entry.decision, entry.why = "reject", " ".join(rest.split())
            return None
        if word == "a":
            before = entry.cells
            problem = self._edit(entry, rest) if rest.strip() else None
            if problem is None and (faults := self.faults(entry)):
                entry.cells, problem = before, f"not accepted: {faults[0]}"
            if problem is None:
                entry.decision = "accept"
            return problem
        if word == "odd":
            check, _, why = rest.partition(" ")
            if not why.strip():
                return "say which check and why: odd CHECK WHY"
            entry.odd[check] = " ".join(why.split())
            return None
        if word == "new":
            return self._new(rest)
        if word == "more":
            return self._more(entry, rest)
        if "=" in word:
            return self._edit(entry, answer)
        return f"{answer.strip()!r} is not understood; ? shows the answers"

    def _edit(self, entry: Entry, text: str) -> str | None:
        cells = pairs_in(text)
        if isinstance(cells, str):
            return cells
        if unknown := [name for name in cells if name not in CELLS]:
            return f"there is no cell {unknown[0]!r}; {near(unknown[0], CELLS, 'the cells are ' + ', '.join(CELLS))}"
        entry.cells = {name: cell for name, cell in (entry.cells | cells).items() if cell}
        return None

    def _more(self, entry: Entry, text: str) -> str | None:
        other = copy.deepcopy(entry)
        other.cells.pop("part_of", None)
        other.decision = other.why = ""
        other.read = {}
        taken = {each.id for each in self.review.entries}
        other.id = next(name for name in (f"{entry.id}-{number}" for number in range(2, 1000)) if name not in taken)
        if problem := self._edit(other, text):
            return problem
        other.sentence = remarked(other)
        self.review.entries.insert(self.review.entries.index(entry) + 1, other)
        return None

    def _new(self, text: str) -> str | None:
        table, _, rest = text.strip().partition(" ")
        if table not in NEW_TABLES:
            return f"{table or 'nothing'!r} is no table to which a review adds; write new and one of {', '.join(NEW_TABLES)}"
        cells = pairs_in(rest)
        if isinstance(cells, str):
            return cells
        if unknown := [name for name in cells if name not in self.draft.columns(table)]:
            return f"{table} has no column {unknown[0]!r}; its columns are {', '.join(self.draft.columns(table))}"
        key = self.draft.key(table)
        if not cells.get(key):
            return f"give its {key}: new {table} {key}=..."
        if self.draft.find(table, cells[key]):
            return f"{cells[key]} is in {table} already"
        if faults := list(cell_faults(self.draft, table, cells, new_keys(self.draft, self.review))):
            return f"not added: {faults[0]}"
        rows = self.review.new.setdefault(table, [])
        rows[:] = [row for row in rows if row.get(key) != cells[key]] + [cells]
        return None


def new_keys(draft: Draft, review: ReviewFile) -> set[tuple[str, str]]:
    """The rows that a review adds to the vocabularies, as table and key."""
    return {(table, row.get(draft.key(table), "")) for table, rows in review.new.items() for row in rows}


def row_faults(draft: Draft, review: ReviewFile, entry: Entry) -> list[str]:
    """What keeps a row from being accepted, as far as the row alone tells: each begins with the name of the cell."""
    tables = [*draft.package.claim_tables, "refinery_strikes"]
    if entry.table not in tables:
        return [f"table: {entry.table or 'nothing'!r} is no table of claims; {near(entry.table, tables, 'take one of ' + ', '.join(tables))}"]
    columns = draft.columns(entry.table)
    row = {**{name: cell for name, cell in entry.cells.items() if name in columns}, "source_id": draft.rows("sources")[0]["source_id"]}
    row |= {"disputed": row.get("disputed", "false"), "event_id": row.get("event_id", "to-come")}
    faults = [str(fault) for fault in cell_faults(draft, entry.table, row, new_keys(draft, review))]
    faults += [f"{name}: {entry.table} has no such column; empty it" for name in entry.cells if name not in columns and name != "table"]
    for column in ("part_of", "supersedes"):
        target = entry.cells.get(column, "")
        if target and review.entry(target) is None and not any(draft.find(table, target) for table in tables):
            faults.append(f"{column}: {target!r} is neither a row of this review nor a claim; name one of them")
    if entry.sentence and (lost := _not_in(entry.cells.get("as_reported", ""), unmarked(entry.sentence))):
        faults.append(f"as_reported: {lost!r} is not in the sentence; copy the words as they are printed, ... for words left out")
    return faults


def _not_in(words: str, sentence: str) -> str:
    """The first part of some words, apart by dots of omission, that does not stand in a sentence after the one before; "" if all do."""
    at, plain = 0, " ".join(sentence.split()).casefold()
    for part in words.replace("…", "...").split("..."):
        piece = " ".join(part.split()).casefold()
        found = plain.find(piece, at)
        if found < 0:
            return part.strip()
        at = found + len(piece)
    return ""


def remarked(entry: Entry) -> str:
    """The sentence with the words of the row marked anew, if they stand in it as one."""
    plain, words = unmarked(entry.sentence), entry.cells.get("as_reported", "")
    at = plain.find(words) if words else -1
    return plain if at < 0 else f"{plain[:at]}{OPEN}{words}{CLOSE}{plain[at + len(words) :]}"


def pairs_in(text: str) -> Row | str:
    """Return the cells in an answer such as ``value=5 note="a few"``, or what is wrong with it."""
    lexer = shlex.shlex(text, posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.quotes, lexer.commenters, lexer.escape = True, '"', "", ""
    try:
        words = list(lexer)
    except ValueError:
        return "a quotation mark is open; write note=\"...\""
    if bad := [word for word in words if "=" not in word]:
        return f"{bad[0]!r} is no cell; write name=value, and put a value with blanks between quotation marks"
    return {name: " ".join(cell.split()) for name, _, cell in (word.partition("=") for word in words)}


def _pairs(entry: Entry) -> list[str]:
    cells = [(name, entry.cells[name]) for name in CELLS if entry.cells.get(name) and name != "table"]
    return [f'{name}="{cell}"' if " " in cell or not cell else f"{name}={cell}" for name, cell in cells]


def _wrapped(parts: list[str], width: int = 100) -> Iterator[str]:
    line = ""
    for part in parts:
        if line and len(line) + 2 + len(part) > width:
            yield line
            line = ""
        line = f"{line}  {part}" if line else part
    if line:
        yield line
