"""One figure, one proposal: a headline that repeats the body, a sentence that repeats an earlier one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .proposals import Proposal

#: Below this a figure turns up twice by chance: two attacks may each kill one.
_TELLING = 10
#: From this on no figure turns up twice by chance; a smaller one that is told soon again, with another hedge, is the same one.
_RARE, _SOON = 1000, 1200
#: So begins a sentence that tells a toll once more.
_IN_ALL = ("The attack killed", "The strike killed", "The attack left", "The strike left", "In total", "In all", "A total of")


#: "The refinery" without a name is the one told of before.
_AGAIN = re.compile(r"the (?:oil )?(?:refinery|plant|depot|terminal|facility|station)$", re.I)


def merged(found: Sequence[Proposal], headlines: frozenset[int]) -> list[Proposal]:
    """Return the proposals without repetitions: of two that say the same, the one with the better words, filled up from the other."""
    kept: list[Proposal] = []
    renamed: dict[str, str] = {}
    for proposal in found:
        at = next((i for i in range(len(kept) - 1, -1, -1) if _same(kept[i], proposal, headlines)), None)
        if at is None:
            kept.append(proposal)
            continue
        better, other = _ranked(kept[at], proposal, headlines)
        kept[at] = _filled(better, other)
        renamed[f"@{other.start}:{other.measure}"] = f"@{better.start}:{better.measure}"
    kept = [_attributed(p, kept) for p in kept]
    kept = [replace(p, part_of=renamed.get(p.part_of, p.part_of)) for p in kept]
    totals = {f"@{p.start}:{p.measure}": p for p in kept}
    kept = [_said_as(_dated_as(p, totals.get(p.part_of)), totals.get(p.part_of)) for p in kept]
    return sorted(kept, key=lambda p: (p.start, p.measure not in ("drones_launched", "missiles_launched")))


def _dated_as(part: Proposal, total: Proposal | None) -> Proposal:
    """A part without dates has those of its total."""
    if total is None or part.event_date or part.as_of or part.period_start or not (total.event_date or total.as_of or total.period_start):
        return part
    flags = ";".join(filter(None, [part.flags, "date_assumed"]))
    return replace(
        part, event_date=total.event_date, as_of=total.as_of, period_start=total.period_start, period_end=total.period_end,
        statistic=total.statistic, flags=flags,
    )  # fmt: skip


def _said_as(part: Proposal, total: Proposal | None) -> Proposal:
    """The parts of an exchange, and of the bodies given back, are told by whoever tells the total."""
    if total is None or part.table != "prisoner_counts" or part.claimant_id != "not-attributed":
        return part
    return replace(part, claimant_id=total.claimant_id, claimant_words=total.claimant_words)


def _attributed(proposal: Proposal, kept: Sequence[Proposal]) -> Proposal:
    """What was shot down is the claim of whoever says what was launched in the same attack, where nobody else is named."""
    if (
        proposal.table != "air_attacks"
        or not proposal.measure.endswith(("_downed", "_lost", "_target", "_airspace", "_interception"))
        or proposal.claimant_id != "not-attributed"
        or not proposal.event_date
    ):
        return proposal
    launched = [
        p
        for p in kept
        if p.measure.endswith("_launched") and p.measure.startswith(proposal.measure.split("_")[0].replace("regions", "")) and p.event_date == proposal.event_date and p.claimant_id != "not-attributed"
    ]
    return (
        replace(proposal, claimant_id=launched[0].claimant_id, claimant_words=launched[0].claimant_words)
        if launched and launched[0].value and launched[0].value >= (proposal.value or 0)
        else proposal
    )


#: One number for the losses of both sides is two figures.
_ARMIES = {"ukrainian_military", "russian_military"}


def _same(one: Proposal, other: Proposal, headlines: frozenset[int]) -> bool:
    if (one.table, one.measure, one.value, one.value_high) != (other.table, other.measure, other.value, other.value_high):
        return False
    if one.table == "refinery_strikes":
        return _same_strike(one, other, headlines)
    if one.sentence_start == other.sentence_start:
        return one.start == other.start
    if {one.population, other.population} == _ARMIES:
        return False
    if (one.value or 0) < _TELLING and one.claimant_words and other.claimant_words and one.claimant_id != other.claimant_id:
        return False
    repeated = one.sentence_start in headlines or other.sentence_start in headlines
    value, apart = one.value or 0, abs(one.sentence_start - other.sentence_start)
    told_again = repeated or value >= _RARE or value >= 2 * _TELLING and apart < _SOON
    if one.qualifier != other.qualifier and not (told_again and "exact" in (one.qualifier, other.qualifier)):
        return False
    if not (_agree(_dates(one), _dates(other)) and _agree(one.region, other.region)):
        return False
    if (one.value is None and one.as_reported.lower() != other.as_reported.lower()) or (
        one.place and other.place and not _overlap(one.place, other.place)
    ):
        return False
    return (
        repeated
        or abs(one.sentence_start - other.sentence_start) < 600 and other.sentence.startswith(_IN_ALL)
        or (one.value or 0) >= _TELLING
        or one.measure == "exchanges"
        or one.rule == other.rule == "halt"
        or (one.value or 0) >= 3
        and bool(one.region)
        and one.region == other.region
        and abs(one.sentence_start - other.sentence_start) < 800
        or one.table == "air_attacks"
        and bool(one.region)
        and one.region == other.region
        or (bool(_dates(one)) and _dates(one) == _dates(other) and (bool(one.place) or one.table == "air_attacks") and one.place == other.place)
    )


#: So far apart two sentences may speak of one strike that only one of them places.
_NEAR = 700


def _same_strike(one: Proposal, other: Proposal, headlines: frozenset[int]) -> bool:
    earlier = "earlier-strike" in (one.rule, other.rule)
    if earlier and (one.event_date, one.period_start) != (other.event_date, other.period_start) or not _agree(_dates(one), _dates(other)):
        return False
    if one.facility_id and other.facility_id:
        return one.facility_id == other.facility_id
    if one.sentence_start == other.sentence_start:
        return one.start == other.start and one.place == other.place
    if one.facility_kind != other.facility_kind or not _agree(one.region, other.region) or other.as_reported.lower().startswith("another"):
        return False
    if one.place and other.place and not (one.facility_id or other.facility_id or _overlap(one.place, other.place)):
        return False
    is_near = abs(one.sentence_start - other.sentence_start) < _NEAR or bool({one.sentence_start, other.sentence_start} & headlines)
    same_day = bool(one.event_date) and one.event_date == other.event_date
    if _AGAIN.match(other.as_reported) and not (other.region or other.facility_id):
        return True
    if bool(one.region or one.facility_id) != bool(other.region or other.facility_id):
        return is_near or same_day
    # A plant with a name and one without, in one region: the same where they stand together.
    return is_near or same_day or bool(one.facility_id) == bool(other.facility_id) and one.place == other.place


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other


def _overlap(one: str, other: str) -> bool:
    return one in other or other in one


def _dates(proposal: Proposal) -> str:
    return proposal.event_date


def _ranked(one: Proposal, other: Proposal, headlines: frozenset[int]) -> tuple[Proposal, Proposal]:
    """Return the better of two first: it tells a speaker, its words are no headline's, the first of two hedges, it tells more; else the earlier."""

    def rank(p: Proposal) -> tuple[bool, bool, bool, bool, int]:
        told = sum(map(bool, (p.event_date, p.as_of, p.period_start, p.place, p.region, p.weapon, p.facility_id)))
        is_first = p is one and one.qualifier != other.qualifier
        return p.claimant_id != "not-attributed", p.sentence_start not in headlines, is_first, not p.rule.endswith("-of-all"), told

    return (other, one) if rank(other) > rank(one) else (one, other)


def _filled(better: Proposal, other: Proposal) -> Proposal:
    """Fill what the better one leaves empty; dates only as a whole."""
    changes: dict[str, str] = {}
    for column in ("place", "region", "weapon", "facility_id", "part_of"):
        if not getattr(better, column) and getattr(other, column):
            changes[column] = getattr(other, column)
    if not (better.event_date or better.as_of or better.period_start):
        changes |= {column: getattr(other, column) for column in ("event_date", "as_of", "period_start", "period_end")}
    if changes.get("facility_id"):
        changes |= {"facility_words": "", "flags": ";".join(f for f in better.flags.split(";") if f != "facility_unknown")}
    return replace(better, **changes)
