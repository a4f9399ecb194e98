"""Strikes on one oil or gas facility, which need no number: "drones hit a refinery in Ryazan"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .names import Facility, Names, key

_KINDS: tuple[tuple[str, str], ...] = (
    ("gas_processing_plant", r"gas[- ](?:processing )?(?:plant|complex|facility)|gas processing facility"),
    (
        "oil_depot",
        r"(?:oil|fuel|petroleum) (?:storage )?(?:depot|storage(?: facility| base| site| tanks)?|base|tank farm|reservoir|"
        r"warehouse)|(?:oil|fuel) and lubricants depot",
    ),
    (
        "oil_terminal",
        r"(?:oil|petroleum|fuel|marine|export) (?:export |loading |transshipment )?terminal|"
        r"oil[- ](?:loading|export(?:ing)?|handling) (?:port|hub)|oil port",
    ),
    ("pumping_station", r"(?:oil |oil-)?pump(?:ing)? station|(?:oil )?pipeline station"),
    ("petrochemical_plant", r"petrochemical (?:plant|complex|facility)"),
    ("oil_refinery", r"(?:oil |petroleum )?refinery|oil refining (?:plant|facility|complex)|oil processing (?:plant|facility)"),
)
_FACILITY = re.compile("|".join(rf"(?P<{name}>\b(?:{pattern})\b)" for name, pattern in _KINDS))
_PLURAL = re.compile(r"\b(?:oil )?(refineries|oil depots|fuel depots) in (?P<places>[^.;]{3,80})")
_NAMED = re.compile(
    r"(?P<names>(?:[A-Z][\w-]+(?: [A-Z][\w-]+)?, )*[A-Z][\w-]+(?: [A-Z][\w-]+)?,? and [A-Z][\w-]+(?: [A-Z][\w-]+)?) (?:oil )?refineries"
)
_LISTED = re.compile(
    r"(?:oil )?refineries ?[—–:(-]+ ?(?:in )?(?P<names>(?:(?:the )?[A-Z][\w-]+(?: [A-Z][\w-]+)?, )*(?:the )?[A-Z][\w-]+(?: [A-Z][\w-]+)?,? and "
    r"(?:the )?[A-Z][\w-]+(?: [A-Z][\w-]+)?)"
)
_VERB = (
    r"(?:hit|hits|struck|strikes?|striking|attack(?:s|ed|ing)?|target(?:s|ed|ing)?|damag(?:es?|ed|ing)|destroy(?:s|ed|ing)?|"
    r"set (?:fire to|ablaze)|ignit(?:es?|ed)|blew up|bombed|rocked|burn(?:s|ed|t)?|reach(?:es|ed)|break(?:s|ing)? out|broke out|torch(?:es|ed)|"
    r"sparked|caus\w+ (?:a )?(?:\w+ )?(?:fire|blaze|"
    r"explosions?)|halted)"
)
_ACTIVE = re.compile(rf"\b{_VERB}\b")
_PASSIVE = re.compile(
    r"^(?:(?!\b(?:said|but|while|after|because|which|where|that|reported|denied)\b)[^;]){0,200}?"
    r"\b(?:(?:was|were|has been|had been|is|came|stood|went|seen)(?: \w+)? (?:hit|struck|attacked|targeted|damaged|set on fire|"
    r"set ablaze|set alight|ignited|reached|on fire|under (?:attack|fire)|ablaze|burning|in flames|up in flames|destroyed)|caught fire|"
    r"burst into flames|burn(?:s|ed|t)\b|is burning|blazed|"
    r"suspended (?:operations|work)|stopped (?:operations|work)|shut down|halted)"
)
_FIRE = re.compile(r"\b(?:fires?|blazes?|explosions?|blasts?|smoke|flames)\b[^;]{0,40}\b(?:at|on|in|near|rocked)\b")
#: A refinery that is talked of and not struck.
_NOT_STRUCK = re.compile(
    r"\b(?:could|would|may|might|plans? to|will|future|repair\w*|restor\w*|resum\w*|restart\w*|exports?|sanction\w*|bought|"
    r"built|owns?|near the (?:oil )?refinery|serves|operat(?:es|ing) since)\b"
)
_GENERAL = re.compile(r"\b(?:campaign|continu\w+|series|step(?:ped|s) up|wave of|any|every|each|no)\b")


@dataclass(frozen=True, slots=True)
class Strike:
    """A facility that a sentence says was struck: the place of its words and what is known of it."""

    start: int
    end: int
    kind: str
    facility: Facility | None
    place: str
    region: str
    words: str


def strikes_in(sentence: str, plain: str, names: Names) -> Iterator[Strike]:
    """Yield the facilities that a sentence says were struck, one a facility."""
    for match in _FACILITY.finditer(plain):
        kind = str(match.lastgroup)
        before, after = plain[: match.start()], plain[match.end() :]
        if (
            after.startswith(("'s ", "-"))
            and not re.match(r"'s (?:\w+ )?(?:unit|installation|tank|facilit)", after)
            or re.match(r" (?:workers?|owner|operator|capacity|output|products|margins)\b", after)
        ):
            continue
        if not _is_struck(before, after, plain):
            continue
        start = _start(plain, match.start())
        yield _strike(sentence, plain, start, match.end(), kind, names)
    for match in [*_NAMED.finditer(sentence), *_LISTED.finditer(sentence)]:
        if _ACTIVE.search(plain[: match.start()]) or _PASSIVE.search(plain[match.end() :]):
            for name in re.finditer(r"[A-Z][\w-]+(?: [A-Z][\w-]+)?", match["names"]):
                facility = _by_name(name[0], "oil_refinery", names)
                if facility is not None:
                    start = match.start("names") + name.start()
                    yield Strike(start, match.end(), facility.kind, facility, "", facility.region, sentence[start : match.end()])
    for match in _PLURAL.finditer(plain):
        if not _ACTIVE.search(plain[: match.start()]) and not _PASSIVE.search(plain[match.end() :]):
            continue
        if re.search(r"\b(?:two|three|four|five|six|seven|eight|nine|ten|\d+) (?:\w+ ){0,2}$", plain[: match.start()]):
            continue
        kind = "oil_refinery" if match[1] == "refineries" else "oil_depot"
        listed = [(offset, place) for offset, place in names.places_in(plain) if match.start("places") <= offset < match.end("places")]
        for order, (offset, place) in enumerate(listed):
            facility = _by_place(kind, place.place, place.region, names)
            start, end = offset if order else match.start(), offset + len(place.place)
            yield Strike(start, end, kind, facility, place.place, place.region, sentence[start:end])


def _is_struck(before: str, after: str, plain: str) -> bool:
    clause = re.split(r";|, but | while ", before)[-1]
    if re.search(r"\bno (?:\w+ )?$", clause):
        return False
    if re.search(r"\b(?:likely|possibly|probably) (?:target|aim|head)\w*\b|\b(?:aimed|aiming) (?:at|for)\b", clause):
        return False
    if _NOT_STRUCK.search(clause[-70:]) or re.match(r"[^,;]{0,30}\b(?:resumed|reopened|restored|could|will)\b", after):
        return False
    if re.search(r"\b(?:from|distance|kilomet\w+|near|outside|at|to) (?:the |an? )?(?:[\w'-]+ )?$", clause) and not re.search(
        r"\b(?:fires?|blazes?|explosions?|blasts?|strike|attack|smoke|hit|out)\b[^;,]{0,45} (?:at|near|out at) ", clause
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


def _start(plain: str, at: int) -> int:
    """Return where the facility's words begin: its determiner, or its name."""
    low = at
    for _ in range(6):
        found = re.search(r"([\w'’“”\"«»-]+)\s+$", plain[:low])
        if not found or re.fullmatch(
            rf"{_VERB}|on|at|in|of|and|against|near|or|that|drones?|to|by|as|into|also|with|for|from|targeted|overnight|which|is|was",
            found[1].strip('“”"'),
        ):
            break
        low = found.start()
        if found[1] in ("a", "an", "the", "another"):
            break
    return low


