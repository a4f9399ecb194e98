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
    ],
)
def test_the_tables_know_the_speaker(names, sentence, claimant):
    assert [s.claimant_id for s in speakers(sentence, names)][-1:] == [claimant]


@pytest.mark.parametrize(
    "sentence", ["Attacks were reported in five regions.", "The strike claimed the lives of nine.", "It was a blast claimed by nobody."]
)
def test_a_passive_and_a_claimed_life_say_nothing(names, sentence):
    assert speakers(sentence, names) == []


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
