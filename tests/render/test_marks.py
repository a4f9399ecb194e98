"""Charts that tell of their marks, in headless Chromium: by pointer, finger and keyboard, and without the script."""

from __future__ import annotations

import re
from typing import Any

import pytest

from .sitepages import PAGES, REPORTS, ROOT
from .windows import AXE, THEMES, errors, press, size, theme, until

pytestmark = [pytest.mark.slow, pytest.mark.browser]

#: Pages whose document has the script.
SPEAKING = [name for name in PAGES if "_marks.qmd" in (ROOT / "analysis" / f"{name}.qmd").read_text(encoding="utf-8")]
#: Brings a chart into the window and gives the middle of the box of each of its claims, in pixels of the window.
PLACES = """
const place = document.querySelector(`#fig-${arguments[0]} .chart-marks`), phone = matchMedia("(max-width: 40rem)").matches;
place.querySelector("img").loading = "eager";
place.scrollIntoView({ block: "center", behavior: "instant" });
const room = place.getBoundingClientRect();
return [...document.querySelectorAll(`[data-figure="fig-${arguments[0]}"] li`)].map((li) => {
  const [left, top, width, height] = (phone ? li.dataset.narrow : li.dataset.at).split(" ").map(Number);
  return [room.left + (left + width / 2) / 1000 * room.width, room.top + (top + height / 2) / 1000 * room.height];
});
"""
CARD = "const card = document.querySelector(`#fig-${arguments[0]} .chart-card`); return card.hidden ? null : card.innerText"
CLAIM = "return document.querySelector(`#fig-${arguments[0]} .chart-card a`).getAttribute('href')"
LISTED = "return [...document.querySelectorAll(`[data-figure=\"fig-${arguments[0]}\"] li`)].map((li) => li.textContent)"
FOCUSED = "return document.activeElement.className || document.activeElement.tagName"


def places(window: Any, chart: str) -> list[list[float]]:
    found: list[list[float]] = window.execute_script(PLACES, chart)
    assert found
    return found


