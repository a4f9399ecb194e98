"""Each rule reads its own examples, and numbers that are no figures are left."""

from __future__ import annotations

import csv

import pytest
from sentencex import segment

from roundups.intake.counts import masked, numbers_of
from roundups.intake.rules import load_rules, read

RULES = load_rules()


def read_by(name: str, text: str) -> list[int]:
    sentences = [s.strip() for s in segment("en", text) if s.strip()]
    found = [r for i, s in enumerate(sentences) for r in read(s, " ".join(sentences[:i]))]
    return [int(r.number.quantity.value or 0) for r in found if r.rule.name == name]


@pytest.mark.parametrize(("rule", "text", "values"), [(r.name, text, values) for r in RULES for text, values in r.examples])
def test_a_rule_reads_its_examples(rule, text, values):
    assert read_by(rule, text) == values


def test_each_rule_has_an_example_and_a_name_of_its_own():
    assert all(rule.examples for rule in RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_each_measure_of_a_rule_is_one_of_the_package(real_root):
    with open(real_root / "data" / "measures.csv", encoding="utf-8", newline="") as file:
        known = {row["measure"] for row in csv.DictReader(file)}
    assert {rule.measure for rule in RULES} <= known | {"none", "same"}
    assert {rule.implies for rule in RULES} <= known | {""}


def test_no_rule_is_dead():
    unread = [r.name for r in RULES if r.measure != "none" and not any(values for _, values in r.examples)]
    assert unread == []


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine received F-16 jets, Mirage 2000 fighters and S-300 systems.",
        "The EU adopted its 15th package of sanctions.",
        "A 72-year-old pensioner lives 40 kilometers from the town.",
        "In 2024 the factory made Su-25 and Kh-101 parts for $20 million.",
        "It was day 1,080 of the war.",
        "The talks lasted three hours on February 6, 2025.",
        "The drone carries a 90 kilogram warhead and flies 1,500 kilometers.",
        "About 70 percent of Ukrainians trust the army, a poll found.",
        "Twenty-three nations signed the compact.",
        "No casualties were reported.",
        "One of the largest plants stopped.",
        "The 112th Missile Brigade and the 559th Regiment took part.",
        "Naval drones hit a bridge; five naval drones were seen.",
        "Ukraine will produce one million drones this year.",
        "Germany will deliver 50 missiles and 400 drones.",
    ],
)
def test_a_number_that_is_no_figure_is_left(text):
    assert [(r.number.quantity.value, r.rule.name) for r in read(text)] == []


@pytest.mark.parametrize(
    ("text", "value", "qualifier", "words"),
    [
        ("killed at least 12 people", 12, "at_least", "at least 12"),
        ("some 40,000 troops", 40000, "approx", "some 40,000"),
        ("almost 390,000 wounded", 390000, "almost", "almost 390,000"),
        ("more than a hundred drones", 100, "more_than", "more than a hundred"),
        ("losses exceed 750,000", 750000, "more_than", "exceed 750,000"),
        ("up to five kilometers", 5, "up_to", "up to five"),
        ("half a million people", 500000, "exact", "half a million"),
        ("1.2 million shells", 1200000, "exact", "1.2 million"),
        ("roughly 12,000 soldiers", 12000, "approx", "roughly 12,000"),
        ("nearly 200 drones", 200, "almost", "nearly 200"),
        ("over 900 men", 900, "more_than", "over 900"),
        ("over nine regions", 9, "exact", "nine"),
        ("handed over 150 prisoners", 150, "exact", "150"),
        ("between 150 and 200 troops", 150, "range", "between 150 and 200"),
        ("all 27 drones", 27, "exact", "all 27"),
        ("another 12 people", 12, "exact", "another 12"),
        ("30 or more people", 30, "at_least", "30 or more"),
    ],
)
def test_a_number_is_read_with_its_hedge(text, value, qualifier, words):
    number = next(n for n in numbers_of(text) if n.kind != "one")
    assert (number.quantity.value, number.qualifier, text[number.start : number.end]) == (value, qualifier, words)


def test_the_mask_keeps_every_offset():
    text = "Russia’s strike killed at least 12 people, including a child."
    assert len(masked(text, numbers_of(text))) == len(text)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("A woman, 61, and her son, 33, were killed.", [2]), ("It killed a pensioner and her grandson.", [2]), ("A man was killed and his wife was hurt.", [1, 1]),
        ("Two men aged 40 and 44 and their 70-year-old mother died.", [3]), ("It killed seven, including two sisters and their mother.", [7, 2]),
        ("A local couple died.", [2]), ("A third man died of burns.", [1]), ("Nine died, one of them a child.", [9, 1]),
        ("Losses in 2024 rose compared to 2023.", []), ("It took control over 900 villages.", [900]),
    ],
)  # fmt: skip
def test_people_told_together_are_one_count(text, values):
    assert [n.quantity.value for n in numbers_of(text) if n.kind in ("number", "one")] == values
