"""The days of a proposal: those of the event, of the statement, or of what is counted, and which kind of statistic it is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from . import context
from .context import When
from .dates import Mention
from .proposals import Proposal
from .scenes import KURSK_OPERATION, Scene

_RATES = frozenset(
    "personnel_losses_per_day killed_and_wounded_per_day killed_and_wounded_per_month killed_per_month wounded_per_month "
    "attacks_increase_percent".split()
)
_CASUALTIES = frozenset(
    "killed wounded killed_children wounded_children killed_and_wounded killed_or_seriously_wounded personnel_losses missing "
    "killed_confirmed_by_name".split()
)
_CUMULATIVE = re.compile(
    r"\bsince the\b|\bsince (?:russia's |the )?(?:full|invasion|start|beginning)|\b(?:has|have) (?:lost|suffered|eliminated|"
    r"killed|recorded|captured)\b|\btotal(?:l?ed| number| of| losses)?\b|\bso far\b|\bto date\b|"
    r"\bover the course of\b|\bexceed\w*\b|\b(?:has|have) (?:reached|risen to|surpassed)|\bhad (?:lost|captured)\b|\boverall\b"
)
_POINT = frozenset({"refining_capacity_offline_percent", "area_km2", "held", "registered_missing", "registered_missing_or_captured", "settlements"})
#: So many soldiers are lost in no day and no week.
_OF_THE_WAR = 100_000
_IN_ALL = re.compile(r"\b(?:in total|in all|total|overall|so far|already)\b")
#: Where a sentence counts from the start of the Kursk operation.
_SINCE_ITS_START = re.compile(
    r"\bduring (?:the|its|ukraine's|kyiv's) kursk (?:operation|incursion|offensive)\b|"
    r"\bsince (?:ukraine|kyiv)(?:'s)? (?:[\w-]+ ){0,3}incursion\b|"
    r"\bsince (?:the )?(?:very )?(?:start|beginning|launch|outset) of (?:(?:the|its|this|their|kyiv's|"
    r"ukraine's) )?(?:[\w'-]+ ){0,7}?(?:operations?|incursion|hostilities)\b|"
    r"\bsince (?:(?:the|its|this|their|kyiv's|ukraine's|ukrainian) )?(?:[\w'-]+ ){0,5}?(?:operation|incursion|offensive) (?:began|started)\b|"
    r"\bsince (?:ukraine|kyiv|ukrainian (?:forces|troops))(?:'s)? (?:first )?(?:launched|began|started) (?:its|the|"
    r"their) (?:[\w'-]+ ){0,3}(?:operation|incursion|offensive)\b"
)
_DURING_IT = re.compile(r"\bduring (?:the|its|their|ukraine's|kyiv's) (?:[\w-]+ ){0,3}(?:operation|incursion|offensive)\b")
_THE_WAR_HAS = re.compile(r"\b(?:war|invasion)\b(?: in ukraine)? (?:has|have) (?:so far |already )?(?:killed|claimed|left|cost|injured|wounded|"
    r"taken)")
_THEIR_INCURSION = re.compile(r"\b(?:kyiv|ukrain\w+)(?:'s)? (?:[\w-]+ ){0,3}?incursion\b")
#: "On Wednesday, the Air Force reported" so many shot down: the day of the event.
_AT_THE_START = 5
#: A toll that has grown, somebody who died of wounds: the day is that of the attack.
_LATER = re.compile(
    r"\btoll\b[^;]{0,80}\b(?:rose|risen|climbed|grew|grown|reached|stood|increased)|\b(?:raising|bringing|taking) (?:the )?[^;]{0,40}\bto\b|"
    r"\b(?:in|at) (?:a |the )?hospital\b|\b(?:of|to|from) (?:his|her|their|the) (?:wounds|injuries)"
)
#: "The third time this month": counted from the start of what the words name.
_COUNTED_IN = frozenset({"exchanges", "attacks_on_one_refinery"})


def dated(proposal: Proposal, scene: Scene, at: int) -> Proposal:
    """Give a proposal its kind of statistic and its dates."""
    until = next((n.start for n in scene.numbers if n.start > at and n.kind not in ("one", "ordinal")), None)
    found = context.when(scene.plain, at, scene.dates, scene.told.day or scene.told.last_day, scene.quoted_on, until)
    statistic = _statistic(proposal, scene, found)
    changes: dict[str, str] = {"statistic": statistic}
    own = [m for m in scene.dates if m.is_day and not m.is_spoken]
    start = next((m.first for m in own if _is_start(scene.plain, m)), None)
    named = next((m.first for m in own if m.first != start and not re.search(r"\b(?:began|started|launched)\b", scene.plain)), None)
    spoken = (
        found.spoken
        or named
        or scene.spoken_before
        or (_of_swap(scene) if _counts_up(proposal, scene) else None)
        or (scene.told.day or scene.told.last_day if proposal.measure == "attacks_on_one_refinery" else None)
    )
    if statistic in ("cumulative", "point", "rate"):
        if spoken and not (statistic == "rate" and found.first and found.last and not found.spoken):
            changes["as_of"] = spoken.isoformat()
        if (
            found.since_invasion
            or scene.since_invasion_before
            and statistic == "cumulative"
            and (proposal.table == "casualty_claims" or proposal.table == "prisoner_counts" and _IN_ALL.search(scene.plain))
            and not own
            and found.first is None
        ):
            changes["period_start"] = "2022-02-24"
        elif start:
            changes["period_start"] = start.isoformat()
        elif proposal.measure in _COUNTED_IN and (counted := next((m.first for m in scene.dates if m.kind in ("year", "this_month")), None)):
            changes["period_start"] = counted.isoformat()
        elif (
            proposal.table == "casualty_claims"
            and _SINCE_ITS_START.search(scene.plain)
            and (scene.is_kursk or _THEIR_INCURSION.search(scene.plain))
        ):
            changes["period_start"] = KURSK_OPERATION.isoformat()
        elif proposal.table == "prisoner_counts" and _SINCE_ITS_START.search(scene.plain) and _THEIR_INCURSION.search(scene.plain):
            changes["period_start"] = KURSK_OPERATION.isoformat()
        elif proposal.table == "kursk_losses" and statistic == "cumulative" and proposal.measure != "troops_deployed" and not found.first:
            since_it = _SINCE_ITS_START.search(scene.plain) or not spoken and _DURING_IT.search(scene.plain)
            if began := scene.operation_began or (KURSK_OPERATION if since_it else None):
                changes["period_start"] = began.isoformat()
        elif statistic == "rate" and not spoken and found.first is None and scene.told.span and scene.speaker in (None, scene.told.span_of):
            changes |= {"period_start": scene.told.span[0].isoformat(), "period_end": scene.told.span[1].isoformat()}
        elif found.first and statistic in ("cumulative", "rate"):
            changes["period_start"] = found.first.isoformat()
            if statistic == "rate" and found.last:
                changes["period_end"] = found.last.isoformat()
    elif statistic == "period" and found.first and found.last:
        changes |= {"period_start": found.first.isoformat(), "period_end": found.last.isoformat()}
    else:
        day = found.day
        if start and found.day is None and found.first is None:
            said = found.spoken.isoformat() if found.spoken else ""
            return replace(proposal, **changes | {"statistic": "cumulative"}, as_of=said, period_start=start.isoformat())
        if found.is_unplaced:
            return replace(proposal, **changes, as_of=spoken.isoformat() if statistic == "period" and spoken else "")
        same_paragraph = scene.told.day_at == scene.sentence.paragraph and not scene.told.is_ahead
        if day is None and found.first is None and found.spoken and proposal.table == "air_attacks" and not (scene.told.day and same_paragraph):
            day = found.spoken if any(m.is_spoken and m.start < _AT_THE_START for m in scene.dates) else None
        of_attack = [m.first for m in own if _is_of_attack(scene.plain, m)]
        # "The toll of a strike the day before rose on Friday".
        of_attack += [own[0].first + timedelta(m.shift) for m in scene.dates if own and m.shift and m.shift < 0 and _is_of_attack(scene.plain, m)]
        if of_attack and proposal.table == "casualty_claims" and _LATER.search(scene.plain):
            day = of_attack[0]
        elif day is not None and (told := scene.told.day or scene.told.last_day) and _grown(proposal, scene, day, told):
            day = told
        goes_on = not _tells_something_new(proposal, scene)
        if day is None and found.first is None and (goes_on or not scene.has_sections):
            if goes_on and (monthly := _of_month(proposal, scene)):
                first, last = monthly
                return replace(proposal, **changes | {"statistic": "period"}, period_start=first.isoformat(), period_end=last.isoformat())
            day = scene.told.day if goes_on else None
            if day is None and (day := _told_before(proposal, scene)):
                scene.told.day, scene.told.carried_at, scene.told.carried_in = day, scene.sentence.start, scene.sentence.paragraph
            day = day or (scene.told.behind if proposal.table != "refinery_strike_counts" else None)
            if day or goes_on and scene.told.period:
                changes["flags"] = ";".join(filter(None, [proposal.flags, "date_assumed"]))
            if day is None and goes_on and scene.told.period is not None:
                first, last = scene.told.period
                return replace(proposal, **changes, period_start=first.isoformat(), period_end=last.isoformat())
        if day is None and found.first is None and (until_day := _counts_until(proposal, scene)):
            changes |= {"as_of": until_day.isoformat(), "statistic": "cumulative"}
        if day is not None:
            changes["event_date"] = day.isoformat()
        elif found.first:
            changes |= {"period_start": found.first.isoformat(), "period_end": found.last.isoformat() if found.last else ""}
    return replace(proposal, **changes)


def _is_of_attack(plain: str, mention: Mention) -> bool:
    """ "Saturday's strike", "the attack on the depot on February 3"."""
    return (
        re.match(r"'s (?:[\w-]+ ){0,3}?(?:strikes?|attacks?|shelling|bombing|barrage|assault)\b", plain[mention.end :]) is not None
        or re.search(
            r"\b(?:strike|attack|shelling|bombing|barrage|assault)s? (?:[\w'-]+ ){0,6}" + ("on $" if mention.is_day else "$"), plain[: mention.start]
        ) is not None
    )


def _is_start(plain: str, mention: Mention) -> bool:
    """Whether a day is that from which a figure counts: "since June 3", but not "since June 3, when nine came home"."""
    before = plain[: mention.start]
    return (context.SINCE.search(before) is not None or before.endswith("from ")) and not plain.startswith(", when", mention.end)


def _of_swap(scene: Scene) -> date | None:
    """Return the day of the exchange just told of, or of the last one."""
    return None if scene.told.is_ahead and not scene.sentence.is_headline else scene.told.day or scene.told.last_swap


_SUMS_UP = re.compile(r"^(?:in all|a total of)\b|\bin total\b|\bbring(?:s|ing)\b")


def _counts_up(proposal: Proposal, scene: Scene) -> bool:
    """Whether a figure counts up to the exchange just told of: "it was the 57th", "in total, 3,672 have come home"."""
    if proposal.table != "prisoner_counts":
        return False
    return proposal.rule.startswith("exchange-") or _SUMS_UP.search(scene.plain) is not None


def _grown(proposal: Proposal, scene: Scene, day: date, told: date) -> bool:
    """Whether a figure is what came later of the attack told of before: its day is then that of the attack."""
    if proposal.table != "casualty_claims" or not timedelta(0) < day - told <= timedelta(7) or not _LATER.search(scene.plain):
        return False
    return not re.search(r"(?:day|night|morning)'s \b|\b(?:strike|attack|shelling|missile|drone)s? [^;]{0,40}\bon \w+day", scene.plain)


def _of_month(proposal: Proposal, scene: Scene) -> tuple[date, date] | None:
    """Return the month that the paragraph counts casualties in, for a figure that the same speaker gives of it."""
    told = scene.told
    if told.monthly_at != scene.sentence.paragraph or told.span is None or proposal.table != "casualty_claims":
        return None
    if any(where and where.split()[0].lower() in scene.plain for where in (proposal.place, proposal.region)):
        return None
    return told.span if scene.speaker in (None, told.span_of) or told.span_of is None else None


_THE_ATTACK = re.compile(
    r"\b(?:confirmed|acknowledged|described|condemned|called|blamed|denounced) (?:the|this) (?:\w+ )?"
    r"(?:strike|attack|barrage|assault)\b(?! (?:on|in|against|of)\b)|"
    r"^[^,;]{0,60}\b(?:the|this) (?:\w+ )?(?:strike|attack|barrage|assault)\b|\b(?:in|during|of|by|from|after|for) (?:the|this|"
    r"these) (?:\w+ )?(?:strikes?|attacks?|"
    r"barrage|assault|bombardment|shelling)\b(?! (?:on|in|against|of|that|at)\b)|"
    r"\bwhat (?:is|was|became|has become|would be|officials call) (?:[\w'-]+ ){0,3}?(?:worst|deadliest|largest|biggest|heaviest) (?:\w+ )?"
    r"(?:strikes?|attacks?|barrage|assault|bombardment)\b"
)
#: So many paragraphs on, an event is told of no longer.
_TOLD_OF = 8
_SIDE_OF = {"russian_military": "russia", "ukrainian_military": "ukraine", "civilians_ukraine": "russia", "civilians_russia": "ukraine",
            "ukraine": "russia", "russia": "ukraine"}
_AN_ATTACK = re.compile(r"\b(?:attack|strike|struck|hit|shell|drone|missile|bomb|rocket|blast|explosion|mine\b)")


def _told_before(proposal: Proposal, scene: Scene) -> date | None:
    """Return the day of the event that another paragraph told and a figure without a day is of: by its words, its side, its place or its kind."""
    told, plain = scene.told, scene.plain
    if told.last_day is None or scene.sentence.paragraph - max(told.day_at, told.carried_in) > _TOLD_OF or told.undated_in == scene.sentence.paragraph:
        return None
    if _THE_ATTACK.search(plain):
        return told.last_day
    side = _SIDE_OF.get(proposal.population, "")
    tonight = told.is_wide and told.issue_day == told.last_day and side == told.last_side and not context.ANOTHER.search(_OVERNIGHT.sub("", plain))
    if scene.has_sections or context.ANOTHER.search(plain) and not (_ONE_MORE.match(plain) or tonight):
        return None
    if proposal.table == "prisoner_counts":
        return told.last_swap if not _EARLIER.search(plain) else None
    if proposal.table == "refinery_strikes":
        return told.last_day if told.is_of_several and told.last_side in ("", "ukraine") else None
    if not side or side != told.last_side:
        return None
    if told.issue_day and told.last_day < told.issue_day - timedelta(1):
        # In an issue of one day, an attack of days ago was only looked back at.
        return None
    if proposal.table == "air_attacks":
        # What was shot down in a night is not of the strike on one refinery.
        if told.is_of_plant and not proposal.measure.endswith("_launched"):
            return None
        return told.last_day if scene.speakers or context.attacker(plain) == side or _DEFENCES.search(plain) else None
    if proposal.table == "casualty_claims":
        if context.attacker(plain) not in ("", told.last_side):
            return None
        here = (proposal.place, proposal.region)
        known = here in (("", ""), (told.last_place.place, told.last_place.region)) and not _AN_ATTACK.search(plain) or told.is_wide
        return told.last_day if known or _ONE_MORE.match(plain) else None
    return None


_OVERNIGHT = re.compile(r"\b(?:overnight|last night|during the night)\b")
_DEFENCES = re.compile(r"\b(?:ukrain\w+|russia\w*)(?:'s)? (?:air )?defen[cs]es?\b")
#: "Four more people died": of those told of before.
_ONE_MORE = re.compile(r"(?:at least |some |a further |about |around )?[\w-]+ more\b|another [\w-]+ (?:people|person|civilians?)\b|"
    r"among the (?:dead|injured|wounded|casualties|victims)\b")
_EARLIER = re.compile(r"\b(?:earlier|previous\w*|last|before|since|total|so far|already|overall|recent\w*)\b")
_NEW_EVENT = re.compile(
    r"^(?:an?|another|separate\w*|meanwhile|in other|earlier|also|elsewhere|ukrain\w+|russia\w*)\b[^.]{0,70}\b(?:strikes?|"
    r"attacks?|drones?|missiles?|troops|forces|shelling|shelled|struck|hit|blast|sank)\b"
)


#: "Three bombs killed two": they are an attack of their own, though a number comes first.
_STRUCK = re.compile(r"(?:[\w-]+ ){1,4}?(?:bombs?|missiles?|drones?|shells?|rockets?) (?:killed|injured|wounded)\b")


_SEPARATELY = re.compile(r"\b(?:said|reported|announced|confirmed) separately\b|\bseparately,? (?:said|reported|announced|confirmed)\b|^separately\b")
_AS_OF = re.compile(r"\bas of (?:the )?(?:\w+ )?$")
#: Tolls of fighting that goes on, told by its end on the day of the statement.
_IN_THE_FIGHTING = re.compile(r"\b(?:in|since|during|by) (?:the |this )?(?:fighting|clashes|battles?|hostilities)\b")
_UP_TO_NOW = re.compile(r"\b(?:have|has|had) (?:\w+ )?(?:been (?:killed|wounded|injured)|died)\b")


def _counts_until(proposal: Proposal, scene: Scene) -> date | None:
    """Return the day of the statement up to which a figure counts: "as of Thursday", a toll of fighting that goes on."""
    spoken = [m for m in scene.dates if m.is_spoken]
    if as_of := next((m.first for m in spoken if _AS_OF.search(scene.plain[: m.start])), None):
        return as_of
    goes_on = _IN_THE_FIGHTING.search(scene.plain) or scene.is_kursk and not _AN_ATTACK.search(scene.plain)
    is_toll = proposal.table in ("casualty_claims", "kursk_losses") and goes_on and _UP_TO_NOW.search(scene.plain)
    return spoken[0].first if spoken and is_toll else None


def _tells_something_new(proposal: Proposal, scene: Scene) -> bool:
    """Whether a sentence without a day is about another event than the one before, whose day is then not its own."""
    if _SEPARATELY.search(scene.plain):
        return True
    told = scene.told
    if proposal.table == "casualty_claims" and told.carried_in == scene.sentence.paragraph and context.attacker(scene.plain) not in ("", told.last_side):
        return True
    if told.is_wide and told.day_at == scene.sentence.paragraph and not context.ANOTHER.search(scene.plain):
        if _SIDE_OF.get(proposal.population, "") == told.last_side and context.attacker(scene.plain) in ("", told.last_side):
            return False
    goes_on = re.match(r"(?:it|they|the (?:attack|strike)|of (?:them|these|those))\b", scene.plain) or (
        scene.numbers and scene.numbers[0].start == 0 and scene.numbers[0].kind != "one"
    )
    if _STRUCK.match(scene.plain) and proposal.measure != "regions_targeted":
        return not scene.sentence.is_headline
    if goes_on or proposal.measure.endswith("_downed") or re.search(r"-of(?:-|$)", proposal.rule):
        return False
    if proposal.table in ("other_claims", "refinery_strike_counts") and proposal.rule != "halt":
        return True
    return not scene.sentence.is_headline and not (scene.is_section and proposal.table == "air_attacks") and _NEW_EVENT.match(scene.plain) is not None


def _statistic(proposal: Proposal, scene: Scene, found: When) -> str:
    measure, table = proposal.measure, proposal.table
    if measure in _RATES:
        return "rate"
    if measure in _POINT:
        return "point"
    if measure == "exchanges" and (found.is_unplaced or found.first and found.last):
        return "period"
    if measure in ("exchanges", "attacks_on_one_refinery", "area_lost_percent", "troops_deployed", "released_through_mediation"):
        return "cumulative"
    if measure == "executed_share_percent":
        return "period"
    if measure.startswith("returned") and re.search(r"\b(?:\d+(?:st|nd|rd|th)|largest|biggest)\b[^;,]{0,40}\b(?:swap|exchange)[^,;]*$", scene.plain):
        return "event"
    if measure in _CASUALTIES and (_SINCE_ITS_START.search(scene.plain) and found.is_empty or _THE_WAR_HAS.search(scene.plain)):
        return "cumulative"
    is_over = bool(found.first and found.last)
    if found.since_invasion or (table == "kursk_losses" and measure in _CASUALTIES | {"captured"} and found.day is None and not is_over):
        return "cumulative"
    if measure == "killed_confirmed_by_name" and not is_over:
        return "cumulative"
    military = proposal.population.endswith("_military")
    if measure in _CASUALTIES and military and found.is_unplaced:
        return "period"
    if (
        measure in _CASUALTIES
        and military
        and found.day is None
        and not (found.first and found.last)
        and (_CUMULATIVE.search(scene.plain) or (proposal.value or 0) >= 500 and not found.first)
    ):
        return "cumulative"
    if measure in _CASUALTIES and military and (proposal.value or 0) >= _OF_THE_WAR and not (found.first and found.last):
        return "cumulative"
    if measure.endswith("_lost") and table == "other_claims" and _CUMULATIVE.search(scene.plain):
        return "cumulative"
    if found.first is not None and found.last is None and found.day is None:
        return "cumulative" if re.search(r"\bsince\b|\bfrom the (?:start|beginning)\b|\bso far\b", scene.plain) else "period"
    if table == "refinery_strike_counts" and found.first is not None and found.first != found.last:
        return "period" if found.last else "cumulative"
    if measure in ("bodies_repatriated", "returned_to_ukraine") and re.search(
        r"\bso far\b|\bin total\b|\ba total of\b[^;]*\b(?:have|has) been\b|\bsince the start\b", scene.plain
    ):
        return "cumulative"
    if measure in ("personnel_losses", "killed_and_wounded") and found.first and found.last:
        return "period"
    return "event"
