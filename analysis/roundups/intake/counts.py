"""The counts of a sentence: each number with its hedge, "a child" as one, people told together ("a woman and her son") as one count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from roundups.wording import Quantity, numbers_in
from roundups.wording.numbers import normalised
from roundups.wording.qualifiers import AFTER, BEFORE, CLOSE, phrases

Kind = Literal["number", "vague", "ordinal", "one", "percent", "fraction", "zero"]

#: Who is younger is a child.
OF_AGE = 18
#: One person by office or trade; and things of which a sentence names one.
_OFFICES = r"(?:head|pilot|commander|chief|deputy (?:head|commander|chief)|mayor|captain|director|general)"
#: A number stands as one of these characters, repeated, in the text that the rules look at, so that every offset stays.
MASKS: dict[Kind, str] = {
    "number": "\ue000",
    "vague": "\ue001",
    "ordinal": "\ue002",
    "one": "\ue003",
    "percent": "\ue004",
    "fraction": "\ue005",
    "zero": "\ue006",
}
_HEDGES = sorted(((p, q) for q, language, p in phrases(BEFORE) if language == "en" and p != "ca"), key=lambda item: -len(item[0]))
_HEDGE = re.compile(
    r"\b(" + "|".join(re.escape(p) for p, _ in _HEDGES) + r")\s+((?:a|an|the|another|total of|further|additional|whopping|staggering|record)\s+)*$"
)
_HEDGE_OF = dict(_HEDGES)
_AFTER_HEDGES = {p: q for q, language, p in phrases(AFTER) if language in ("en", "any")}
_HEDGE_AFTER = re.compile(r"\s*(" + "|".join(re.escape(p) for p in sorted(_AFTER_HEDGES, key=len, reverse=True)) + r")(?!\w)")
#: "Details about two soldiers" hedges nothing.
_ABOUT = re.compile(
    r"\b(?:details|information|data|facts?|reports?|news|video|story|stories|questions?|claims?|concern\w*|more|talk\w*|spoke|speaks?|told|"
    r"tells?|know[ns]?|"
    r"learn\w*|asked|warned|wrote|heard|case)\s+$"
)
#: "Handed over 150 prisoners" hedges nothing.
_PARTICLE = re.compile(
    r"\b(?:hand(?:s|ed|ing)?|turn(?:s|ed|ing)?|giv(?:es?|en|ing)|gave|tak(?:es?|en|ing)|took|fl(?:y|ies|ew|ying)|won|control|advantage|victory)\s+$"
)
_SAYS_NO_HEDGE = {"over": _PARTICLE, "about": _ABOUT}
_LEAD = re.compile(r"\b(?:(?:all|another|additional|an additional|a further|further|a total of|a|an|a record|the)\s+)+$")
_ONE = re.compile(
    r"\b(?:an?|another)(?= (?:(?!(?:and|or|of|in|on|at|to|that|who|with)\b)[\w'./-]+ ){0,6}?(?:[\w-]+-old|boys?|girl|child|"
    r"baby|infant|toddler|teenager|minor|newborn|woman|man|person|civilian|"
    r"resident|soldier|officer|rescuer|paramedic|medic|policeman|firefighter|worker|driver|volunteer|employee|journalist|pensioner|"
    r"pilot|deputy|guard|teacher|doctor|nurse|student|villager|local|motorist|cyclist|passenger|priest|"
    r"couple|mother|father|grand(?:mother|father|son|daughter)|sister|brother|neighbou?r|colleague|mechanic|miner|electrician|sailor|prosecutor|"
    r"judge|tourist|foreigner|"
    r"lawmaker|official|commander|general|colonel|reporter|photographer|farmer|sapper|deminer|engineer|operator|medic|"
    r"prisoner(?! (?:exchange|swap|release|deal|transfer|camp))|captive|missile|drone|uav|bomb|jet|plane|aircraft|helicopter|ship|boat|tugboat|speedboat|corvette|submarine|vessel|house|building|apartment block|"
    r"s-[34]00|air defen[cs]e|radar)\b)"
    r"|(?:(?<=killed )|(?<=injured )|(?<=wounded )|(?<=killing )|(?<=injuring )|(?<=wounding ))"
    r"another(?=$|[.,;]| (?:in|on|at|near|and|yesterday|today|overnight)\b)"
    r"|\banother(?= (?:(?:was|is|has been|had been|later) )?(?:killed|died|wounded|injured|hurt)\b)"
    rf"|(?<!according to )\bthe(?= (?:[\w'-]+ )?{_OFFICES}\b(?:(?!\b(?:said|says|told|reported|wrote|that|people)\b)[^;]){{0,90}}?\b(?:killed|died|"
    rf"dead)\b)"
)
#: "One of them a child": the number is told.
_ONE_OF_THEM = re.compile(r"\bone of (?:them|whom|the (?:dead|killed|wounded|injured))(?: (?:is|was|being))? $")
#: A year and no count: "throughout 2023", "compared to 2022".
_YEAR = re.compile(
    r"20[0-3]\d(?!\d|,\d)(?! (?:[\w-]+ ){0,2}?(?:people|civilians|soldiers|troops|drones|missiles|servicemen|bodies|children|residents|prisoners|"
    r"personnel))"
)
#: "A 250-kilogram bomb" is one bomb.
_IS_SIZE = re.compile(r"(?:-| )?(?:kg|kilograms?|kilos?|tonnes?|tons?)\b (?:[\w-]+ ){0,3}?bombs?\b")
_COUPLE = re.compile(r" (?:[\w-]+ ){0,3}couple\b")
_ONE_MORE = re.compile(
    r" (?:(?:wounded|injured|elderly) )?(?:person|man|woman|victim|civilian|soldier|child|boy|girl|resident|rescuer|employee|worker|teenager|patient)\b"
    r"(?: \w+){0,3}? (?:died|succumbed|was|had|has|is|later)\b"
)
_NOT_HEDGES_OF_PLACES = re.compile(
    r"^(?:(?!(?:against|in|on|at|for|of|and|drones?|missiles?|shaheds?|bombs?|people|soldiers|troops)\b)\w+ ){0,3}(?:regions?|oblasts?|cities|towns?|"
    r"districts?|settlements?|villages?)\b"
)


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a sentence with its hedge; ``start`` and ``end`` hold the hedge, ``core`` starts behind it."""

    quantity: Quantity
    kind: Kind
    start: int
    end: int
    qualifier: str
    is_whole: bool = False
    #: How many of several people told together are under 18, and where they stand ("a woman and her two children").
    minors: tuple[int, int, int] | None = None


