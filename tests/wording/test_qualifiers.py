from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundups.wording import QUALIFIERS, qualifier_in
from roundups.wording.numbers import normalised
from roundups.wording.qualifiers import AFTER, BEFORE, phrases


@pytest.mark.parametrize(("qualifier", "language", "phrase"), phrases(BEFORE))
def test_a_phrase_before_the_number_gives_its_qualifier(qualifier: str, language: str, phrase: str) -> None:
    assert qualifier_in(f"{phrase} 120 {language}") == qualifier
    assert qualifier_in(f"{phrase.capitalize()} 12.000") == qualifier


@pytest.mark.parametrize(("qualifier", "language", "phrase"), phrases(AFTER))
def test_a_phrase_behind_the_number_gives_its_qualifier(qualifier: str, language: str, phrase: str) -> None:
    assert qualifier_in(f"120 {phrase}") == qualifier


def test_no_phrase_stands_under_two_qualifiers() -> None:
    for table in (BEFORE, AFTER):
        meanings: dict[str, set[str]] = {}
        for qualifier, _, phrase in phrases(table):
            assert phrase == normalised(phrase).strip()
            assert qualifier in QUALIFIERS
            meanings.setdefault(phrase, set()).add(qualifier)
        assert {phrase: found for phrase, found in meanings.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("almost 390,000", "almost"),
        ("exceeded a staggering 50,000", "more_than"),
        ("within six kilometers of Pokrovsk", "up_to"),
        ("не менее 142 ударов", "at_least"),
        ("не больше 142", "up_to"),
        ("понад 307 тисяч", "more_than"),
        ("nearly a dozen", "almost"),
        ("22-24", "range"),
        ("hundreds of square kilometers", "words"),
        ("150+", "more_than"),
        ("909 captured", None),
        ("25 over the Volgograd region", None),
        ("a child", None),
        ("", None),
    ],
)
def test_the_hedge_of_a_wording_is_found(text: str, qualifier: str | None) -> None:
    assert qualifier_in(text) == qualifier


def test_the_hedge_of_another_number_is_not_taken() -> None:
    text = "more than 45,000 killed, 390 captured"
    assert qualifier_in(text, 45_000) == "more_than"
    assert qualifier_in(text, 390) is None


@given(st.text())
def test_any_text_has_a_known_qualifier_or_none(text: str) -> None:
    assert qualifier_in(text) in {*QUALIFIERS, None}
