"""The committed site: links and pictures without a browser, and what headless Chromium sees of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

PAGES = ["index", "refinery-strikes", "casualty-claims", "prisoners", "kursk", "air-attacks", "data", "methods"]
WIDTHS = [1280, 390]


class Page(HTMLParser):
    """The ids, links and pictures of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.pictures: list[dict[str, str | None]] = []
        self.loaded: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.add(str(found["id"]))
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))
        if tag == "img":
            self.pictures.append(found)
        if tag in ("img", "script", "link", "iframe", "source"):
            self.loaded += [str(found[key]) for key in ("src", "href", "srcset") if found.get(key)]


@pytest.fixture(scope="module")
def reports(real_root: Path) -> Path:
    return real_root / "reports"


@pytest.fixture(scope="module")
def pages(reports: Path) -> dict[str, Page]:
    return {name: Page(reports / f"{name}.html") for name in PAGES}


def test_every_document_of_the_navigation_is_a_page(reports: Path, pages: dict[str, Page]) -> None:
    assert {path.stem for path in reports.glob("*.html")} == set(pages)
    for page in pages.values():
        assert {f"{name}.html" for name in PAGES} <= {urlsplit(link).path for link in page.links}


@pytest.mark.parametrize("name", PAGES)
def test_no_link_inside_the_site_is_broken(name: str, pages: dict[str, Page], reports: Path) -> None:
    for link in pages[name].links:
        parts = urlsplit(link)
        if parts.scheme:
            continue
        target = reports / unquote(parts.path) if parts.path else pages[name].path
        assert target.is_file(), link
        if parts.fragment and target.suffix == ".html":
            assert unquote(parts.fragment) in pages[target.stem].ids, link


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_loaded_from_elsewhere(name: str, pages: dict[str, Page]) -> None:
    elsewhere = [address for address in pages[name].loaded if urlsplit(address).scheme not in ("", "data") or address.startswith("//")]
    assert elsewhere == []


@pytest.mark.parametrize("name", PAGES)
def test_every_picture_has_an_alternative_text_and_lies_in_the_site(name: str, pages: dict[str, Page], reports: Path) -> None:
    for picture in pages[name].pictures:
        assert picture.get("alt")
        assert (reports / str(picture["src"])).is_file()
    assert all((reports / address).is_file() for address in pages[name].loaded if not urlsplit(address).scheme)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_weighs_at_most_700_kb_in_either_width(name: str, pages: dict[str, Page], reports: Path) -> None:
    text = (reports / f"{name}.html").read_bytes()
    for narrow in (False, True):
        pictures = [a for a in pages[name].loaded if a.endswith(".svg") and a.endswith("-narrow.svg") == narrow]
        assert len(text) + sum((reports / address).stat().st_size for address in {*pictures, "assets/report.css"}) <= 700_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if not program or not driver:
        if os.environ.get("ROUNDUPS_REQUIRE_BROWSER"):
            pytest.fail("no Chromium with its ChromeDriver on this machine, and ROUNDUPS_REQUIRE_BROWSER is set")
        pytest.skip("no Chromium with its ChromeDriver on this machine")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = program
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                     "--disable-component-update", "--disable-sync"):  # fmt: skip
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    session = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=driver))
    yield session
    session.quit()


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_its_width_shows_its_pictures_and_logs_no_error(name: str, width: int, browser: Any, reports: Path) -> None:
    # A window cannot be made narrower than some 500 pixels; the device metrics can.
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get((reports / f"{name}.html").as_uri())
    assert browser.execute_script("return window.innerWidth") == width
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    blank = "return [...document.images].filter(i => !i.complete || !i.naturalWidth || !i.width).map(i => i.src)"
    assert browser.execute_script(blank) == []
    shown = browser.execute_script("return [...document.querySelectorAll('picture img')].map(i => i.currentSrc.endsWith('-narrow.svg'))")
    assert set(shown) <= {width <= 640}
    outside = "return performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith('file:'))"
    assert browser.execute_script(outside) == []
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []
