"""Words to numbers: every quantity a short text names, with its place and its kind.

The reader needs no language: one lexicon (`lexicon.py`) holds English, Ukrainian and Russian with their inflections and the
commonest words of other languages. A library does not do this job: text2num 3.1 knows neither Ukrainian nor Russian, and
Babel parses a number only in a locale that is known beforehand, which a quoted wording does not tell.

How digits are read: a comma, full stop, apostrophe or space (no-break and thin ones too) before exactly three digits separates
thousands ("95.000", "12 654", "1'200"); before a "million" it is a decimal mark instead ("1,225 млн"), as it is before one, two
or more than three digits ("1,8 млн").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from . import lexicon

Number = int | Decimal
Kind = Literal[
    "digits", "words", "ordinal", "fraction", "percent", "times", "range", "vague", "zero", "whole", "year", "date", "age", "model"
]

#: Kinds that are no count of anything.
NOT_COUNTS: frozenset[str] = frozenset({"year", "date", "age", "model"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity in a text.

    ``value`` is the number; for a range and a vague word its low end, for a ``whole`` ("all of them") None. ``high`` is the high
    end of a range, or the first number that a vague word no longer means. ``start`` and ``end`` are offsets into the text as given.
    ``in_digits`` tells whether the text writes it with digits.
    """

    value: Number | None
    high: Number | None
    start: int
    end: int
    kind: Kind
    in_digits: bool = False

    @property
    def is_count(self) -> bool:
        """Whether the quantity can be what a cell holds (no year, date, age or type name)."""
        return self.kind not in NOT_COUNTS


_MAP: dict[int, str] = {ord(c): "'" for c in "’ʼ‘`´ʹ′＇"}
_MAP |= {ord(c): "-" for c in "‐‑−"}
_MAP |= {ord(c): " " for c in "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\t\n\r"}
_MAP |= {ord("ё"): "е", ord("Ё"): "е", ord("٬"): ",", ord("٫"): ".", ord("،"): ","}


@lru_cache(1_024)
def normalised(text: str) -> str:
    """Return the text in small letters with one kind of apostrophe, hyphen, space and digit; every offset stays the same."""
    mapped = text.translate(_MAP)
    return mapped.lower() if mapped.isascii() else "".join(map(_plain, mapped))


@lru_cache(4_096)
def _plain(char: str) -> str:
    digit, lower = unicodedata.decimal(char, None), char.lower()
    return str(digit) if digit is not None else lower if len(lower) == 1 else char


class _Token(NamedTuple):  # a dataclass takes three times as long to make, and this is most of what the reader does
    kind: str  # number | word | mark
    text: str
    start: int
    end: int


_GROUPED = (
    r"(?<!\d)\d{1,3}(?P<mark_of_thousands>[ ,.'])\d{3}(?:(?P=mark_of_thousands)\d{3})*"
    r"(?:(?!(?P=mark_of_thousands))[.,]\d{1,2})?(?!\d)(?![.,]\d)"
)
_TOKEN = re.compile(rf"(?P<grouped>{_GROUPED})|(?P<plain>\d+(?:[.,]\d+)?)|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)|(?P<mark>[^\s\w])")
_DATE = re.compile(
    r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\d{1,2}[./](?:19|20)?\d{2}\b|\b\d{1,2}:\d{2}\b|"
    rf"\b\d{{1,2}}(?:-\d{{1,2}})?(?:st|nd|rd|th|\.|-го|-е)?[ -](?:of )?{lexicon.MONTH}\b|"
    rf"\b{lexicon.MONTH} (?:the )?\d{{1,2}}(?:-\d{{1,2}})?(?:st|nd|rd|th)?(?![\d%]|[ ,.]\d{{3}})\b"
)
_ZERO = re.compile("|".join(lexicon.ZERO_PHRASES))
_AGE_AFTER = re.compile(lexicon.AGE_AFTER)
_AGE_BEFORE = re.compile(lexicon.AGE_BEFORE)
_PERCENT = re.compile(r" ?(?:%|percent\w*|per ?cent\b|відсотк\w*|процент\w*|posto\b|prozent\b|por ciento\b|proc\b)")
_ALTERNATING = re.compile(lexicon.ALTERNATING_WORDS)
_RISE_BEFORE = re.compile(lexicon.RISE_WORDS + r"[\w ]{0,20}\b(?:from|з|із|від|с|со|от) *$")
_YEAR = re.compile(r"(?:199\d|20[0-3]\d)")


_AND_A_HALF = {phrase.split()[0]: [phrase.split()] for phrase in lexicon.AND_A_HALF}


