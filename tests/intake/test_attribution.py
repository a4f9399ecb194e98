"""Who says a figure: in the sentence, around it, and how the name is known."""

from __future__ import annotations

import pytest

from roundups.intake.attribution import claimants
from roundups.intake.speakers import speakers
from roundups.intake.text import roundup_of


@pytest.mark.parametrize(
    ("sentence", "claimant"),
    [
        ("Ukraine lost 12 tanks, Zelensky said.", "volodymyr-zelenskyy"),
        ("According to the Institute for the Study of War (ISW), they advanced.", "isw"),
        ("The General Staff of the Ukrainian Armed Forces said on Monday that it held.", "general-staff-ukraine"),
        ("Russia’s Ministry of Defense claimed that it downed 30 drones.", "russian-mod"),
        ("British defense intelligence estimates that 900 men fell.", "uk-mod"),
        ("“We lost a man,” said Andriy Yusov.", "andrii-yusov"),
        ("Dmytro Lubinets, the ombudsman, said that ten were freed.", "dmytro-lubinets"),
        ("Ukraine’s defense intelligence reported two hits.", "hur"),
        ("Ukraine’s Security Service confirmed the strike.", "sbu"),
        ("Kyiv said that it was ready.", "ukraine-unnamed"),
        ("Ten died, Interior Minister Ihor Klymenko said in a post.", "interior-minister-ukraine"),
        ("Mediazona and BBC News Russian have confirmed 50,000 names.", "mediazona-bbc"),
        ("An intercepted audio reveals that 200 were hurt.", "intercepted-audio"),
        ("TASS quoted the Russian Defense Ministry as saying it downed nine.", "russian-mod"),
        ("Nine were downed, RIA Novosti reported, citing Russia’s Defense Ministry.", "russian-mod"),
        ("The Air Force said it downed nine, Ukrinform reports.", "ukrainian-air-force"),
        ("Nine came home, Andriy Yermak, the president’s chief of staff, said Thursday.", "andriy-yermak"),
        ("An estimated nine fell, the General Staff meanwhile said.", "general-staff-ukraine"),
        ("A depot burned, said Rostov governor Vasily Golubev.", "vasily-golubev"),
        ("The Prosecutor General’s Office is investigating nine killings.", "prosecutor-general-ukraine"),
        ("The Ukrainian General Staff’s tally stands at 900.", "general-staff-ukraine"),
        ("Ukrainian Air Force: nine of ten drones downed", "ukrainian-air-force"),
        ("Two plants halted, traders told Reuters.", "reuters"),
        ("Russia’s commissioner for human rights Tatyana Moskalkova said nine came back.", "tatyana-moskalkova"),
        ("According to reports, nine fell.", "reports-unattributed"),
        ("Nine came home, Zelensky said as he closed the meeting.", "volodymyr-zelenskyy"),
        ("The Russian outlet and other Russian media such as Mediazona counted 900 names.", "mediazona-bbc"),
        ("A source in Ukraine’s General Staff said nine fell.", "general-staff-ukraine-source"),
        ("Russia’s Ministry of Health said nine were hurt.", None),
        ("The Health Ministry of Russia said nine were hurt.", None),
        ("Russian military bloggers said nine fell.", None),
        ("The Belarusian Ministry of Defense said nine came down.", None),
        ("Nine will come, according to state news agencies quoting Russia’s commissioner, Tatyana Moskalkova.", "tatyana-moskalkova"),
        ("Tass, quoting the Russian Defense Ministry, said nine were downed.", "russian-mod"),
        ("Agencies quoted Vasily Golubev, the governor of Rostov, as saying nine were hurt.", "vasily-golubev"),
        ("Ukrainian gunners destroyed nine drones, the army said.", "ukrainian-military"),
        ("Russian forces have lost 900 men, the army said.", "ukrainian-military"),
    ],
)
def test_the_tables_know_the_speaker(names, sentence, claimant):
    assert [s.claimant_id for s in speakers(sentence, names)][-1:] == [claimant]


@pytest.mark.parametrize(
    "sentence",
    [
        "Attacks were reported in five regions.", "The strike claimed the lives of nine.", "It was a blast claimed by nobody.",
        "It was the third confirmed strike.", "Rescuers found the girl’s body under a wall.", "According to preliminary data, nine fell.", "Russia and Ukraine said that they had exchanged nine.",
    ],
)  # fmt: skip
def test_a_passive_and_a_claimed_life_say_nothing(names, sentence):
    assert speakers(sentence, names) == []


def test_what_somebody_says_behind_an_and_is_not_what_stands_before_it(names):
    assert [s.leads for s in speakers("Two were hurt, but the city’s mayor said both were well.", names)] == [True]


