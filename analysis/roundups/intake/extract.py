"""From the text of a roundup to proposed rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from roundups.wording.numbers import normalised

from . import context
from .attribution import NOT_ATTRIBUTED, Speaker, claimants
from .context import When, Where
from .dates import Mention, mentions
from .merging import merged
from .names import Names
from .proposals import Proposal
from .rules import Number, Reading, Rule, masked, numbers_of, read, words_pattern
from .strikes import Strike, strikes_in
from .text import Roundup, Sentence

_RATES = frozenset("personnel_losses_per_day killed_and_wounded_per_day killed_and_wounded_per_month killed_per_month wounded_per_month attacks_increase_percent".split())
_CASUALTIES = frozenset("killed wounded killed_children wounded_children killed_and_wounded killed_or_seriously_wounded personnel_losses missing killed_confirmed_by_name".split())
_CUMULATIVE = re.compile(
    r"\bsince the\b|\bsince (?:russia's |the )?(?:full|invasion|start|beginning)|\b(?:has|have) (?:lost|suffered|eliminated|killed|recorded|captured)\b|\btotal(?:l?ed| number| of| losses)?\b|\bso far\b|\bto date\b|"
    r"\bover the course of\b|\bexceed\w*\b|\b(?:has|have) (?:reached|risen to|surpassed)|\bhad (?:lost|captured)\b|\boverall\b"
)
_POINT = frozenset({"area_km2", "held", "registered_missing", "registered_missing_or_captured", "settlements"})
_TO_RUSSIA = re.compile(r"\b(?:return\w*|handed|transferr?ed|released|sent|came|brought|received)\b[^;]{0,40}\b(?:to|by|back to) russia\b|\brussian (?:prisoners|soldiers|pows|servicemen|service members|troops|captives)\b|\brussia (?:received|got)\b")
_KURSK = re.compile(r"\bkursk\b")
_STOP = re.compile(r"(?:and|or|in|on|at|of|to|by|from|for|over|with|were|was|are|is|had|have|has|when|as|during|after|more|near|that|who|which|behind|deep|away)")
_THING = re.compile(r"(?:swap|exchange|speedboat|boat|ship|corvette|tugboat|submarine|jet|helicopter|aircraft|plane|bomb|building|house|attack|system|radar|minesweeper|kilometers?|capacity)s?\b")
_PHRASES = tuple(re.compile(r" ?(?:(?:out )?of (?:the |them)?)?" + words_pattern(name).pattern) for name in ("drones", "missiles", "np"))


@dataclass(frozen=True, slots=True)
class _Scene:
    """A sentence with all that is known of it."""

    sentence: Sentence
    plain: str
    numbers: list[Number]
    dates: list[Mention]
    speakers: list[Speaker]
    around: str
    is_kursk: bool
    day_before: date | None
    spoken_before: date | None
    place_before: Where
    totals: list[Proposal]
    launched: list[Proposal]
    casualties: list[Proposal]
    operation_began: date | None
    since_invasion: bool
    is_section: bool
    period_before: tuple[date, date] | None
    quoted_on: date | None


def extract(roundup: Roundup, names: Names) -> list[Proposal]:
    """Return the rows that a roundup proposes, in the order of the text, each figure once."""
    found: list[Proposal] = []
    for scene in _scenes(roundup, names):
        found += _of_sentence(scene, roundup, names)
    return _numbered(merged(found, _headlines(roundup)), roundup)


def _days_of_quotations(sentences: Sequence[Sentence], roundup: Roundup) -> dict[int, date]:
    """Return for each quotation the day on which it was said, where the text tells it."""
    found: dict[int, date] = {}
    for sentence in sentences:
        if sentence.quotation is not None:
            for mention in mentions(normalised(sentence.text), roundup):
                if mention.is_spoken and mention.first:
                    found.setdefault(sentence.quotation, mention.first)
    return found


def _headlines(roundup: Roundup) -> frozenset[int]:
    return frozenset(s.start for s in roundup.sentences if s.is_headline)


def _scenes(roundup: Roundup, names: Names) -> Iterable[_Scene]:
    sentences = roundup.sentences
    speakers = claimants(sentences, names)
    headline, before, paragraph = "", [""], -1
    day: date | None = None
    spoken: date | None = None
    place = Where()
    totals: list[Proposal] = []
    launched: list[Proposal] = []
    casualties: list[Proposal] = []
    period: tuple[date, date] | None = None
    spoken_by: dict[str, date] = {}
    since = False
    began = _operation_began(roundup)
    said_of = _days_of_quotations(sentences, roundup)
    for i, sentence in enumerate(sentences):
        if sentence.paragraph != paragraph:
            # In the opening each paragraph is about something else; behind a headline they belong together.
            since = False
            if sentence.is_headline or not headline:
                day, spoken, place = None, None, Where()
                totals, launched, casualties, period = [], [], [], None
            headline = sentence.text if sentence.is_headline else headline
            paragraph = sentence.paragraph
        plain = normalised(sentence.text)
        numbers = numbers_of(sentence.text)
        dates = mentions(plain, roundup)
        if sentence.is_headline and not any(m.is_day for m in dates):
            day = _day_ahead(sentences, i, roundup)
        # What the paragraph has said so far, and at least the two sentences before.
        same = [s.text for s in sentences[max(0, i - 4) : i] if s.paragraph == sentence.paragraph]
        around = " ".join([headline, *(before[-2:] if len(same) < 2 else same)])
        near = normalised(around) if sentence.is_headline is False else ""
        own_kursk = _KURSK.search(plain) is not None
        kursk = own_kursk or _KURSK.search(near) is not None and re.search(r"\b(?:operation|incursion|north korea\w*|there|(?:the |russia's )region)\b", plain) is not None
        quoted = said_of.get(sentence.quotation or 0)
        said_by = quoted or next((spoken_by[s.claimant_id] for s in speakers[i] if s.claimant_id in spoken_by), None)
        yield _Scene(sentence, plain, numbers, dates, speakers[i], around, kursk, day, spoken or said_by, place, totals, launched, casualties, began, since, bool(headline), period, quoted)
        since = since or any(m.kind == "invasion" for m in dates)
        if (said := next((m.first for m in dates if m.is_spoken), None)) is not None:
            spoken = said
            spoken_by |= {s.claimant_id: said for s in speakers[i] if s.claimant_id}
        days = [m for m in dates if m.is_day and not m.is_spoken and not plain[: m.start].endswith("since ")]
        found = context.when(plain, len(plain), dates, day, quoted)
        if found.day or days:
            day, period = found.day or days[-1].first, None
        elif found.first and found.last and context.weapon(plain):
            day, period = None, (found.first, found.last)
        here = context.where(sentence.text, plain, len(plain), names)
        place = here if context.weapon(plain) and (here.place or here.region or days) else place
        before.append(sentence.text)


def _day_ahead(sentences: Sequence[Sentence], i: int, roundup: Roundup) -> date | None:
    """Return the day of the first of the next three sentences that names one: a headline's day stands in what follows."""
    for following in sentences[i + 1 : i + 4]:
        if following.is_headline and following.paragraph != sentences[i].paragraph:
            return None
        plain = normalised(following.text)
        found = context.when(plain, 0, mentions(plain, roundup), None)
        if found.day:
            return found.day
    return None


