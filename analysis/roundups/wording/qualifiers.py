"""The words of each qualifier: which hedge governs a number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Literal, get_args

from .numbers import Number, Quantity, normalised, numbers_in

Qualifier = Literal["exact", "approx", "more_than", "at_least", "almost", "less_than", "up_to", "range", "words", "not_stated"]
QUALIFIERS: tuple[Qualifier, ...] = get_args(Qualifier)

#: Phrases before the number, by qualifier and language; phrases stand apart by ``;``. Write ``'`` and ``е`` as in `lexicon`.
BEFORE: Mapping[str, Mapping[str, str]] = {
    "more_than": {
        "en": (
            "more than; over; above; exceed; exceeds; exceeded; exceeding; upwards of; in excess of; surpassed; "
            "surpassing; greater than; topped; passed; north of"
        ),
        "uk": (
            "понад; більше; більше ніж; більш як; більше як; більше за; перевищив; перевищила; перевищили; перевищило; перевищує; "
            "перевищують"
        ),
        "ru": (
            "более; более чем; больше; больше чем; свыше; превысил; превысила; превысили; превысило; превышает; превышают; "
            "превысив; превысивших"
        ),
        "other": (
            "повече от; над; peste; mai mult de; plus de; più di; oltre; más de; mais de; mehr als; über; rund über; ponad; więcej niż; "
            "více než; viac ako; několik; több mint; πάνω από; περισσότεροι από; üle; vairāk nekā; daugiau kaip"
        ),
    },
    "at_least": {
        "en": "at least; no fewer than; no less than; not less than; not fewer than; a minimum of; minimum",
        "uk": "щонайменше; принаймні; не менше; не менше ніж; не менш як; не менше як; як мінімум; мінімум",
        "ru": (
            "по меньшей мере; по крайней мере; не менее; не менее чем; не меньше; не меньше чем; как минимум; минимум; "
            "никогда не падало ниже"
        ),
        "other": (
            "mindestens; wenigstens; au moins; almeno; al menos; por lo menos; pelo menos; cel puțin; legalább; co najmniej; najmniej; "
            "vismaz; најмалку; поне; най-малко; nejméně; alespoň; najmenej; τουλάχιστον; vähemalt; mažiausiai; en az"
        ),
    },
    "almost": {
        "en": "almost; nearly; close to; approaching; just under; just short of; virtually",
        "uk": "майже; без малого; ледь не",
        "ru": "почти; без малого; едва не; чуть менее; чуть меньше",
        "other": (
            "fast; beinahe; knapp; presque; près de; quasi; casi; quase; aproape; prawie; niemal; téměř; skoro; почти; "
            "σχεδόν; csaknem; majdnem; gandrīz"
        ),
    },
    "approx": {
        "en": (
            "about; around; some; approximately; roughly; approx; circa; estimated; an estimated; estimated at; "
            "in the order of; or so; ca"
        ),
        "uk": "близько; приблизно; біля; орієнтовно; десь; порядку",
        "ru": "около; примерно; приблизительно; порядка; ориентировочно; где-то",
        "other": (
            "etwa; rund; ungefähr; circa; environ; cerca de; alrededor de; unos; aproximadamente; aproximativ; около; "
            "około; zhruba; asi; približne; mintegy; körülbelül; περίπου; около"
        ),
    },
    "up_to": {
        "en": "up to; as many as; as much as; no more than; not more than; at most; within; a maximum of; maximum",
        "uk": "до; не більше; не більше ніж; щонайбільше; максимум",
        "ru": "до; не более; не более чем; не больше; не больше чем; максимум",
        "other": "bis zu; jusqu'à; fino a; hasta; até; până la; do; až; legfeljebb; έως",
    },
    "less_than": {
        "en": "less than; fewer than; under; below",
        "uk": "менше; менше ніж; менш як; менш ніж",
        "ru": "менее; менее чем; меньше; меньше чем",
        "other": (
            "weniger als; moins de; meno di; menos de; mai puțin de; mniej niż; méně než; по-малко от; alla; "
            "kevesebb mint; λιγότερο από"
        ),
    },
}  # fmt: skip
#: Phrases behind the number.
AFTER: Mapping[str, Mapping[str, str]] = {
    "more_than": {"any": "+", "en": "plus"},
    "at_least": {
        "en": "or more; at least; and more; at minimum", "uk": "і більше; або більше; щонайменше", "ru": "и более; и больше; или более; как минимум",
    },
    "approx": {
        "en": "or so; or thereabouts; (model estimate; (estimate; approximately", "uk": "приблизно; або близько того",
        "ru": "или около того; примерно",
    },
    "up_to": {"en": "at most; or less; or fewer; at the most", "uk": "щонайбільше", "ru": "и менее; максимум"},
}  # fmt: skip

#: Words that may stand between the hedge and its number ("exceeded a staggering 50,000"), and for the hedges of `CLOSE`, none.
MOST_WORDS_BETWEEN = 2
CLOSE = frozenset("some over above do under within about around ca до asi над fast quasi alla below minimum maximum".split())


def phrases(table: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str, str]]:
    """Return (qualifier, language, phrase) of every entry of `BEFORE` or `AFTER`, for tables and tests."""
    return [(q, lang, p.strip()) for q, by_lang in table.items() for lang, text in by_lang.items() for p in text.split(";")]


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], dict[str, str]], tuple[re.Pattern[str], dict[str, str]]]:
    built = []
    for table in (BEFORE, AFTER):
        by_phrase = {phrase: qualifier for qualifier, _, phrase in phrases(table)}
        longest_first = sorted(by_phrase, key=len, reverse=True)
        joined = "|".join(re.escape(phrase) for phrase in longest_first)
        built.append((re.compile(rf"(?<![\w])(?:{joined})(?![\w])"), by_phrase))
    return built[0], built[1]


def qualifier_in(text: str | None, value: float | Number | None = None, *, quantities: Sequence[Quantity] | None = None) -> Qualifier | None:
    """Return the qualifier that the words give the number, or None where they hedge nothing.

    The number is the one that says ``value``; without ``value``, or where none says it, the first count of the text. "range"
    and "words" are told by the number itself. ``quantities``: what `numbers_in` gives for the text, if it was asked before. None says the words are plain: ``exact``, unless the quotation was cut short.

    >>> qualifier_in("almost 390,000"), qualifier_in("hundreds of square kilometers"), qualifier_in("909 captured")
    ('almost', 'words', None)
    """
    if not text:
        return None
    counts = [q for q in (numbers_in(text) if quantities is None else quantities) if q.is_count and q.kind != "whole"]
    if not counts:
        return None
    governed = _governed(counts, value)
    if governed.kind == "range":
        return "range"
    plain = normalised(text)
    return _before(plain, governed, counts) or _after(plain, governed, counts) or ("words" if governed.kind == "vague" else None)


def _governed(counts: list[Quantity], value: float | Number | None) -> Quantity:
    if value is not None:
        cell = Decimal(str(value))
        for quantity in counts:
            if quantity.value == cell:
                return quantity
    return counts[0]


def _before(plain: str, governed: Quantity, counts: list[Quantity]) -> Qualifier | None:
    floor = max((q.end for q in counts if q.end <= governed.start), default=0)
    pattern, table = _patterns()[0]
    stretch = plain[floor : governed.start]
    for match in reversed(list(pattern.finditer(stretch))):
        between = stretch[match.end() :]
        allowed = 0 if match[0] in CLOSE else MOST_WORDS_BETWEEN
        words = [w for w in re.findall(r"\w+", between) if w not in ("a", "an", "the", "of")]
        if not re.search(r"[.;:()]", between) and len(words) <= allowed:
            return table[match[0]]  # type: ignore[return-value]
    return None


def _after(plain: str, governed: Quantity, counts: list[Quantity]) -> Qualifier | None:
    ceiling = min((q.start for q in counts if q.start >= governed.end), default=len(plain))
    pattern, table = _patterns()[1]
    match = re.match(r"\s*", plain[governed.end : ceiling])
    found = pattern.match(plain, governed.end + (match.end() if match else 0), ceiling)
    if found is None and plain[governed.end : governed.end + 1] == "+":
        return "more_than"
    return table[found[0]] if found else None  # type: ignore[return-value]


