"""What `numbers_in` reads, by the forms the press uses; round trips against num2words, which shares no code with the reader."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from roundups.wording import format_number, lexicon, numbers_in
from roundups.wording.numbers import _ordinals, normalised


def only(text: str) -> Decimal | int | None:
    found = [q for q in numbers_in(text) if q.is_count]
    assert len(found) == 1, found
    return found[0].value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("almost 390,000 wounded", 390_000),
        ("Peste 95.000 de soldați", 95_000),
        ("32.164 Ρώσοι", 32_164),
        ("29\u00a0217 российских", 29_217),
        ("1\u202f146 injured", 1_146),
        ("1\u2009200 тел", 1_200),
        ("1'200 Tote", 1_200),
        ("1’200 Tote", 1_200),
        ("1 000 000", 1_000_000),
        ("9 177. ont tué", 9_177),
        ("1.2 million", 1_200_000),
        ("1,8 млн человек", 1_800_000),
        ("1,225 млн", 1_225_000),
        ("383 тыс.", 383_000),
        ("9 тыс. 700 украинцев", 9_700),
        ("1 млн 200 тыс. тел", 1_200_000),
        ("понад 307 тисяч", 307_000),
        ("28mila persone", 28_000),
        ("24-tisíc", 24_000),
        ("66 mil soldados", 66_000),
        ("560 хиляди", 560_000),
        ("EUR 50bn", 50_000_000_000),
        ("888-an megsérültek", 888),
        ("150+", 150),
        ("1300 km²", 1_300),
        ("v roku 2023 40 500 úmrtí", 40_500),
        ("١٢٣ مدنياً", 123),
        ("۴۵ نفر", 45),
    ],
)
def test_digits_are_read_with_every_thousands_mark_and_multiplier(text: str, value: int) -> None:
    assert only(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("more than a hundred drones", 100),
        ("over a thousand prisoners", 1_000),
        ("свыше тысячи", 1_000),
        ("передала тысячу тел", 1_000),
        ("half a million", 500_000),
        ("a quarter of a million", 250_000),
        ("three quarters of a million", 750_000),
        ("nearly a dozen", 12),
        ("half a dozen", 6),
        ("a dozen and a half people", 18),
        ("two-and-a-half thousand", 2_500),
        ("a million and a half", 1_500_000),
        ("Four and a half months", Decimal("4.5")),
        ("пять с половиной тысяч", 5_500),
        ("півтори тисячі", 1_500),
        ("Forty-four people", 44),
        ("a hundred and twenty-one thousand three hundred and four", 121_304),
        ("четыре", 4),
        ("шестеро", 6),
        ("дві тисячі", 2_000),
        ("тридцять один", 31),
        ("по шесть в каждый месяц", 6),
        ("ще ста полеглих", 100),
        ("п’ятьох поранених", 5),
        ("п'ятеро", 5),
        ("těla čtyř mrtvých", 4),
        ("двічі", 2),
        ("twice", 2),
        ("двадцять перший обмін", 21),
        ("the fifty-first swap", 51),
        ("уже третьим инцидентом", 3),
        ("51st prisoner swap", 51),
        ("49-го обміну", 49),
        ("a noua oară", 9),
    ],
)
def test_number_words_are_read_in_their_inflections(text: str, value: int | Decimal) -> None:
    assert only(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "22-24 thousand",
        "22–24 thousand",
        "22 to 24 thousand",
        "from 22 to 24 thousand",
        "between 22 and 24 thousand",
        "від 22 до 24 тисяч",
    ],
)
def test_a_range_is_one_quantity_and_its_ends_share_the_multiplier(text: str) -> None:
    (quantity,) = numbers_in(text)
    assert (quantity.kind, quantity.value, quantity.high) == ("range", 22_000, 24_000)


@pytest.mark.parametrize("text", ["formula 4 to 5", "17 to 15", "rose from 299 to 817", "205 for 205", "50 на 50", "48 out of 53"])
def test_two_numbers_that_span_nothing_are_no_range(text: str) -> None:
    assert len([q for q in numbers_in(text) if q.kind != "range"]) == 2


@pytest.mark.parametrize(
    "text",
    [
        "a Su-34 jet",
        "S-300/S-400 missiles",
        "a Mi-8",
        "FAB-1500",
        "Leopard 2A4 tanks",
        "F16",
        "Х-101",
        "MiG-31",
        "Mirage 2000-5",
        "No. 5",
    ],
)
def test_type_names_are_no_counts(text: str) -> None:
    assert not [q for q in numbers_in(text) if q.is_count]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("in 2024", "year"),
        ("у 2025 році", "year"),
        ("2024-2025", "year"),
        ("on March 17", "date"),
        ("22 вересня", "date"),
        ("am 31. Oktober", "date"),
        ("16.01.2024", "date"),
        ("a 10-year-old boy", "age"),
        ("children aged 6 and 8", "age"),
        ("a three-story house", "age"),
        ("155-mm", "age"),
    ],
)
def test_years_dates_and_ages_are_told_apart(text: str, kind: str) -> None:
    found = numbers_in(text)
    assert found
    assert {q.kind for q in found} == {kind}


@pytest.mark.parametrize(("text", "value"), [("1993 Ukrainians", 1993), ("1994 captives", 1994), ("at least 10 may have died", 10)])
def test_a_number_that_only_looks_like_a_date_is_a_count(text: str, value: int) -> None:
    assert only(text) == value


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("hundreds of square kilometers", 100, 1_000),
        ("dozens", 12, 100),
        ("tens of thousands", 10_000, 100_000),
        ("десятки тисяч", 10_000, 100_000),
        ("кілька сотень", 300, 1_000),
        ("тисячі людей", 1_000, 10_000),
    ],
)
def test_vague_words_keep_their_bounds(text: str, low: int, high: int) -> None:
    (quantity,) = numbers_in(text)
    assert (quantity.kind, quantity.value, quantity.high) == ("vague", low, high)


@pytest.mark.parametrize("text", ["no attacks", "не было атак", "не вернула ни одного", "жодного обміну", "none of them"])
def test_words_for_nothing_are_zero(text: str) -> None:
    assert ("zero", 0) in [(q.kind, q.value) for q in numbers_in(text)]


@pytest.mark.parametrize("text", ["no fewer than 5", "no longer 5", "no more than 5"])
def test_a_hedge_with_no_is_not_zero(text: str) -> None:
    assert only(text) == 5


def test_offsets_point_into_the_text_as_given() -> None:
    text = "Нам віддали п’ятьох,\u00a0потім 29\u00a0217"
    assert [text[q.start : q.end] for q in numbers_in(text)] == ["п’ятьох", "29\u00a0217"]


@given(st.text())
def test_any_text_is_read_without_error_and_with_offsets_inside_it(text: str) -> None:
    assert len(normalised(text)) == len(text)
    for quantity in numbers_in(text):
        assert 0 <= quantity.start < quantity.end <= len(text)


LARGE = st.integers(0, 999_999_999) | st.integers(0, 2_000)


@given(LARGE, st.sampled_from(["en", "uk", "ru"]))
def test_number_words_of_three_languages_come_back(number: int, language: str) -> None:
    words = num2words(number, lang=language).replace(",", "")  # a comma parts two numbers in the press
    assert only(words) == number


@pytest.mark.parametrize(("text", "value"), [("двохсот сімдесяти трьох", 273), ("дев'яноста трьома", 93), ("п'ятистам", 500)])
def test_oblique_ukrainian_hundreds_are_read(text: str, value: int) -> None:
    assert only(text) == value


CASES = {"uk": ["genitive", "dative", "accusative", "instrumental", "locative"], "ru": ["g", "d", "a", "i", "p"]}


@pytest.mark.parametrize(("language", "case"), [(language, case) for language, cases in CASES.items() for case in cases])
def test_inflected_cardinals_come_back(language: str, case: str) -> None:
    # num2words 0.5.14 has no Ukrainian forms to test by from 90 up: it writes "двохста" for "двохсот", "дев'яностами" for "дев'яноста".
    words = {n: num2words(n, lang=language, case=case) for n in range(1, 1000 if language == "ru" else 90)}
    wrong = [(n, text) for n, text in words.items() if [q.value for q in numbers_in(text)] != [n]]
    assert wrong == []


@given(st.integers(0, 10**13), st.sampled_from([",", " ", "\u00a0", "\u2009", "\u202f", "'"]))
def test_a_printed_number_is_read_back(number: int, separator: str) -> None:
    assert only(format_number(number, separator)) == number


@given(st.decimals(0, 10**9, places=2).filter(lambda d: d % 1 != 0))
def test_a_printed_decimal_is_read_back(number: Decimal) -> None:
    assert only(format_number(number)) == number


def test_no_form_of_the_lexicon_has_two_values() -> None:
    for table in (
        lexicon.CARDINALS["en"],
        lexicon.CARDINALS["uk"],
        lexicon.CARDINALS["ru"],
        lexicon.CARDINALS["other"],
        lexicon.MULTIPLIERS,
    ):
        forms = [form for forms in table.values() for form in forms.split()]
        assert len(forms) == len(set(forms))
    values: dict[str, set[int]] = {}
    for table in lexicon.CARDINALS.values():
        for value, forms in table.items():
            for form in forms.split():
                values.setdefault(form, set()).add(value)
    assert {form for form, found in values.items() if len(found) > 1} == set()


CARDINAL_FORMS = [(f, v) for table in lexicon.CARDINALS.values() for v, forms in table.items() for f in forms.split()]
MULTIPLIER_FORMS = [(f, v) for v, forms in lexicon.MULTIPLIERS.items() for f in forms.split()]


def test_every_cardinal_form_is_read() -> None:
    assert [(form, value) for form, value in CARDINAL_FORMS if [q.value for q in numbers_in(form)] != [value]] == []


def test_every_multiplier_multiplies() -> None:
    assert [(form, value) for form, value in MULTIPLIER_FORMS if [q.value for q in numbers_in(f"5 {form}")] != [5 * value]] == []


def test_every_ordinal_is_read() -> None:
    assert [(form, value) for form, value in _ordinals().items() if [q.value for q in numbers_in(form)] != [value]] == []


def test_every_vague_fraction_half_and_times_word_is_read() -> None:
    for form, (low, high) in lexicon.VAGUE.items():
        assert [(q.value, q.high) for q in numbers_in(form)] == [(low, high)] or form in lexicon.MULTIPLICATIVE, form
    for table in (lexicon.FRACTIONS, lexicon.HALF_WORDS, lexicon.MULTIPLICATIVE):
        for form, value in table.items():
            assert [q.value for q in numbers_in(form)] == [value], form


def test_the_forms_are_written_as_the_reader_looks_them_up() -> None:
    forms = [f for f, _ in CARDINAL_FORMS + MULTIPLIER_FORMS] + list(_ordinals()) + list(lexicon.VAGUE)
    assert [form for form in forms if form != normalised(form)] == []


def test_the_import_stays_light() -> None:
    code = "import sys, roundups.wording; print([m for m in ('pandas', 'numpy', 'num2words', 'matplotlib') if m in sys.modules])"
    environment = {"PYTHONPATH": ":".join(sys.path)}
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment).stdout == "[]\n"
    )