def _operation_began(roundup: Roundup) -> date | None:
    """Return the day on which the Kursk operation began, where the text names it."""
    text = normalised(roundup.text)
    return date(2024, 8, 6) if _KURSK.search(text) and re.search(r"\baug(?:ust|\.)? 6\b|\b6 august\b", text) else None


def _of_sentence(scene: _Scene, roundup: Roundup, names: Names) -> list[Proposal]:
    out: list[Proposal] = []
    readings = read(scene.sentence.text, scene.around)
    if re.search(r"\b(?:could|would|might) (?:be |have )?(?:kill|lose|injur)", scene.plain):
        readings = []
    for reading in readings:
        out += _proposals(reading, scene, out, roundup, names)
    scene.totals.extend(p for p in out if p.table == "prisoner_counts")
    scene.casualties.extend(p for p in out if p.measure in ("killed", "wounded"))
    scene.launched.extend(p for p in out if p.measure.endswith("_launched"))
    out += _all_of_them(scene, out, roundup, names)
    masked_text = masked(scene.sentence.text, scene.numbers)
    counted = [(p.start - scene.sentence.start, p.end - scene.sentence.start) for p in out if p.table == "refinery_strike_counts"]
    for strike in strikes_in(scene.sentence.text, scene.plain, names):
        if not any(a <= strike.start < b for a, b in counted) and "\ue000" not in masked_text[strike.start : strike.end]:
            out.append(_strike(strike, scene, roundup, names))
    return out


