"""The index of the site's search: the sections of every page with their words, as a script that a page opened as a file may load."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

#: What no reader looks for here: code, the rows of a table (the claims page has its own search), and what the page hides.
_LEFT_OUT = frozenset({"pre", "tbody", "script", "style", "form", "nav", "math"})
_LEFT_OUT_CLASSES = frozenset({"no-search", "chart-data", "page-source"})
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())


@dataclass(frozen=True)
class Section:
    """A section of a page: its identifier ("" for what stands above the first), its heading and its words."""

    identifier: str
    heading: str
    words: str


class _Reader(HTMLParser):
    """Collects the title and the sections inside `<main>`."""

    def __init__(self) -> None:
        super().__init__()
        self.title = ""
        self.sections: list[list[str]] = [["", "", ""]]
        self._open: list[tuple[str, bool]] = []
        self._heading = ""
        self._identifier = ""

    @property
    def _skips(self) -> bool:
        return not any(tag == "main" for tag, _ in self._open) or any(skips for _, skips in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag in _VOID:
            return
        classes = set((found.get("class") or "").split())
        self._open.append((tag, tag in _LEFT_OUT or bool(classes & _LEFT_OUT_CLASSES)))
        if tag == "section" and found.get("id"):
            self._identifier = str(found["id"])
        if re.fullmatch(r"h[1-6]", tag) and not self._skips:
            self._heading = tag
            if tag != "h1":
                self.sections.append([self._identifier, "", ""])
        elif tag in ("p", "li", "dd", "dt", "div", "figcaption"):
            self._add(" ")

    def handle_endtag(self, tag: str) -> None:
        # Closing tags that HTML lets one leave out are taken as given where an outer element closes.
        names = [name for name, _ in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]
        if tag == self._heading:
            self._heading = ""

    def handle_data(self, data: str) -> None:
        if not self._skips:
            self._add(data)

    def _add(self, text: str) -> None:
        if self._heading == "h1":
            self.title += text
        else:
            self.sections[-1][1 if self._heading else 2] += text


def sections(page: str) -> tuple[str, list[Section]]:
    """Title and sections of an HTML page of the report, in order."""
    reader = _Reader()
    reader.feed(page)

    def clean(text: str) -> str:
        return " ".join(text.split())

    return clean(reader.title), [Section(*map(clean, section)) for section in reader.sections]


def index_script(pages: Mapping[str, str]) -> str:
    """The script that sets `reportSections`: [file, title, [[identifier, heading, words], …]] for each page, in the order given."""
    rows = []
    for file, text in pages.items():
        title, found = sections(text)
        rows.append([file, title, [[s.identifier, s.heading, s.words] for s in found if s.heading or s.words or not s.identifier]])
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return f"window.reportSections = [\n{lines}\n];\n"