def pointer(window: Any, x: float, y: float, kind: str = "mouseMoved") -> None:
    pressed = {} if kind == "mouseMoved" else {"button": "left", "clickCount": 1}
    window.execute_cdp_cmd("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, **pressed})


def click(window: Any, x: float, y: float) -> None:
    pointer(window, x, y, "mousePressed")
    pointer(window, x, y, "mouseReleased")


def focus(window: Any, chart: str) -> None:
    """Bring the focus to the marks of a chart by the keyboard."""
    from selenium.webdriver.common.keys import Keys

    window.execute_script("const fold = document.querySelector(`#fig-${arguments[0]}`); fold.tabIndex = -1; fold.focus()", chart)
    press(window, Keys.TAB)
    assert window.execute_script(FOCUSED) == "chart-mark"


def test_a_pointer_at_a_mark_shows_its_claim_and_away_from_it_nothing(base: str, window: Any) -> None:
    window.get(f"{base}kursk.html")
    texts = window.execute_script(LISTED, "kursk-losses")
    x, y = places(window, "kursk-losses")[0]
    assert window.execute_script(CARD, "kursk-losses") is None
    pointer(window, x, y)
    card = until(lambda: window.execute_script(CARD, "kursk-losses"), "card at the mark")
    assert " ".join(card.split()).startswith(" ".join(texts[0].split()))
    # It holds still for a pointer on its way to the links, and goes when the pointer goes elsewhere.
    link = window.execute_script("const r = document.querySelector('#fig-kursk-losses .chart-card a').getBoundingClientRect(); return [r.left + 5, r.top + 5]")
    pointer(window, *link)
    assert window.execute_script("return new Promise((done) => setTimeout(() => done(!document.querySelector('#fig-kursk-losses .chart-card').hidden), 600))") is True
    pointer(window, 1270, 10)
    until(lambda: window.execute_script(CARD, "kursk-losses") is None, "card that closes")
    assert errors(window) == []


@pytest.mark.parametrize(("name", "chart"), [("casualty-claims", "lost-by-side"), ("index", "state-of-claims"), ("prisoners", "prisoner-exchanges")])
def test_each_claim_is_reached_by_pressing_its_mark_where_others_lie_on_it_too(name: str, chart: str, window: Any) -> None:
    window.get((REPORTS / f"{name}.html").as_uri())
    missed = window.execute_script(
        """const place = document.querySelector(`#fig-${arguments[0]} .chart-marks`), room = place.getBoundingClientRect();
        const items = [...document.querySelectorAll(`[data-figure="fig-${arguments[0]}"] li`)], card = place.querySelector(".chart-card");
        return items.filter((item) => {
          const [left, top, width, height] = item.dataset.at.split(" ").map(Number), wanted = item.querySelector("a").href;
          const at = { bubbles: true, clientX: room.left + (left + width / 2) / 1000 * room.width, clientY: room.top + (top + height / 2) / 1000 * room.height };
          document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
          for (let press = 0; press < items.length; press++) {
            place.querySelector("img").dispatchEvent(new MouseEvent("click", at));
            if (!card.hidden && card.querySelector("a").href === wanted) return false;
          }
          return true;
        }).map((item) => item.textContent)""",
        chart,
    )
    assert missed == []


def test_the_card_leads_to_the_claim_s_place_on_the_claims_page(base: str, window: Any) -> None:
    window.get(f"{base}kursk.html")
    x, y = places(window, "kursk-area")[0]
    click(window, x, y)
    until(lambda: window.execute_script(CARD, "kursk-area"), "card")
    wanted = window.execute_script(CLAIM, "kursk-area")
    window.execute_script("document.querySelector('#fig-kursk-area .chart-card a').click()")
    until(lambda: window.current_url == base + wanted, "claims page")
    row = until(lambda: window.execute_script("const row = document.querySelector('[aria-current=true]'); return row && row.id"), "row of the claim")
    assert row == wanted.split("#")[1]


def test_a_pressed_card_stays_until_escape_or_a_press_elsewhere(window: Any) -> None:
    from selenium.webdriver.common.keys import Keys

    window.get((REPORTS / "prisoners.html").as_uri())
    for close in (lambda: press(window, Keys.ESCAPE), lambda: click(window, 1270, 450)):
        x, y = places(window, "prisoner-totals")[3]
        click(window, x, y)
        assert window.execute_script(CARD, "prisoner-totals")
        pointer(window, 1270, 450)
        assert window.execute_script("return new Promise((done) => setTimeout(() => done(!document.querySelector('#fig-prisoner-totals .chart-card').hidden), 600))") is True
        close()
        assert window.execute_script(CARD, "prisoner-totals") is None


def test_the_keyboard_alone_goes_through_all_claims_to_a_link_and_out_again(window: Any) -> None:
    from selenium.webdriver.common.keys import Keys

    window.get((REPORTS / "kursk.html").as_uri())
    texts = [" ".join(text.split()) for text in window.execute_script(LISTED, "kursk-losses")]
    focus(window, "kursk-losses")
    assert window.execute_script("const s = getComputedStyle(document.activeElement); return s.opacity === '1' && s.outlineStyle !== 'none'") is True
    label = "return document.activeElement.getAttribute('aria-label')"
    heard = []
    for _ in texts:
        heard.append(window.execute_script(label))
        assert heard[-1].split(": ", 1)[1] in " ".join(window.execute_script(CARD, "kursk-losses").split()).replace(" 1 of ", " ")
        press(window, Keys.ARROW_DOWN)
    assert heard == [f"Mark {place} of {len(texts)}: {text}" for place, text in enumerate(texts, 1)]
    assert window.execute_script(label) == heard[-1], "the last mark is the last"
    press(window, Keys.HOME)
    assert window.execute_script(label) == heard[0]
    press(window, Keys.ARROW_RIGHT, Keys.ENTER)
    assert window.execute_script("return document.activeElement.getAttribute('href')") == window.execute_script(CLAIM, "kursk-losses")
    press(window, Keys.ESCAPE)
    assert window.execute_script(FOCUSED) == "chart-mark" and window.execute_script(CARD, "kursk-losses") is None
    assert window.execute_script(label) == heard[1]
    # Two more stops at most are the links of an open card; then the focus has left the picture, and nothing stays open.
    press(window, Keys.ARROW_RIGHT, Keys.TAB, Keys.TAB, Keys.TAB)
    assert window.execute_script("return !document.activeElement.closest('.chart-marks')") is True
    assert window.execute_script(CARD, "kursk-losses") is None


def test_one_claimant_is_shown_in_the_picture_in_the_list_and_to_the_keyboard(window: Any) -> None:
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import Select

    window.get((REPORTS / "casualty-claims.html").as_uri())
    tools = window.find_element("css selector", '[data-figure="fig-lost-third-parties"]')
    choice = Select(tools.find_element("tag name", "select"))
    option = max((option.text for option in choice.options[1:]), key=lambda text: int(re.findall(r"\((\d+)\)$", text)[0]))
    who, number = option.rsplit(" (", 1)[0], int(option.rsplit("(", 1)[1][:-1])
    assert 1 < number < len(tools.find_elements("tag name", "li"))
    choice.select_by_visible_text(option)
    state = """const tools = document.querySelector('[data-figure="fig-lost-third-parties"]'), veil = document.querySelector("#fig-lost-third-parties .chart-veil");
        const box = (e) => ["x", "y", "width", "height"].map((name) => e.getAttribute(name)).join(" ");
        return [[...tools.querySelectorAll("li:not([hidden])")].map((li) => [li.querySelector("b").textContent, li.dataset.at]), [...veil.querySelectorAll("[fill=black]")].map(box)]"""
    items, holes = window.execute_script(state)
    assert {name for name, _ in items} == {who} and len(items) == number
    assert holes == [at for _, at in items]
    focus(window, "lost-third-parties")
    assert window.execute_script("return document.activeElement.getAttribute('aria-label')").startswith(f"Mark 1 of {number}: {who}")
    press(window, Keys.END)
    assert f"Mark {number} of {number}" in window.execute_script("return document.activeElement.getAttribute('aria-label')")
    choice.select_by_index(0)
    items, holes = window.execute_script(state)
    assert len(items) > number and holes == []


@pytest.mark.parametrize("width", [360, 390])
def test_on_a_phone_a_tap_shows_the_claim_inside_the_window(width: int, window: Any) -> None:
    size(window, width, 740)
    window.get((REPORTS / "kursk.html").as_uri())
    texts = window.execute_script(LISTED, "north-korean-losses")
    for place in (0, -1):
        x, y = places(window, "north-korean-losses")[place]
        window.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        window.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        card = until(lambda: window.execute_script(CARD, "north-korean-losses"), "card at the mark")
        assert " ".join(card.split()).startswith(" ".join(texts[place].split()))
        box = "const r = document.querySelector('#fig-north-korean-losses .chart-card').getBoundingClientRect(); return [r.left, r.right, r.top, r.bottom]"
        left, right, top, bottom = window.execute_script(box)
        assert 0 <= left < right <= width and 0 <= top < bottom <= 740
        assert window.execute_script("return document.documentElement.scrollWidth") <= width


def test_the_pages_with_the_script_are_those_with_something_for_it() -> None:
    assert [name for name in PAGES if "chart-claims" in (REPORTS / f"{name}.html").read_text(encoding="utf-8")] == SPEAKING


@pytest.mark.parametrize("name", SPEAKING)
def test_without_the_script_the_list_tells_of_every_claim(name: str, window: Any) -> None:
    window.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    window.get((REPORTS / f"{name}.html").as_uri())
    page = (REPORTS / f"{name}.html").read_text(encoding="utf-8")
    assert page.count('<script src="scripts/marks.js" defer></script>') == 1
    assert window.find_elements("css selector", ".chart-card, .chart-mark, .chart-pick, .chart-veil") == []
    fold = window.find_element("css selector", ".chart-claims")
    assert not fold.find_element("tag name", "li").is_displayed()
    fold.find_element("tag name", "summary").click()
    assert fold.find_element("tag name", "li").is_displayed()
    assert len(fold.find_elements("tag name", "li")) >= int(re.findall(r"\d+", fold.find_element("tag name", "summary").text)[0])


def test_a_card_that_is_open_is_not_printed(window: Any) -> None:
    window.get((REPORTS / "kursk.html").as_uri())
    x, y = places(window, "kursk-losses")[0]
    click(window, x, y)
    assert window.execute_script(CARD, "kursk-losses")
    window.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    shown = "return [...document.querySelectorAll('.chart-card, .chart-mark, .chart-veil, .chart-claims')].filter((e) => e.checkVisibility()).length"
    assert window.execute_script(shown) == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_while_a_card_is_open_and_one_claimant_shown(width: int, window: Any, axe: str) -> None:
    window.set_script_timeout(120)
    size(window, width)
    window.get((REPORTS / "kursk.html").as_uri())
    choose = "const s = document.querySelector('[data-figure=fig-kursk-losses] select'); s.selectedIndex = 1; s.dispatchEvent(new Event('change'))"
    window.execute_script(choose)
    focus(window, "kursk-losses")
    assert window.execute_script(CARD, "kursk-losses")
    window.execute_script(axe)
    for colours in THEMES:
        theme(window, colours)
        assert window.execute_async_script(AXE) == []
