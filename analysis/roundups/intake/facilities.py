"""The oil and gas facilities that a sentence names: "the Ryazan refinery", "depots in Kursk and Tambov regions", "Saratovorgsintez"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from roundups.wording.numbers import normalised

from .names import Facility, Names, key

#: Any facility, of which only a name or what was told before says the kind.
ANY = "any"
_KINDS: tuple[tuple[str, str], ...] = (
    ("gas_processing_plant", r"gas[- ](?:condensate |chemical )?(?:processing |treatment )?(?:plant|complex|facility)"),
    (
        "oil_depot",
        r"(?:oil|fuel|petroleum|petrol|diesel|kerosene)(?: products?| and (?:lubricants?|fuel|petroleum|gas))? (?:storage )?(?:depot|"
        r"storage(?: facility| base| site| tank| depot)?(?! (?:facilities|tanks|sites|depots))|base|tank farm|"
        r"reservoir|warehouse|(?:infrastructure )?facility)",
    ),
    (
        "oil_terminal",
        r"(?:oil|petroleum|fuel|marine|maritime|export)(?: products?)? (?:(?:export|loading|transshipment|handling) )?terminal|"
        r"oil[- ](?:loading|export(?:ing)?|handling) (?:port|hub|terminal)|oil (?:port|harbou?r|berth|hub)",
    ),
    ("pumping_station", r"(?:(?:oil|pipeline)[ -])?pump(?:ing)? station|(?:oil )?pipeline station|dispatch(?:er|ing)? station"),
    ("petrochemical_plant", r"petrochemicals? (?:plant|complex|facility|factory)|synthetic rubber plant|catalysts? plant"),
    (
        "oil_refinery",
        r"(?:(?:oil|petroleum|crude) )?refinery|(?:oil|petroleum)[- ](?:refining|processing|products?) (?:plant|facility|complex)|"
        r"refining (?:plant|facility|complex)|oil plant",
    ),
    (ANY, r"depot|terminal|plant|facility|complex|station|combine|site"),
)
_NOUN = re.compile("|".join(rf"(?P<{name}>\b(?:{pattern})\b)" for name, pattern in _KINDS))
_BARE = {"depot": "oil_depot", "terminal": "oil_terminal"}
#: Depots and terminals of something else.
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:ammunition|ammo|munitions?|arms|weapons?|military|artillery|missile|drone|uav|tram|trolleybus|bus|train|rail|railway|locomotive|post|"
    r"postal|poshta|mail|supply|logistics?|army|explosives|ferry|container|grain|passenger|airport|cargo|freight|gas|starlink|air)$"
)
_PLURALS = (
    ("oil_refinery", r"(?:oil )?refineries"),
    ("oil_depot", r"(?:oil|fuel|petroleum) (?:storage )?(?:depots|facilities|bases|terminals and depots)|depots"),
    ("oil_terminal", r"(?:oil|fuel) (?:terminals|ports)"),
    ("pumping_station", r"(?:oil )?pumping stations"),
    ("gas_processing_plant", r"gas processing plants"),
    ("petrochemical_plant", r"petrochemical plants"),
)
_ITEM = r"(?:the )?(?:(?:city|town|village|port|settlement) of )?(?:Russia[’']s )?[A-Z][\w’'-]+(?: (?:[A-Z][\w’'-]+|[Rr]egions?|[Oo]blasts?))*"
_ITEMS = rf"{_ITEM}(?:, {_ITEM})*(?:,? (?:and|or|as well as) (?:in )?{_ITEM})?"
_SEVERAL = rf"{_ITEM}(?:, {_ITEM})*,? (?:and|or|as well as) {_ITEM}"
_PLURAL = "|".join(rf"(?P<{kind}>\b(?:{pattern})\b)" for kind, pattern in _PLURALS)
_LIST = re.compile(
    rf"(?:{_PLURAL})(?: (?:in|near|at|of)(?: (?:both|the cities of|the towns of|Russia[’']s))? (?P<places>{_ITEMS}(?: [Rr]egions| [Oo]blasts)?)|"
    rf" ?[—–:(-]+ ?(?:namely )?(?:in )?(?P<names>{_SEVERAL}))"
)
_LIST_BEFORE = re.compile(rf"\b(?P<names>{_SEVERAL}) (?:{_PLURAL})")
_STOP = re.compile(
    r"on|at|in|of|and|against|near|or|that|drones?|missiles?|to|by|as|into|onto|also|with|for|from|over|overnight|which|is|was|were|after|before|"
    r"hit|hits|struck|strikes?|striking|attack\w*|target\w*|damag\w*|destroy\w*|ablaze|bombed|rocked|burn\w*|reach\w*|out|torch\w*|sparked|"
    r"caused|halted|called|has|had|have|again"
)
_IN = r"\s*,? ?(?:(?:located|based|situated) )?(?:in|near|outside|of|at) "
#: A settlement that no table knows: "a depot near Zarechnoye".
_UNKNOWN = re.compile(
    rf"{_IN}(?:the (?:city|town|village|settlement|port) of )?(?P<name>(?!Russia|Ukrain|Kremlin|The\b)[A-Z][\w-]+)"
    r"(?![’']s\b|[\w-]| (?:[Rr]egion|[Oo]blast|[Kk]rai|[Rr]epublic|[Dd]istrict))"
)
_UNKNOWN_REGION = re.compile(rf"{_IN}(?:the |Russia[’']s )?[A-Z][\w-]+(?: [A-Z][\w-]+)? (?:[Rr]egion|[Oo]blast|[Kk]rai|[Rr]epublic)\b")
_GLUE = re.compile(r"(?:[\w'-]+(?: regions?| oblasts?)?)?(?:,| and| or|, and|, or)+ (?:the )?$")
_CAPITALS = frozenset({"Kyiv", "Moscow"})
#: So far behind a facility stands where it is.
_NEAR = 100


@dataclass(frozen=True, slots=True)
class Mention:
    """A facility that a sentence names: its words, and the stretch (a whole list) that verbs stand before or behind."""

    start: int
    end: int
    low: int
    high: int
    kind: str
    facility: Facility | None = None
    place: str = ""
    region: str = ""
    #: "The refinery": one told of before, where nothing else tells which.
    is_again: bool = False
    is_listed: bool = False
    #: It lies in a region that the table of regions does not have: none told before stands for it.
    is_elsewhere: bool = False


#: Behind a facility, what it is: "the Ryazan refinery, Rosneft's biggest plant,".
_APPOSED = re.compile(
    r",? (?:[–—(-] ?)?(?:(?:which is )?(?:one of )?(?:the|an?|russia's|the country's|[\w-]+'s) )(?:[\w'-]+ ){0,3}?(?:\w+-)?(?:largest|biggest|main|major|key|leading|"
    r"important|oldest|flagship|top)(?: [\w-]+){0,4}"
)


def mentions(sentence: str, plain: str, names: Names, is_oil: bool) -> list[Mention]:
    """Return the facilities that a sentence names in their order; ``is_oil``: oil is spoken of, so that "the depot" is one of oil."""
    found = list(_listed(sentence, plain, names))
    for match in _NOUN.finditer(plain):
        if not any(m.low <= match.start() < m.high or _APPOSED.fullmatch(plain[m.end : match.end()]) for m in found) and (one := _single(match, sentence, plain, names, is_oil)):
            found.append(one)
    alone = [m for m in _alone(sentence, names) if not any(o.low < m.high and m.low < o.high for o in found)]
    found = [m for m in found if not any(_APPOSED.fullmatch(plain[o.end : m.end]) for o in alone)] + alone
    return sorted(found, key=lambda m: m.start)


def _single(match: re.Match[str], sentence: str, plain: str, names: Names, is_oil: bool) -> Mention | None:
    kind, start, end = str(match.lastgroup), _start(plain, match.start()), match.end()
    words = plain[start:end]
    facility = _by_name(words, kind, names, is_oil)
    if kind == ANY and facility is None:
        is_again = re.fullmatch(r"(?:the|this|that)(?: same)? \w+", words) is not None
        bare = _BARE.get(match[0]) if is_oil and not _OF_SOMETHING_ELSE.search(plain[start : match.start()].rstrip()) else None
        if not (bare or is_again) or match[0] == "site" and not is_again:
            return None
        kind = bare or ANY
    place, region = _where(sentence, plain, start, end, names)
    facility = facility or (_by_place(kind, place, region, names) if place else None)
    if facility is not None:
        return Mention(start, end, start, end, facility.kind, facility, place, facility.region)
    has_name = _OWN_NAME.search(sentence[start : match.start()]) is not None
    is_again = not (place or region or has_name) and re.match(r"(?:the|this|that|its)\b", words) is not None
    if kind == ANY and not is_again:
        return None
    is_elsewhere = not region and _UNKNOWN_REGION.match(sentence[end:]) is not None
    if not (region or has_name or is_elsewhere):
        region = _of_sentence(sentence, plain, names)
    return Mention(start, end, start, end, kind, None, place, region, is_again and not is_elsewhere, is_elsewhere=is_elsewhere)


#: A facility with a name that no table knows does not lie where another one lies: "the Andreapol station and a depot in Bryansk region".
_OWN_NAME = re.compile(r"(?!Russia|Ukrain|Lukoil|LUKOIL|Rosneft|Gazprom|Druzhba|The\b|An?\b|One\b|Another\b)\b[A-Z][a-z]{3,}")


def _listed(sentence: str, plain: str, names: Names) -> Iterator[Mention]:
    for match in [*_LIST.finditer(sentence), *_LIST_BEFORE.finditer(sentence)]:
        kind = next(name for name, _ in _PLURALS if match[name])
        places = match.groupdict().get("places")
        group = "places" if places else "names"
        whole = re.search(r"(?:[Rr]egions|[Oo]blasts)$", match[group]) is not None
        items = list(re.finditer(_ITEM, match[group]))
        found = [_item(item[0], kind, whole, names) for item in items]
        if len(found) == 1 and not found[0][1]:
            continue
        for item, (facility, place, region) in zip(items, found, strict=True):
            if facility or place or region:
                start, end = match.start(group) + item.start(), match.start(group) + item.end()
                first = item is items[0] and places
                yield Mention(
                    match.start() if first else start, end, match.start(), match.end(), facility.kind if facility else kind, facility, place, region,
                    is_listed=True,
                )


def _item(words: str, kind: str, whole: bool, names: Names) -> tuple[Facility | None, str, str]:
    """Return what one name of a list means: a facility, a place, or a region where the list ends in "regions"."""
    bare = re.sub(r"^(?:the )?(?:(?:city|town|village|port|settlement) of )?(?:Russia[’']s )?", "", words)
    if region := names.region(re.sub(r" (?:[Rr]egions?|[Oo]blasts?)$", "", bare)) if whole or re.search(r"[Rr]egion|[Oo]blast", bare) else "":
        return None, "", region
    places = names.places_in(normalised(bare))
    place, region = (places[0][1].place, places[0][1].region) if places else ("", "")
    facility = _by_name(bare, kind, names, True) or (_by_place(kind, place, region, names) if place else None)
    return facility, place, facility.region if facility else region or (names.region(bare) if not place else "")


def _alone(sentence: str, names: Names) -> Iterator[Mention]:
    """Yield the facilities named without saying what they are: "drones reached Saratovorgsintez"."""
    for word in re.finditer(r"\b[A-Z][\w-]{3,}", sentence):
        said = key(word[0])
        for facility in names.facilities:
            if said in facility.alone:
                yield Mention(word.start(), word.end(), word.start(), word.end(), facility.kind, facility, "", facility.region)
                break


def _start(plain: str, at: int) -> int:
    """Return where the words of a facility begin: its determiner, or its name."""
    low = at
    for _ in range(6):
        found = re.search(r"([\w'’“”\"«»./-]+)\s+$", plain[:low])
        if not found or _STOP.fullmatch(found[1].strip('“”"')):
            break
        low = found.start()
        if found[1] in ("a", "an", "the", "another", "this", "that", "its"):
            break
    return low


def _by_name(words: str, kind: str, names: Names, is_oil: bool) -> Facility | None:
    """Return the facility with the longest name in the words; a town's name needs a noun of the kind beside it."""
    said = f" {key(words)} "
    found: list[tuple[int, bool, Facility]] = []
    for facility in names.facilities:
        for name in facility.names:
            if f" {name} " not in said or re.search(rf" {re.escape(name)} (?:region|oblast|krai)", said):
                continue
            same = _same_kind(facility.kind, kind)
            if name in facility.alone or " " in name and len(name) > _TELLING or same or kind == ANY and is_oil and not names.region(name):
                found.append((len(name), facility.kind == kind, facility))
    return max(found, key=lambda f: f[:2])[2] if found else _by_spelling(said, kind, names)