def _proposals(reading: Reading, scene: _Scene, earlier: list[Proposal], roundup: Roundup, names: Names) -> list[Proposal]:
    number, rule = reading.number, reading.rule
    measure, part_of = rule.measure, ""
    after = scene.plain[number.end :].lstrip()
    total = _total(rule, earlier, scene)
    if measure == "same":
        if total is None or total.table not in ("casualty_claims", "air_attacks", "prisoner_counts", "kursk_losses"):
            return []
        measure = total.measure.removesuffix("_children") if total.measure in ("killed_children", "wounded_children") and not rule.is_part else total.measure
        if not _same_things(measure, after):
            return []
    child = rule.counts_people and words_pattern("child").match(re.sub(r"^(?:(?!and |or |,)[\w-]+ ){0,3}?(?=" + words_pattern("child").pattern + ")", "", after))
    if child and measure in ("killed", "wounded") and not re.match(r"\S+ (?:care )?(?:workers?|homes?|hospitals?|camps?)\b", after):
        measure += "_children"
    elif number.kind == "one" and rule.is_part:
        return []
    if measure.startswith("returned_to_ukraine") and _goes_to_russia(scene, number):
        measure = "returned_to_russia"
    table = _table(measure, scene, names, number)
    if not table:
        return []
    if rule.is_part and total is not None:
        part_of = _key(total)
    words_end = _words_end(scene.plain, number, measure)
    start, end = _words_start(scene.plain, number, words_end), words_end
    at = number.start
    place = context.where(scene.sentence.text, scene.plain, at, names)
    if not (place.place or place.region) and table == "casualty_claims" and not re.search(r"\bsince\b|\btotal\b", scene.plain):
        place = scene.place_before
    if measure in ("regions_targeted", "regions_of_interception"):
        place = Where()
    elif table == "kursk_losses":
        place = Where("", "Kursk Oblast")
    country = names.regions.get(place.region, "")
    speaker = _speaker(scene, at)
    phrase = scene.plain[number.start : end]
    if re.fullmatch(r"[^a-z]*(?:\w+ )?(?:more|others?)", phrase.replace("at least", "")) and earlier and earlier[-1].table == table:
        phrase = f"{phrase} {earlier[-1].as_reported.lower()}"
    value, high = _values(number, measure)
    proposal = Proposal(
        proposal_id="", table=table, claimant_id=_claimant(speaker), measure=measure, population=rule.population or _population(table, measure, phrase, scene, at, country, speaker, names),
        value=value, value_high=high, qualifier="words" if value is None else number.qualifier, as_reported=scene.sentence.text[start:end].strip(" ,"),
        weapon=_weapon(measure, phrase, scene, table), place=place.place, region=place.region if place.region in names.regions else "",
        part_of=part_of, start=scene.sentence.start + start, end=scene.sentence.start + end, sentence=scene.sentence.text,
        sentence_start=scene.sentence.start, confidence=_confidence(rule.name), rule=rule.name, claimant_words=speaker.words if speaker else "",
        flags="claimant_unknown" if speaker and speaker.claimant_id is None else "",
    )  # fmt: skip
    proposal = _dated(proposal, scene, at)
    out = [proposal]
    if rule.implies and number.is_whole and number.kind == "number":
        launched = replace(proposal, measure=rule.implies, rule=rule.name + "-of-all")
        out = [launched, replace(proposal, part_of=_key(launched))]
    elif measure in ("drones_downed", "missiles_downed") and not part_of and rule.name.endswith("out-of"):
        out = [replace(proposal, part_of="next")]
    elif rule.name.endswith("-of-total") and earlier and earlier[-1].part_of == "next":
        earlier[-1] = replace(earlier[-1], part_of=_key(proposal))
    return out


