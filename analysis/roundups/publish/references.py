"""How CSL items are written: plain text in APA style and BibTeX by Pandoc, RIS by rispy, CSL-JSON as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..package import PackageError

Item = dict[str, Any]

#: Style -> ending of its file.
STYLES = {"apa": "txt", "bibtex": "bib", "ris": "ris", "csl-json": "json"}
APA = Path(__file__).with_name("apa.csl")


def written(items: list[Item], style: str) -> str:
    """Return the items in one of `STYLES`, with a line feed at the end.

    Raises:
        ValueError: there is no such style.
        PackageError: Pandoc is missing or refuses an item.
    """
    if style == "apa":
        return _apa(items)
    if style == "bibtex":
        return _pandoc(["-f", "csljson", "-t", "bibtex", "--wrap", "none"], json.dumps([_for_bibtex(item) for item in items]))
    if style == "ris":
        return _ris(items)
    if style == "csl-json":
        return json.dumps(items, ensure_ascii=False, indent=2) + "\n"
    raise ValueError(f"style is one of {', '.join(STYLES)}, not {style!r}")


def entries(items: list[Item]) -> dict[str, str]:
    """Return each item's own reference in APA style, as `written` gives it for that item alone, from one run of Pandoc.

    Raises:
        PackageError: Pandoc is missing or refuses an item.
    """
    tree = json.loads(_pandoc(["-f", "csljson", "-t", "json", "--citeproc", "--csl", str(APA)], json.dumps(items)))
    found: dict[str, str] = {}
    for block in tree["blocks"][-1]["c"][1]:
        (identifier, *_), content = block["c"]
        found[identifier.removeprefix("ref-")] = _plain(content).strip()
    return found


def _plain(node: Any) -> str:
    """The text of a part of Pandoc's tree."""
    if isinstance(node, list):
        return "".join(map(_plain, node))
    if not isinstance(node, dict):
        return ""
    kind, content = node.get("t"), node.get("c")
    if kind == "Str":
        return str(content)
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    if kind == "Quoted":
        return {"SingleQuote": "‘{}’", "DoubleQuote": "“{}”"}[content[0]["t"]].format(_plain(content[1]))
    return _plain(content)


def _apa(items: list[Item]) -> str:
    """A reference list, one paragraph an item, by author, and by title where there is none.

    The style does not sort: Pandoc then loads the collation of all languages, three times as long as all that it does besides.
    """
    items = sorted(items, key=lambda item: (*(author["literal"].casefold() for author in item.get("author", [])), item["title"].casefold()))
    return _pandoc(["-f", "csljson", "-t", "plain", "--wrap", "none", "--citeproc", "--csl", str(APA)], json.dumps(items))


def _for_bibtex(item: Item) -> Item:
    """Titles keep their letters: Pandoc would put them into title case, and with them the words that are quoted."""
    return item | {"title": f'<span class="nocase">{item["title"]}</span>', "note": _note(item)}


def _note(item: Item) -> str:
    container = f"In {item['container-title']}, " if "container-title" in item else ""
    return f"{container}data set, version {item['version']}" if item["type"] == "dataset" else ""


def _ris(items: list[Item]) -> str:
    import rispy

    class Writer(rispy.RisWriter):
        """Without the running number that rispy puts before each entry, which no part of RIS is."""

        def set_header(self, count: int) -> str:
            return ""

    return rispy.dumps([_ris_entry(item) for item in items], implementation=Writer).strip("\n") + "\n"


def _ris_entry(item: Item) -> Item:
    (day,) = item["issued"]["date-parts"] if "issued" in item else (None,)
    entry = {
        "type_of_reference": "DATA" if item["type"] == "dataset" else "ELEC",
        "id": item["id"],
        "authors": [author["literal"] for author in item.get("author", [])],
        "title": item["title"],
        "secondary_title": item.get("container-title"),
        "year": str(day[0]) if day else None,
        "date": "{:04}/{:02}/{:02}/".format(*day) if day else None,
        "edition": item.get("version"),
        "language": item.get("language"),
        "urls": [item["URL"]] if "URL" in item else None,
        "doi": item.get("DOI"),
    }
    return {name: value for name, value in entry.items() if value}


def _pandoc(arguments: list[str], text: str) -> str:
    import subprocess

    from ..render.faults import RenderError
    from ..render.pandoc import pandoc_program

    try:
        program = pandoc_program()
    except RenderError as error:
        raise PackageError(str(error.faults[0])) from None
    done = subprocess.run([program, *arguments], input=text, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise PackageError(f"Pandoc cannot write the citation: {' '.join(done.stderr.split())}")
    return done.stdout.strip("\n") + "\n"
