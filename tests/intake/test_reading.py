"""A rule and the words around a number decide together which figure it is."""

from __future__ import annotations

import pytest

from roundups.intake import reading
from roundups.intake.counts import numbers_of
from roundups.intake.likeness import NAME, Context
from roundups.intake.making import confidence_of
from roundups.intake.rules import NO_FIGURE, ruled


def read(sentence: str) -> list[tuple[int, str, str]]:
    found, _ = reading.readings(sentence, "", Context())
    return [(int(each.number.quantity.value), each.rule.measure, each.rule.name) for each in found]


def test_a_rule_that_the_words_do_not_contradict_reads():
    (value, measure, rule), = read("The attack killed 12 people.")
    assert (value, measure) == (12, "killed") and rule != NAME


def test_a_number_without_a_rule_is_read_by_its_words():
    sentence = "Rescuers count death after death among the residents: 14."
    assert [rule for _, rule in ruled(sentence)] == [None]
    assert read(sentence) == [(14, "killed", NAME)]


@pytest.mark.parametrize("sentence", ["The choir sang 14 songs.", "Parliament met for two days and passed nine bills."])
def test_a_number_with_other_words_stays_unread(sentence):
    assert read(sentence) == []


def test_words_that_are_sure_outweigh_a_rule(monkeypatch):
    sentence = "The attack killed 12 people."
    monkeypatch.setattr(reading, "likelihoods", lambda *_: {"wounded": -0.01, "killed": -8.0, NO_FIGURE: -9.0})
    assert read(sentence) == [(12, "wounded", NAME)]
    monkeypatch.setattr(reading, "likelihoods", lambda *_: {"wounded": -0.1, "killed": -3.0, NO_FIGURE: -9.0})
    assert [measure for _, measure, _ in read(sentence)] == ["killed"]


def test_a_guess_that_is_not_sure_is_left(monkeypatch):
    sentence = "Rescuers count death after death among the residents: 14."
    monkeypatch.setattr(reading, "SURE", 1.1)
    assert read(sentence) == []


def test_a_person_told_with_an_article_is_read_by_rules_alone(monkeypatch):
    sentence = "Neighbours wept for a woman from the corner house."
    assert [number.kind for number in numbers_of(sentence)] == ["one"]
    monkeypatch.setattr(reading, "likelihoods", lambda *_: {"killed": -0.01, NO_FIGURE: -8.0})
    assert read(sentence) == []


def test_a_figure_of_another_topic_is_none_to_the_exercises_and_stays_with_its_rule():
    found = read("Germany pledged 40 tanks and two billion dollars in aid.")
    assert all(rule != NAME for _, _, rule in found)
    assert {measure for _, measure, _ in found} & {"tanks_pledged", "aid_amount_usd"}


def test_the_next_sentence_knows_the_last_measure_of_this_one():
    _, context = reading.readings("The attack killed 12 people and wounded 30.", "", Context())
    assert context.measure == "wounded" and any(word.text == "attack" for word in context.words)
    _, later = reading.readings("The mayor spoke.", "", context)
    assert later.measure == "wounded"


def test_the_surer_the_words_the_higher_is_the_confidence():
    shares = [confidence_of(NAME, sure) for sure in (0.3, 0.89, 0.9, 0.97, 1.0)]
    assert shares == sorted(shares) and shares[0] < shares[2] < shares[3] < 1


def test_how_sure_the_words_are_goes_with_the_reading():
    (reading_,), _ = reading.readings("Rescuers count death after death among the residents: 14.", "", Context())
    assert reading_.sure is not None and reading.SURE <= reading_.sure <= 1
    (ruled_,), _ = reading.readings("The attack killed 12 people.", "", Context())
    assert ruled_.sure is None
