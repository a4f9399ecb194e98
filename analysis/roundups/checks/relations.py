"""Gates on rows together: parts and totals, outcomes and launches, restatements.

The claims are hedged, so a contradiction counts only where the words leave no way out: each claim is the interval of the wide
table of `roundups.wording`, and a fault needs that no number of the one fits any of the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, reduce
from itertools import product

from ..wording import QUALIFIERS, Interval
from ..wording import interval as _interval
from .gates import Finding, at, gate
from .reading import Reading
from .table import Row, groups, of_columns

interval = lru_cache(20_000)(_interval)
OUTCOMES = ("downed", "lost", "left_airspace", "missed_target")
SEPARATE_OUTCOMES = ("downed", "lost", "left_airspace")
#: The measure on the left counts some of what those on the right count.
WITHIN = {
    "killed": ("killed_and_wounded", "personnel_losses", "killed_or_seriously_wounded", "killed_wounded_and_missing"),
    "wounded": ("killed_and_wounded", "personnel_losses", "killed_wounded_and_missing"),
    "killed_children": ("killed",),
    "wounded_children": ("wounded",),
    "refineries_halted": ("refineries_attacked",),
}
COMPARED = {*WITHIN, *(measure for measures in WITHIN.values() for measure in measures)}
SAME = ("source_id", "claimant_id", "population", "statistic", "event_date", "as_of", "period_start", "period_end", "place", "region", "counting_rule")


def wide(row: Row) -> Interval | None:
    """The numbers that a claim leaves open by the wide table; None where its cells say none (other gates say so)."""
    low, high, qualifier = row.integer("value"), row.integer("value_high"), row["qualifier"]
    if low is None or low < 0 or qualifier not in QUALIFIERS or (qualifier == "range") != (high is not None) or qualifier == "words":
        return None
    if high is not None and high < low:
        return None
    return interval(low, high, qualifier, "wide")


def _exceeds(part: Interval, total: Interval) -> bool:
    return part.low > total.high or (part.low == total.high and not (part.low_closed and total.high_closed))


def _shown(row: Row) -> str:
    return f"{row.key} ({row['as_reported'] or row['value']})"


def _unit(reading: Reading, row: Row) -> str:
    measure = reading.look_up("measures", row["measure"])
    return measure["unit"] if measure else ""


@gate("part-total", "implausible", "relation", "A part is not larger than its total, as far as the words of both go.")
def part_total(reading: Reading) -> Iterator[Finding]:
    for row, total in reading.parts:
        part, whole = wide(row), wide(total)
        if part and whole and _unit(reading, row) == _unit(reading, total) and _exceeds(part, whole):
            yield at(row, "value", f"the part {_shown(row)} is larger than its total {_shown(total)}", "correct one of them", row.key, total.key)


@gate("outcome-launched", "implausible", "relation", "Drones and missiles shot down, lost or gone are not more than were launched, one by one and together.")
def outcome_launched(reading: Reading) -> Iterator[Finding]:
    by_total: dict[str, list[Row]] = {}
    for row, total in reading.parts:
        if total["measure"].endswith("_launched") and row["measure"].endswith(SEPARATE_OUTCOMES) and row["claimant_id"] == total["claimant_id"]:
            by_total.setdefault(total.key, []).append(row)
    for key, rows in by_total.items():
        total, intervals = reading.claim[key], [i for row in rows if (i := wide(row))]
        whole = wide(total)
        if whole and len(intervals) > 1 and len({row["measure"] for row in rows}) == len(rows) and _exceeds(reduce(Interval.add, intervals), whole):
            yield at(rows[0], "value", f"{', '.join(map(_shown, rows))} together are more than the launched {_shown(total)}", "correct one of them", *(row.key for row in rows), key)
    dated = (row for row in reading.claims if row["event_date"] and row["measure"].endswith(("_launched", *OUTCOMES)))
    for rows in groups(dated, of_columns("source_id", "event_date", "population", "weapon", "place", "region")):
        for launched, row in product((row for row in rows if row["measure"].endswith("_launched")), rows):
            kind = launched["measure"].removesuffix("_launched")
            if not row["part_of"] and row["measure"] in {f"{kind}_{o}" for o in OUTCOMES}:
                part, whole = wide(row), wide(launched)
                if part and whole and _exceeds(part, whole):
                    yield at(row, "value", f"{_shown(row)} is more than the launched {_shown(launched)}", "correct one of them", row.key, launched.key)


@gate("killed-within-losses", "implausible", "relation", "What one statement says were killed is within what it says were killed and wounded, or lost; children within all.")
def killed_within_losses(reading: Reading) -> Iterator[Finding]:
    counted = (row for row in reading.claims if row["measure"] in COMPARED)
    for rows in groups(counted, of_columns(*SAME)):
        for row in rows:
            within = WITHIN.get(row["measure"], ())
            for total in rows if within else ():
                if total["measure"] in within and row["part_of"] != total.key:
                    part, whole = wide(row), wide(total)
                    if part and whole and _exceeds(part, whole):
                        yield at(row, "value", f"{_shown(row)} is more than {_shown(total)}, which includes it", "correct one of them", row.key, total.key)


@gate("parts-add-up", "implausible", "relation", "Killed and wounded together make the killed and wounded of the same statement, as far as the words of all three go.")
def parts_add_up(reading: Reading) -> Iterator[Finding]:
    parts: dict[str, list[Row]] = {}
    for row, total in reading.parts:
        if row["population"] == total["population"] and row["place"] == total["place"]:
            parts.setdefault(total.key, []).append(row)
    counted = (row for row in reading.claims if row["measure"] in ("killed", "wounded", "killed_and_wounded"))
    beside = groups(counted, of_columns(*SAME), least=1)
    for both, members in ((both, members) for members in beside for both in members if both["measure"] == "killed_and_wounded"):
        rows = {row.key: row for row in parts.get(both.key, []) + members}
        killed, wounded = ([row for row in rows.values() if row["measure"] == measure] for measure in ("killed", "wounded"))
        if len(killed) == len(wounded) == 1:
            first, second, whole = wide(killed[0]), wide(wounded[0]), wide(both)
            if first and second and whole and not first.add(second).intersects(whole):
                yield at(both, "value", f"{_shown(killed[0])} and {_shown(wounded[0])} do not make {_shown(both)}", "correct one of them", both.key, killed[0].key, wounded[0].key)


#: Nobody and nothing is counted by two of these.
APART = (("killed", "wounded", "captured", "missing"), tuple(f"drones_{o}" for o in SEPARATE_OUTCOMES), tuple(f"missiles_{o}" for o in SEPARATE_OUTCOMES))


@gate("parts-apart", "implausible", "relation", "Parts that cannot overlap, such as killed, wounded and captured, or soldiers and civilians, are together not more than their total.")
def parts_apart(reading: Reading) -> Iterator[Finding]:
    by_total: dict[str, list[Row]] = {}
    for row, total in reading.parts:
        if wide(row) and _unit(reading, row) == _unit(reading, total):
            by_total.setdefault(total.key, []).append(row)
    for key, rows in by_total.items():
        whole, total = wide(reading.claim[key]), reading.claim[key]
        for classes in (*APART, ("civilians", "military")):
            largest: dict[str, Row] = {}
            for row in rows:  # of parts that may overlap, the largest
                name = row["measure"] if classes in APART else next((c for c in classes if c in row["population"] and row["measure"] == total["measure"]), "")
                if name in classes and (name not in largest or (row.integer("value") or 0) > (largest[name].integer("value") or 0)):
                    largest[name] = row
            intervals = [i for row in largest.values() if (i := wide(row))]
            if whole and len(intervals) > 1 and _exceeds(reduce(Interval.add, intervals), whole):
                parts = list(largest.values())
                yield at(parts[0], "value", f"{', '.join(map(_shown, parts))} cannot overlap and are more than their total {_shown(total)}", "correct one of them", *(row.key for row in parts), key)


_STATEMENT = ("claimant_id", "measure", "population", "statistic", "event_date", "as_of", "period_start", "period_end", "place", "region", "weapon", "counting_rule", "part_of")


@gate("statement-differs", "implausible", "relation", "One claimant's figure for one thing and day is one figure, whoever prints it, unless one restates the other or the source says that it is disputed.")
def statement_differs(reading: Reading) -> Iterator[Finding]:
    nobody = {row.key for row in reading.rows("claimants") if row["kind"] == "unattributed"}
    dated = (row for row in reading.claims if (row["event_date"] or row["as_of"]) and row["claimant_id"] not in nobody and row["disputed"] != "true")
    for rows in groups(dated, of_columns(*_STATEMENT)):
        for number, row in enumerate(rows):
            for other in rows[:number]:
                first, second = wide(other), wide(row)
                if other["source_id"] == row["source_id"] or row.key == other["supersedes"] or other.key == row["supersedes"] or not first or not second:
                    continue
                if not first.intersects(second):
                    yield at(row, "value", f"{_shown(row)} and {_shown(other)} are one claimant's figure of one day from two sources", "correct one of them, or name in supersedes which one it restates", other.key, row.key)


@gate("part-loop", "malformed", "relation", "No row is a part of itself or restates itself, over however many steps.")
def part_loop(reading: Reading) -> Iterator[Finding]:
    for column in ("part_of", "supersedes"):
        ends: set[str] = set()  # keys from which no step leads back
        loops: set[str] = set()
        for row in reading.claims_with(column):
            if row.key not in loops and row.key not in ends:
                steps: dict[str, Row] = {}
                step: Row | None = row
                while step is not None and step.key not in steps and step.key not in ends and step.key not in loops:
                    steps[step.key] = step
                    step = reading.claim.get(step[column]) if step[column] else None
                if step is not None and step.key in steps:
                    loops |= set(list(steps)[list(steps).index(step.key) :])
                ends |= steps.keys() - loops
            if row.key in loops and reading.claim.get(row.key) == row:
                yield at(row, column, f"{row.key} leads back to itself", "point to the right row")


@gate("part-day", "implausible", "relation", "A part is of the day of its total: an event's exactly, a running total's not later than the day after.")
def part_day(reading: Reading) -> Iterator[Finding]:
    for row, total in reading.parts:
        day, whole = row.date("event_date"), total.date("event_date")
        if day and whole and day != whole:
            yield at(row, "event_date", f"the part is of {day}, its total {total.key} of {whole}", "correct one of them", row.key, total.key)
        day, whole = row.date("as_of"), total.date("as_of")
        if day and whole and (day - whole).days > 1:
            yield at(row, "as_of", f"the part counts to {day}, its total {total.key} to {whole}", "correct one of them", row.key, total.key)


@gate("restatement", "malformed", "relation", "A restated figure is about the same measure, population and day as the one that it supersedes.")
def restatement(reading: Reading) -> Iterator[Finding]:
    for row in reading.claims_with("supersedes"):
        old = reading.claim.get(row["supersedes"])
        for column in ("measure", "population", "event_date", "as_of", "period_start", "period_end") if old else ():
            assert old is not None
            if row[column] != old[column]:
                yield at(row, "supersedes", f"{column} is {row[column] or 'empty'}, that of the superseded {old.key} {old[column] or 'empty'}", "point to the figure that is restated")