_ALL_OF_THEM = re.compile(r"(?<!not )\ball (?:of (?:them|those|these)|(?:the |those )?(?:\w+ )?(?P<what>drones|missiles|shaheds|uavs))(?: \w+)? (?:were|was|have been) (?:\w+ )?(?:shot down|downed|destroyed|intercepted|neutrali[sz]ed)")


def _all_of_them(scene: _Scene, earlier: list[Proposal], roundup: Roundup, names: Names) -> list[Proposal]:
    """Read "All of them were intercepted": as many as the sentence before says were launched."""
    found = _ALL_OF_THEM.search(scene.plain)
    if not found or any(p.measure.endswith("_downed") for p in earlier):
        return []
    launched = [p for p in [*scene.launched, *earlier] if p.measure.endswith("_launched")]
    what = "missiles" if found["what"] == "missiles" else "drones" if found["what"] else ""
    launched = [p for p in launched if p.measure.startswith(what)]
    if not launched or launched[-1].value is None:
        return []
    total, speaker = launched[-1], _speaker(scene, found.start())
    start = scene.sentence.start + found.start()
    return [replace(
        total, measure=total.measure.replace("launched", "downed"), as_reported=scene.sentence.text[found.start() : found.start() + len("all of them")] if not what else scene.sentence.text[found.start() : found.end("what")],
        start=start, end=scene.sentence.start + (found.end("what") if what else found.start() + len("all of them")), sentence=scene.sentence.text, sentence_start=scene.sentence.start, rule="all-of-them",
        confidence=_confidence("all-of-them"), part_of=_key(total), claimant_id=_claimant(speaker) if speaker else total.claimant_id, claimant_words=speaker.words if speaker else total.claimant_words,
    )]  # fmt: skip


def _total(rule: Rule, earlier: list[Proposal], scene: _Scene) -> Proposal | None:
    """Return the proposal of which a part is told: right before "including" the last one, else the last that is no part itself."""
    if rule.name in ("among-them", "of-the-dead", "of-the-wounded") and not earlier:
        wanted = re.search(r"\bamong the (dead|killed|injured|wounded)", scene.plain)
        measures = ("wounded",) if wanted and wanted[1] in ("injured", "wounded") else ("killed",) if wanted else ("killed", "wounded")
        return next((p for p in reversed(scene.casualties) if p.measure in measures), None)
    if rule.measure.startswith("drones") and any(p.measure == rule.measure for p in earlier):
        return next(p for p in reversed(earlier) if p.measure == rule.measure and (not p.part_of or p.part_of.startswith("@") and p.rule != rule.name))
    known = earlier or (scene.totals if rule.measure.startswith("returned") else [])
    if rule.name == "returned-part":
        return next((p for p in reversed(known) if not p.part_of), None)
    if rule.is_part and earlier:
        near = earlier[-1]
        return near if re.search(r"\bincluding\W*$", scene.plain[: max(0, near.end - scene.sentence.start) + 40][near.end - scene.sentence.start :]) or not near.part_of else next((p for p in reversed(earlier) if not p.part_of), near)
    return next((p for p in reversed(known) if p.rule != "including"), None)


def _same_things(measure: str, after: str) -> bool:
    """Whether what follows a number that goes on with the one before is of the same kind: people with people, drones with drones."""
    if measure.startswith(("drones", "missiles")):
        return re.match(words_pattern("drones" if measure.startswith("drones") else "missiles").pattern, after) is not None
    return re.match(words_pattern("np").pattern, after) is not None or re.match(r"(?:more |others? )?(?:in|near|over|at|from|outside) ", after) is not None or not re.match(r"[a-z]", after)


def _goes_to_russia(scene: _Scene, number: Number) -> bool:
    after = scene.plain[number.start : number.end + 60]
    return re.match(r"[^,;]{0,30}\brussian (?:prisoners|soldiers|pows|servicem|service members|troops|captives)|[^,;]{0,50}\b(?:returned|went|handed over|sent|transferred) (?:back |home )?to russia", after) is not None or re.search(
        r"\brussia (?:also )?(?:received|got back|got)\b[^;]{0,30}$", scene.plain[: number.start]
    ) is not None


