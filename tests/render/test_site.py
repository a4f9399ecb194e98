"""The committed site without a browser: its links, pictures, tables and words."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from .sitepages import CYRILLIC_LANGUAGES, PAGES, REPORTS, Page


@pytest.fixture(scope="module")
def pages() -> dict[str, Page]:
    return {name: Page.read(REPORTS / f"{name}.html") for name in PAGES}


def test_every_document_is_a_page_and_every_page_leads_to_every_other(pages: dict[str, Page]) -> None:
    assert {path.stem for path in REPORTS.glob("*.html")} == set(PAGES)
    for page in pages.values():
        assert {f"{name}.html" for name in PAGES} <= {urlsplit(link).path for link in page.links}


@pytest.mark.parametrize("name", PAGES)
def test_no_link_inside_the_site_is_broken(name: str, pages: dict[str, Page]) -> None:
    for link in pages[name].links:
        parts = urlsplit(link)
        if parts.scheme:
            continue
        target = REPORTS / unquote(parts.path) if parts.path else REPORTS / f"{name}.html"
        assert target.is_file(), link
        if parts.fragment and target.suffix == ".html":
            assert unquote(parts.fragment) in pages[target.stem].ids, link


@pytest.mark.parametrize("name", PAGES)
def test_no_identifier_of_a_page_stands_twice(name: str, pages: dict[str, Page]) -> None:
    assert len(pages[name].ids) == len(set(pages[name].ids))


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_loaded_from_elsewhere_and_everything_lies_in_the_site(name: str, pages: dict[str, Page]) -> None:
    for address in pages[name].loaded:
        assert urlsplit(address).scheme == "" and not address.startswith("//"), address
        assert (REPORTS / address).is_file(), address


@pytest.mark.parametrize("name", PAGES)
def test_every_picture_has_an_alternative_text_that_is_no_repeat_of_its_caption(name: str, pages: dict[str, Page]) -> None:
    assert all(picture.get("alt") for picture in pages[name].pictures)
    for figure in pages[name].figures:
        caption = figure.caption.split(":", 1)[-1].strip()
        assert caption, figure.identifier
        for text in figure.alternatives:
            assert text not in caption and caption not in text, figure.identifier
            said, repeated = set(text.lower().split()), set(text.lower().split()) & set(caption.lower().split())
            assert len(repeated) < 0.7 * len(said), figure.identifier


@pytest.mark.parametrize("name", PAGES)
def test_every_picture_keeps_its_place_while_it_loads(name: str, pages: dict[str, Page]) -> None:
    assert all(picture.get("width") and picture.get("height") for picture in pages[name].pictures)


@pytest.mark.parametrize("name", PAGES)
def test_every_table_has_heads_and_every_head_says_of_what(name: str, pages: dict[str, Page]) -> None:
    assert pages[name].tables_without_heads == 0
    assert {head.get("scope") for head in pages[name].heads} <= {"col", "row", "rowgroup", "colgroup"}


@pytest.mark.parametrize("name", PAGES)
def test_words_in_cyrillic_letters_say_their_language(name: str, pages: dict[str, Page]) -> None:
    assert [words for language, words in pages[name].cyrillic if language not in CYRILLIC_LANGUAGES] == []


def test_some_page_has_such_words(pages: dict[str, Page]) -> None:
    assert {language for page in pages.values() for language, _ in page.cyrillic} >= {"uk", "ru"}


def test_a_page_names_its_picture_for_shared_links_and_invents_no_address() -> None:
    text = (REPORTS / "index.html").read_text(encoding="utf-8")
    assert '<meta property="og:image" content="figures/card.png">' in text
    assert 'property="og:url"' not in text
    assert (REPORTS / "figures" / "card.png").read_bytes()[16:24] == (1200).to_bytes(4) + (630).to_bytes(4)


def test_downloads_are_files_and_only_a_table_without_rows_is_an_empty_one(pages: dict[str, Page]) -> None:
    files = {unquote(urlsplit(link).path) for page in pages.values() for link in page.links if not urlsplit(link).scheme}
    downloads = [Path(REPORTS, name) for name in files if name and not name.endswith(".html")]
    assert len(downloads) > 40
    assert {path.name for path in downloads if path.stat().st_size == 0} <= {"corrections.jsonl"}
