"""The words around a number speak for a measure: by exercises that say what they teach, and weights that are what they give."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest

from roundups.intake.bench import known_measures
from roundups.intake.counts import masked, numbers_of
from roundups.intake.likeness import FIRST, Context, likelihoods, words_of
from roundups.intake.likeness import training
from roundups.intake.likeness.exercises import lines, parsed
from roundups.intake.likeness.features import features
from roundups.intake.rules import NO_FIGURE, read_yaml

#: The package's name `features` is the function.
feature_module = importlib.import_module("roundups.intake.likeness.features")
EXERCISES = [(f"{path.name}:{at}", line) for path, at, line in lines()]


def words(sentence: str):
    return words_of(masked(sentence, numbers_of(sentence)))


def likely(sentence: str, before: str = FIRST, context: Context = Context()) -> list[str]:
    """The likeliest measure of each number."""
    every = [likelihoods(words(sentence), number, before, context) for number in numbers_of(sentence)]
    return [max(each, key=lambda measure: each[measure]) for each in every]


def test_each_mark_of_an_exercise_is_one_number_with_a_known_measure(names):
    faults = []
    for where, line in EXERCISES:
        text, marks = parsed(line)
        numbers = numbers_of(text)
        faults += [f"{where}: a brace or a bar that marks nothing" for sign in "{}|" if sign in text]
        for mark in marks:
            if mark.measure not in names.measures:
                faults.append(f"{where}: no measure {mark.measure}")
            if sum(number.start < mark.end and mark.start < number.end for number in numbers) != 1:
                faults.append(f"{where}: {text[mark.start : mark.end]!r} is not one number")
    assert faults == []


def test_no_exercise_stands_twice():
    texts = [parsed(line)[0] for _, line in EXERCISES]
    assert len(texts) == len(set(texts))


def test_marks_are_cut_out_and_remember_their_place():
    text, marks = parsed("In Sumy {at least two|killed} died, {7|wounded} were hurt.")
    assert text == "In Sumy at least two died, 7 were hurt."
    assert [(text[mark.start : mark.end], mark.measure) for mark in marks] == [("at least two", "killed"), ("7", "wounded")]


@pytest.mark.slow
def test_the_weights_are_what_the_exercises_give(names, tmp_path):
    assert training.learn(known_measures(names), tmp_path / "weights.json").read_bytes() == training.WEIGHTS.read_bytes()


def test_without_exercises_nothing_is_learned_or_written(monkeypatch, tmp_path):
    monkeypatch.setattr(training, "FOLDER", tmp_path / "none")
    with pytest.raises(FileNotFoundError, match="in a clone of the repository"):
        training.learn({"killed"}, tmp_path / "weights.json")
    assert list(tmp_path.iterdir()) == []


def test_only_measures_of_the_five_topics_are_learned(names):
    learned = json.loads(training.WEIGHTS.read_text(encoding="utf-8"))["measures"]
    assert set(learned) <= known_measures(names) | {NO_FIGURE}


def test_what_stands_beside_a_number_more_often_weighs_for_its_measure():
    found = [["dog"], ["dog", "old"], ["cat"], ["cat", "old"], ["bird"], ["bird", "old"]] * 4
    file = json.loads(training.written(found, ["barks", "barks", "meows", "meows", "sings", "sings"] * 4))
    assert file["measures"] == ["barks", "meows", "sings"]
    own = {feature: dict(zip(row[::2], row[1::2])) for feature, row in file["weights"].items()}
    for place, animal in enumerate(["dog", "cat", "bird"]):
        assert own[animal][place] == max(own[animal].values()) > 0
    assert all(abs(weight) < own["dog"][0] for weight in own.get("old", {}).values())


def test_a_feature_of_one_exercise_alone_is_left_out():
    file = json.loads(training.written([["dog", "once"], ["dog"], ["cat"], ["cat"]], ["barks", "barks", "meows", "meows"]))
    assert set(file["weights"]) == {"dog", "cat"}


@pytest.mark.parametrize(
    ("sentence", "measures"),
    [
        ("Rescuers count death after death among the residents: 14.", ["killed"]),
        ("Ukrainian captives, exchanged and home again at last: 61.", ["returned_to_ukraine"]),
        ("The choir sang 14 songs.", [NO_FIGURE]),
        ("Parliament met for two days and passed nine bills.", [NO_FIGURE, NO_FIGURE]),
        ("A kilo of apples costs 30 hryvnias.", [NO_FIGURE]),
    ],
)
def test_a_number_gets_the_measure_of_such_words(sentence, measures):
    found = [m for m, number in zip(likely(sentence), numbers_of(sentence)) if number.kind != "one"]
    assert found == measures


def test_likelihoods_are_those_of_one_choice():
    import math

    each = likelihoods(words("The strike killed 12 people."), numbers_of("The strike killed 12 people.")[0], FIRST, Context())
    assert math.isclose(sum(math.exp(value) for value in each.values()), 1)


def test_the_sentence_before_and_the_measure_before_speak_too():
    sentence = "Another 14 are from the National Guard."
    number = numbers_of(sentence)[0]
    swap = Context(tuple(words("Ukraine brought 150 soldiers home from Russian captivity in the exchange.")), "returned_to_ukraine")
    blast = Context(tuple(words("The blast in the barracks killed 12 soldiers.")), "killed")
    of = {name: likelihoods(words(sentence), number, FIRST, context) for name, context in (("swap", swap), ("blast", blast))}
    assert of["swap"]["returned_to_ukraine"] > of["blast"]["returned_to_ukraine"]
    assert of["blast"]["killed"] > of["swap"]["killed"]


def test_a_word_counts_by_its_side_and_distance_and_by_its_class():
    sentence = "The raid slaughtered 12 villagers near Sumy."
    found = features(words(sentence), numbers_of(sentence)[0], FIRST, Context())
    assert {"<0slaughter", "<nslaughter", "<uraid", ">0villager", ">u@people", "s@launch"} <= set(found)
    assert not any(feature.startswith("a:") for feature in found)


def test_each_class_that_tells_what_is_counted_has_words():
    classes = read_yaml(Path(feature_module.__file__).parent / "classes.yaml")
    assert {name.removeprefix("@") for name in feature_module._TELLING} <= set(classes)


def test_words_are_looked_at_no_further_than_the_next_number():
    sentence = "It killed 12 men and wounded 30 women."
    first = features(words(sentence), numbers_of(sentence)[0], FIRST, Context())
    assert ">uand" in first and ">uwomen" not in first