def _by_spelling(said: str, kind: str, names: Names) -> Facility | None:
    """Return the only facility of a kind whose name is nearly a word that is said: "Novokubyshev"."""
    words = [word for word in said.split() if len(word) > _LONG and not names.is_known(word)]
    known = {name: f for f in names.facilities if f.kind == kind for name in f.names if " " not in name and len(name) > _LONG}
    found = {known[name].facility_id: known[name] for word in words for name in get_close_matches(word, known, cutoff=_NEARLY)}
    return next(iter(found.values())) if len(found) == 1 else None


#: So long must a name be, and so alike (as difflib has it), to be another spelling.
_LONG, _NEARLY = 6, 0.84
#: A name of two words and so many letters names a facility, whatever it is called.
_TELLING = 10


def _by_place(kind: str, place: str, region: str, names: Names) -> Facility | None:
    town = key(place)
    for group in (lambda f: town in f.names, lambda f: town in f.places):
        found = [f for f in names.facilities if f.region == (region or f.region) and _same_kind(f.kind, kind) and group(f)]
        found = [f for f in found if f.kind == kind] or found
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _same_kind(known: str, said: str) -> bool:
    return known == said or {known, said} <= {"oil_refinery", "petrochemical_plant"} or known == "other" and said in ("oil_refinery", "oil_terminal")