def _strike(sentence: str, plain: str, start: int, end: int, kind: str, names: Names) -> Strike:
    words = sentence[start:end]
    tail = re.match(r"\s+in (?:the )?(?:(?:city|town|village|settlement|port) of )?(?:[A-Z][\w’'-]+(?: [A-Z][\w-]+)?)", sentence[end:])
    facility = _by_name(words, kind, names)
    places, regions = names.places_in(plain), names.regions_in(sentence)
    named = re.match(
        r"\s+in (?:the (?:city|town|village|settlement|port) of )?((?!Russia|Ukrain|"
        r"Kremlin)[A-Z][\w’'-]+(?:-[\w-]+)*)(?! (?:[Rr]egion|[Oo]blast|[Kk]rai|[Rr]epublic))",
        sentence[end:],
    )
    if (
        named
        and not any(o >= end and o < end + named.end() for o, _ in places)
        and not any(end <= o < end + named.end() for o, _ in regions)
        and facility is None
    ):
        return Strike(start, end, kind, None, named[1].removesuffix("’s").removesuffix("'s"), "", words)
    places = [(o, p) for o, p in places if not (o > end and re.match(r"\S+ (?:oil |fuel |gas )?(?:refiner|depot|terminal|plant|gas)", plain[o:]))]
    near_places = [
        (abs(o - end), p)
        for o, p in places
        if -90 <= o - end <= 60 and not re.search(r"\band\b.*\b(?:refinery|depot|plant)\b", plain[min(o, end) : max(o, end)])
    ]
    if not near_places and len({r for _, r in regions}) == 1 and not places and re.match(r"an?\b", words):
        regions = [(end, regions[0][1])]
    several = names.regions_in(sentence[end : end + 160])
    if len({r for _, r in several}) > 1 and max(o for o, _ in several) - min(o for o, _ in several) < 60:
        regions = []
    near_regions = [
        (abs(o - end), r)
        for o, r in regions
        if -100 <= o - end <= 80 and not re.search(r"\b(?:refinery|depot|plant|terminal)\b", plain[min(o, end) : max(o, end)])
    ]
    place = min(near_places, key=lambda x: x[0])[1] if near_places else None
    region = min(near_regions, key=lambda x: x[0])[1] if near_regions else ""
    if place is not None and tail is None and region and place.region != region:
        place = None
    if facility is None and place is not None and not (region and "region" in plain[end : end + 60] and tail is None):
        facility = _by_place(kind, place.place, place.region, names)
    if facility is not None:
        return Strike(start, end, facility.kind if kind in ("oil_refinery", "petrochemical_plant") else kind, facility, place.place if place else "", facility.region, words)
    return Strike(start, end, kind, None, place.place if place else "", region or (place.region if place else ""), words)


#: A name of two words and so many letters names a facility, whatever it is called.
_TELLING = 10


def _by_name(words: str, kind: str, names: Names) -> Facility | None:
    found = key(words)
    best: tuple[int, Facility] | None = None
    for facility in names.facilities:
        for name in facility.names:
            bare = re.sub(r"\b(?:refineri|oil|depot|plant|terminal|station|company|refining|complex|gas|processing|fuel)\b", "", name).strip()
            if (
                len(bare) > 3
                and re.search(rf"\b{re.escape(bare)}\b", found)
                and (_same_kind(facility.kind, kind) or " " in bare and len(bare) > _TELLING)
                and (best is None or len(bare) > best[0])
            ):
                best = len(bare), facility
    return best[1] if best else None


def _by_place(kind: str, place: str, region: str, names: Names) -> Facility | None:
    found = [
        f for f in names.facilities if f.region == region and _same_kind(f.kind, kind) and any(key(place).rstrip("i") in name for name in f.names)
    ]
    return found[0] if len(found) == 1 else None


def _same_kind(known: str, said: str) -> bool:
    return known == said or said == "oil_refinery" and known in ("petrochemical_plant",) or known == "other"