def test_a_speaker_whom_the_tables_do_not_know_keeps_the_words(names):
    found = speakers("Two died, Mykolaiv mayor Oleksandr Senkevych said.", names)
    assert [(s.claimant_id, s.words) for s in found] == [(None, "Mykolaiv mayor Oleksandr Senkevych")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("According to the Air Force, drones came. It launched two missiles.", ["ukrainian-air-force", "ukrainian-air-force"]),
        ("“Ten came. Nine fell,” Zelenskyi said.", ["volodymyr-zelenskyy", "volodymyr-zelenskyy"]),
        ("The Economist said it was hard. Russia loses 900 men a day. It will last, the article reads.", ["the-economist"] * 3),
        ("Six people died. Two more were injured, Zelenskyi said.", ["volodymyr-zelenskyy", "volodymyr-zelenskyy"]),
        ("Zelenskyi said it rained. A strike on Sumy killed two.", ["volodymyr-zelenskyy", None]),
        ("“Ten came,” Zelenskyi said. “Nine fell.”", ["volodymyr-zelenskyy", "volodymyr-zelenskyy"]),
        ("The Air Force said 20 came. According to its report, nine fell.", ["ukrainian-air-force", "ukrainian-air-force"]),
        (
            "The Russian Defense Ministry said it was calm. “We saw,” Zelenskyi said. The ministry claimed nine.",
            ["russian-mod", "volodymyr-zelenskyy", "russian-mod"],
        ),
        ("South Korea’s National Intelligence Service said nine fell. In January, the NIS said two fell.", ["south-korean-nis"] * 2),
        ("The SBU’s drones hit a depot, a source in the service said.", ["sbu-source"]),
        ("A depot burns, the local governor said. Veniamin Kondratyev, governor of Krasnodar, said it was big.", ["veniamin-kondratyev"] * 2),
        (
            "Source: Ukraine’s Air Force on Facebook\nQuote: Nine fell.\nBackground: Ten fell in May.",
            [None, "ukrainian-air-force", None],
        ),
        ("Russia’s Defense Ministry said 30 came. Officials said nine fell in Kursk. Officials also said two burned.",
         ["russian-mod", "russia-unnamed", "russia-unnamed"]),
        ("Kyiv said 30 came. Officials said nine fell.", ["ukraine-unnamed", None]),
        ("Russia sent 30 drones, according to the Air Force. Mobile groups downed nine.", ["ukrainian-air-force"] * 2),
        ("“It was a long night,” Zelenskyi said.\n\n“Nine people died. Two are missing.”", ["volodymyr-zelenskyy"] * 3),
        ("“It was a long night,” Zelenskyi said.\n\n“Nine people died,” the mayor of Lviv said.", ["volodymyr-zelenskyy", None]),
        ("Russia’s Defense Ministry said 30 came. According to the ministry and the city, nine fell.", ["russian-mod"] * 2),
        ("The General Staff said 900 fell. This number includes nine of Monday.", ["general-staff-ukraine"] * 2),
        ("A drone killed a man in Russia’s Tula region, local officials said.", ["russian-local-authorities"]),
        ("Russian governors reported that nine came down.", ["russian-local-authorities"]),
        ("A drone killed a man in Ukraine’s Sumy region, local officials said.", [None]),
        ("Three people were hurt in Ukraine’s Sumy region, police said.", ["national-police-ukraine"]),
        ("Two people were hurt in Russia’s Tula region, police said.", [None]),
        ("They hold 90 villages, a senior commander said.\n\nOleksandr Syrskyi said they took nine more.", ["oleksandr-syrskyi"] * 2),
        ("A drone set a depot on fire.\n\nThe governor, Vasily Golubev, confirmed the attack.", ["vasily-golubev"] * 2),
        ("Ukraine’s army said 20 came. Nine were downed, the military added.", ["ukrainian-military"] * 2),
    ],
)
def test_who_spoke_is_carried_to_the_sentences_around(names, text, expected):
    found = claimants(roundup_of(text, "1076-1080").sentences, names)
    assert [people[-1].claimant_id if people else None for people in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ten were freed. This was announced by President Zelenskyi.", ["volodymyr-zelenskyy", "volodymyr-zelenskyy"]),
        ("Russia sent 30 drones, of which 20 were shot down. Odesa was the target, the Air Force said.", ["ukrainian-air-force", "ukrainian-air-force"]),
        ("The Air Force said 20 came. Yurii Ihnat said it rained. It added that nine fell.", ["ukrainian-air-force", "yurii-ihnat", "ukrainian-air-force"]),
        ("Kharkiv Regional Prosecutor’s Office said two died. A house burned. The prosecutors said three were hurt.", ["kharkiv-prosecutor", None, "kharkiv-prosecutor"]),
        ("The UK Ministry of Defence put casualties at 40,000. Average daily casualties were 1,300.", ["uk-mod", "uk-mod"]),
        ("Russia continued to bomb Sumy: a strike killed two.", [None]),
        ("Russian missiles hit a house in Sumy, killing two identified men.", [None]),
    ],
)
def test_who_is_named_by_office_afterwards_or_not_at_all(names, text, expected):
    found = claimants(roundup_of(text, "1076-1080").sentences, names)
    assert [people[-1].claimant_id if people else None for people in found] == expected
