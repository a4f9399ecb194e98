"""Citations, read back by libraries that did not write them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from roundups.cli import run
from roundups.package import Package
from roundups.publish.citation import claim_items, package_item, sentence
from roundups.publish.claim import find_claim
from roundups.publish.references import APA, STYLES, written
from roundups.render.pandoc import pandoc_program

IDS = ["1076-1080-07", "P0005", "N0005", "1055-1059-02"]


@pytest.fixture(scope="module")
def package(real_root: Path) -> Package:
    return Package(real_root)


def items_of(package: Package, claim_id: str) -> list[dict[str, Any]]:
    return claim_items(package, find_claim(package, claim_id))


def test_the_package_is_cited_at_its_version(package: Package) -> None:
    title = package.descriptor["title"]
    assert sentence(package) == f"ukraine-war-roundups maintainers. (2026). {title} (Version {package.version}) [Dataset]."


@pytest.mark.parametrize("claim_id", IDS)
@pytest.mark.parametrize("style", STYLES)
def test_a_figure_is_cited_with_its_source_its_claimant_its_words_and_the_version(claim_id: str, style: str, package: Package) -> None:
    claim = find_claim(package, claim_id)
    raw = written(claim_items(package, claim), style)
    text = raw.replace("\\_", "_").replace("{", "").replace("}", "")
    for part in (claim.source["publisher"], claim.source["url"], claim.claimant["name"], claim.id, claim.row["as_reported"], package.version):
        assert part in text
    assert raw.endswith("\n") and not raw.endswith("\n\n")


def test_the_command_prints_each_style(real_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = Package(real_root)
    for style in STYLES:
        assert run(["--package", str(real_root), "cite", "N0001", "--style", style]) == 0
        assert capsys.readouterr().out == written(items_of(package, "N0001"), style)
    assert run(["--package", str(real_root), "cite"]) == 0
    assert capsys.readouterr().out.strip() == sentence(package)


def test_another_processor_of_the_style_prints_the_same_words(package: Package) -> None:
    """citeproc-py, with the same style: it differs in typographic detail, so words are compared."""
    import re

    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    items = [item for item in items_of(package, "P0005") if "issued" in item]
    style = CitationStylesStyle(str(APA), validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    theirs = sorted(set(re.findall(r"\w+", " ".join(map(str, bibliography.bibliography())))))
    ours = sorted(set(re.findall(r"\w+", written(items, "apa"))))
    assert ours == theirs


@pytest.mark.parametrize("claim_id", IDS)
def test_bibtex_is_read_back_by_pybtex(claim_id: str, package: Package) -> None:
    from pybtex.database import parse_string

    items = items_of(package, claim_id)
    entries = parse_string(written(items, "bibtex"), "bibtex").entries
    assert list(entries) == [item["id"] for item in items]
    for item in items:
        fields = entries[item["id"]].fields
        assert fields["title"].replace("{", "").replace("}", "").replace("\\_", "_") == item["title"]
        assert fields.get("year") == (str(item["issued"]["date-parts"][0][0]) if "issued" in item else None)
        assert fields.get("url") == item.get("URL")
        assert [str(person) for person in entries[item["id"]].persons.get("author", [])] == [
            "{" + author["literal"] + "}" for author in item.get("author", [])
        ]
    assert f"version {package.version}" in entries[claim_id].fields["note"]


@pytest.mark.parametrize("claim_id", IDS)
def test_ris_is_read_back_by_pandoc(claim_id: str, package: Package) -> None:
    items = items_of(package, claim_id)
    arguments = [pandoc_program(), "-f", "ris", "-t", "csljson"]
    back = json.loads(subprocess.run(arguments, input=written(items, "ris"), capture_output=True, text=True, check=True).stdout)
    assert [item["title"].replace("“", '"').replace("”", '"') for item in back] == [
        item["title"].replace("“", '"').replace("”", '"') for item in items
    ]
    assert [item.get("URL") for item in back] == [item.get("URL") for item in items]
    assert [item["issued"]["date-parts"][0][:1] if "issued" in item else None for item in back] == [
        item["issued"]["date-parts"][0][:1] if "issued" in item else None for item in items
    ]


def test_csl_json_is_the_items_themselves(package: Package) -> None:
    items = items_of(package, "N0001")
    assert json.loads(written(items, "csl-json")) == items
    assert package_item(package)["type"] == "dataset"


def test_the_words_keep_their_letters_in_every_style(edited: Callable[..., Package]) -> None:
    words = "більш як 45,000 & 5% of $x_1 #2 {a} \\b ~c"
    package = edited("casualty_claims", "1076-1080-07", as_reported=words)
    items = items_of(package, "1076-1080-07")
    for style in ("apa", "ris"):
        assert words in written(items, style).replace("\u00a0", " ")
    from pybtex.database import parse_string
    from pybtex.richtext import Text

    title = parse_string(written(items, "bibtex"), "bibtex").entries["1076-1080-07"].fields["title"]
    # pybtex leaves the backslash of \\$ standing, TeX does not.
    assert "більш як 45,000 & 5% of $x_1 #2" in str(Text.from_latex(title.replace("\\$", "$")))


def test_nothing_is_cited_that_the_package_does_not_know(package: Package) -> None:
    for claim_id in IDS:
        for item in items_of(package, claim_id):
            assert "DOI" not in item and "accessed" not in item
    undated = next(item for item in items_of(package, "1076-1080-07") if item["type"] == "webpage")
    assert "issued" not in undated and "(n.d.)" in written([undated], "apa")


def test_a_doi_and_an_address_appear_once_the_descriptor_has_them(copy: Path) -> None:
    descriptor = json.loads((copy / "datapackage.json").read_text(encoding="utf-8"))
    descriptor |= {"id": "https://doi.org/10.1234/example", "homepage": "https://example.org/"}
    (copy / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    item = package_item(Package(copy))
    assert (item["DOI"], item["URL"]) == ("10.1234/example", "https://example.org/")
    assert sentence(Package(copy)).endswith("https://doi.org/10.1234/example")


def test_an_unknown_style_is_wrong_use(real_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--package", str(real_root), "cite", "--style", "chicago"]) == 2
    assert "apa" in capsys.readouterr().err
    with pytest.raises(ValueError, match="style is one of apa"):
        written([], "chicago")