def numbers_of(sentence: str) -> list[Number]:
    """Return the counts of a sentence with their hedges, and "a child", "a missile" as one."""
    plain = normalised(sentence)
    found: list[Number] = []
    floor = 0
    quantities = [q for q in numbers_in(sentence) if q.is_count and not _says_no_number(q) and not _IS_SIZE.match(plain, q.end)]
    for q in quantities:
        if q.kind == "whole" or q.start < floor or _YEAR.match(plain, q.start):
            continue
        number = _number(plain, q, floor)
        if number is not None:
            found.append(number)
            floor = number.end
    found = [_person(n, plain) for n in found]
    for match in _ONE.finditer(plain):
        if _ONE_OF_THEM.search(plain[: match.start()]):
            continue
        if all(match.end() <= n.start or n.end <= match.start() for n in found):
            people = 2 if _COUPLE.match(plain, match.end()) or _PAIR.match(plain, match.start()) else 1
            q = Quantity(people, None, match.start(), match.end(), "words")
            found.append(Number(q, "one" if people == 1 else "number", match.start(), match.end(), "exact"))
    found = _together(plain, sorted(found, key=lambda n: n.start))
    found = _several(plain, found)
    found += [n for n in _relatives(plain) if all(n.end <= m.start or m.end <= n.start for m in found)]
    return sorted(found, key=lambda n: n.start)


