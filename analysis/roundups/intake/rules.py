"""The rules of `rules.yaml` and the reader that applies them: which number of a sentence is which figure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from roundups.wording import Quantity, numbers_in
from roundups.wording.numbers import normalised
from roundups.wording.qualifiers import AFTER, BEFORE, CLOSE, phrases

Kind = Literal["number", "vague", "ordinal", "one", "percent", "fraction", "zero"]

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
_N = "[\ue000\ue001\ue003]+"
_HEDGES = sorted(((p, q) for q, language, p in phrases(BEFORE) if language == "en" and p != "ca"), key=lambda item: -len(item[0]))
_HEDGE = re.compile(
    r"\b(" + "|".join(re.escape(p) for p, _ in _HEDGES) + r")\s+((?:a|an|the|another|total of|further|additional|whopping|staggering|record)\s+)*$"
)
_HEDGE_OF = dict(_HEDGES)
_AFTER_HEDGES = {p: q for q, language, p in phrases(AFTER) if language in ("en", "any")}
_HEDGE_AFTER = re.compile(r"\s*(" + "|".join(re.escape(p) for p in sorted(_AFTER_HEDGES, key=len, reverse=True)) + r")(?!\w)")
#: "Handed over 150 prisoners" hedges nothing.
_PARTICLE = re.compile(r"\b(?:hand(?:s|ed|ing)?|turn(?:s|ed|ing)?|giv(?:es?|en|ing)|gave|tak(?:es?|en|ing)|took|fl(?:y|ies|ew|ying)|won)\s+$")
_LEAD = re.compile(r"\b(?:(?:all|another|additional|an additional|a further|further|a total of|a|an|a record|the)\s+)+$")
_ONE = re.compile(
    r"\b(?:an?|another)(?= (?:(?!(?:and|or|of|in|on|at|to|that|who|with)\b)[\w'./-]+ ){0,6}?(?:[\w-]+-old|boys?|girl|child|"
    r"baby|infant|toddler|teenager|minor|newborn|woman|man|person|civilian|"
    r"resident|soldier|officer|rescuer|paramedic|medic|policeman|firefighter|worker|driver|volunteer|employee|journalist|pensioner|"
    r"pilot|deputy|guard|teacher|doctor|nurse|student|villager|local|motorist|cyclist|passenger|priest|"
    r"lawmaker|official|commander|general|colonel|reporter|photographer|farmer|sapper|deminer|engineer|operator|medic|"
    r"missile|drone|uav|bomb|jet|plane|aircraft|helicopter|ship|boat|tugboat|speedboat|corvette|submarine|vessel|house|building|apartment block|"
    r"s-[34]00|air defen[cs]e|radar)\b)"
    r"|(?:(?<=killed )|(?<=injured )|(?<=wounded )|(?<=killing )|(?<=injuring )|(?<=wounding ))"
    r"another(?=$|[.,;]| (?:in|on|at|near|and|yesterday|today|overnight)\b)"
    rf"|\bthe(?= (?:[\w'-]+ )?{_OFFICES}\b(?:(?!\b(?:said|says|told|reported|wrote|that|people)\b)[^;]){{0,90}}?\b(?:killed|died|dead)\b)"
)
_NOT_HEDGES_OF_PLACES = re.compile(r"^(?:\w+ ){0,3}(?:regions?|oblasts?|cities|towns?|districts?|settlements?|villages?)\b")


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a sentence with its hedge; ``start`` and ``end`` hold the hedge, ``core`` starts behind it."""

    quantity: Quantity
    kind: Kind
    start: int
    end: int
    qualifier: str
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    measure: str
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    within: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    around: re.Pattern[str] | None
    one_within: re.Pattern[str] | None
    kinds: frozenset[str]
    population: str
    is_part: bool
    counts_people: bool
    implies: str
    value: int | None
    examples: tuple[tuple[str, list[int]], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """A number that a rule has read."""

    number: Number
    rule: Rule


def load_rules() -> tuple[Rule, ...]:
    """Return the rules of `rules.yaml` in their order."""
    return _loaded()[0]


def words_pattern(name: str) -> re.Pattern[str]:
    """Return a word list of `rules.yaml` as a pattern."""
    return re.compile(_loaded()[1][name])


@cache
def _loaded() -> tuple[tuple[Rule, ...], dict[str, str]]:
    document: dict[str, Any] = yaml.load(
        (Path(__file__).parent / "rules.yaml").read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )
    words = {"n": _N, "share": f"[{MASKS['percent']}{MASKS['fraction']}]+"}
    for name, pattern in document["words"].items():
        words[name] = _expanded(pattern, words)
    # A list may use one that stands below it: once more, now that all are there.
    words = {name: _expanded(pattern, words) for name, pattern in words.items()}
    return tuple(_rule(entry, words) for entry in document["rules"]), words


def _expanded(pattern: str, words: dict[str, str]) -> str:
    while found := re.search(r"<([a-z_]+)>", pattern):
        if found[1] not in words:
            return pattern
        pattern = pattern.replace(found[0], words[found[1]])
    return pattern


def _rule(entry: dict[str, Any], words: dict[str, str]) -> Rule:
    def compiled(key: str, tail: str = "") -> re.Pattern[str] | None:
        return re.compile(f"(?:{_expanded(entry[key], words)}){tail}") if key in entry else None

    return Rule(
        entry["rule"], entry["measure"], compiled("before", r"\Z"), compiled("after"), compiled("within"), compiled("unless"),
        compiled("around"), compiled("one_within"), frozenset(entry.get("kinds", ("number", "vague") if entry.get("people") else ("number",))),
        entry.get("population", ""), entry.get("part", False), entry.get("people", False), entry.get("implies", ""), entry.get("value"),
        tuple((text, values) for text, values in entry["says"]),
    )  # fmt: skip


def numbers_of(sentence: str) -> list[Number]:
    """Return the counts of a sentence with their hedges, and "a child", "a missile" as one."""
    plain = normalised(sentence)
    found: list[Number] = []
    floor = 0
    quantities = [q for q in numbers_in(sentence) if q.is_count and not _says_no_number(q)]
    for q in quantities:
        if q.kind == "whole" or q.start < floor:
            continue
        number = _number(plain, q, floor)
        if number is not None:
            found.append(number)
            floor = number.end
    for match in _ONE.finditer(plain):
        if all(match.end() <= n.start or n.end <= match.start() for n in found):
            q = Quantity(1, None, match.start(), match.end(), "words")
            found.append(Number(q, "one", match.start(), match.end(), "exact"))
    return sorted(found, key=lambda n: n.start)


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
        particle = hedge[1] == "over" and _PARTICLE.search(plain[floor : floor + hedge.start()])
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
    """Return the sentence in small letters with each number as a run of its mask; every offset stays."""
    plain = normalised(sentence)
    for number in numbers:
        plain = plain[: number.start] + MASKS[number.kind] * (number.end - number.start) + plain[number.end :]
    return plain


def read(sentence: str, around: str = "") -> list[Reading]:
    """Apply the rules to each number of a sentence. ``around`` is what rules may look at besides: the sentences before it."""
    numbers = numbers_of(sentence)
    if not numbers:
        return []
    text = masked(sentence, numbers)
    near = normalised(around) + "\n" + text
    rules = [
        rule for rule in load_rules()
        if (rule.within is None or rule.within.search(text))
        and (rule.around is None or rule.around.search(near))
        and not (rule.unless and rule.unless.search(text))
    ]  # fmt: skip
    return [Reading(number, rule) for number in numbers if (rule := _first(rules, number, text)) is not None and rule.measure != "none"]


def _first(rules: list[Rule], number: Number, text: str) -> Rule | None:
    before, after = text[max(0, number.start - 260) : number.start].rstrip(), text[number.end :].lstrip(" ")
    for rule in rules:
        if (
            number.kind not in rule.kinds
            or rule.value not in (None, number.quantity.value)
            or number.kind == "one"
            and rule.one_within is not None
            and not rule.one_within.search(text.replace(MASKS["one"], " "))
        ):
            continue
        if rule.after is not None and not rule.after.match(after):
            continue
        if rule.before is not None and not rule.before.search(before):
            continue
        return rule
    return None
