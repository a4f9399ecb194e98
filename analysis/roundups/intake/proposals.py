"""The form in which rows are proposed: one row as a text says it, the place of its words, and how sure the rule is.

A file of proposals is CSV (for a spreadsheet) or JSON Lines. Each line stands alone: it names its table, its roundup (days, address,
file and SHA-256 of the text) and itself. What is read and written again is the same, byte for byte.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal


class ProposalError(Exception):
    """A file of proposals cannot be read; the message names file, line and column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One proposed row. Text that is not there is ``""``; a number that is not there is None; dates are ISO 8601.

    ``start`` and ``end`` are the characters of ``as_reported`` in the text of the roundup (``text_sha256`` is that of the text in
    UTF-8), ``sentence_start`` is the first one of ``sentence``. ``part_of`` and ``supersedes`` hold the ``proposal_id`` of the total
    in the same file, until the rows get their ``claim_id``. ``confidence`` (0 to 1) is the precision of the rule on the test set.
    ``flags`` (apart by ``;``) says what a reviewer must settle: ``claimant_unknown`` (``claimant_id`` is empty, the words are in
    ``claimant_words``), ``facility_unknown`` (``facility_words``), ``date_assumed`` (it is that of a sentence before).
    """

    # which proposal, of which text
    proposal_id: str
    table: str
    # the columns of the claims, in their order
    claim_id: str = ""
    source_id: str = ""
    claimant_id: str = "not-attributed"
    measure: str = ""
    population: str = ""
    value: int | None = None
    value_high: int | None = None
    qualifier: str = ""
    as_reported: str = ""
    statistic: str = ""
    event_date: str = ""
    as_of: str = ""
    period_start: str = ""
    period_end: str = ""
    place: str = ""
    region: str = ""
    weapon: str = ""
    part_of: str = ""
    supersedes: str = ""
    disputed: bool = False
    counting_rule: str = ""
    readings_recorded: int | None = None
    note: str = ""
    # what only refinery_strikes has
    event_id: str = ""
    facility_id: str = ""
    facility_kind: str = ""
    # where the words stand, and how they were read
    start: int = 0
    end: int = 0
    sentence: str = ""
    sentence_start: int = 0
    confidence: float = 0.0
    rule: str = ""
    flags: str = ""
    claimant_words: str = ""
    facility_words: str = ""
    # the text
    days: str = ""
    url: str = ""
    source_file: str = ""
    text_sha256: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.confidence <= 1:
            raise ValueError(f"the confidence {self.confidence} is not between 0 and 1")
        if not 0 <= self.start <= self.end:
            raise ValueError(f"the words end at {self.end}, before they start at {self.start}")


COLUMNS: tuple[str, ...] = tuple(f.name for f in fields(Proposal))
_INTEGERS = frozenset({"value", "value_high", "readings_recorded", "start", "end", "sentence_start"})
_NEVER_EMPTY = frozenset({"start", "end", "sentence_start"})

#: A spreadsheet runs a cell that begins with one of these as a formula; such a cell is written behind an apostrophe.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def write_proposals(proposals: Iterable[Proposal], form: Literal["csv", "jsonl"] = "csv") -> str:
    """Return proposals as the text of a file."""
    if form == "jsonl":
        return "".join(json.dumps(_plain(p), ensure_ascii=False) + "\n" for p in proposals)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(value) for value in _plain(p).values()] for p in proposals)
    return out.getvalue()


def read_proposals(text: str, name: str = "proposals") -> list[Proposal]:
    """Read what `write_proposals` wrote; the form is told from the first character. ``name`` is the file's, for the messages.

    Raises:
        ProposalError: not such a file, or a cell that its column cannot hold.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")  # as spreadsheets save it
    if not text.strip():
        return []
    return _read_jsonl(text, name) if text.lstrip().startswith("{") else _read_csv(text, name)


def _plain(proposal: Proposal) -> dict[str, Any]:
    return {name: getattr(proposal, name) for name in COLUMNS}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return "'" + text if isinstance(value, str) and text.startswith(_FORMULA) else text


def _read_csv(text: str, name: str) -> list[Proposal]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    proposals: list[Proposal] = []
    try:
        header = next(reader)
        _check_columns(header, f"{name}:1")
        line = reader.line_num + 1
        for record in reader:
            if record:
                if len(record) != len(header):
                    raise ProposalError(f"{name}:{line}: {len(record)} cells where the header has {len(header)}; put the missing commas back")
                row = {column: cell.removeprefix("'") for column, cell in zip(header, record, strict=True)}
                proposals.append(_proposal(row, f"{name}:{line}"))
            line = reader.line_num + 1
    except csv.Error as error:
        raise ProposalError(f"{name}:{reader.line_num}: not CSV: {error}") from error
    return proposals


def _read_jsonl(text: str, name: str) -> list[Proposal]:
    proposals = []
    for line, record in enumerate(text.split("\n"), 1):
        if not record.strip():
            continue
        try:
            row = json.loads(record)
        except ValueError as error:
            raise ProposalError(f"{name}:{line}: not JSON: {error}") from error
        if not isinstance(row, dict):
            raise ProposalError(f"{name}:{line}: the line is not a JSON object")
        _check_columns(list(row), f"{name}:{line}")
        proposals.append(_proposal({column: _cell_of_json(value) for column, value in row.items()}, f"{name}:{line}"))
    return proposals


def _cell_of_json(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _check_columns(found: Sequence[str], where: str) -> None:
    if missing := [column for column in COLUMNS if column not in found]:
        raise ProposalError(f"{where}: no column {missing[0]}; a file of proposals is what `roundups extract` prints")
    if unknown := [column for column in found if column not in COLUMNS]:
        raise ProposalError(f"{where}:{unknown[0]}: not a column of proposals")


def _proposal(row: dict[str, str], where: str) -> Proposal:
    values: dict[str, Any] = {}
    for column, cell in row.items():
        try:
            values[column] = _value(column, cell)
        except ValueError as error:
            raise ProposalError(f"{where}:{column}: {error}") from error
    try:
        return Proposal(**values)
    except ValueError as error:
        raise ProposalError(f"{where}: {error}") from error


def _value(column: str, cell: str) -> Any:
    if column in _INTEGERS:
        if cell == "" and column not in _NEVER_EMPTY:
            return None
        if not (cell.isascii() and cell.isdigit()):
            raise ValueError(f"{cell!r} is not a whole number in digits")
        return int(cell)
    if column == "confidence":
        try:
            return float(cell)
        except ValueError:
            raise ValueError(f"{cell!r} is not a number from 0 to 1") from None
    if column == "disputed":
        if cell not in ("true", "false"):
            raise ValueError(f"{cell!r} is neither true nor false")
        return cell == "true"
    return cell