def _table(measure: str, scene: _Scene, names: Names, number: Number) -> str:
    """Return the table of a measure: the only one, or the one that the context tells."""
    tables = names.measures.get(measure, ())
    if "kursk_losses" in tables:
        military = measure in ("personnel_losses", "killed_and_wounded", "captured", "troops_deployed", "area_km2", "advance_km", "settlements", "area_lost_percent") or re.search(
            r"\b(?:troops|soldiers|service ?m|military|north korea\w*|killed in action|fighters|marines|personnel)\b", scene.plain
        )
        if scene.is_kursk and military and not re.search(r"\b(?:civilians?|missile strike|residents)\b", scene.plain):
            return "kursk_losses"
        others = [t for t in tables if t != "kursk_losses"]
        return others[0] if others else "kursk_losses"
    return tables[0] if tables else ""


def _values(number: Number, measure: str) -> tuple[int | None, int | None]:
    q = number.quantity
    if number.kind == "vague" or q.value is None:
        return None, None
    if number.kind == "fraction":
        return round(q.value * 100), None
    return int(q.value), int(q.high) if q.high is not None else None


def _words_end(plain: str, number: Number, measure: str) -> int:
    """Return where the words of a figure end: behind the noun it counts, or behind the number."""
    rest = plain[number.end :]
    for pattern in _PHRASES:
        found = pattern.match(rest)
        if found and found.end() < 90:
            return number.end + len(found[0].rstrip())
    end, last = number.end, number.end
    for word in re.finditer(r" ([a-z][\w'./-]*)", rest[:80]):
        if word.start() != end - number.end or _STOP.fullmatch(word[1]):
            break
        end = number.end + word.end()
        plural = word[1].endswith("s") and not word[1].endswith(("'s", "ss", "ous"))
        if plural or number.kind in ("one", "ordinal", "percent") and _THING.fullmatch(word[1]):
            last = end
            if not _THING.match(rest[word.end() :].lstrip()):
                break
    return last


def _words_start(plain: str, number: Number, end: int) -> int:
    """Return where the words begin: at the number, or at the verb where no noun follows ("killed 14")."""
    if end > number.end:
        return number.start
    before = re.search(r"\b(?:kill|wound|injur)\w*\s+$", plain[: number.start])
    return before.start() if before else number.start


def _speaker(scene: _Scene, at: int) -> Speaker | None:
    """Return who says the figure: the speaker behind it in the sentence, else the one before it."""
    if not scene.speakers:
        return None
    behind = [s for s in scene.speakers if s.position >= at]
    return behind[0] if behind else scene.speakers[-1]


def _claimant(speaker: Speaker | None) -> str:
    return NOT_ATTRIBUTED if speaker is None else speaker.claimant_id or ""


def _population(table: str, measure: str, phrase: str, scene: _Scene, at: int, country: str, speaker: Speaker | None, names: Names) -> str:
    party = names.party.get(speaker.claimant_id or "", "") if speaker else ""
    plain = scene.plain
    if table == "prisoner_counts":
        if measure == "bodies_repatriated":
            return "russian_military" if re.search(r"\bto russia\b|russian (?:soldiers|bodies)", plain) else "ukrainian_dead"
        if measure == "returned_to_russia":
            return "russian_prisoners"
        return "prisoners_both_sides" if measure in ("exchanges", "exchanged", "exchanged_each_side") else "ukrainian_prisoners"
    if measure == "troops_deployed":
        return "north_korean_military"
    if table == "kursk_losses" and measure in ("area_km2", "advance_km", "settlements", "area_lost_percent"):
        return "russian_military" if re.search(r"\brussian (?:forces|troops)[^;]{0,40}(?:retak|recaptur|advanc)", plain) else "ukrainian_military"
    if table in ("casualty_claims", "kursk_losses"):
        return context.people(measure, phrase, plain, at, country)
    if table == "refinery_strike_counts":
        in_ukraine = re.search(r"\bukrainian (?:oil )?refiner", plain) or country == "Ukraine"
        return "ukrainian_oil_facilities" if in_ukraine else "russian_oil_refineries" if "refiner" in measure and "attacks_on_one" not in measure else "russian_oil_facilities"
    if table == "air_attacks":
        if measure.startswith("buildings"):
            return "civilians_russia" if country == "Russia" else "civilians_ukraine"
        if measure.startswith("facilities"):
            return "ukrainian_energy_sector"
        drones = context.drones_of(plain, at, party, country)
        if measure in ("regions_targeted", "regions_of_interception", "days_since_previous_attack"):
            return "russia" if drones == "ukrainian_military" or re.search(r"russian regions|regions of russia|in russia\b", plain) else "ukraine"
        return drones
    if measure.startswith(("aid_amount", "ceasefire")):
        return ""
    if measure == "rescued" or measure.startswith("medical"):
        return "civilians_ukraine"
    return "ukrainian_military" if re.search(r"\bukraine (?:has )?lost\b", plain) else "russian_military"


