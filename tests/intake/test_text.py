"""What is read from a file: text and HTML, days, paragraphs, headlines, and one clear line where it cannot be read."""

from __future__ import annotations

from datetime import date

import pytest

from roundups.intake.text import TextError, read_days, read_roundup, roundup_of

TITLE = "Weekly roundup. Ukraine resists Russia’s invasion. Days 1,076-1,080"
PAGE = f"""<!doctype html><html><head><title>{TITLE} | Site</title><style>p {{ }}</style></head><body>
<nav><a href="/">Home</a> 12 people killed</nav><header>Menu</header>
<article><h1>{TITLE}</h1>
<p>A strike on Sumy on Tuesday killed <b>five</b> people &amp; wounded nine.<br>Two more died.</p>
<figure><figcaption>A photo of 30 drones</figcaption></figure>
<h2>Drones hit a refinery</h2><ul><li>Drones struck the Ryazan refinery.</li></ul>
<script>var killed = 99;</script></article><footer>Share 7 comments</footer></body></html>"""


@pytest.mark.parametrize(
    ("title", "days"),
    [
        (TITLE, (1076, 1080)),
        ("Weekly roundup. Ukraine resists Russia's invasion. Days 586–590", (586, 590)),
        ("Ukraine resists Russia’s invasion. Day 37: a headline with 12 words", (37, 37)),
        ("Ukraine resists Russia’s full-scale invasion. Days 1240-1244", (1240, 1244)),
    ],
)
def test_the_title_tells_the_days(title, days):
    roundup = roundup_of(f"Menu\n\n{title}\n\nA sentence.\n")
    assert (roundup.first_day, roundup.last_day) == days


def test_days_are_counted_from_the_first_day_of_the_invasion():
    roundup = roundup_of(f"{TITLE}\n")
    assert (roundup.first_date, roundup.last_date) == (date(2025, 2, 3), date(2025, 2, 7))


def test_of_a_page_only_the_article_is_read():
    roundup = roundup_of(PAGE)
    assert roundup.text.split("\n\n") == [
        TITLE, "A strike on Sumy on Tuesday killed five people & wounded nine.", "Two more died.", "Drones hit a refinery", "Drones struck the Ryazan refinery.\n",
    ]  # fmt: skip


def test_a_page_without_an_article_element_is_read_by_its_title():
    page = (
        "<html><head><title>Ukraine resists Russia’s invasion. Days 831-835</title></head><body><div class=menu><ul><li>Search</li></ul></div>"
        "<div><a>Weekly roundup. Ukraine resists Russia’s invasion. Days 824-828</a></div>"
        "<div class=text><p>A shell wounded four people in Nikopol on Friday.</p></div></body></html>"
    )
    roundup = roundup_of(page)
    assert roundup.days == "831-835"
    assert [s.text for s in roundup.sentences] == ["A shell wounded four people in Nikopol on Friday."]


def test_each_sentence_stands_where_it_says():
    roundup = roundup_of(PAGE)
    assert all(roundup.text[s.start :].startswith(s.text) for s in roundup.sentences)
    assert [s.text for s in roundup.sentences if s.is_headline] == ["Drones hit a refinery"]


def test_title_and_menu_are_no_sentences():
    assert [s.text for s in roundup_of(f"Menu\n\n{TITLE}\n\nIt rained.\n\nShare\n").sentences] == ["It rained."]


def test_lines_that_a_mail_program_broke_are_one_paragraph():
    broken = f"{TITLE}\n\nOn Tuesday a missile strike on the\ncity of Sumy killed five people and\nwounded nine others, among them\ntwo children, as the prosecutors of\nthe region said in a statement that\nwas published in the evening.\n"
    assert len(roundup_of(broken).sentences) == 1


def test_abbreviations_end_no_sentence():
    text = f"{TITLE}\n\nU.S. Secretary of Defense Lloyd Austin met Gen. Zaluzhnyi and Mr. Umerov. He left.\n"
    assert [s.text for s in roundup_of(text).sentences][-1] == "He left."
    assert len(roundup_of(text).sentences) == 2


def test_a_quotation_of_several_sentences_is_one():
    text = f"{TITLE}\n\n“We came. We saw. We won,” he said. “Good,” she said.\n"
    assert [s.quotation for s in roundup_of(text).sentences] == [1, 1, 1, None]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file holds no text"),
        (b"Some news without a title.", "say the days with --days N-M"),
        (TITLE.encode("utf-16"), "not UTF-8"),
        (b"\x00\x01\x02PNG", "control characters"),
        ("Ukraine resists Russia’s invasion. Days 1,080-1,076".encode(), "do not run from a first to a last day"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(tmp_path, data, message):
    path = tmp_path / "week.txt"
    path.write_bytes(data)
    with pytest.raises(TextError) as caught:
        read_roundup(path)
    assert message in str(caught.value) and "\n" not in str(caught.value)


def test_line_ends_and_a_byte_order_mark_change_nothing(tmp_path):
    path = tmp_path / "week.txt"
    path.write_bytes(f"\ufeff{TITLE}\r\n\r\nIt rained.\r\n".encode())
    assert read_roundup(path).sha256 == roundup_of(f"{TITLE}\n\nIt rained.\n").sha256


@pytest.mark.parametrize("days", ["", "week 4", "1080-1076", "0-4", "1-90"])
def test_days_that_are_none_are_refused(days):
    with pytest.raises(ValueError):
        read_days(days)


def test_the_lines_of_a_list_belong_to_the_paragraph_above_it():
    found = roundup_of("Bodies came home:\n\n- 40 from the Donetsk direction;\n\n- nine from Sumy.\n\nIt rained.", "1076-1080").sentences
    assert [s.paragraph for s in found] == [0, 0, 0, 3]
    assert not any(s.is_headline for s in found[1:])
