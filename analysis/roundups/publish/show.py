"""A claim as a person reads it, and as a machine does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from textwrap import wrap
from typing import Any

from .claim import Claim, Record

WIDTH = 100
_MARGIN = 15

#: Kinds of source, in words.
KINDS = {
    "weekly_roundup": "weekly roundup",
    "daily_roundup": "daily roundup",
    "official": "official page",
    "news": "news page",
    "dataset": "data set",
    "research": "research publication",
}


def text(claim: Claim) -> str:
    """Return the claim in lines of at most `WIDTH` characters (an address may be longer)."""
    lines = [f"{claim.id} in {claim.table}", ""]
    for name, values in _parts(claim):
        for number, value in enumerate(values):
            lines += wrap(
                value,
                WIDTH,
                initial_indent=f"{name if not number else '':<{_MARGIN}}",
                subsequent_indent=" " * (_MARGIN + 2 if number or len(values) > 1 else _MARGIN),
                break_long_words=False,
                break_on_hyphens=False,
            )
    return "\n".join(lines)


def record(claim: Claim) -> dict[str, Any]:
    """Return the same as plain values for JSON: the row, the rows that it points at, both intervals, the ids of what stands around it."""
    spans = {table: claim.interval(table) for table in ("tight", "wide")}
    return {
        "table": claim.table,
        "claim": claim.row,
        "intervals": {name: str(span) if span else None for name, span in spans.items()},
        "source": claim.source,
        "roundup": claim.roundup or None,
        "claimant": claim.claimant,
        "measure": claim.measure or None,
        "population": claim.population or None,
        "facility": claim.facility or None,
        "part_of": claim.total.id if claim.total else None,
        "parts": [part.id for part in claim.parts],
        "supersedes": claim.supersedes.id if claim.supersedes else None,
        "superseded_by": [later.id for later in claim.superseded_by],
        "others": [
            {"claim_id": other.claim.id, "claimant": other.claim.claimant["name"], "relation": other.relation} for other in claim.others
        ],
        "anomalies": list(claim.anomalies),
        "corrections": list(claim.corrections),
    }


def said(claim: Claim, between: str = ": ") -> str:
    """Return who says it in which words, in one line."""
    row, name = claim.row, claim.claimant["name"]
    if row["as_reported"]:
        return f"{name}{between}“{row['as_reported']}”"
    if row.get("value") is not None:
        return f"{name}{between}{_span(row)} (the words were not recorded)"
    return f"{name}{between}{'the number is not given' if 'value' in row else 'the words were not recorded'}"


def printed(claim: Claim) -> str:
    """Return where and when it was printed, in one line without the address."""
    source, kind = claim.source, KINDS[claim.source["kind"]]
    week = f" ({claim.roundup['first_date']} to {claim.roundup['last_date']})" if claim.roundup else ""
    day = source["published"].isoformat() if source["published"] else "day of publication not shown"
    relay = f", repeating {source['relays']}" if source["relays"] else ""
    return f"{source['publisher']}, {kind}{days(claim.roundup)}{week}, {day}{relay}"


def days(roundup: Record) -> str:
    """Return which days an issue of the roundup is about, as ` of days 1,076 to 1,080`; nothing where there is no issue."""
    if not roundup:
        return ""
    first, last = roundup["first_day"], roundup["last_day"]
    return f" of day {first:,}" if first == last else f" of days {first:,} to {last:,}"


def _parts(claim: Claim) -> Iterator[tuple[str, list[str]]]:
    row = claim.row
    yield "words", [said(claim)]
    yield "claimant", [_claimant(claim.claimant)]
    if "value" in row:
        yield "number", [_number(row)]
        tight, wide = claim.interval("tight"), claim.interval("wide")
        yield "interval", [f"tight {tight}, wide {wide}" if tight else "none: the number was withheld"]
    if claim.measure:
        yield "counts", [f"{claim.measure['measure']} ({claim.measure['unit']}): {claim.measure['definition']}"]
        yield "not counted", [claim.measure["not_counted"]]
    if row.get("counting_rule"):
        yield "this row", [row["counting_rule"]]
    if claim.population:
        yield "of", [f"{claim.population['name']} ({row['population']})"]
    if "facility_kind" in row:
        yield "facility", [f"{claim.facility['name'] if claim.facility else 'not named'} ({row['facility_kind']})"]
    yield "when", [_when(row)]
    where = ", ".join(row[name] for name in ("place", "region") if row[name])
    if where or row["weapon"]:
        yield "where", [where or "not stated"]
    if row["weapon"]:
        yield "weapon", [row["weapon"]]
    yield "printed in", [printed(claim), claim.source["url"], f"read: {claim.source['reading']}; grade: {claim.source['grade']}"]
    if claim.source["read_at"]:
        yield "read at", [claim.source["read_at"]]
    if claim.source["note"]:
        yield "on the source", [claim.source["note"]]
    if row["disputed"]:
        yield "disputed", ["the source itself gives figures that contradict this one"]
    if row["note"]:
        yield "note", [row["note"]]
    if claim.total:
        yield "part of", [_brief(claim.total)]
    if claim.parts:
        yield "its parts", [_brief(part) for part in claim.parts]
    if claim.supersedes:
        yield "supersedes", [_brief(claim.supersedes)]
    if claim.superseded_by:
        yield "superseded by", [_brief(later) for later in claim.superseded_by]
    if claim.others:
        yield "beside it", [f"{other.relation}: {_brief(other.claim)}" for other in claim.others]
    elif "value" in row and claim.day is None:
        yield "beside it", ["no day is given, so nothing can be set beside it"]
    for anomaly in claim.anomalies:
        yield "anomaly", [f"{anomaly['finding']} {anomaly['reason']}{' Left out of the charts.' if anomaly['omit_from_charts'] else ''}"]
    for change in claim.corrections:
        yield "corrected", [f"{change['corrected']}: {change['field']} from {_cell(change['old_value'])} to {_cell(change['new_value'])}. {change['reason']}"]
    yield "cite it", [f"roundups cite {claim.id}"]


def _brief(claim: Claim) -> str:
    day = claim.source["published"] or "undated"
    rule = f"; counts {claim.row['counting_rule']}" if claim.row.get("counting_rule") else ""
    return f"{claim.id} {said(claim)} ({claim.source['publisher']}, {day}{rule})"


def _claimant(row: Record) -> str:
    links = [f"{words} {row[name]}" for name, words in (("speaks_for", "speaks for"), ("repeats", "repeats the series of")) if row[name]]
    return ", ".join([f"{row['name']} ({row['kind']}; party: {row['party']})", *links])


def _number(row: Record) -> str:
    if row["value"] is None:
        return f"none, {row['qualifier']}"
    return f"{_span(row)}, {row['qualifier']}, {row['statistic']}"


def _span(row: Record) -> str:
    return f"{row['value']:,}" + (f" to {row['value_high']:,}" if row["value_high"] is not None else "")


def _when(row: Record) -> str:
    def day(name: str) -> date | None:
        return row.get(name)

    known = []
    if day("event_date"):
        known.append(f"on {day('event_date')}")
    if day("as_of"):
        known.append(f"as of {day('as_of')}")
    if day("period_start") or day("period_end"):
        known.append(f"from {day('period_start') or 'a day not given'} to {day('period_end') or 'a day not given'}")
    return ", ".join(known) or "not given"


def _cell(value: str | None) -> str:
    return value if value is not None else "empty"