@cache
def _cardinals() -> dict[str, int]:
    return {form: value for table in lexicon.CARDINALS.values() for value, forms in table.items() for form in forms.split()}


@cache
def _multipliers() -> dict[str, int]:
    return {form: value for value, forms in lexicon.MULTIPLIERS.items() for form in forms.split()}


@cache
def _ordinals() -> dict[str, int]:
    table = dict(lexicon.ORDINALS_EN)
    for language, stems in lexicon.ORDINAL_STEMS.items():
        for value, stem in stems.items():
            table |= {stem + ending: value for ending in lexicon.ORDINAL_ENDINGS[language].split()}
    table |= {form: value for value, forms in lexicon.ORDINALS_IRREGULAR.items() for form in forms.split()}
    return {form: value for form, value in table.items() if form not in _cardinals()}


@cache
def _first_words() -> frozenset[str]:
    """The words with which a quantity may begin: most words of a text are none of them."""
    tables = (_cardinals(), _ordinals(), _multipliers(), lexicon.HALF_WORDS, lexicon.FRACTIONS, lexicon.VAGUE, lexicon.MULTIPLICATIVE, ("a",))
    return frozenset(word for table in tables for word in table)


def _tidy(value: Decimal | int) -> Number:
    """Return an int where the value is whole."""
    return int(value) if value == int(value) else Decimal(value).normalize()


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(text):
        group = match.lastgroup
        found.append(_Token(group if group in ("word", "mark") else "number", match[0], *match.span()))  # type: ignore[arg-type]
    return found


def _is_grouped(literal: str) -> bool:
    return re.fullmatch(_GROUPED, literal) is not None and not literal.startswith("0")


def _literal(literal: str, *, before_multiplier: bool) -> Number:
    """Read a number in digits (see the module's docstring for the marks)."""
    if _is_grouped(literal) and not (before_multiplier and re.fullmatch(r"\d{1,3}[.,]\d{3}", literal)):
        separator = next(c for c in literal if not c.isdigit())
        return _tidy(Decimal(literal.replace(separator, "").replace(",", ".")))
    return _tidy(Decimal(literal.replace(",", ".")))


