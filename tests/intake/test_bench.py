"""The measures of the reading: floors on our own passages, and a score that can fall."""

from __future__ import annotations

import pytest

from roundups.intake import likeness
from roundups.intake.bench import folder, measure, passages
from roundups.intake.rules import load_rules
from roundups.intake.text import TextError

FIVE_TOPICS = {"casualties", "prisoners", "kursk", "refinery strikes", "air attacks"}


@pytest.fixture(scope="module")
def own(real_root):
    return passages(real_root / "tests" / "intake" / "passages.yaml")


@pytest.fixture(scope="module")
def result(own, names):
    return measure(own, names)


def test_at_least_forty_passages_hold_figures_of_every_topic(own, result):
    assert len(own) >= 40
    assert all(score.figures >= 7 for score in result.topics.values())


def test_our_own_passages_are_read_above_the_floors(result):
    five = result.five_topics
    assert five.recall >= 0.97 and five.precision >= 0.97 and five.dated >= 0.95 and five.attributed >= 0.95


@pytest.mark.parametrize("topic", sorted(FIVE_TOPICS))
def test_no_topic_falls_behind(result, topic):
    score = result.topics[topic]
    assert score.recall >= 0.9 and score.precision >= 0.9


def test_a_figure_that_nobody_wrote_is_missed_and_one_too_many_is_wrong(own, names):
    passage = own[0]
    figures = [dict(f) for f in passage.figures]
    figures[0]["value"] = "8"
    score = measure([type(passage)(passage.roundup, tuple(figures))], names)
    assert (score.total().figures, score.total().found, len(score.missed), len(score.wrong)) == (3, 2, 1, 1)


def test_a_wrong_day_and_a_wrong_claimant_are_counted(own, names):
    passage = own[0]
    figures = [dict(f) for f in passage.figures]
    figures[0]["event_date"] = "2024-10-02"
    figures[1]["claimant_id"] = "hur"
    total = measure([type(passage)(passage.roundup, tuple(figures))], names).total()
    assert (total.found, total.dates, total.claimants) == (3, 2, 2)


def test_the_confidence_of_a_rule_lies_between_what_it_showed_and_first_sight(result):
    confidences = result.confidences()
    assert likeness.NAME not in confidences
    assert all(0.5 <= value <= 1 for value in confidences.values())
    assert set(confidences) - {"all"} == set(result.rules) - {likeness.NAME}


def test_each_known_confidence_belongs_to_a_rule(real_root):
    import json

    known = json.loads((real_root / "analysis" / "roundups" / "intake" / "confidence.json").read_text(encoding="utf-8"))
    names = {rule.name for rule in load_rules()}
    assert {rule.removesuffix("-of-all") for rule in known} <= names | {"all", "strike", "all-of-them", "respectively", "same-number", "earlier-strike", "halt"}


def test_a_folder_is_measured_against_the_tables_beside_its_texts(tmp_path, real_root, names):
    (tmp_path / "week.txt").write_text(
        "Ukraine resists Russia’s invasion. Days 1,076-1,080\n\nA strike on Sumy on Tuesday killed two people.\n", encoding="utf-8"
    )
    (tmp_path / "week.csv").write_text(
        "table,measure,value,qualifier,event_date,claimant_id\ncasualty_claims,killed,2,exact,2025-02-04,not-attributed\n", encoding="utf-8"
    )
    total = measure(folder(tmp_path, real_root), names).total()
    assert (total.figures, total.found, total.dates, total.claimants) == (1, 1, 1, 1)


def test_without_a_table_beside_it_a_text_is_measured_against_the_published_rows(tmp_path, real_root, names):
    (tmp_path / "week.txt").write_text(
        "Ukraine resists Russia’s invasion. Days 1,076-1,080\n\nIn Kursk region Russia lost some 40,000 soldiers.\n",
        encoding="utf-8",
    )
    kursk = measure(folder(tmp_path, real_root), names).topics["kursk"]
    assert (kursk.figures, kursk.found) == (5, 1)


def test_a_text_without_figures_and_an_empty_folder_are_faults(tmp_path, real_root):
    with pytest.raises(TextError, match="no folder with texts"):
        folder(tmp_path, real_root)
    (tmp_path / "week.txt").write_text("Ukraine resists Russia’s invasion. Days 1-5\n", encoding="utf-8")
    with pytest.raises(TextError, match="no figures"):
        folder(tmp_path, real_root)