_RELATIVE = (
    r"(?:wife|husband|son|daughter|mother|father|parents|grandmother|grandfather|grandparents|grandson|granddaughter|grandchild(?:ren)?|brothers?|"
    r"sisters?|"
    r"child(?:ren)?|bab(?:y|ies)|sons|daughters|fianc[eé]e?|girlfriend|boyfriend|partner|nephew|niece|uncle|aunt|mother-in-law|father-in-law|neighbou?rs?|"
    r"driver|passenger|companion|cousin|colleagues?|friends?|crewmates?)"
)
_ONE_RELATIVE = (
    r"(?:wife|husband|son|daughter|mother|father|grandmother|grandfather|grandson|granddaughter|brother|sister|fianc[eé]e?|girlfriend|boyfriend|"
    r"nephew|niece|uncle|aunt|mother-in-law|father-in-law)"
)
#: "A father and son", "an elderly man and woman": two people.
_PAIR = re.compile(rf"\ban? (?:[\w-]+ )?(?:man|woman|boy|girl) and (?:man|woman|boy|girl)\b|\ban? (?=(?:[\w-]+ )?{_ONE_RELATIVE} and (?!his |her |their )(?:[\w-]+ )?{_ONE_RELATIVE}\b)")
_HARMED = r"(?:killed|wounded|injured|hurt|hospitali[sz]ed|dead)"
_WHOSE = re.compile(
    rf"(?:(?<=\bkilled )|(?<=\bkilling )|(?<=\bwounded )|(?<=\bwounding )|(?<=\binjured )|(?<=\binjuring ))(?P<verb>his|her|"
    rf"their)(?= (?:[\w-]+ ){{0,2}}?{_RELATIVE}\b)"
    rf"|\b(?P<subject>his|her|their)(?= (?:[\w-]+ ){{0,2}}?{_RELATIVE}(?:, [\w-]+,)? (?:(?:(?:was|is|has been|had been) (?:\w+ )?)?{_HARMED}|died|"
    rf"suffered|sustained|did not survive))"
)


#: "His mother and grandmother" are two.
_AND_KIN = re.compile(rf" (?:[\w-]+ ){{0,2}}?{_ONE_RELATIVE}(?:,? and )(?:his |her |their )?(?:[\w-]+ )?{_ONE_RELATIVE}\b(?! (?:was|is|has|had)\b)")
#: So many of somebody's kin nobody knows.
_MANY_KIN = re.compile(r" (?:[\w-]+ ){0,2}?(?:brothers|sisters|children|grandchildren|babies|sons|daughters|neighbou?rs|colleagues|friends|crewmates)\b")


def _relatives(plain: str) -> list[Number]:
    """ "Wounded his wife", "their driver was killed": one person; "her parents" two."""
    out = []
    for match in _WHOSE.finditer(plain):
        are_two = re.match(r" (?:[\w-]+ ){0,2}?(?:parents|grandparents)\b", plain[match.end() :]) or _AND_KIN.match(plain, match.end())
        people = 2 if are_two else 1
        if not _MANY_KIN.match(plain[match.end() :]):
            one = Quantity(people, None, match.start(), match.end(), "words")
            out.append(Number(one, "number" if people > 1 else "one", match.start(), match.end(), "exact"))
    return out


#: "A woman, 61, and her son, 33": people told together, of whom one is named as somebody's.
_FAMILY = re.compile(
    rf"(?P<first>[{MASKS['one']}{MASKS['number']}]+) (?:(?!(?:and|of|in|on|at|to|that|who|with|was|were|drones?|"
    rf"missiles?)\b)[\w'-]+ ){{0,4}}?[a-z][\w'-]*(?P<age>,? (?:aged |of )?[{MASKS['number']}\d]+(?: and [{MASKS['number']}\d]+)?,?)?"
    rf"(?:, (?P<second>[{MASKS['one']}{MASKS['number']}]+) (?:[\w'-]+ ){{0,3}}?[a-z][\w'-]*)?"
    rf",? (?:and|with|along with|together with) (?:his|her|their|the (?:man|woman|couple)'s) (?:(?P<count>[{MASKS['number']}]+) )?"
    rf"(?P<kin>(?:[\w{MASKS['one']}-]+ ){{0,4}}?(?P<kind>{_RELATIVE}))\b(?P<of>,? (?:aged |of )?[{MASKS['number']}\d]+(?: and [{MASKS['number']}\d]+)?,?)?"
    rf"(?! (?:was|is|has|suffered|survived|got|sustained|remains)\b)"
)


