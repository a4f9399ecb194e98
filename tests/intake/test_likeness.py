"""A number that no rule reads is likened to the examples, surely enough or not at all."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from roundups.intake import likeness
from roundups.intake.counts import numbers_of
from roundups.intake.rules import NO_FIGURE, read_and_unread, read_yaml

EXAMPLES = read_yaml(Path(likeness.__file__).parent / "rules" / "likened.yaml")


def guesses(sentence: str) -> list[tuple[int, str]]:
    return [(int(each.number.quantity.value), each.rule.measure) for each in likeness.likened(sentence, numbers_of(sentence))]


@pytest.mark.parametrize(("text", "measures"), EXAMPLES)
def test_each_sentence_names_the_measure_of_each_of_its_numbers(text, measures):
    assert len(numbers_of(text)) == len(measures)


def test_each_measure_of_a_sentence_is_one_of_the_package(real_root):
    with open(real_root / "data" / "measures.csv", encoding="utf-8", newline="") as file:
        known = {row["measure"] for row in csv.DictReader(file)}
    assert {measure for _, measures in EXAMPLES for measure in measures} <= known | {NO_FIGURE}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Rescuers count death after death among the residents: 14.", [(14, "killed")]),
        ("Ukrainian captives, exchanged and home again at last: 61.", [(61, "returned_to_ukraine")]),
    ],
)
def test_a_number_gets_the_measure_of_the_examples_with_such_words(sentence, expected):
    assert read_and_unread(sentence)[0] == []
    assert guesses(sentence) == expected


@pytest.mark.parametrize("sentence", ["The choir sang 14 songs.", "Parliament met for two days and passed nine bills.", "A kilo of apples costs 30 hryvnias."])
def test_a_number_with_other_words_stays_unread(sentence):
    assert guesses(sentence) == []


def test_what_a_rule_reads_or_leaves_is_not_guessed():
    readings, unread = read_and_unread("The attack killed 12 people, and the choir sang 14 songs.")
    assert [int(reading.number.quantity.value) for reading in readings] == [12]
    assert [int(number.quantity.value) for number in unread] == [14]
    assert likeness.likened("Nothing was counted.", []) == []


def test_less_sure_guesses_are_left(monkeypatch):
    sentence = "Ukrainian captives, exchanged and home again at last: 61."
    monkeypatch.setattr(likeness, "SURE", 1.1)
    assert guesses(sentence) == []