def _where(sentence: str, plain: str, start: int, end: int, names: Names) -> tuple[str, str]:
    """Return place and region of a facility: what follows it, else what its words hold, else what was told last before it."""
    places = [(o, p.place, p.region) for o, p in names.places_in(plain)]
    regions = [(o, "", r) for o, r in names.regions_in(sentence)]
    hits = sorted([*places, *regions])
    following = next((_start(plain, m.start()) for m in _NOUN.finditer(plain, end) if m.lastgroup != ANY), len(plain))
    limit = min(end + _NEAR, following, plain.find(";", end) % (len(plain) + 1))
    behind = [h for h in hits if end <= h[0] < limit]
    direct = [h for h in behind if re.match(_IN, plain[end:]) and not _VERBS.search(plain[end : h[0]])]
    inside = [h for h in hits if start <= h[0] < end]
    unknown = _UNKNOWN.match(sentence[end:])
    if unknown and not any(h[0] < end + unknown.end() for h in behind):
        return unknown["name"], behind[0][2] if behind else ""
    if direct:
        first = direct[0]
        if len({h[2] for h in direct}) > 1 and _GLUE.match(plain[first[0] : direct[1][0]]):
            return "", ""
        return _joined(direct if first[1] else direct[:1])
    if inside:
        return _joined(inside)
    before = [h for h in hits if h[0] < start and h[1] not in _CAPITALS]
    cut = max((m.end() for m in re.finditer(r";|, (?:and|but|while) ", plain[:start])), default=0)
    nouns = [m.end() for m in _NOUN.finditer(plain[:start]) if m.lastgroup != ANY]
    before = [h for h in before if h[0] >= max([cut, *nouns])]
    if before:
        return _joined(before[-2:] if len(before) > 1 and before[-2][2] == before[-1][2] else before[-1:])
    behind = [h for h in behind if h[1] not in _CAPITALS and not _OF_A_BASE.search(plain[end : h[0]])]
    return _joined(behind[:1]) if behind else ("", "")


