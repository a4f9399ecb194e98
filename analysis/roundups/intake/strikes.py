"""Strikes on one oil or gas facility, which need no number: "drones hit a refinery in Ryazan"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from .dates import Mention as DayMention
from .facilities import Mention, again, mentions, of_told, told_before
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
    r"up in flames)|ca(?:ught|tch(?:es|ing)?) (?:on )?fire|burst into flames|burn(?:s|ed|t)\b|is burning|blazed|"
    r"(?:suspended|stopped|ceased|halted) (?:\w+ ){0,3}(?:operations|work|production|processing)|shut down|halted|offline|"
    r"(?:had|was forced|has been forced) to (?:suspend|stop|cease|halt) [^;,]{0,60}?\b(?:after|following) (?:an?|the) (?:\w+ ){0,2}(?:attack|strike|raid|hit|blaze)\b|"
    r"(?:was|were) (?:engulfed|gutted))"
)
_FIRE = re.compile(r"\b(?:fires?|blazes?|explosions?|blasts?|smoke|flames|burning|ablaze)\b[^;]{0,40}\b(?:at|on|in|near|rocked)\b")
_RELATIVE = re.compile(r",? ?(?:\([^)]*\)|, (?:which|where|whose) [^,;]*,)")
#: A facility that is talked of and not struck.
_NOT_STRUCK = re.compile(
    r"\b(?:could|would|may|might|plans? to|will|future|repair\w*|restor\w*|resum\w*|restart\w*|exports?|sanction\w*|bought|"
    r"built|owns?|near the (?:oil )?refinery|serv(?:es|ing)|feed(?:s|ing)|supply(?:ing)?|operat(?:es|ing) since)\b"
    r"(?! have (?:been )?(?:hit|struck|attacked|targeted|aimed|damaged))"
)
_OF_ANOTHER_CAUSE = re.compile(
    r"\b(?:nothing to do with|not (?:related|linked|connected)|unrelated to|had no connection|technical (?:fault|failure))\b"
)
_GENERAL = re.compile(r"\b(?:campaign|continu\w+|series of (?!explosions)|step(?:ped|s) up|wave of|any|every|each|no)\b")
#: Behind a facility: its people or its output are told of, or its unit was struck.
_OF_THE_FACILITY = re.compile(
    r" (?:(?P<people>workers?|owner|operator|capacity|output|products|margins|employees?)|units?|tanks?|installation|equipment|building)\b"
)
_HARMED = re.compile(r" (?:workers?|employees?) (?:was|were) (?:killed|wounded|injured) in an? [^;,]{0,30}(?:attack|strike|raid)")
_POSSESSIVE = re.compile(r"(?:'s |-)(?!(?:\w+ ){0,2}(?:unit|installation|tank|facilit|territory|grounds|column))")
_BY_RUSSIA = re.compile(r"\brussian? (?:\w+ )?(?:drones?|missiles?|attack|strike|forces|troops|shelling|shahed\w*|hit|struck|attacked)\b")
_NOUNS = re.compile(r"\b(?:refinery|depot|terminal)\b")
_HALT = re.compile(
    r"\b(?:(?:was|were|been) )?(?:halt|suspend|stopp?|ceas)(?:s|e|ed|ing|es)? (?:all |its |their |most |oil |fuel |crude |primary |temporarily )*"
    r"(?:operations|operating|work|working|production|processing|refining)\b|"
    r"\b(?:forced to|had to|was|has been) (?:temporarily )?shut down\b"
)
_NOT_HALTED = re.compile(r"\b(?:could|may|might|will|units?|exports?|who|residents|flights|airports?|trains)\b|;")
_EARLIER = re.compile(
    r"\b(?:previous(?:ly)?|earlier|prior)\b(?:(?!\bsaid\b)[^.;]){0,60}?"
    r"\b(?:strikes?|attacks?|assaults?|raids?|hits?|struck|attacked|"
    r"targeted)\b(?:(?!\bfollow)[^.;]){0,30}$"
)
_NONE = re.compile(r"(?:no|any|every|each)\b")
_IT_WAS = re.compile(rf"it (?:was|has been|had been) (?:\w+ ){{0,2}}{_HIT}\b")


@dataclass(frozen=True, slots=True)
class Strike:
    """A facility that a sentence says was struck: the place of its words, what is known of it, and the days of an earlier strike.

    ``is_halt``: not the strike is told, but that the facility halted its work.
    """

    start: int
    end: int
    kind: str
    facility: Facility | None
    place: str
    region: str
    words: str
    earlier: tuple[date, date | None] | None = None
    is_halt: bool = False


def facilities_in(scene: Scene, names: Names) -> list[Mention]:
    """Return the facilities of a sentence in their order, "the refinery" and "the plant" as the one told of before."""
    plain, told = scene.plain, _told(scene)
    is_oil = bool(told) or _OIL.search(plain) is not None or _OIL.search(scene.around.lower()) is not None
    found: list[Mention] = []
    for mention in mentions(scene.sentence.text, plain, names, is_oil):
        of_it = _OF_THE_FACILITY.match(plain, mention.end)
        if of_it and (of_it["people"] or mention.facility is None and told) or _POSSESSIVE.match(plain, mention.end):
            if not (mention.facility and _HARMED.match(plain, mention.end)):
                continue
        if mention.is_again:
            known = again(mention, [*told, *map(_as_told, found)], names)
        else:
            known = mention
        if known is not None:
            found.append(_located(known, scene, names))
    return found


def _told(scene: Scene) -> list[tuple[str, str, str, str]]:
    return [known[:4] for known in scene.told.facilities if scene.sentence.start - known[4] < _FAR]


#: So far behind it "the refinery" is one told of before.
_FAR = 1200


def _as_told(mention: Mention) -> tuple[str, str, str, str]:
    return mention.kind, mention.facility.facility_id if mention.facility else "", mention.place, mention.region


def told_of(found: Sequence[Mention], scene: Scene) -> list[tuple[str, str, str, str, int]]:
    """Return facilities as the sentences behind this one remember them: kind, facility_id, place, region, and where they stand."""
    return [(*_as_told(m), scene.sentence.start + m.start) for m in found]


def strikes_in(scene: Scene, found: Sequence[Mention], names: Names) -> Iterator[Strike]:
    """Yield the facilities that a sentence says were struck, one a facility and time."""
    plain = scene.plain
    struck: set[tuple[str, str, str]] = set()
    days = [m for m in scene.dates if m.first and not m.is_spoken]
    for mention in found:
        before, after = plain[: mention.low], plain[mention.high :]
        which = (mention.facility.facility_id, "", "") if mention.facility else (mention.kind, mention.place, mention.region)
        # "The plant was hit" says nothing new of the one told of before, but on a day of its own.
        is_new = not mention.is_again or days or _NOUNS.search(plain[mention.start : mention.end])
        if is_new and which not in struck and not _NONE.match(plain, mention.start) and _is_struck(before, after):
            struck.add(which)
            day = next((m for m in days if _EARLIER.search(before)), None)
            yield _strike(mention, scene, _days(day) if day else None)
            if day:
                return
    named = [m for m in found if not m.is_listed]
    told = [of_told(known, names) for known in _told(scene)[-1:]]
    if halt := _HALT.search(plain):
        of = next((m for m in reversed(named) if m.start < halt.start()), None)
        of = of or (told[0] if told and re.match(r"(?:it|this)\b", plain) and not found else None)
        if of is not None and not _NOT_HALTED.search(plain[of.end : halt.start()]):
            at = replace(of, start=halt.start(), end=halt.end())
            yield replace(_strike(at, scene), is_halt=True)
    yield from _earlier(scene, named or told, days)


def _days(mention: DayMention) -> tuple[date, date | None]:
    first: date = mention.first  # type: ignore[assignment]
    return first, None if mention.is_day else mention.last or first


def _located(mention: Mention, scene: Scene, names: Names) -> Mention:
    """Give a facility that its sentence does not place the region of the governor who speaks of it, else that told of before."""
    if mention.region or mention.facility is not None or mention.is_elsewhere:
        return mention
    speaker = speaker_of(scene, mention.start)
    region = names.governed(speaker.claimant_id) if speaker else ""
    if not (region or scene.sentence.is_headline):
        region = scene.told.place.region or told_before(scene.around, names)
        in_ukraine = names.regions.get(region) == "Ukraine" and region != "Crimea"
        if in_ukraine and not _BY_RUSSIA.search(scene.plain):
            region = ""
    return replace(mention, region=region)


def _strike(mention: Mention, scene: Scene, earlier: tuple[date, date | None] | None = None) -> Strike:
    words = scene.sentence.text[mention.start : mention.end]
    return Strike(mention.start, mention.end, mention.kind, mention.facility, mention.place, mention.region, words, earlier)


def _earlier(scene: Scene, named: Sequence[Mention], days: Sequence[DayMention]) -> Iterator[Strike]:
    """Yield the strikes before on the same facility: "previous strikes in March and June", "it was also hit on August 7"."""
    it_was = _IT_WAS.match(scene.plain)
    for day in days:
        if not (it_was or _EARLIER.search(scene.plain[: day.start])):
            continue
        of = next((m for m in reversed(named) if m.start < day.start), None)
        if of is not None and (it_was or of.end):
            yield _strike(replace(of, start=day.start, end=day.end), scene, _days(day))


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
        r"\b(?:fires?|blazes?|explosions?|blasts?|strike|attack|smoke|hit|out|aimed|damage|burning|ablaze)\b[^;,]{0,45} (?:at|near|out at|to) ",
        clause,
    ):
        return False
    if re.search(r"\bset(?:s|ting)? (?:\S+ ){0,4}$", clause) and re.match(r"[^,;]{0,40}? (?:on fire|ablaze|alight)\b", after):
        return True
    if _PASSIVE.match(_RELATIVE.sub("", after)) or _FIRE.search(clause[-90:]):
        return True
    verbs = list(_ACTIVE.finditer(clause))
    if not verbs:
        return bool(re.search(r"\b(?:strike|attack|raid|drones?)\b", clause) and re.search(r"\b(?:on|at|against)\b", clause[-40:]))
    return not _GENERAL.search(clause[verbs[-1].start() :])
