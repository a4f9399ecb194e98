"""From the text of a roundup to proposed rows."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from roundups.wording import numbers_in

from . import context
from .cells import population, strike_weapon, weapon, words_end, words_start
from .context import Where
from .counts import OF_AGE, Number, masked
from .dating import dated
from .making import claimant_of, confidence_of, key_of, speaker_of, values
from .merging import merged
from .names import Names
from .proposals import Proposal
from .reading import readings
from .referring import all_of_them, over_regions, respectively, same_number
from .rules import Reading, Rule, load_rules, words_pattern
from .scenes import Scene, scenes
from .speakers import Speaker
from .strikes import Strike, facilities_in, strikes_in, told_of
from .text import Roundup


def extract(roundup: Roundup, names: Names) -> list[Proposal]:
    """Return the rows that a roundup proposes, in the order of the text, each figure once."""
    found: list[Proposal] = []
    for scene in scenes(roundup, names):
        found += _of_sentence(scene, roundup, names)
    return _numbered(merged(found, _headlines(roundup)), roundup)


def _headlines(roundup: Roundup) -> frozenset[int]:
    return frozenset(s.start for s in roundup.sentences if s.is_headline)


#: What is not yet told to have happened; a number shortly before it is its subject.
_AHEAD = re.compile(r"\b(?:(?:could|would|might|will) (?:be |have |continue to )?|likely to (?:continue to )?)(?:kill|los[et]|injur|suffer|exceed)")
_NEAR = 60
#: Between a number and what is ahead: another clause.
_THEN = re.compile(r"\b(?:and|but|while)\b|;")


def _is_of_date(number: Number, scene: Scene) -> bool:
    """Whether a number is one of a date ("the night of February 4 to 5")."""
    return any(m.kind in ("day", "days", "invasion") and m.start <= number.start < m.end for m in scene.dates)


def _of_sentence(scene: Scene, roundup: Roundup, names: Names) -> list[Proposal]:
    out: list[Proposal] = []
    found, scene.told.context = readings(scene.sentence.text, scene.around, scene.told.context)
    found = [r for r in found if not _is_of_date(r.number, scene)]
    if ahead := _AHEAD.search(scene.plain):
        found = [r for r in found if r.number.start < ahead.start() - _NEAR or _THEN.search(scene.plain, r.number.end, ahead.start())]
    for reading in found:
        out += _proposals(reading, scene, out, roundup, names)
    out = over_regions(scene, out, names)
    scene.told.returned.extend(p for p in out if p.table == "prisoner_counts")
    scene.told.casualties.extend(p for p in out if p.measure in ("killed", "wounded"))
    if several := respectively(scene, out):
        out = [p for p in out if p.start not in {q.start for q in several}] + several
    scene.told.losses = [p for p in out if p.table in ("casualty_claims", "kursk_losses")] or scene.told.losses
    scene.told.launched.extend(p for p in out if p.measure.endswith("_launched"))
    out += all_of_them(scene, out)
    out += same_number(scene, out)
    masked_text = masked(scene.sentence.text, scene.numbers)
    counted = [(p.start - scene.sentence.start, p.end - scene.sentence.start) for p in out if p.table == "refinery_strike_counts"]
    facilities = facilities_in(scene, names)
    strikes = [s for s in strikes_in(scene, facilities, names) if not any(a <= s.start and s.end <= b for a, b in counted)]
    out += [_strike(s, scene, names) for s in strikes if s.earlier or "\ue000 " not in masked_text[s.start : s.end]]
    scene.told.facilities.extend(told_of(facilities, scene))
    return out


def _proposals(reading: Reading, scene: Scene, earlier: list[Proposal], roundup: Roundup, names: Names) -> list[Proposal]:
    number, rule = reading.number, reading.rule
    measure, part_of = rule.measure, ""
    after = scene.plain[number.end :].lstrip()
    total = _total(rule, earlier, scene)
    if measure == "same":
        if total is None and rule.name in _AMONG and (whom := _AMONG_WHOM.search(scene.plain)):
            measure = "wounded" if whom[1] in ("injured", "wounded") else "killed"
        elif total is None or total.table not in ("casualty_claims", "air_attacks", "prisoner_counts", "kursk_losses"):
            return []
        elif total.measure in ("killed_children", "wounded_children") and not rule.is_part:
            measure = total.measure.removesuffix("_children")
        else:
            measure = total.measure
        if not _same_things(measure, after):
            return []
    if rule.counts_people and measure in ("killed", "wounded") and (
        _is_child(after) or _more_children(after, scene.plain, earlier) or rule.name == "of-them-children"
    ):
        measure += "_children"
    elif number.kind == "one" and rule.is_part:
        return []
    if measure == "killed" and _counts_names(scene, earlier):
        measure = "killed_confirmed_by_name"
    if measure.startswith("returned_to_ukraine") and _goes_to_russia(scene, number):
        measure = "returned_to_russia"
    last = earlier[-1] if earlier else None
    if measure == "returned_to_ukraine" and last and last.measure == "returned_to_russia":
        between = scene.plain[last.end - scene.sentence.start : number.start]
        measure = "returned_to_russia" if between.strip() in ("and", ", and", ",") else measure
    table = _table(measure, scene, names, number)
    if table == "casualty_claims" and "kursk_losses" in names.measures[measure] and _goes_on_with_kursk(rule, earlier, scene):
        table = "kursk_losses"
    if not table:
        return []
    if rule.is_part and total is not None:
        part_of = key_of(total)
    end = words_end(scene.plain, number)
    start = words_start(scene.plain, number, end)
    at = number.start
    place = context.where(scene.sentence.text, scene.plain, at, names)
    if not (place.place or place.region) and table == "casualty_claims" and not re.search(r"\bsince\b|\btotal\b", scene.plain):
        place = scene.told.place
    if measure in ("regions_targeted", "regions_of_interception"):
        place = Where()
    elif table == "kursk_losses":
        place = Where("", "Kursk Oblast")
    country = names.regions.get(place.region, "")
    speaker = _of_region(speaker_of(scene, at), place.region, names)
    if measure == "killed_confirmed_by_name" and "mediazona" in scene.plain and (speaker is None or re.search(r"\bBBC|Mediazona", speaker.words)):
        speaker = Speaker("Mediazona", names.claimant("Mediazona"), at)
    phrase = scene.plain[number.start : end]
    if re.fullmatch(r"[^a-z]*(?:\w+ )?(?:more|others?)", phrase.replace("at least", "")) and earlier and earlier[-1].table == table:
        phrase = f"{phrase} {earlier[-1].as_reported.lower()}"
    whose = rule.population or population(table, measure, phrase, scene, at, country, speaker, names)
    if end == number.end and not rule.population and (before := _same_people(table, place, earlier)):
        whose = before.population
    value, high = values(number, measure)
    if number.kind == "percent" and any(given is not None and given != int(given) for given in (number.quantity.value, number.quantity.high)):
        # The tables hold whole numbers, and none is rounded.
        return []
    proposal = Proposal(
        proposal_id="", table=table, claimant_id=claimant_of(speaker), measure=measure,
        population=whose,
        value=value, value_high=high, qualifier="words" if value is None else number.qualifier, as_reported=scene.sentence.text[start:end],
        weapon=weapon(measure, phrase, scene, table), place=place.place, region=place.region if place.region in names.regions else "",
        part_of=part_of, start=scene.sentence.start + start, end=scene.sentence.start + end, sentence=scene.sentence.text,
        sentence_start=scene.sentence.start, confidence=confidence_of(rule.name, reading.sure), rule=rule.name, claimant_words=speaker.words if speaker else "",
        flags="claimant_unknown" if speaker and speaker.claimant_id is None else "",
    )  # fmt: skip
    proposal = dated(proposal, scene, at)
    out = [proposal]
    if number.minors and measure in ("killed", "wounded"):
        minors, low, high = number.minors
        shift = scene.sentence.start
        out.append(replace(
            proposal, measure=measure + "_children", value=minors, as_reported=scene.sentence.text[low:high], part_of=key_of(proposal),
            start=shift + low, end=shift + high,
        ))  # fmt: skip
        return out
    if rule.implies and number.is_whole and number.kind == "number":
        launched = replace(proposal, measure=rule.implies, rule=rule.name + "-of-all")
        out = [launched, replace(proposal, part_of=key_of(launched))]
    elif measure in ("drones_downed", "missiles_downed") and not part_of and rule.name.endswith("out-of"):
        out = [replace(proposal, part_of="next")]
    elif rule.name.endswith("-of-total") and earlier and earlier[-1].part_of == "next":
        earlier[-1] = replace(earlier[-1], part_of=key_of(proposal))
    return out


def _same_people(table: str, place: Where, earlier: list[Proposal]) -> Proposal | None:
    """Return the toll right before a number without a noun, whose people it goes on with: "300 troops were killed and 2,700 wounded"."""
    last = earlier[-1] if earlier else None
    return last if last and table in ("casualty_claims", "kursk_losses") and last.table == table and (last.place, last.region) == (place.place, place.region) else None


#: Rules for parts whose total may stand in another sentence: "among the dead are two children".
_AMONG = frozenset({"among-them", "including", "children-among-them"})
_AMONG_WHOM = re.compile(r"\bamong (?:the|those) (dead|killed|injured|wounded)")
_CHILD = re.compile(
    r"(?:(?!and |or |with |including |among |,|(?:are|were|is|was|dead|killed|died|injured|wounded|hurt)\b)[\w-]+ ){0,3}?"
    + words_pattern("child").pattern
)
#: "Two sons aged four and six", "three people of 11, 12 and 15".
_AGES = re.compile(
    r"(?:[\w-]+ ){0,3}?[a-z]+(?:,? (?:aged|ages) (?:between )?|, (?=\d\d? and \d))"
    r"(?P<ages>[\w]+(?:(?:, and |, | and |-| to )(?!an?\b|the\b)\w+)*)"
)
_AGED = re.compile(r"(?:[\w-]+ )?(?P<age>[\w-]+?)-(?P<unit>year|month|week|day)-olds?\b")


@cache
def _parts() -> frozenset[str]:
    """Return the names of the rules that read parts."""
    return frozenset(rule.name for rule in load_rules() if rule.is_part)


def _more_children(after: str, plain: str, earlier: list[Proposal]) -> bool:
    """Whether "eight more were injured", "the war has injured 1,500" goes on with children that were told of alone."""
    last = earlier[-1] if earlier else None
    if last is None or not last.measure.endswith("_children") or last.part_of or last.rule in _parts():
        return False
    goes_on = re.match(r"(?:more |others )?(?:(?:were|was|got) )?(?:killed|injured|wounded|hurt)\b", after) is not None
    return goes_on or bool(re.match(r"(?:more|others)?(?:[,.;]|$)", after) and re.search(r"\b(?:war|invasion|aggression)\b", plain))


def _is_child(after: str) -> bool:
    """Whether the words behind a number are about people under 18: "children", "teenage boys", "14-year-old"."""
    if aged := _AGED.match(after):
        years = [q.value for q in numbers_in(aged["age"] + " people") if q.value is not None]
        return aged["unit"] != "year" or bool(years) and years[0] < OF_AGE
    if ages := _AGES.match(after):
        each = re.sub(r", and |, | and |-| to ", " years; ", ages["ages"]) + " years"
        years = [q.high or q.value for q in numbers_in(each) if q.value is not None]
        if years:
            return max(years) < OF_AGE
    return _CHILD.match(after) is not None and not re.match(r"\S+ (?:care )?(?:workers?|homes?|hospitals?|camps?)\b", after)


def _total(rule: Rule, earlier: list[Proposal], scene: Scene) -> Proposal | None:
    """Return the proposal of which a part is told: right before "including" the last one, else the last that is no part itself."""
    if rule.name in ("among-them", "among-the-dead", "of-the-dead", "of-the-wounded", "including") and not earlier:
        wanted = re.search(r"\bamong (?:the|those) (dead|killed|injured|wounded)", scene.plain)
        measures = ("wounded",) if wanted and wanted[1] in ("injured", "wounded") else ("killed",) if wanted else ("killed", "wounded")
        return next((p for p in reversed(scene.told.casualties) if p.measure in measures), None)
    if rule.measure.startswith("drones") and any(p.measure == rule.measure for p in earlier):
        return next(
            p for p in reversed(earlier) if p.measure == rule.measure and (not p.part_of or p.part_of.startswith("@") and p.rule != rule.name)
        )
    told = [p for p in scene.told.returned if p.measure == rule.measure or not rule.measure.startswith("bodies")]
    known = earlier or (told if rule.measure.startswith(("returned", "bodies")) else [])
    if rule.name == "returned-part":
        return next((p for p in reversed(known) if not p.part_of), None)
    if rule.is_part and earlier:
        near = earlier[-1]
        return (
            near
            if re.search(r"\bincluding\W*$", scene.plain[: max(0, near.end - scene.sentence.start) + 40][near.end - scene.sentence.start :])
            or not near.part_of
            else next((p for p in [*told, *earlier][::-1] if not p.part_of), near)
        )
    if rule.is_part and known:
        return next((p for p in reversed(known) if not p.part_of), known[-1])
    return next((p for p in reversed(known) if p.rule != "including"), None)


def _same_things(measure: str, after: str) -> bool:
    """Whether what follows a number that goes on with the one before is of the same kind: people with people, drones with drones."""
    if measure.startswith(("drones", "missiles")):
        return re.match(words_pattern("drones" if measure.startswith("drones") else "missiles").pattern, after) is not None
    return (
        re.match(r"of (?:them|whom|those|these)\b", after) is not None
        or re.match(words_pattern("np").pattern, after) is not None
        or re.match(r"(?:more |others? )?(?:in|near|over|at|from|outside) ", after) is not None
        or not re.match(r"[a-z]", after)
    )


_NOT_BY_NAME = re.compile(r"\b(?:estimat\w*|could|rang\w+|likely|actual|real|civilians?|strike|attack|drone|missile|shelling|injured|wounded)\b")


def _counts_names(scene: Scene, earlier: list[Proposal]) -> bool:
    """Whether deaths are told right behind a count of names, and as a part of it: "5,000 former prisoners have died"."""
    last = (earlier or scene.told.losses)[-1:]
    return bool(last) and last[0].measure == "killed_confirmed_by_name" and not _NOT_BY_NAME.search(scene.plain)


def _goes_to_russia(scene: Scene, number: Number) -> bool:
    following = next((n.start for n in scene.numbers if n.start > number.start), len(scene.plain))
    after = scene.plain[number.start : min(number.end + 60, following)]
    return (
        re.match(
            r"[^,;]{0,30}\brussian (?:prisoners|soldiers|pows|servicem|service members|troops|captives)|[^,;]{0,50}\b(?:returned|"
            r"went|handed over|sent|transferred) (?:back |home )?to russia",
            after,
        )
        is not None
        or re.search(r"\b(?:russia|moscow)\b(?:(?!ukrain|kyiv)[^;]){0,40}$", scene.plain[: number.start]) is not None
        and re.match(r"of its (?:own )?\w+", scene.plain[number.end :].lstrip()) is not None
        or re.search(r"\brussia\b(?:(?!ukrain|kyiv)[^;]){0,40}\b(?:received|got back|got)\b[^;]{0,70}$", scene.plain[: number.start]) is not None
    )


def _table(measure: str, scene: Scene, names: Names, number: Number) -> str:
    """Return the table of a measure: the only one, or the one that the context tells."""
    tables = names.measures.get(measure, ())
    if measure == "captured" and not scene.is_kursk and "kursk" not in scene.around.lower() + scene.plain:
        return ""
    if "kursk_losses" in tables:
        military = measure in (
            "personnel_losses",
            "killed_and_wounded",
            "captured",
            "troops_deployed",
            "area_km2",
            "advance_km",
            "settlements",
            "area_lost_percent",
        ) or re.search(
            r"\b(?:troops|soldiers|service ?m|military|north korea\w*|killed in action|fighters|marines|personnel|paratroopers|enemy|invaders|"
            r"occupiers|russians)\b", scene.plain)
        military = military or "north korea" in scene.around.lower()
        is_kursk = scene.is_kursk or measure == "troops_deployed" and _KURSK.search(scene.around.lower()) is not None
        is_kursk = is_kursk or measure == "killed_and_wounded" and "north korea" in scene.plain
        if is_kursk and military and not re.search(r"\b(?:civilians?|(?<!in a )missile strike|residents)\b", scene.plain):
            return "kursk_losses"
        others = [t for t in tables if t != "kursk_losses"]
        return others[0] if others else "kursk_losses"
    return tables[0] if tables else ""


_KURSK = re.compile(r"\bkursk\b")


def _goes_on_with_kursk(rule: Rule, earlier: list[Proposal], scene: Scene) -> bool:
    """Whether a part of losses is told right behind the losses in Kursk."""
    last = earlier[-1] if earlier else next(iter(scene.told.losses[-1:]), None)
    return last is not None and last.table == "kursk_losses" and rule.is_part and rule.name in _PARTS_OF_LOSSES


_PARTS_OF_LOSSES = frozenset({"irrecoverable", "sanitary", "killed-of-losses"})


_REGIONAL = re.compile(r"(?:the )?(?:regional|region['’]s|local|prosecutors?|(?:officials|authorities) in)\b", re.I)


def _of_region(speaker: Speaker | None, region: str, names: Names) -> Speaker | None:
    """ "The regional prosecutor's office" is that of the region told of."""
    if speaker is None or speaker.claimant_id is not None or not region or not _REGIONAL.match(speaker.words):
        return speaker
    if re.match(r"(?:the )?(?:local (?:authorities|officials)$|(?:officials|authorities) in )", speaker.words, re.I) and names.regions.get(region) == "Russia":
        return replace(speaker, claimant_id="russian-local-authorities")
    words = re.sub(r"^(?:the )?(?:region(?:al|['’]s)|local) ", "", speaker.words, flags=re.I)
    words = "prosecutor's office" if words.lower().startswith("prosecutors") else words
    found = names.claimant(f"{region.removesuffix(' Oblast')} regional {words}")
    return replace(speaker, claimant_id=found) if found else speaker


def _strike(strike: Strike, scene: Scene, names: Names) -> Proposal:
    speaker = _of_region(speaker_of(scene, strike.start), strike.region, names)
    country = names.regions.get(strike.region, "")
    whose = {"Ukraine": "ukrainian_oil_facilities"}.get(country, "russian_oil_facilities")
    if strike.region == "Crimea":
        whose = "oil_facilities_occupied_ukraine"
    unknown = speaker is not None and speaker.claimant_id is None
    flags = ["claimant_unknown"] * unknown + ["facility_unknown"] * (strike.facility is None)
    proposal = Proposal(
        proposal_id="", table="refinery_strikes", claimant_id=claimant_of(speaker), population=whose, as_reported=strike.words,
        facility_id=strike.facility.facility_id if strike.facility else "", facility_kind=strike.kind,
        facility_words="" if strike.facility else strike.words, place=strike.place, region=strike.region, weapon=strike_weapon(scene),
        start=scene.sentence.start + strike.start, end=scene.sentence.start + strike.end, sentence=scene.sentence.text,
        sentence_start=scene.sentence.start, confidence=confidence_of("strike"), rule="strike",
        claimant_words=speaker.words if speaker else "", flags=";".join(flags),
    )  # fmt: skip
    if strike.is_halt:
        is_refinery = strike.kind == "oil_refinery"
        halted = replace(
            proposal, table="refinery_strike_counts", measure="refineries_halted" if is_refinery else "facilities_halted", value=1,
            qualifier="exact", population="russian_oil_refineries" if is_refinery and whose == "russian_oil_facilities" else whose,
            facility_id="", facility_kind="", facility_words="", flags=";".join(flags[:unknown]), rule="halt", confidence=confidence_of("halt"),
        )  # fmt: skip
        return dated(halted, scene, strike.start)
    if strike.earlier is not None:
        first, last = strike.earlier
        days = {"period_start": first.isoformat(), "period_end": last.isoformat()} if last else {"event_date": first.isoformat()}
        return replace(proposal, **days, rule="earlier-strike")
    return replace(dated(proposal, scene, strike.start), statistic="")


def _numbered(found: list[Proposal], roundup: Roundup) -> list[Proposal]:
    """Give the proposals their numbers, and the parts the number of their total."""
    ids = {key_of(p): f"{roundup.days}:{i}" for i, p in enumerate(found, 1)}
    shared = {
        "days": roundup.days,
        "url": roundup.url,
        "source_file": roundup.name,
        "text_sha256": roundup.sha256,
        "source_id": f"uacrisis-{_source_days(roundup)}",
    }
    return [replace(p, proposal_id=f"{roundup.days}:{i}", part_of=ids.get(p.part_of, ""), **shared) for i, p in enumerate(found, 1)]


def _source_days(roundup: Roundup) -> str:
    return roundup.days if roundup.last_day > roundup.first_day else str(roundup.first_day)