def _weapon(measure: str, phrase: str, scene: _Scene, table: str) -> str:
    if measure.startswith("drones"):
        return "drone"
    if measure.startswith("missiles") or measure.startswith("bomb"):
        return context.weapon(phrase) or context.weapon(scene.plain)
    if table in ("casualty_claims", "air_attacks", "refinery_strike_counts"):
        return context.weapon(scene.plain) or (context.weapon(normalised(scene.around)) if table == "casualty_claims" and len(scene.plain) < 90 else "")
    return ""


def _dated(proposal: Proposal, scene: _Scene, at: int) -> Proposal:
    """Give a proposal its kind of statistic and its dates."""
    found = context.when(scene.plain, at, scene.dates, scene.day_before, scene.quoted_on)
    statistic = _statistic(proposal, scene, found)
    changes: dict[str, str] = {"statistic": statistic}
    own = [m for m in scene.dates if m.is_day and not m.is_spoken]
    start = next((m.first for m in own if re.search(r"\b(?:since|from) $", scene.plain[: m.start])), None)
    named = next((m.first for m in own if m.first != start and not re.search(r"\b(?:began|started|launched)\b", scene.plain)), None)
    spoken = found.spoken or named or scene.spoken_before or (scene.day_before if proposal.measure == "exchanges" else None)
    if statistic in ("cumulative", "point", "rate"):
        if spoken:
            changes["as_of"] = spoken.isoformat()
        if found.since_invasion or scene.since_invasion and statistic == "cumulative" and proposal.table == "casualty_claims" and not own:
            changes["period_start"] = "2022-02-24"
        elif start:
            changes["period_start"] = start.isoformat()
        elif proposal.table == "kursk_losses" and statistic == "cumulative" and proposal.measure != "troops_deployed":
            if scene.operation_began:
                changes["period_start"] = scene.operation_began.isoformat()
        elif found.first and statistic == "cumulative":
            changes["period_start"] = found.first.isoformat()
    elif statistic == "period" and found.first and found.last:
        changes |= {"period_start": found.first.isoformat(), "period_end": found.last.isoformat()}
    else:
        day = found.day
        if day is None and found.first is None and not _tells_something_new(proposal, scene):
            day = scene.day_before
            if day is None and scene.period_before is not None:
                first, last = scene.period_before
                return replace(proposal, **changes, period_start=first.isoformat(), period_end=last.isoformat())
        if day is not None:
            changes["event_date"] = day.isoformat()
        elif found.first and found.last:
            changes |= {"period_start": found.first.isoformat(), "period_end": found.last.isoformat()}
    return replace(proposal, **changes)


_NEW_EVENT = re.compile(r"^(?:an?|another|separate\w*|meanwhile|in other|earlier|also|elsewhere|ukrain\w+|russia\w*)\b[^.]{0,70}\b(?:strikes?|attacks?|drones?|missiles?|troops|forces|shelling|shelled|struck|hit|blast|sank)\b")


def _tells_something_new(proposal: Proposal, scene: _Scene) -> bool:
    """Whether a sentence without a day is about another event than the one before, whose day is then not its own."""
    goes_on = re.match(r"(?:it|they|the (?:attack|strike)|of (?:them|these|those))\b", scene.plain) or (scene.numbers and scene.numbers[0].start == 0 and scene.numbers[0].kind != "one")
    if goes_on or proposal.measure.endswith("_downed") or "-of" in proposal.rule:
        return False
    if proposal.table == "other_claims" or "capacity" in proposal.measure:
        return True
    return not scene.sentence.is_headline and not (scene.is_section and proposal.table == "air_attacks") and _NEW_EVENT.match(scene.plain) is not None


