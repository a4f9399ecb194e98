"""Only what changed is rendered again."""

from __future__ import annotations

import json

import pytest

from roundups.render import render

READER = "---\ntitle: Reader\n---\n\n```{python}\n#| output: asis\nprint(open('../data/a.csv').read())\n```\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"/>\n'


@pytest.fixture
def root(project, page):
    files = {
        "analysis/index.qmd": page("{{< include chapters/one.qmd >}}"),
        "analysis/chapters/one.qmd": "One.\n",
        "analysis/other.qmd": page("Other."),
        "data/a.csv": "a\n",
    }
    return project(**files)


def rendered(root, to="html"):
    return set(render(root, engine="embedded", to=to).rendered)


def test_a_second_rendering_renders_nothing(root):
    assert rendered(root) == {"index.html", "other.html"}
    report = render(root, engine="embedded", to="html")
    assert (report.rendered, set(report.fresh)) == ((), {"index.html", "other.html"})


@pytest.mark.parametrize(
    ("file", "text", "again"),
    [
        ("analysis/other.qmd", "---\ntitle: New\n---\n\nNew.\n", {"other.html"}),
        ("analysis/chapters/one.qmd", "Changed.\n", {"index.html"}),
        ("analysis/styles/report.css", "body { color: red }\n", {"index.html", "other.html"}),
        ("datapackage.json", '{"title": "x", "version": "2", "created": "2025-02-16T12:00:00Z"}', {"index.html", "other.html"}),
        ("data/a.csv", "b\n", set()),
        ("reports/other.html", "touched by hand", {"other.html"}),
    ],
)
def test_what_changed_decides_what_is_rendered_again(root, file, text, again):
    rendered(root)
    (root / file).write_text(text, encoding="utf-8")
    assert rendered(root) == again
    assert rendered(root) == set()


def test_a_page_that_was_deleted_is_rendered_again(root):
    rendered(root)
    (root / "reports" / "index.html").unlink()
    assert rendered(root) == {"index.html"}


def test_a_book_that_cannot_be_read_is_no_book(root):
    rendered(root)
    (root / "analysis" / ".cache" / "render.json").write_text("[1")
    assert rendered(root) == {"index.html", "other.html"}


def test_what_no_page_has_any_more_is_removed(root, page):
    (root / "analysis" / "figures").mkdir()
    (root / "analysis" / "figures" / "a.svg").write_text(SVG)
    (root / "analysis" / "other.qmd").write_text(page('![](figures/a.svg){fig-alt="A"}'))
    rendered(root)
    assert (root / "reports" / "figures" / "a.svg").is_file()
    (root / "reports" / "notes.html").write_text("not ours")
    (root / "analysis" / "other.qmd").unlink()
    rendered(root)
    left = {path.name for path in (root / "reports").rglob("*") if path.is_file()}
    assert left == {"index.html", "report.css", "site.js", "search.js", "notes.html"}


def test_the_pdf_and_the_pages_are_asked_for_apart(root):
    (root / "analysis" / "report.qmd").write_text("---\ntitle: All\nformat: typst\n---\n\nText.\n")
    assert rendered(root, "pdf") == {"report.pdf"}
    assert rendered(root, "html") == {"index.html", "other.html"}
    assert rendered(root, "all") == set()


@pytest.mark.slow
def test_a_page_is_rendered_again_when_a_table_it_reads_changes(root):
    (root / "analysis" / "reader.qmd").write_text(READER)
    (root / "data" / "b.csv").write_text("b\n")
    rendered(root)
    (root / "data" / "b.csv").write_text("changed\n")
    assert rendered(root) == set()
    (root / "data" / "a.csv").write_text("changed\n")
    assert rendered(root) == {"reader.html"}
    assert "changed" in (root / "reports" / "reader.html").read_text()


def test_a_page_is_rendered_again_when_a_script_that_goes_along_changes_and_a_script_of_no_page_is_removed(root):
    (root / "analysis" / "scripts").mkdir()
    (root / "analysis" / "scripts" / "a.js").write_text("1\n")
    (root / "analysis" / "other.qmd").write_text("---\ntitle: Other\nresources: scripts/a.js\n---\n\nOther.\n")
    rendered(root)
    (root / "analysis" / "scripts" / "a.js").write_text("2\n")
    assert rendered(root) == {"other.html"}
    assert (root / "reports" / "scripts" / "a.js").read_text() == "2\n"
    (root / "analysis" / "other.qmd").write_text("---\ntitle: Other\n---\n\nOther.\n")
    rendered(root)
    assert not (root / "reports" / "scripts" / "a.js").exists()


def test_a_table_whose_checksum_changed_in_the_descriptor_makes_only_its_readers_stale(root):
    descriptor = {"title": "x", "version": "1", "created": "2025-02-16T12:00:00Z", "resources": [{"name": "a", "bytes": 2, "hash": "sha256:0"}]}
    (root / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    reads = "---\ntitle: Reads\n---\n\n```{python}\nfor name in (%r, '../datapackage.json'):\n    _ = open(name).read()\n```\n"
    for name, file in (("index", "../data/a.csv"), ("other", "../data/b.csv")):
        (root / "analysis" / f"{name}.qmd").write_text(reads % file, encoding="utf-8")
        (root / "analysis" / file).write_text("1\n", encoding="utf-8")
    assert rendered(root) == {"index.html", "other.html"}
    (root / "data" / "a.csv").write_text("2\n", encoding="utf-8")
    descriptor["resources"][0] |= {"bytes": 3, "hash": "sha256:1"}
    (root / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    assert rendered(root) == {"index.html"}
    descriptor["resources"][0]["title"] = "new"
    (root / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    assert rendered(root) == {"index.html", "other.html"}