_VERBS = re.compile(r"\b(?:was|were|is|are|has|have|had|after|when|which|while|who|said|causing|by)\b")


def _joined(hits: Sequence[tuple[int, str, str]]) -> tuple[str, str]:
    place = next((p for _, p, _ in hits if p), "")
    region = next((r for _, p, r in hits if r and not p), "") or next((r for _, _, r in hits if r), "")
    if place and any(p == place and r and r != region for _, p, r in hits):
        place = ""
    return place, region


#: "A refinery and a drone base in Crimea": where a base lies says nothing of a refinery.
_OF_A_BASE = re.compile(
    r"\band (?:an? |the |its )?(?:[\w-]+ ){0,3}(?:bases?|airfields?|air ?bases?|airports?|warehouses?|factory|factories|ships?|storage facility) (?:in|near|on|at)[^,;]{0,40}$"
)


def _of_sentence(sentence: str, plain: str, names: Names) -> str:
    """Return the only region that a sentence names, or ""."""
    regions = {r for at, r in names.regions_in(sentence) if not _OF_A_BASE.search(plain[:at])} or {p.region for _, p in names.places_in(plain) if p.place not in _CAPITALS}
    return regions.pop() if len(regions) == 1 else ""


def of_told(told: tuple[str, str, str, str], names: Names) -> Mention:
    kind, facility_id, place, region = told
    return Mention(0, 0, 0, 0, kind, names.facility(facility_id), place, region)


def told_before(around: str, names: Names) -> str:
    """Return the region told of last in the sentences before, or ""."""
    plain = normalised(around)
    hits = [*((o, p.region) for o, p in names.places_in(plain) if p.place not in _CAPITALS), *names.regions_in(around)]
    return max(hits)[1] if hits else ""


def again(mention: Mention, told: Sequence[tuple[str, str, str, str]], names: Names) -> Mention | None:
    """Return "the refinery" as the one told of last: ``told`` holds kind, facility_id, place and region of each."""
    stores = {"oil_depot", "oil_terminal"}
    for kind, facility_id, place, region in reversed(told):
        if mention.kind in (ANY, kind) or _same_kind(kind, mention.kind) or {kind, mention.kind} == stores:
            return replace(mention, kind=kind, facility=names.facility(facility_id), place=place, region=region)
    if told and (facility := names.facility(told[-1][1])):
        return replace(mention, kind=facility.kind, facility=facility, place=told[-1][2], region=facility.region)
    return None if mention.kind == ANY else mention
