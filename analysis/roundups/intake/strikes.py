"""Strikes on one oil or gas facility, which need no number: "drones hit a refinery in Ryazan"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .dates import Mention as DayMention
from .facilities import ANY, Mention, again, mentions, told_before
from .making import speaker_of
from .names import Facility, Names
from .scenes import Scene

_OIL = re.compile(r"\b(?:oil|fuel|refiner\w+|petroleum|petrochemical\w*)\b")
_VERB = (
    r"(?:hit|hits|hitting|struck|strikes?|striking|attack(?:s|ed|ing)?|target(?:s|ed|ing)?|damag(?:es?|ed|ing)|destroy(?:s|ed|ing)?|"
    r"set (?:fire to|ablaze)|ignit(?:es?|ed)|blew up|bombed|rocked|burn(?:s|ed|t)?|reach(?:es|ed)|break(?:s|ing)? out|broke out|torch(?:es|ed)|"
    r"engulf(?:s|ed)|gutted|disabl(?:es?|ed|ing)|(?:fell|fallen|falls|crashed|came down) (?:on|onto|into|at|in)|flew into|"
    r"sparked|caus\w+ (?:a )?(?:\w+ )?(?:fire|blaze|explosions?)|halted)"
)
_ACTIVE = re.compile(rf"\b{_VERB}\b")
_HIT = r"(?:hit|struck|attacked|targeted|damaged|set on fire|set ablaze|set alight|ignited|reached|destroyed)"
_PASSIVE = re.compile(
    r"^(?:(?!\b(?:said|but|while|after|because|which|where|that|reported|denied)\b)[^;]){0,200}?"
    rf"\b(?:(?:was|were|has been|had been|is|came|stood|went|seen)(?: \w+)? (?:{_HIT}|on fire|under (?:attack|fire)|ablaze|burning|in flames|"
    r"up in flames)|caught fire|burst into flames|burn(?:s|ed|t)\b|is burning|blazed|"
    r"(?:suspended|stopped|ceased|halted) (?:\w+ ){0,3}(?:operations|work|production|processing)|shut down|halted|offline|"
    r"(?:was|were) (?:engulfed|gutted))"
)
_FIRE = re.compile(r"\b(?:fires?|blazes?|explosions?|blasts?|smoke|flames|burning|ablaze)\b[^;]{0,40}\b(?:at|on|in|near|rocked)\b")
#: A facility that is talked of and not struck.
_NOT_STRUCK = re.compile(
    r"\b(?:could|would|may|might|plans? to|will|future|repair\w*|restor\w*|resum\w*|restart\w*|exports?|sanction\w*|bought|"
    r"built|owns?|near the (?:oil )?refinery|serv(?:es|ing)|feed(?:s|ing)|supply(?:ing)?|operat(?:es|ing) since)\b(?! have (?:been )?(?:hit|struck|attacked|targeted|aimed|damaged))"
)
_OF_ANOTHER_CAUSE = re.compile(r"\b(?:nothing to do with|not (?:related|linked|connected)|unrelated to|had no connection|technical (?:fault|failure))\b")
_GENERAL = re.compile(r"\b(?:campaign|continu\w+|series of (?!explosions)|step(?:ped|s) up|wave of|any|every|each|no)\b")
#: Behind a facility: it was told of for its workers or its output, or its unit was struck.
_OF_THE_FACILITY = re.compile(r" (?:workers?|owner|operator|capacity|output|products|margins|employees?|unit|tanks?|installation|equipment|building)\b")
_POSSESSIVE = re.compile(r"(?:'s |-)(?!(?:\w+ ){0,2}(?:unit|installation|tank|facilit|territory|grounds|column))")
_EARLIER = re.compile(
    r"\b(?:previous(?:ly)?|earlier|prior)\b(?:(?!\bsaid\b)[^.;]){0,60}?\b(?:strikes?|attacks?|assaults?|raids?|hits?|struck|attacked|"
    r"targeted)\b(?:(?!\bfollow)[^.;]){0,30}$"
)
_IT_WAS = re.compile(rf"it (?:was|has been|had been) (?:\w+ ){{0,2}}{_HIT}\b")


@dataclass(frozen=True, slots=True)
class Strike:
    """A facility that a sentence says was struck: the place of its words, what is known of it, and the days of an earlier strike."""

    start: int
    end: int
    kind: str
    facility: Facility | None
    place: str
    region: str
    words: str
    earlier: tuple[date, date | None] | None = None


def strikes_in(scene: Scene, names: Names) -> Iterator[Strike]:
    """Yield the facilities that a sentence says were struck, one a facility and time."""
    sentence, plain = scene.sentence.text, scene.plain
    told = [(p.facility_kind, p.facility_id, p.place, p.region) for p in scene.told.strikes]
    is_oil = bool(told) or _OIL.search(plain) is not None or _OIL.search(scene.around.lower()) is not None
    found: list[Mention] = []
    struck: set[tuple[str, str, str]] = set()
    days = [m for m in scene.dates if m.first and not m.is_spoken]
    for mention in mentions(sentence, plain, names, is_oil):
        words, before, after = plain[mention.start : mention.end], plain[: mention.low], plain[mention.high :]
        is_own = _OF_THE_FACILITY.match(after)
        if is_own and (mention.facility is None and told or is_own[0].strip() not in _PARTS) or _POSSESSIVE.match(after):
            continue
        one: Mention | None = mention
        if mention.is_again or mention.kind == ANY:
            before_it = [(m.kind, m.facility.facility_id if m.facility else "", m.place, m.region) for m in found]
            one = again(mention, [*told, *before_it], names)
        if one is None or mention.kind == ANY and not (one.facility and mention.facility) and not days:
            continue
        found.append(one)
        which = (one.facility.facility_id, "", "") if one.facility else (one.kind, one.place, one.region)
        if which not in struck and _is_struck(before + re.match(r"(?:no|any|every|each)?", words)[0] + " ", after):  # type: ignore[index]
            struck.add(which)
            day = next((m for m in days if _EARLIER.search(before)), None)
            yield _strike(one, scene, names, _days(day) if day else None)
            if day:
                return
    yield from _earlier(scene, found, told, names)


def _days(mention: DayMention) -> tuple[date, date | None]:
    first: date = mention.first  # type: ignore[assignment]
    return first, None if mention.is_day else mention.last or first


_PARTS = frozenset({"unit", "tank", "tanks", "installation", "equipment", "building"})


def _strike(mention: Mention, scene: Scene, names: Names, earlier: tuple[date, date | None] | None = None) -> Strike:
    region = mention.region
    if not region and mention.facility is None:
        speaker = speaker_of(scene, mention.start)
        region = names.governed(speaker.claimant_id) if speaker else ""
        region = region or scene.told.place.region or told_before(scene.around, names)
    words = scene.sentence.text[mention.start : mention.end]
    return Strike(mention.start, mention.end, mention.kind, mention.facility, mention.place, region, words, earlier)


def _earlier(scene: Scene, found: list[Mention], told: list[tuple[str, str, str, str]], names: Names) -> Iterator[Strike]:
    """Yield the strikes before on the same facility: "previous strikes in March and June", "it was also hit on August 7"."""
    it_was = _IT_WAS.match(scene.plain)
    days = [m for m in scene.dates if not m.is_spoken and m.first and (it_was or _EARLIER.search(scene.plain[: m.start]))]
    named = found[-1] if found else None
    if not days or not (named or it_was):
        return
    for day in days:
        of = named if named and named.start < day.start else again(Mention(0, day.end, 0, 0, ANY), told, names)
        if of is not None and day.first:
            at = Mention(day.start, day.end, day.start, day.end, of.kind, of.facility, of.place, of.region)
            yield _strike(at, scene, names, _days(day))


def _is_struck(before: str, after: str) -> bool:
    clause = re.split(r";|, but | while ", before)[-1]
    if re.search(r"\b(?:no|any|every|each|neither)(?: of the)? (?:\w+ )?$", clause) or _OF_ANOTHER_CAUSE.search(after):
        return False
    if re.search(r"\b(?:likely|possibly|probably) (?:target|aim|head)\w*\b|\b(?:aimed|aiming) (?:at|for)\b(?<!been aimed at)", clause):
        return False
    if _NOT_STRUCK.search(clause[-70:]) or re.match(r"[^,;]{0,30}\b(?:resumed|reopened|restored|could(?! have)|will)\b", after):
        return False
    if re.search(r"\b(?:forc|compel|caus)\w*\b[^,;]*$", clause) and re.match(r" to \w+", after):
        return False
    if re.search(r"\b(?:from|distance|kilomet\w+|near|outside|at|to) (?:the |an? )?(?:[\w'-]+ )?$", clause) and not re.search(
        r"\b(?:fires?|blazes?|explosions?|blasts?|strike|attack|smoke|hit|out|aimed|damage|burning|ablaze)\b[^;,]{0,45} (?:at|near|out at|to) ", clause
    ):
        return False
    if re.search(r"\bset(?:s|ting)? (?:\S+ ){0,4}$", clause) and re.match(r" (?:on fire|ablaze)", after):
        return True
    if _PASSIVE.match(after) or _FIRE.search(clause[-90:]):
        return True
    verbs = list(_ACTIVE.finditer(clause))
    if not verbs:
        return bool(re.search(r"\b(?:strike|attack|raid|drones?)\b", clause) and re.search(r"\b(?:on|at|against)\b", clause[-40:]))
    return not _GENERAL.search(clause[verbs[-1].start() :])
