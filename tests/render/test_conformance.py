"""One project that uses all of the subset: its pages against a stored expectation, and against the Quarto program where it is there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from roundups.render import quarto, render
from roundups.render.subset import SUPPORTED

SOURCE = Path(__file__).parent / "conformance"
EXPECTED = Path(__file__).parent / "conformance.json"
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
#: What only one engine's furniture says, or what a browser does with the text.
_FURNITURE = frozenset("screen-reader-only visually-hidden quarto-title-meta-heading".split())


class Structure(HTMLParser):
    """What a page says in `<main>`, whichever engine wrote it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: dict[str, list[Any]] = {name: [] for name in ("headings", "floats", "pictures", "references", "citations", "callouts", "code", "bibliography", "links")}
        self._open: list[tuple[str, set[str], str]] = []
        self._texts: list[tuple[int, str, list[Any]]] = []
        self.feed(text)

    def _inside(self, name: str) -> bool:
        return any(tag == name or name in classes for tag, classes, _ in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        classes = set(found.get("class", "").split())
        if self._inside("main") and not self._inside("nav"):
            self._note(tag, classes, found)
        if tag not in _VOID:
            self._open.append((tag, classes, found.get("id", "")))

    def _note(self, tag: str, classes: set[str], found: dict[str, str]) -> None:
        # References and notes close a page; Quarto gathers both in an appendix with headings of its own.
        appendix = {"quarto-appendix", "references", "footnotes"} & {found.get("id"), *(identifier for _, _, identifier in self._open)}
        if re.fullmatch("h[2-6]", tag) and not self._inside("callout") and not appendix:
            section = next((identifier for name, _, identifier in reversed(self._open) if name == "section"), "")
            self._take("headings", [tag, found.get("id") or section])
        if tag == "img":
            self.found["pictures"].append([Path(found["src"]).name, found.get("alt", "")])
        if tag == "figcaption":
            identifier = next((i for _, _, i in reversed(self._open) if re.fullmatch("(fig|tbl)-[a-z]+", i)), "")
            self._take("floats", [identifier])
        if tag == "a" and "quarto-xref" in classes:
            self._take("references", [found["href"]])
        elif tag == "a" and not {"anchor", "footnote-back"} & classes and not self._inside("citation") and not self._inside("pre") and not found.get("role"):
            self._take("links", [found.get("href", "").removeprefix("./")])
        if "citation" in classes and tag == "span":
            self._take("citations", [])
        if "csl-entry" in classes:
            self._take("bibliography", [])
        if tag == "code" and self._inside("pre"):
            self._take("code", [])
        if "callout-header" in classes:
            kind = next(name.removeprefix("callout-") for _, cs, _ in reversed(self._open) for name in cs if name.removeprefix("callout-") in SUPPORTED["callout"])
            self._take("callouts", [kind])

    def _take(self, kind: str, known: list[Any]) -> None:
        """Collect the words up to the end of the element that starts now."""
        self.found[kind].append(known)
        self._texts.append((len(self._open), kind, known))
        known.append("")

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _, _ in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]
        while self._texts and len(self._open) <= self._texts[-1][0]:
            known = self._texts.pop()[2]
            known[-1] = " ".join(known[-1].split())

    def handle_data(self, data: str) -> None:
        if not any(classes & _FURNITURE for _, classes, _ in self._open):
            for _, _, known in self._texts:
                known[-1] += data


def structure(folder: Path) -> dict[str, Any]:
    return {name: Structure((folder / f"{name}.html").read_text(encoding="utf-8")).found for name in ("index", "other")}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("conformance") / "package"
    shutil.copytree(SOURCE, target)
    return target


def test_the_project_uses_all_of_the_subset() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*") if path.suffix in (".qmd", ".yml"))
    forms = {"callout": r"callout-{}\b", "cross-reference": r"@{}-", "cell language": r"\{{{}\}}", "raw format": r"`\{{={}\}}", "output value": r"output: {}\b", "shortcode": r"\{{\{{< {} ", "conditional format": r'-format="{}"'}
    missing = [
        f"{kind}: {name}"
        for kind, names in SUPPORTED.items()
        for name in names
        if not re.search(forms.get(kind, r"(?<![\w-]){}(?![\w-])").format(re.escape(name)), text)
    ]
    assert missing == []


@pytest.mark.slow
def test_the_embedded_engine_gives_the_structure_that_is_stored(root: Path) -> None:
    render(root, engine="embedded")
    found = structure(root / "reports")
    if os.environ.get("ROUNDUPS_STORE"):
        EXPECTED.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(EXPECTED.read_text(encoding="utf-8"))


def program() -> str:
    """The Quarto program: ROUNDUPS_QUARTO names it, or it is where `roundups render` looks."""
    named = os.environ.get("ROUNDUPS_QUARTO")
    found, reason = (named, "") if named else quarto.find()
    if not found:
        pytest.skip(f"{reason}, and ROUNDUPS_QUARTO names none")
    return found


@pytest.mark.slow
def test_the_quarto_program_gives_the_same_structure(root: Path) -> None:
    environment = {**os.environ, "QUARTO_PYTHON": sys.executable}
    done = subprocess.run([program(), "render", "analysis", "--to", "html"], cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "WARN" not in done.stderr
    expected, found = json.loads(EXPECTED.read_text(encoding="utf-8")), structure(root / "analysis" / "_site")
    differing = {(page, kind): (found[page][kind], expected[page][kind]) for page in expected for kind in expected[page] if found[page][kind] != expected[page][kind]}
    assert differing == {}