_FIRST_IS_MINOR = re.compile(
    r"an? (?:[\w-]+ ){0,4}?(?:boy|girl|child|baby|infant|toddler|teenager|minor|newborn)\b|an? (?:[\w-]+ ){0,2}?(?:\d|1[0-7])-(?:year|month)-old "
    r"(?!man|woman)"
)


def _together(plain: str, found: list[Number]) -> list[Number]:
    """Make one count of people told together as somebody and his or her kin."""
    text = _masked(plain, found)
    for match in _FAMILY.finditer(text):
        if re.search(r"\b(?:including|among (?:them|whom)|of whom|of them)(?: are| were)? $", text[: match.start()]):
            continue
        parts = [n for n in found if match.start() <= n.start < match.end()]
        at = {name: next((n for n in parts if n.start == match.start(name)), None) for name in ("first", "second", "count") if match[name]}
        if any(n is None or n.quantity.value is None for n in at.values()) or re.search(r"\b(?:people|others|more)\b", match[0].partition(" and ")[0]):
            continue
        kin = int(at["count"].quantity.value) if at.get("count") else 2 if match["kind"] in ("parents", "grandparents") else 1  # type: ignore[union-attr, arg-type]
        if kin == 1 and re.search(r"(?:children|sons|daughters|brothers|sisters|neighbou?rs|colleagues|friends|babies)$", match["kind"]):
            continue
        total = sum(int(at[name].quantity.value) for name in ("first", "second") if at.get(name)) + kin  # type: ignore[union-attr, arg-type]
        words = plain[match.start("kin") : match.end("kin")]
        are_minors = _is_minor(words) or kin == 1 and _is_young(plain[match.start("of") : match.end("of")])
        minors = (kin, match.start("kin"), match.end("kin")) if are_minors else None
        head = plain[match.start() : match.end("first")] + plain[match.end("first") : match.start("kin")]
        if minors is None and at["first"].quantity.value == 1 and _FIRST_IS_MINOR.match(head):  # type: ignore[union-attr]
            minors = (1, match.start(), match.end("first"))
        one = Number(Quantity(total, None, match.start(), match.end(), "words"), "number", match.start(), match.end(), "exact", minors=minors)
        found = sorted([n for n in found if not match.start() <= n.start < match.end()] + [one], key=lambda n: n.start)
    return found


_PERSON = (
    rf"[{MASKS['one']}]+ (?:(?!(?:and|of|in|on|at|to|that|who|with|was|were|drones?|missiles?)\b)[\w'-]+ ){{0,4}}?"
    r"(?:man|woman|boy|girl|child|baby|infant|toddler|teenager|minor|civilian|resident|pensioner|soldier|officer|policeman|rescuer|paramedic|doctor|"
    rf"nurse|driver|volunteer|worker|journalist|\w+-old)\b(?:,? (?:aged )?[{MASKS['number']}\d]+(?=,| and),?)?"
)
#: "A woman and a teenage boy", "a man, a woman and a child": told together, and counted as one number.
_SEVERAL = re.compile(rf"{_PERSON}(?:, {_PERSON})*,? and {_PERSON}(?! (?:was|is|has|had|got|later|suffered|sustained|remains)\b)")
_EACH_PERSON = re.compile(_PERSON)
_ADULT = re.compile(r"\b(?:woman|man)\b(?!.*-old)")


def _several(plain: str, found: list[Number]) -> list[Number]:
    """Make one count of single people told one after the other."""
    text = _masked(plain, found)
    for match in _SEVERAL.finditer(text):
        if _IS_PART.search(text[: match.start()]):
            continue
        each = list(_EACH_PERSON.finditer(text, match.start(), match.end()))
        young = [m for m in each if not _ADULT.search(plain[m.start() : m.end()]) and _is_minor(plain[m.start() : m.end()])]
        minors = (len(young), young[0].start(), young[-1].end()) if young else None
        one = Number(Quantity(len(each), None, match.start(), match.end(), "words"), "number", match.start(), match.end(), "exact", minors=minors)
        found = sorted([n for n in found if not match.start() <= n.start < match.end()] + [one], key=lambda n: n.start)
    return found


_IS_PART = re.compile(
    r"\b(?:including|among (?:them|whom|the (?:dead|killed|injured|wounded))|of whom|of them|as well as)(?: also)?(?: are| is| were| was)? $|[:–—(] ?$|, $"
)