class _Reader:
    """Composes number words and digits into quantities, from left to right over the tokens of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.words = [token.text if token.kind == "word" else "" for token in self.tokens]

    def word(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) else ""

    def mark(self, at: int) -> str:
        return self.tokens[at].text if 0 <= at < len(self.tokens) and self.tokens[at].kind == "mark" else ""

    def touching(self, at: int) -> bool:
        """Whether the token follows the one before it with nothing but spaces between."""
        return 0 < at < len(self.tokens) and not self.text[self.tokens[at - 1].end : self.tokens[at].start].strip()

    def glued(self, at: int) -> bool:
        return 0 < at < len(self.tokens) and self.tokens[at - 1].end == self.tokens[at].start

    def skip_hyphen(self, at: int) -> int:
        """Return the token behind a hyphen without spaces ("forty-four", "24-tisíc"), else ``at`` itself."""
        if self.mark(at) == "-" and self.glued(at) and self.glued(at + 1):
            return at + 1
        return at

    def multiplier(self, at: int) -> int | None:
        return _multipliers().get(self.word(at))

    def half_follows(self, at: int) -> int:
        """Return how many tokens of "and a half", also with hyphens, start at ``at``."""
        for words in _AND_A_HALF.get(self.word(at), ()):
            here = end = at
            for word in words:
                if self.word(here) != word:
                    break
                end, here = here + 1, self.skip_hyphen(here + 1)
            else:
                return end - at
        return 0

    def number(self, at: int) -> tuple[Quantity, int] | None:
        """Read one number that starts at token ``at``; return it and the index behind it."""
        begin, total, group, limit = at, Decimal(0), None, None
        digits = ordinal = False
        while at < len(self.tokens):
            here = self.skip_hyphen(at) if at > begin else at
            if (
                self.word(here) == "and"
                and at > begin
                and (total or (group is not None and group % 100 == 0))
                and self.word(here + 1) in _cardinals()
                and not digits
            ):
                here += 1
            token = self.tokens[here] if here < len(self.tokens) else None
            if token is None or (at > begin and not self.touching(here)):
                break
            word = token.text
            if token.kind == "number":
                nearby = self.skip_hyphen(here + 1)
                scale = self.multiplier(nearby) if nearby < len(self.tokens) and self.touching(nearby) else None
                value = _literal(word, before_multiplier=(scale or 0) >= 1000)
                if group is not None or (total and not (limit and value < 1000 and value < limit and here == at)):
                    break
                if total and not digits:
                    break
                group, digits, at = Decimal(value), True, here + 1
                continue
            if word in lexicon.HALF_WORDS and group is None and not total:
                group, at = lexicon.HALF_WORDS[word], here + 1
                continue
            scale = self.multiplier(here - 1) if at > begin else None
            half = self.half_follows(here) if group is not None or scale else 0
            if half and group is not None:
                group, at = group + Decimal("0.5"), here + half
                continue
            if half and scale and self.word(here + half - 1) == "half":
                # "A dozen and a half", "a million and a half".
                total, at = total + Decimal(scale) / 2, here + half
                continue
            scale = self.multiplier(here)
            if scale is not None and scale > 1 and word not in _cardinals():
                grown = self.scaled(scale, word, here, group, total, limit)
                if grown is None:
                    break
                total, group, limit = grown
                at = here + 1
                if word in lexicon.ABBREVIATED and self.mark(at) == "." and self.glued(at):
                    at += 1
                continue
            if word in _cardinals():
                value = _cardinals()[word]
                fits = group is None or (
                    not digits
                    and value
                    and ((value < 10 and group >= 20 and group % 10 == 0) or (value < 100 and group >= 100 and group % 100 == 0))
                )
                if digits and total:
                    fits = False
                if not fits or (limit and value >= limit):
                    break
                group, at = (group or Decimal(0)) + value, here + 1
                continue
            if word in _ordinals():
                value = _ordinals()[word]
                joined = (
                    group is not None
                    and not digits
                    and ((value < 10 and group >= 20 and group % 10 == 0) or (value < 100 and group >= 100 and group % 100 == 0))
                )
                if (group is None and not digits) or joined:
                    group, at, ordinal = (group or Decimal(0)) + value, here + 1, True
            break
        if at == begin:
            return None
        value = _tidy(total + (group or 0))
        kind: Kind = "ordinal" if ordinal else "digits" if digits else "words"
        return Quantity(value, None, self.tokens[begin].start, self.tokens[at - 1].end, kind, digits), at

    def scaled(
        self, scale: int, word: str, at: int, group: Decimal | None, total: Decimal, limit: int | None
    ) -> tuple[Decimal, Decimal | None, int | None] | None:
        """Multiply what was read by ``scale``; None where the word does not continue the number."""
        if limit and scale >= limit:
            return None
        if group is None:
            alone = word in lexicon.ALONE_MEANS_ONE or (
                word in lexicon.ONE_AFTER_A_HEDGE and self.word(at - 1) in lexicon.GENITIVE_HEDGES
            )
            if not alone or total:
                return None
            group = Decimal(1)
        elif scale <= 100 and (group >= 100 or group == 0):
            return None
        if scale == 100:
            return total, group * 100, limit
        if scale < 100:
            return total + group * scale, None, 10
        return total + group * scale, None, scale

    def fraction(self, at: int) -> tuple[Quantity, int] | None:
        """Read "half a million", "a quarter", "two thirds", "шестую часть"."""
        begin = at
        start = self.tokens[at].start
        word = self.word(at)
        if word in lexicon.FRACTIONS:
            if (
                self.word(at - 1) in ("first", "second", "third", "fourth", "last", "this", "next")
                or self.word(at - 1) in _ordinals()
            ):
                return None
            return self.share(lexicon.FRACTIONS[word], start, at + 1)
        if word == "a" and lexicon.DENOMINATORS.get(self.word(at + 1), 0) > 2 and self.word(at + 2) == "of":
            return self.share(Decimal(1) / lexicon.DENOMINATORS[self.word(at + 1)], start, at + 2)
        if word in _cardinals() and 0 < _cardinals()[word] < 20:
            ahead = self.skip_hyphen(at + 1)
            below = lexicon.DENOMINATORS.get(self.word(ahead), 0)
            above = _cardinals()[word]
            if below > above and self.touching(ahead) and (above > 1 or not self.word(ahead).endswith("s")):
                return self.share(Decimal(above) / below, start, ahead + 1)
        if word in _ordinals() and self.word(at + 1) in lexicon.PARTS and _ordinals()[word] > 1:
            return Quantity(Decimal(1) / _ordinals()[word], None, start, self.tokens[at + 1].end, "fraction"), begin + 2
        return None

    def share(self, share: Decimal, start: int, behind: int) -> tuple[Quantity, int]:
        """Return a fraction whose words end before ``behind``, or the number it makes with "of a million" behind it."""
        ahead = behind
        while self.word(ahead) in ("a", "of", "an"):
            ahead += 1
        ahead = self.skip_hyphen(ahead)
        scale = self.multiplier(ahead) if self.word(ahead) in lexicon.ALONE_MEANS_ONE | lexicon.ONE_AFTER_A_HEDGE else None
        if scale and share * scale % 1 == 0:
            return Quantity(_tidy(share * scale), None, start, self.tokens[ahead].end, "words"), ahead + 1
        return Quantity(share, None, start, self.tokens[behind - 1].end, "fraction"), behind

    def vague(self, at: int) -> tuple[Quantity, int] | None:
        """Read "hundreds of", "several dozen", "десятки тысяч"."""
        word = self.word(at)
        bounds = lexicon.VAGUE.get(word)
        if bounds is None or (word == "many" and self.word(at + 1) == "as"):
            return None
        low, high = bounds
        behind = at + 1
        while True:
            ahead = behind + 1 if self.word(behind) == "of" else behind
            following = self.word(ahead)
            scale = self.multiplier(ahead) or (lexicon.VAGUE[following][0] if following in lexicon.VAGUE and low >= 10 else None)
            if not scale or not self.touching(behind) or scale < 10:
                break
            low, high, behind = low * scale, high * scale, ahead + 1
        return Quantity(low, high, self.tokens[at].start, self.tokens[behind - 1].end, "vague"), behind

    def simple(self) -> list[Quantity]:
        """Return the numbers one after another, ranges not joined yet, kinds not refined by their surroundings."""
        found: list[Quantity] = []
        at = 0
        begins = _first_words()
        while at < len(self.tokens):
            if self.tokens[at].kind != "number" and self.words[at] not in begins:
                at += 1
                continue
            read = self.fraction(at) or (self.number(at) if self.tokens[at].kind != "mark" else None) or self.vague(at)
            if (
                read is None
                and (times := lexicon.MULTIPLICATIVE.get(self.word(at)))
                and not (self.word(at) == "once" and (self.word(at - 1) == "at" or self.word(at + 1) in ("again", "more")))
            ):
                read = Quantity(times, None, self.tokens[at].start, self.tokens[at].end, "times"), at + 1
            if read is None:
                at += 1
                continue
            found.append(read[0])
            at = read[1]
        return found


def _refined(text: str, quantity: Quantity, dates: Sequence[tuple[int, int]]) -> Quantity:
    """Tell years, dates, ages, type names, ordinals in digits and percentages from plain counts."""
    before, after = text[: quantity.start], text[quantity.end :]

    def as_(kind: Kind, end: int | None = None) -> Quantity:
        return replace(quantity, kind=kind, end=end or quantity.end)

    if any(start < quantity.end and quantity.start < end for start, end in dates):
        return as_("date")
    if quantity.kind not in ("digits", "words"):
        return quantity
    if _AGE_AFTER.match(after) or _AGE_BEFORE.search(before):
        return as_("age")
    if match := _PERCENT.match(after):
        return as_("percent", quantity.end + match.end())
    if quantity.kind == "words":
        return quantity
    literal = text[quantity.start : quantity.end]
    last_word = re.search(r"([^\W\d_]+|[№#])[ .]*$", before[-60:])  # longer than any name: a search to the end tries each place of a text
    if re.search(r"[^\W\d_]-?$|[#№] ?$", before[-3:]) or (last_word and last_word[1] in lexicon.MODEL_NAMES):
        return as_("model")
    if suffix := re.match(r"-?([^\W\d_]+)", after):
        if suffix[1] in lexicon.ORDINAL_SUFFIXES:
            if _YEAR.fullmatch(literal):
                return as_("year")
            return as_("ordinal", quantity.end + suffix.end())
        if not suffix[0].startswith("-") and suffix[1] not in lexicon.GLUED_UNITS:
            return as_("model")
    if _YEAR.fullmatch(literal):
        next_word = re.match(r" ?[( ]?([^\W\d_]+)", after)
        month = re.search(rf"\b{lexicon.MONTH}(?: \d{{1,2}},?)? $", before)
        if (
            month
            or (last_word and last_word[1] in lexicon.YEAR_BEFORE)
            or (next_word and next_word[1] in lexicon.YEAR_AFTER)
            or (re.search(r"\bof $", before) and re.match(r"\s*(?:[),.;:(]|$)", after))
        ):
            return as_("year")
    return quantity


def _joined(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """Join two neighbours into a range where the words between them say so."""
    out: list[Quantity] = []
    alternating = _ALTERNATING.search(text) is not None
    for quantity in found:
        previous = out[-1] if out else None
        if previous is not None and (kind := _kind_taken_over(text, previous, quantity)):
            out[-1] = replace(previous, kind=kind)
            out.append(replace(quantity, kind=kind))
        elif previous is not None and not alternating and (joined := _range(text, previous, quantity)) is not None:
            out[-1] = joined
        else:
            out.append(quantity)
    return out


def _kind_taken_over(text: str, first: Quantity, second: Quantity) -> Kind | None:
    """Return the kind that two neighbours share: "ages six and eight", "Mirage 2000-5", "2024-2025"."""
    gap = text[first.end : second.start]
    if first.kind == "age" and _AGE_BEFORE.search(text[: first.start]) and re.fullmatch(r",? (?:and|or|і|та|и|или) |, ?|-", gap):
        return "age"
    if first.kind == "model" and gap in ("-", "/"):
        return "model"
    if re.fullmatch(r"[-–/]", gap) and all(_YEAR.fullmatch(text[q.start : q.end]) for q in (first, second)):
        return "year"
    return None


_BETWEEN = re.compile(r"\b(?:between|entre|між|між|между|zwischen|tra|fra|între) *$")
_FROM = re.compile(r"\b(?:from|від|от|з|с|von|de|da|de la) *$")


def _range(text: str, low: Quantity, high: Quantity) -> Quantity | None:
    counts = ("digits", "words", "percent")
    if low.kind not in counts or high.kind not in counts or low.value is None or high.value is None:
        return None
    gap, before = text[low.end : high.start], text[: low.start]
    dash = re.fullmatch(r"[-–—]| [-–] ", gap) is not None
    to = re.fullmatch(r" (?:to|or|bis|или|або|чи|à|până la) ", gap) is not None
    between = re.fullmatch(r" (?:and|и|і|й|та|y|et|und|e|și) ", gap) is not None and _BETWEEN.search(before) is not None
    from_to = re.fullmatch(r" (?:to|до|a|al) ", gap) is not None and _FROM.search(before) is not None
    if not (dash or to or between or from_to) or _RISE_BEFORE.search(before):
        return None
    low_value = low.value
    if (
        low.kind != "percent"
        and low_value < 1000
        and (scale := _scale_word(text[high.start : high.end]))
        and low_value * scale < high.value
    ):
        low_value = _tidy(low_value * scale)
    if not low_value < high.value:
        return None
    return Quantity(low_value, high.value, low.start, high.end, "range", low.in_digits or high.in_digits)


def _scale_word(text: str) -> int | None:
    """Return the multiplier at the end of a number ("24 thousand" gives 1000), which a range shares with its low end."""
    match = re.search(r"([^\W\d_]+)\.?$", text)
    scale = _multipliers().get(match[1]) if match else None
    return scale if scale and scale >= 1000 else None


def _outside(spans: Iterable[tuple[int, int]], quantity: Quantity) -> bool:
    return all(quantity.end <= start or end <= quantity.start for start, end in spans)


def numbers_in(text: str) -> list[Quantity]:
    """Return every quantity of a text, in the order of the text.

    >>> [(q.value, q.high, q.kind) for q in numbers_in("from 22 to 24 thousand, the 51st, чотири з половиною")]
    [(22000, 24000, 'range'), (51, None, 'ordinal'), (Decimal('4.5'), None, 'words')]
    """
    plain = normalised(text)
    dates = [match.span() for match in _DATE.finditer(plain)]
    zeros = [match.span() for match in _ZERO.finditer(plain)]
    reader = _Reader(plain)
    found = [_refined(plain, q, dates) for q in reader.simple() if _outside(zeros, q)]
    found = _joined(plain, found)
    found += [Quantity(0, None, start, end, "zero") for start, end in zeros]
    found += [Quantity(None, None, t.start, t.end, "whole") for t in reader.tokens if t.text in lexicon.WHOLE_WORDS]
    return sorted(found, key=lambda q: (q.start, q.end))


def format_number(value: float | Number, separator: str = ",") -> str:
    """Write a number with a thousands separator, as the report prints it; `numbers_in` reads it back.

    ``separator`` is a comma, a space or a no-break or thin space; a decimal mark is a full stop. Raises ValueError for another one
    and for a number below 0.

    >>> format_number(390000)
    '390,000'
    """
    if len(separator) != 1 or separator not in ", \u00a0\u2009\u202f'":
        raise ValueError(f"separator {separator!r} is not a comma, a space or an apostrophe")
    number = _tidy(Decimal(str(value)))
    if number < 0:
        raise ValueError(f"{number} is below 0")
    return f"{number:,f}".replace(",", separator) if isinstance(number, Decimal) else f"{number:,}".replace(",", separator)
