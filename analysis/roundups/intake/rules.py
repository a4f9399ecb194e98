"""The rules of the folder `rules` and the reader that applies them: which number of a sentence is which figure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from roundups.wording.numbers import normalised

from .counts import MASKS, Number, masked, numbers_of

_ALL_MASKS = "".join(MASKS.values())
#: The measure of a rule for numbers that are no figure of ours.
NO_FIGURE = "none"
_N = "[\ue000\ue001\ue003]+"


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
    """A number that a rule has read, or that its words alone have (``sure``: how much they speak for the measure, of 1)."""

    number: Number
    rule: Rule
    sure: float | None = None


def load_rules() -> tuple[Rule, ...]:
    """Return the rules in their order: file by file, as they stand."""
    return _loaded()[0]


def words_pattern(name: str) -> re.Pattern[str]:
    """Return a word list of `rules/words.yaml` as a pattern."""
    return re.compile(_loaded()[1][name])


@cache
def _loaded() -> tuple[tuple[Rule, ...], dict[str, str]]:
    folder = Path(__file__).parent / "rules"
    lists: dict[str, str] = read_yaml(folder / "words.yaml")
    entries: list[dict[str, Any]] = [entry for path in sorted(folder.glob("[0-9]*.yaml")) for entry in read_yaml(path)]
    words = {"n": _N, "share": f"[{MASKS['percent']}{MASKS['fraction']}]+"}
    for name, pattern in lists.items():
        words[name] = _expanded(pattern, words)
    # A list may use one that stands below it: once more, now that all are there.
    words = {name: _expanded(pattern, words) for name, pattern in words.items()}
    return tuple(_rule(entry, words) for entry in entries), words


def read_yaml(path: Path) -> Any:
    """Return a file of the folder `rules`."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


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


def read(sentence: str, around: str = "") -> list[Reading]:
    """Apply the rules to each number of a sentence. ``around`` is what rules may look at besides: the sentences before it."""
    return [Reading(number, rule) for number, rule in ruled(sentence, around) if rule and rule.measure != NO_FIGURE]


def ruled(sentence: str, around: str = "") -> list[tuple[Number, Rule | None]]:
    """Return each number of a sentence with the rule that knows it, if one does; its measure is `NO_FIGURE` where it leaves the number."""
    numbers = numbers_of(sentence)
    if not numbers:
        return []
    text = masked(sentence, numbers)
    near = normalised(around) + "\n" + text
    bare, plain = _without_asides(text), normalised(sentence)
    rules = [
        rule for rule in load_rules()
        if (rule.within is None or rule.within.search(text))
        and (rule.around is None or rule.around.search(near))
        and not (rule.unless and rule.unless.search(text))
    ]  # fmt: skip
    return [(number, _rule_of(rules, number, text, bare, plain)) for number in numbers]


#: What stands between commas or brackets and says nothing of the figure: who says it, "however", "as of Friday".
_ASIDE = re.compile(
    rf", (?:(?:[^,;:“”{_ALL_MASKS}]{{2,60}} )?(?:said|says|added|adds|wrote|noted|reported|reports|claimed|claims|confirmed|estimates|estimated|"
    rf"recalled|told [^,;]{{2,30}})"
    rf"(?: (?:on|in|late|earlier|this|last) [^,;{_ALL_MASKS}]{{2,30}}| earlier| later)?|according to [^,;{_ALL_MASKS}]{{2,80}}|however|meanwhile|"
    rf"in turn|in (?:his|her|its|their) (?:\w+ )?"
    rf"(?:update|address|report|statement|estimate)s?(?: on \w+)?|for (?:its|his|her|their) part|too|also|in particular|reportedly|allegedly|"
    rf"by contrast|in comparison|"
    rf"as of [^,;{_ALL_MASKS}]{{2,30}}|as (?:he|she|it) put it|(?:he|she|it|they) (?:said|added|noted|says)(?: \w+)?),"
)
_SPACES = re.compile(r"  +")


def _without_asides(text: str) -> str:
    """Blank out asides; every offset stays."""
    return _ASIDE.sub(lambda m: " " * len(m[0]), text)


_VERB_HEDGE = re.compile(r"(?:exceed|surpass|top|pass)\w*")


def _rule_of(rules: list[Rule], number: Number, text: str, bare: str, plain: str) -> Rule | None:
    """Return the rule for a number: with the whole sentence, else without asides, else with the verb that is its hedge ("exceeds 1,100")."""
    found = _first(rules, number, text) or (_first(rules, number, bare) if bare != text else None)
    if found is None and (verb := _VERB_HEDGE.match(plain, number.start)):
        found = _first(rules, number, text, " " + verb[0])
    return found


def _first(rules: list[Rule], number: Number, text: str, verb: str = "") -> Rule | None:
    before, after = text[max(0, number.start - 260) : number.start].rstrip() + verb, text[number.end :].lstrip(" ")
    if "  " in text:
        before, after = _SPACES.sub(" ", before), _SPACES.sub(" ", after)
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
