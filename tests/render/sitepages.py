"""The committed pages as the tests read them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REPORTS = ROOT / "reports"
#: Every document of the site; report.qmd is the PDF.
PAGES = sorted(path.stem for path in (ROOT / "analysis").glob("*.qmd") if path.stem != "report")
#: A word; a single letter can be an example of a letter.
CYRILLIC = re.compile(r"[\u0400-\u04ff]{2}")
#: Languages of the sources that are written in Cyrillic letters.
CYRILLIC_LANGUAGES = {"uk", "ru", "be", "bg", "mk"}
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
#: Elements whose closing tag HTML lets one leave out, and the tags that close them.
_CLOSED_BY = {"td": {"td", "th", "tr"}, "th": {"td", "th", "tr"}, "tr": {"tr", "tbody"}, "li": {"li"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"}}


@dataclass
class Figure:
    """A numbered figure: its pictures' alternative texts and its caption."""

    identifier: str
    alternatives: list[str] = field(default_factory=list)
    caption: str = ""


class Page(HTMLParser):
    """Ids, links, pictures, figures, heads of tables and words without a language of a page."""

    def __init__(self, text: str, path: Path | None = None) -> None:
        super().__init__()
        self.path = path
        self.ids: list[str] = []
        self.links: list[str] = []
        self.pictures: list[dict[str, str | None]] = []
        self.loaded: list[str] = []
        self.figures: list[Figure] = []
        self.headings: list[tuple[str, str, str]] = []
        self.heads: list[dict[str, str | None]] = []
        self.tables_without_heads = 0
        self.cyrillic: list[tuple[str, str]] = []
        self._open: list[tuple[str, str, str]] = []
        self._heading: list[str] | None = None
        self._heads = 0
        self.feed(text)

    @classmethod
    def read(cls, path: Path) -> Page:
        return cls(path.read_text(encoding="utf-8"), path)

    def _inside(self, tag: str, cls: str = "") -> bool:
        return any(name == tag and cls in classes for name, _, classes in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        identifier, classes = str(found.get("id") or ""), str(found.get("class") or "")
        if identifier:
            self.ids.append(identifier)
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))
        if tag == "img":
            self.pictures.append(found)
            if self._inside("figure"):
                self.figures[-1].alternatives.append(str(found.get("alt") or ""))
        if tag in ("img", "script", "link", "iframe"):
            self.loaded += [str(found[key]) for key in ("src", "href") if found.get(key)]
        if tag == "source":
            self.loaded += [part.split()[0] for part in str(found.get("srcset") or "").split(",") if part.strip()]
        if tag == "figure":
            self.figures.append(Figure(identifier))
        if tag == "table":
            self._heads = 0
        if tag == "th":
            self.heads.append(found)
            self._heads += 1
        if re.fullmatch("h[1-6]", tag):
            self._heading = [tag, identifier, ""]
        if tag in _VOID:
            return
        while self._open and tag in _CLOSED_BY.get(self._open[-1][0], ()):
            self._open.pop()
        language = str(found.get("lang") or (self._open[-1][1] if self._open else ""))
        self._open.append((tag, language, classes))

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _, _ in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]
        if self._heading and tag == self._heading[0]:
            self.headings.append((self._heading[0], self._heading[1], " ".join(self._heading[2].split())))
            self._heading = None
        if tag == "table":
            self.tables_without_heads += self._heads == 0

    def handle_data(self, data: str) -> None:
        if self._heading:
            self._heading[2] += data
        if self._inside("figcaption") and self.figures:
            self.figures[-1].caption += data
        if CYRILLIC.search(data) and not self._inside("details", "page-source") and not self._inside("script"):
            self.cyrillic.append((self._open[-1][1], data))
