"""Terms of the vocabulary are told in words."""

from __future__ import annotations

import pytest

from roundups.package import Package
from roundups.wording.terms import in_words


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("returned_to_ukraine", "returned to Ukraine"),
        ("area_km2", "area in square kilometers"),
        ("aid_amount_eur", "aid amount in euros"),
        ("oil_refinery", "oil refinery"),
        ("killed", "killed"),
    ],
)
def test_a_term_is_told_in_words(term: str, words: str) -> None:
    assert in_words(term) == words


def test_no_two_measures_read_alike(real_root) -> None:
    measures = [row["measure"] for row in Package(real_root).rows("measures")]
    assert len({in_words(measure) for measure in measures}) == len(measures)
