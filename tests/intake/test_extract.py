"""What a text proposes: positions, parts, repetitions, Kursk, refineries, and what it leaves."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from roundups.intake import likeness
from roundups.intake.extract import extract
from roundups.intake.proposals import Proposal, write_proposals
from roundups.intake.text import roundup_of

WEEK = """Weekly roundup. Ukraine resists Russia’s invasion. Days 1,076-1,080

Russian drones kill seven in Sumy, injure at least 20

A Russian drone attack on Sumy on Wednesday killed seven people, including two children, and injured at least 20 others, Interior Minister Ihor Klymenko said.

The air defenses destroyed all 31 drones and 8 out of 11 missiles overnight into Friday.

Ukrainian drones hit a refinery in Ryazan on Monday. Ukraine has captured 40 Russian soldiers in the Kursk operation.
"""


def of(text: str, names, days: str = "1076-1080") -> list[Proposal]:
    return extract(roundup_of(text, days), names)


def rows(text: str, names) -> list[tuple[str, int | None, str]]:
    return [(p.measure, p.value, p.qualifier) for p in of(text, names)]


@pytest.fixture(scope="module")
def week(names) -> list[Proposal]:
    return extract(roundup_of(WEEK, name="week.txt", url="https://example.org/week"), names)


def test_each_figure_of_a_week_is_proposed_once(week):
    assert [(p.measure or p.facility_id, p.value) for p in week] == [
        ("killed", 7), ("killed_children", 2), ("wounded", 20), ("drones_launched", 31), ("drones_downed", 31), ("missiles_downed", 8),
        ("missiles_launched", 11), ("ryazan-refinery", None), ("captured", 40),
    ]  # fmt: skip


def test_the_words_stand_where_the_proposal_says(week):
    text = roundup_of(WEEK).text
    for p in week:
        assert text[p.start : p.end] == p.as_reported
        assert text[p.sentence_start :].startswith(p.sentence)
        assert p.sentence_start <= p.start < p.end <= p.sentence_start + len(p.sentence)


def test_a_proposal_names_its_text(week):
    assert {(p.days, p.source_file, p.url, p.source_id, p.text_sha256) for p in week} == {
        ("1076-1080", "week.txt", "https://example.org/week", "uacrisis-1076-1080", roundup_of(WEEK).sha256)
    }


def test_parts_name_their_total(week):
    by_id = {p.proposal_id: p for p in week}
    parts = {(p.measure, by_id[p.part_of].measure) for p in week if p.part_of}
    assert parts == {("killed_children", "killed"), ("drones_downed", "drones_launched"), ("missiles_downed", "missiles_launched")}


def test_of_a_headline_and_its_sentence_the_one_with_the_speaker_stays(week):
    killed = week[0]
    assert (killed.as_reported, killed.claimant_id, killed.event_date, killed.region) == (
        "seven people",
        "interior-minister-ukraine",
        "2025-02-05",
        "Sumy Oblast",
    )


def test_the_same_text_gives_the_same_bytes(names, week):
    again = extract(roundup_of(WEEK, name="week.txt", url="https://example.org/week"), names)
    assert write_proposals(again) == write_proposals(week)


def test_every_key_is_one_of_the_tables(week, names, real_root):
    import csv

    keys = {}
    for table, column in (
        ("claimants", "claimant_id"),
        ("populations", "population"),
        ("regions", "region"),
        ("facilities", "facility_id"),
        ("measures", "measure"),
    ):
        with open(real_root / "data" / f"{table}.csv", encoding="utf-8", newline="") as file:
            keys[column] = {row[column] for row in csv.DictReader(file)} | {""}
    for p in week:
        assert all(getattr(p, column) in known for column, known in keys.items())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A blast in Kyiv killed a woman.", [("killed", 1, "exact")]),
        ("Dozens of people were injured in Odesa.", [("wounded", None, "words")]),
        ("The pilot was killed in the crash.", [("killed", 1, "exact")]),
        ("Russia fired 10 missiles at Kyiv. All of them were intercepted.", [("missiles_launched", 10, "exact"), ("missiles_downed", 10, "exact")]),
        ("Sadly not all the drones were shot down.", []),
        ("A missile could kill 500 people.", []),
        ("The toll rose to 12. A 15-year-old boy is among the dead.", [("killed", 12, "exact"), ("killed_children", 1, "exact")]),
        ("Three soldiers and two civilians were killed.", [("killed", 3, "exact"), ("killed", 2, "exact")]),
        ("A strike killed one person in Kherson. A strike killed one person in Sumy.", [("killed", 1, "exact"), ("killed", 1, "exact")]),
        ("A strike killed a 14-year-old and a 48-year-old man.", [("killed_children", 1, "exact"), ("killed", 1, "exact")]),
        ("A two-month-old infant was injured.", [("wounded_children", 1, "exact")]),
        ("Drones injured three people, including a 17-year-old girl.", [("wounded", 3, "exact"), ("wounded_children", 1, "exact")]),
        ("Ukraine and Russia held their 51st prisoner swap.", [("exchanges", 51, "exact")]),
        ("Russia received 40 prisoners in the exchange.", [("returned_to_russia", 40, "exact")]),
        ("Ukraine continues its campaign against Russian oil refineries.", []),
        ("The Ryazan refinery resumed work.", []),
        ("The town lies near an oil refinery.", []),
    ],
)
def test_what_a_sentence_proposes(names, text, expected):
    assert rows(text, names) == expected


def sentences() -> list[tuple[str, str]]:
    lines = (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines()
    return [tuple(part.strip() for part in line.split("|")) for line in lines if not line.startswith("#")]  # type: ignore[misc]


@pytest.mark.parametrize(("text", "expected"), sentences())
def test_a_sentence_proposes_its_figures_and_the_rules_no_others(names, text, expected):
    found = [f"{p.measure} {p.value}" if p.measure else p.facility_kind for p in of(text, names) if p.rule != likeness.NAME]
    assert sorted(found) == sorted(filter(None, expected.split("; ")))


@pytest.mark.parametrize(
    ("text", "table", "population"),
    [
        ("Russia lost 300 troops in Kursk region.", "kursk_losses", "russian_military"),
        ("Russia has lost 300,000 troops since the invasion.", "casualty_claims", "russian_military"),
        ("Ukraine lost 31,000 soldiers killed.", "casualty_claims", "ukrainian_military"),
        ("About 90 North Korean soldiers were wounded in Kursk region.", "kursk_losses", "north_korean_military"),
        ("A strike on Kursk killed two civilians.", "casualty_claims", "civilians_russia"),
        ("A strike on Kharkiv killed two people.", "casualty_claims", "civilians_ukraine"),
        ("North Korea sent 3,000 troops to Russia.", "other_claims", "north_korean_military"),
    ],
)
def test_table_and_population_follow_the_words(names, text, table, population):
    assert [(p.table, p.population) for p in of(text, names)] == [(table, population)]


@pytest.mark.parametrize(
    ("text", "facilities"),
    [
        ("Drones struck the Novokuibyshevsk oil refinery.", [("novokuibyshevsk-refinery", "Samara Oblast")]),
        ("Drones hit oil refineries in Ryazan and Syzran.", [("ryazan-refinery", "Ryazan Oblast"), ("syzran-refinery", "Samara Oblast")]),
        ("A fire broke out at a fuel depot in the Voronezh region.", [("", "Voronezh Oblast")]),
        ("An oil refinery in Tuapse was hit by drones.", [("tuapse-refinery", "Krasnodar Krai")]),
        ("Russian drones hit an oil refinery in Merefa.", [("merefa-refinery", "Kharkiv Oblast")]),
    ],
)
def test_a_strike_on_a_facility_needs_no_number(names, text, facilities):
    found = of(text, names)
    assert [(p.facility_id, p.region) for p in found] == facilities
    assert {p.table for p in found} == {"refinery_strikes"} and {p.value for p in found} == {None}


def test_the_refinery_of_the_next_sentence_is_the_same_one(names):
    found = of("Drones hit the Ryazan oil refinery on Monday. The attack damaged the refinery.", names)
    assert [p.facility_id for p in found] == ["ryazan-refinery"]


def test_a_speaker_and_a_facility_outside_the_tables_are_flagged_with_their_words(names):
    (found,) = of("Drones hit an oil depot in the Tula region, its mayor Ivan Petrov said.", names)
    assert (found.claimant_id, found.claimant_words, found.facility_words, found.flags) == (
        "",
        "its mayor Ivan Petrov",
        "an oil depot",
        "claimant_unknown;facility_unknown",
    )


def test_a_roundup_is_read_in_less_than_a_second(names):
    long = roundup_of(WEEK + "\n".join(WEEK.split("\n\n")[1:]) * 10)
    started = time.process_time()
    extract(long, names)
    assert time.process_time() - started < 1


def test_a_sentence_of_many_numbers_takes_no_ages(names):
    text = "Shelling killed " + ", ".join(f"{n} people in Sumy" for n in range(2, 200)) + "."
    started = time.process_time()
    of(text, names)
    assert time.process_time() - started < 10


def test_no_two_proposals_share_an_id_or_words(names, real_root):
    from roundups.intake.bench import passages

    for passage in passages(real_root / "tests" / "intake" / "passages.yaml"):
        found = extract(passage.roundup, names)
        assert len({p.proposal_id for p in found}) == len(found)
        assert len({(p.start, p.measure, p.facility_id) for p in found}) == len(found)
        assert all(passage.roundup.text[p.start : p.end] == p.as_reported for p in found)
        assert all(p.statistic for p in found if p.table != "refinery_strikes")


def test_a_day_taken_from_the_sentence_before_is_flagged(names):
    first, second = of("A strike on Sumy on Tuesday killed two people. Four people were injured.", names)
    assert (first.flags, second.flags, second.event_date) == ("", "date_assumed", "2025-02-04")


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("About 120 North Korean troops were killed and 900 wounded in Kursk region.", ["north_korean_military", "north_korean_military"]),
        ("Zelenskyi said 47,000 Ukrainian soldiers had been killed and some 385,000 had been wounded.", ["ukrainian_military", "ukrainian_military"]),
        ("A missile killed two Ukrainian soldiers and wounded 12 civilians in Odesa.", ["ukrainian_military", "civilians_ukraine"]),
    ],
)
def test_a_number_without_a_noun_counts_the_people_of_the_one_before(text, whose, names):
    assert [p.population for p in of(text, names)] == whose


@pytest.mark.parametrize(
    ("text", "place"),
    [("Moscow’s forces killed three people in Sumy.", "Sumy"), ("A drone wounded three people in Moscow.", "Moscow")],
)
def test_a_capital_that_stands_for_its_government_is_no_place(text, place, names):
    assert [p.place for p in of(text, names)] == [place]


def test_since_a_day_is_where_a_figure_begins_unless_it_tells_of_that_day(names):
    held, counted = of("No swap was held since June 3, when 90 prisoners came home.", names), of("Since June 3, Russia has launched 900 drones.", names)
    assert [(p.event_date, p.period_start) for p in held + counted] == [("2024-06-03", ""), ("", "2024-06-03")]


def test_a_plant_is_known_by_its_own_name_and_its_town_and_not_by_its_owner(names):
    text = (
        "Drones hit the Lukoil refinery in Volgograd. The Zenit depot in Kotelnich caught fire. The Steel Horse fuel facility was struck. "
        "A Rosneft depot burned."
    )
    found = [p.facility_id for p in of(text, names)]
    assert found == ["volgograd-refinery", "zenit-depot", "stalnoy-kon-depot", ""]


def test_the_region_of_a_facility_is_told_beside_it_before_it_or_by_its_governor(names):
    text = (
        "In Samara region, drones struck the Syzran refinery and an oil depot. Oil depots in Kursk and Tambov regions burned. "
        "A fire broke out at an oil terminal, Governor Veniamin Kondratyev said. Debris set off fires at a fuel depot, said Saratov Governor Roman Busargin."
    )
    found = [(p.facility_kind, p.region) for p in of(text, names)]
    assert found == [
        ("oil_refinery", "Samara Oblast"), ("oil_depot", "Samara Oblast"), ("oil_depot", "Kursk Oblast"), ("oil_depot", "Tambov Oblast"),
        ("oil_terminal", "Krasnodar Krai"), ("oil_depot", "Saratov Oblast"),
    ]  # fmt: skip


def test_a_facility_with_a_name_that_nobody_knows_does_not_lie_where_the_next_one_lies(names):
    text = "Drones attacked the Zarechnoye pumping station and an oil depot in the Bryansk region."
    assert [(p.facility_kind, p.region) for p in of(text, names)] == [("pumping_station", ""), ("oil_depot", "Bryansk Oblast")]


def test_the_refinery_is_the_one_told_of_before_until_another_day_is_told(names):
    text = (
        "Drones hit the Syzran refinery on Monday. Flames rose above the refinery, residents wrote. The plant halted operations. "
        "It was also struck on July 3."
    )
    found = [(p.facility_id or p.measure, p.event_date) for p in of(text, names, "1237-1241")]
    assert found == [("syzran-refinery", "2025-07-14"), ("refineries_halted", "2025-07-14"), ("syzran-refinery", "2025-07-03")]


def test_an_unnamed_plant_of_a_headline_is_the_one_named_below_it(names):
    text = "Ukraine strikes a Russian oil refinery\n\nThe Ryazan refinery was hit by drones on Monday, the General Staff said.\n"
    assert [p.facility_id for p in of(text, names)] == ["ryazan-refinery"]


def test_drones_over_regions_are_counted_by_region_also_one_each(names):
    text = "Air defenses shot down 15 drones overnight. These included eight drones over Rostov, five over the Kursk region and one each over Tula and Oryol."
    found = [(p.value, p.region) for p in of(text, names)]
    assert found == [(15, ""), (8, "Rostov Oblast"), (5, "Kursk Oblast"), (1, "Tula Oblast"), (1, "Oryol Oblast")]


def test_children_are_told_by_age_by_kin_and_by_what_the_sentence_counts_before(names):
    text = (
        "A drone killed a family of four: parents with their two sons, aged three and seven,. Eighteen children were killed in May and 80 were injured. "
        "The toll stands at nine dead, with 31 people wounded, among whom are three children. Five of the 20 confirmed dead are children. "
        "Two brothers aged 19 and 23 were wounded."
    )
    found = [(p.measure, p.value) for p in of(text, names)]
    assert [f for f in found if f[0].endswith("_children")] == [
        ("killed_children", 2), ("killed_children", 18), ("wounded_children", 80), ("wounded_children", 3), ("killed_children", 5),
    ]  # fmt: skip
    assert ("wounded", 2) in found


def test_single_people_told_together_are_one_number_and_the_child_its_part(names):
    text = (
        "A drone killed a woman and a 14-year-old boy in Nikopol. A man, a woman and a girl were hurt in Sumy. "
        "A father and son died in Kupiansk. In Derhachi, a girl aged nine was among the 14 wounded."
    )
    found = [(p.measure, p.value, bool(p.part_of)) for p in of(text, names)]
    assert found == [
        ("killed", 2, False), ("killed_children", 1, True), ("wounded", 3, False), ("wounded_children", 1, True), ("killed", 2, False),
        ("wounded_children", 1, False), ("wounded", 14, False),
    ]  # fmt: skip


def test_another_spelling_of_a_plant_is_known(names):
    assert [p.facility_id for p in of("Officials confirmed an attack on the Novokubyshevsk refinery.", names)] == ["novokuibyshevsk-refinery"]


def test_the_losses_in_kursk_go_on_over_sentences_until_the_whole_war_or_another_speaker_is_told(names):
    text = (
        "Russia has lost 40,000 soldiers in the Kursk operation, Syrskyi said on Friday. Irretrievable losses amounted to 16,000, sanitary losses to "
        "24,000 soldiers. Another 700 troops were taken prisoner. Since the start of the full-scale invasion Russia has lost 800,000 soldiers. "
        "The UK Ministry of Defence said that Russia had suffered 45,000 casualties in May."
    )
    found = [(p.table, p.measure, p.value) for p in of(text, names)]
    assert found == [
        ("kursk_losses", "personnel_losses", 40_000), ("kursk_losses", "killed", 16_000), ("kursk_losses", "wounded", 24_000),
        ("kursk_losses", "captured", 700), ("casualty_claims", "personnel_losses", 800_000), ("casualty_claims", "killed_and_wounded", 45_000),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Four people were killed in a strike on a market. Firemen left the site of the attack, which came on Monday.", ["2025-02-03"]),
        ("The attack wounded five people. It took place on Monday evening, police said.", ["2025-02-03"]),
        ("Russia and Ukraine have swapped 90 prisoners each. The exchange took place on Monday.", ["2025-02-03"]),
        ("Four people were killed in a strike on Sumy. Another attack killed two in Nikopol on Monday.", ["", "2025-02-03"]),
        ("The toll of a strike on Sumy the previous day rose to 12 on Friday.", ["2025-02-06"]),
        ("Sumy was last struck on Monday. A drone wounded two people in the city.", [""]),
        ("A strike on Monday killed four in Sumy, the governor said. The mayor of Moscow said separately that three drones were downed.", ["2025-02-03", ""]),
    ],
)
def test_an_event_has_the_day_that_its_paragraph_tells_of_it(text, days, names):
    assert [p.event_date for p in of(text, names)] == days


def test_under_a_heading_each_paragraph_is_of_another_event(names):
    text = "Fighting\n\nUkraine downed 40 drones on Monday, the Air Force said.\n\nRussia launched 90 drones overnight, the Air Force said."
    assert [p.event_date for p in of(text, names, "1078-1078")] == ["2025-02-03", ""]


def test_the_day_before_is_counted_from_the_day_of_a_daily_issue(names):
    text = "The day before, Russian troops shelled Nikopol, killing one person."
    assert [p.event_date for issue in ("1078-1078", "1076-1080") for p in of(text, names, issue)] == ["2025-02-04", ""]


def test_a_toll_of_fighting_that_goes_on_is_of_the_day_of_the_statement(names):
    text = "Ten civilians have been killed in the fighting, the governor said on Monday."
    assert [(p.event_date, p.as_of, p.statistic) for p in of(text, names)] == [("", "2025-02-03", "cumulative")]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        # An attack on a whole country is told by its regions; another one is not of it, nor what the other side did.
        ("Russia sent drones at cities across Ukraine on Tuesday, killing five people.\n\nIn Sumy, a missile killed two people.", ["04", "04"]),
        ("Russian attacks killed five people in Ukraine on Tuesday. A drone wounded two people in Sumy.", ["04", "04"]),
        ("Russia sent drones at cities across Ukraine on Tuesday, killing five.\n\nA separate strike on Sumy wounded two people.", ["04", ""]),
        ("Russia sent drones at cities across Ukraine on Tuesday, killing five.\n\nUkrainian drones wounded two people in Belgorod.", ["04", ""]),
        ("A massive Russian attack on Kyiv on Wednesday killed five.\n\nRussia launched 90 drones overnight, the Air Force said.", ["05", "05"]),
        # What was told days ago, or in looking back, is not what the next paragraph tells.
        ("Sumy mourned the five people killed by a strike on Sunday.\n\nUkraine’s air defenses shot down 20 drones.", ["02", ""]),
        ("Russia launched 20 drones overnight, Kyiv said on Wednesday.\n\nThe day before, nine drones were downed.\n\n"
         "Ukraine’s air defenses shot down two more drones over Sumy, the governor said.", ["05", "04", "05"]),
        # A toll that has grown leaves the day of the attack.
        ("A strike on Sumy killed five people on Monday.\n\nThe death toll rose to six on Tuesday.\n\nThe attack wounded 30 people.", ["03"] * 3),
        # An opening has the day that is named in passing.
        ("Russia fired 90 drones at Ukraine.\n\nKyiv asked for help.\n\nTuesday’s attack left homes in the dark.", ["04"]),
        ("Russia’s Defense Ministry announced on Tuesday that it had exchanged prisoners.\n\nZelenskyi said 90 soldiers had come home.", ["04"]),
    ],
)  # fmt: skip
def test_an_attack_of_a_daily_issue_goes_on_over_its_paragraphs(text, days, names):
    assert [p.event_date[-2:] for p in of(text, names, "1078-1078")] == days


@pytest.mark.parametrize(
    "text",
    [
        "With 90 civilians killed and 200 injured, the January casualty toll was the highest since May.",
        "The UN said January was the worst month in a year, with 90 civilians killed and 200 injured.",
        "Russia shelled Sumy on Monday. The UN counted more casualties in January than before. It said drones accounted for half: 90 killed and 200 injured.",
    ],
)
def test_the_casualties_of_a_month_have_its_days(text, names):
    found = [(p.period_start, p.period_end, p.event_date) for p in of(text, names, "1078-1078") if p.value in (90, 200)]
    assert found == [("2025-01-01", "2025-01-31", "")] * 2


def test_what_stands_behind_a_closed_attribution_is_told_by_nobody(names):
    text = "Two people were killed in Sumy, Zelenskyi said, while Ukrainian drones hit three refineries in Russia."
    assert [p.claimant_id for p in of(text, names)] == ["volodymyr-zelenskyy", "not-attributed"]