def _is_young(age: str) -> bool:
    """Whether an age behind a person is below 18: ", 12", "aged nine"."""
    years = [q.value for q in numbers_in(age.strip(" ,") + " people") if q.value is not None]
    return len(years) == 1 and years[0] < OF_AGE


def _is_minor(kin: str) -> bool:
    """Whether words name somebody under 18: a child, or a son or daughter with such an age."""
    if age := re.search(r"([\w-]+?)-(year|month|week|day)s?-old", kin):
        years = [q.value for q in numbers_in(age[1] + " people") if q.value is not None]
        return age[2] != "year" or bool(years) and years[0] < OF_AGE
    return re.search(r"\b(?:child(?:ren)?|bab(?:y|ies)|infant|(?:little|young|teenage|underage|minor|newborn) \w+|boy|girl|toddler|teenager|minor)$", kin.strip(" ,")) is not None


def _person(number: Number, plain: str) -> Number:
    """ "A third man" is one more person."""
    if number.kind == "ordinal" and (number.quantity.value or 0) < 10 and _ONE_MORE.match(plain, number.end):
        return Number(Quantity(1, None, number.start, number.end, "words"), "one", number.start, number.end, "exact")
    return number


def _says_no_number(q: Quantity) -> bool:
    """ "Several", "multiple", "first" are too common to be read; "dozens" and "the 51st" are not."""
    return q.kind in ("times", "zero") or q.kind == "vague" and (q.value or 0) < 10 or q.kind == "ordinal" and q.value == 1


def _number(plain: str, q: Quantity, floor: int) -> Number | None:
    kind: Kind
    if q.kind == "range":
        kind = "percent" if "%" in plain[q.start : q.end] or "per" in plain[q.start : q.end] else "number"
    elif q.kind in ("digits", "words"):
        kind = "number"
    else:
        kind = q.kind  # type: ignore[assignment]
    start, end, qualifier = q.start, q.end, "range" if q.kind == "range" else "words" if q.kind == "vague" else "exact"
    if q.kind == "range":
        start = max(floor, plain.rfind("between", floor, start) if re.search(r"\bbetween\s*$", plain[floor:start]) else start)
    lead = _LEAD.search(plain[floor:start])
    is_whole = bool(lead and re.search(r"\ball\b", lead[0]))
    if lead:
        start = floor + lead.start()
    money = re.search(r"(?:[$€]|\b(?:usd|eur)\s)\s*$", plain[floor:start])
    if money and (hedge := _HEDGE.search(plain[floor : floor + money.start()])) and qualifier == "exact":
        return Number(q, kind, start, end, _HEDGE_OF[hedge[1]], is_whole)
    hedge = _HEDGE.search(plain[floor:start])
    if hedge:
        particle = (pattern := _SAYS_NO_HEDGE.get(hedge[1])) and pattern.search(plain[floor : floor + hedge.start()])
        spatial = (
            particle
            or hedge[1] == "over"
            and plain[end : end + 1] == "-"
            or hedge[1] in ("over", "above", "in", "within", "under")
            and _NOT_HEDGES_OF_PLACES.match(plain[end:].lstrip())
        )
        if not spatial and not (hedge[1] in CLOSE and (hedge[2] or "").strip() in ("the", "another")):
            start = floor + hedge.start()
            if qualifier == "exact":
                qualifier = _HEDGE_OF[hedge[1]]
    elif after := _HEDGE_AFTER.match(plain, end):
        end = after.end()
        qualifier = _AFTER_HEDGES[after[1]] if qualifier == "exact" else qualifier
    if kind == "number" and q.value is not None and q.value != int(q.value):
        return None
    return Number(q, kind, start, end, qualifier, is_whole)


def masked(sentence: str, numbers: list[Number]) -> str:
    """Return the sentence in small letters with each number as a run of its mask, editors' brackets blank; every offset stays."""
    return _masked(normalised(sentence), numbers).translate(_BRACKETS)


_BRACKETS = str.maketrans("[]", "  ")


def _masked(plain: str, numbers: list[Number]) -> str:
    for number in numbers:
        plain = plain[: number.start] + MASKS[number.kind] * (number.end - number.start) + plain[number.end :]
    return plain