def _statistic(proposal: Proposal, scene: _Scene, found: When) -> str:
    measure, table = proposal.measure, proposal.table
    if measure in _RATES:
        return "rate"
    if measure in _POINT:
        return "point"
    if measure in ("exchanges", "attacks_on_one_refinery", "area_lost_percent", "troops_deployed", "released_through_mediation"):
        return "cumulative"
    if measure == "executed_share_percent":
        return "period"
    if found.since_invasion or (table == "kursk_losses" and measure in _CASUALTIES | {"captured"}):
        return "cumulative"
    military = proposal.population.endswith("_military")
    if measure in _CASUALTIES and military and found.day is None and (_CUMULATIVE.search(scene.plain) or (proposal.value or 0) >= 500 and not found.first):
        return "cumulative"
    if measure.endswith("_lost") and table == "other_claims" and _CUMULATIVE.search(scene.plain):
        return "cumulative"
    if found.first is not None and found.last is None and found.day is None:
        return "cumulative"
    if table == "refinery_strike_counts" and found.first is not None and found.first != found.last:
        return "period" if found.last else "cumulative"
    if measure in ("bodies_repatriated", "returned_to_ukraine") and re.search(r"\bso far\b|\bin total\b|\bsince the start\b", scene.plain):
        return "cumulative"
    if measure in ("personnel_losses", "killed_and_wounded") and found.first and found.last:
        return "period"
    return "event"


def _strike(strike: Strike, scene: _Scene, roundup: Roundup, names: Names) -> Proposal:
    speaker = _speaker(scene, strike.start)
    country = names.regions.get(strike.region, "")
    population = "oil_facilities_occupied_ukraine" if strike.region == "Crimea" else "ukrainian_oil_facilities" if country == "Ukraine" else "russian_oil_facilities"
    place = strike.place
    flags = [flag for flag, here in (("claimant_unknown", speaker is not None and speaker.claimant_id is None), ("facility_unknown", strike.facility is None)) if here]
    proposal = Proposal(
        proposal_id="", table="refinery_strikes", claimant_id=_claimant(speaker), population=population, as_reported=strike.words.strip(), qualifier="exact", value=1,
        facility_id=strike.facility.facility_id if strike.facility else "", facility_kind=strike.kind, facility_words=strike.words.strip() if strike.facility is None else "",
        place=place, region=strike.region, weapon=_strike_weapon(scene), start=scene.sentence.start + strike.start, end=scene.sentence.start + strike.end,
        sentence=scene.sentence.text, sentence_start=scene.sentence.start, confidence=_confidence("strike"), rule="strike", claimant_words=speaker.words if speaker else "", flags=";".join(flags),
    )  # fmt: skip
    return replace(_dated(proposal, scene, strike.start), value=None, qualifier="", statistic="")


def _strike_weapon(scene: _Scene) -> str:
    found = context.weapon(scene.plain)
    return "drone" if found == "missile_and_drone" and "missile" not in scene.plain else found


@cache
def _confidences() -> dict[str, float]:
    return json.loads((Path(__file__).parent / "confidence.json").read_text(encoding="utf-8"))


def _confidence(rule: str) -> float:
    """Return the share of right proposals of a rule on the annotated texts (`roundups bench extract --calibrate`); of a rule that never fired there, that of all."""
    known = _confidences()
    return known.get(rule, known["all"])


def _key(proposal: Proposal) -> str:
    """A name for a proposal until it has its number: its place and its measure."""
    return f"@{proposal.start}:{proposal.measure}"


def _numbered(found: list[Proposal], roundup: Roundup) -> list[Proposal]:
    """Give the proposals their numbers, and the parts the number of their total."""
    ids = {_key(p): f"{roundup.days}:{i}" for i, p in enumerate(found, 1)}
    shared = {"days": roundup.days, "url": roundup.url, "source_file": roundup.name, "text_sha256": roundup.sha256, "source_id": f"uacrisis-{_source_days(roundup)}"}
    return [replace(p, proposal_id=ids[_key(p)], part_of=ids.get(p.part_of, ""), **shared) for p in found]


def _source_days(roundup: Roundup) -> str:
    return roundup.days if roundup.last_day > roundup.first_day else str(roundup.first_day)
