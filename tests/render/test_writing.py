"""Pages and the PDF: escaped, self-contained, the same bytes each time."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from roundups.render import render
from roundups.render.faults import RenderError
from roundups.render.edition import Edition, read_edition
from roundups.render.files import replace_file
from roundups.render.writing import typst_text

from .conftest import CONFIG

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>\n'
BOOK = "@book{one2020, title = {On Counts}, author = {Writer, Ann}, year = {2020}, publisher = {House}}\n"
REPORT = """---
title: All *of* it
format:
  typst:
    toc: true
number-sections: true
output-file: whole
bibliography: references.bib
---

Version one. **How to cite.**

# First {#sec-first}

Київ, 45,000 & #hash $x$; see @fig-a, @tbl-a and @sec-first, after a book [@one2020].

::: {#fig-a}
![](figures/a.svg){fig-alt="A box."}

What it shows.
:::

::: {.callout-note}
Mind `this`.
:::

# Second

::: {#tbl-a}

| A | B |
|---|--:|
| 1 | 2 |

Two columns.
:::
"""


def html_of(root, name="index"):
    return (root / "reports" / f"{name}.html").read_text(encoding="utf-8")


def test_titles_and_navigation_are_escaped(project):
    config = 'project:\n  type: website\nwebsite:\n  title: A <b> & "c"\n  navbar:\n    left:\n      - href: other.qmd\n        text: <i>Other</i>\n'
    root = project(
        **{"analysis/_quarto.yml": config, "analysis/other.qmd": '---\ntitle: "1 < 2 & 3"\ndescription: \'say "x" <y>\'\n---\n\nText.\n'}
    )
    render(root, engine="embedded", to="html")
    text = html_of(root, "other")
    assert "<b>" not in text
    assert "A &lt;b&gt; &amp; &quot;c&quot;" in text
    assert "&lt;i&gt;Other&lt;/i&gt;</a>" in text
    assert "<title>1 &lt; 2 &amp; 3 – " in text
    assert 'content="say &quot;x&quot; &lt;y&gt;"' in text


@pytest.mark.slow
def test_text_from_data_in_an_inline_value_is_escaped(project, page):
    root = project(**{"analysis/index.qmd": page("```{python}\nwords = '<script>alert(1)</script> & *x*'\n```\n\nSaid: `{python} words`")})
    render(root, engine="embedded", to="html")
    assert "<script>alert" not in html_of(root)
    assert "&lt;script&gt;alert" in html_of(root)


def test_a_page_fetches_nothing_from_outside_its_folder(project):
    root = project()
    render(root, engine="embedded", to="html")
    fetched = re.findall(r'<(?:link|script|img|iframe|source)[^>]*(?:href|src)="([^"]*)"', html_of(root))
    assert fetched == ["data:,", "assets/report.css", "assets/site.js"]
    assert (root / "reports" / "assets" / "report.css").read_text() == "body { color: black }\n"


def test_a_page_tells_its_version_its_day_and_where_the_reader_is(project):
    root = project()
    render(root, engine="embedded", to="html")
    text = html_of(root)
    assert 'Version 1.2.3, data of <time datetime="2025-02-16">16 February 2025</time>.' in text
    assert '<a href="index.html" aria-current="page">Start</a>' in text


def test_contents_are_listed_only_where_there_is_something_to_list(project, page):
    root = project(**{"analysis/index.qmd": page("## One\n\n## Two"), "analysis/short.qmd": page("Text.")})
    render(root, engine="embedded", to="html")
    assert '<nav id="TOC"' in html_of(root)
    assert '<nav id="TOC"' not in html_of(root, "short")


def test_only_the_figures_that_pages_show_are_published(project, page):
    root = project(
        **{"analysis/index.qmd": page('![](figures/a.svg){fig-alt="A"}'), "analysis/figures/a.svg": SVG, "analysis/figures/draft.svg": SVG}
    )
    render(root, engine="embedded", to="html")
    assert [path.name for path in (root / "reports" / "figures").iterdir()] == ["a.svg"]


def test_a_file_that_a_page_links_to_is_published_beside_it_and_one_from_above_stays_there(project, page):
    root = project(
        **{
            "analysis/index.qmd": page("[here](figures/a%20b.csv) and [above](../data/c.csv)"),
            "analysis/figures/a b.csv": "a\n",
            "data/c.csv": "c\n",
        }
    )
    render(root, engine="embedded", to="html")
    assert (root / "reports" / "figures" / "a b.csv").read_text() == "a\n"
    assert sorted(path.name for path in (root / "reports").rglob("*.csv")) == ["a b.csv"]
    assert 'href="../data/c.csv"' in html_of(root)


def test_the_pdf_holds_its_text_its_numbers_and_its_alternative_text(project):
    root = project(**{"analysis/report.qmd": REPORT, "analysis/figures/a.svg": SVG, "analysis/references.bib": BOOK})
    render(root, engine="embedded", to="pdf")
    content = (root / "reports" / "whole.pdf").read_bytes()
    reader = PdfReader(io.BytesIO(content))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).replace("\u00a0", " ").split())
    for expected in (
        "All of it",
        "How to cite.",
        "Київ, 45,000 & #hash",
        "see Figure 1, Table 1 and Section 1",
        "after a book (Writer 2020)",
        "Figure 1: What it shows.",
        "Table 1: Two columns.",
        "References",
    ):
        assert expected in text
    assert reader.metadata.title == "All *of* it"
    assert reader.metadata.creation_date == datetime(2025, 2, 16, tzinfo=UTC)
    fonts = set(re.findall(rb"/BaseFont\s*/([\w+-]+)", content))
    assert fonts
    assert all(re.search(rb"Libertinus|DejaVu|NewCM", font) for font in fonts)


def test_pages_and_pdf_are_the_same_bytes_each_time(project, monkeypatch):
    def run():
        root = project(**{"analysis/report.qmd": REPORT, "analysis/figures/a.svg": SVG, "analysis/references.bib": BOOK})
        render(root, engine="embedded")
        made = {path.name: path.read_bytes() for path in (root / "reports").rglob("*") if path.is_file()}
        (root / "analysis" / ".cache" / "render.json").unlink()
        for name in made:
            for path in (root / "reports").rglob(name):
                path.unlink()
        return made

    first = run()
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("LC_ALL", "C")
    assert run() == first
    assert set(first) == {"index.html", "whole.pdf", "report.css", "site.js", "search.js"}


def test_nothing_is_written_when_one_document_fails(project, page):
    root = project(**{"analysis/bad.qmd": page("See @fig-none.")})
    with pytest.raises(RenderError):
        render(root, engine="embedded", to="html")
    assert not (root / "reports").exists()


def test_a_file_is_replaced_whole_and_only_if_it_differs(tmp_path):
    path = tmp_path / "deep" / "a.txt"
    assert replace_file(path, b"a")
    stamp = path.stat().st_mtime_ns
    assert not replace_file(path, b"a")
    assert path.stat().st_mtime_ns == stamp
    assert [child.name for child in path.parent.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("descriptor", ["{", "{}", json.dumps({"title": "x", "version": "1", "created": "soon"})])
def test_a_descriptor_without_title_version_or_date_is_refused(project, descriptor):
    with pytest.raises(RenderError, match=r"^datapackage\.json:1: "):
        read_edition(project(**{"datapackage.json": descriptor}))


def test_the_day_of_an_edition_is_written_out():
    edition = Edition("x", "1", datetime(2025, 2, 16, tzinfo=UTC))
    assert (edition.day, edition.epoch) == ("16 February 2025", 1739664000)


def test_text_is_escaped_for_typst():
    assert typst_text("1.0-rc #x") == r"1\.0\-rc \#x"


def test_the_pdf_is_tagged_and_its_pictures_have_their_alternative_text(project):
    root = project(**{"analysis/report.qmd": REPORT.replace("A box.", "A box, \\\\ it's “so”."), "analysis/figures/a.svg": SVG, "analysis/references.bib": BOOK})
    render(root, engine="embedded", to="pdf")
    reader = PdfReader(io.BytesIO((root / "reports" / "whole.pdf").read_bytes()))
    assert b"<pdfuaid:part>1</pdfuaid:part>" in reader.xmp_metadata.stream.get_data()
    found: list[tuple[str, str]] = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict) and "/S" in node:
            found.append((node["/S"], str(node.get("/Alt", ""))))
            walk(node.get("/K", []))

    walk(reader.root_object["/StructTreeRoot"]["/K"])
    assert ("/Figure", "A box, \\ it's “so”.") in found
    assert {"/H1", "/Table", "/TH", "/TD", "/Caption", "/TOC", "/Link"} <= {kind for kind, _ in found}


MENU = CONFIG.replace(
    "        text: Start\n",
    "        text: Start\n      - text: More & <more>\n        menu:\n          - href: other.qmd\n            text: Other\n",
)


def test_a_group_of_the_navigation_is_a_list_with_its_name(project, page):
    root = project(**{"analysis/_quarto.yml": MENU, "analysis/other.qmd": page("Text.")})
    render(root, engine="embedded", to="html")
    assert '<li class="group"><span>More &amp; &lt;more&gt;</span>' in html_of(root)
    assert '<a href="other.html" aria-current="page">Other</a>' in html_of(root, "other")


def test_the_source_of_a_page_stands_at_its_end_where_it_is_asked_for(project):
    config = CONFIG + "format:\n  html:\n    code-tools: true\n"
    files = {"analysis/index.qmd": "---\ntitle: Start\n---\n\n{{< include part.txt >}}\n", "analysis/part.txt": "A <b>part</b>.\n"}
    root = project(**{"analysis/_quarto.yml": config, **files})
    render(root, engine="embedded", to="html")
    source = html_of(root).split('class="page-source"')[1]
    assert "<p>analysis/index.qmd</p>" in source and "{{&lt; include part.txt &gt;}}" in source
    assert "<p>analysis/part.txt</p>" in source and "A &lt;b&gt;part&lt;/b&gt;." in source
    root = project(**{"analysis/_quarto.yml": CONFIG + "format:\n  html:\n    code-tools:\n      source: false\n", **files})
    render(root, engine="embedded", to="html")
    assert "page-source" not in html_of(root)


def test_the_icon_and_the_picture_for_shared_links_are_published(project):
    config = CONFIG.replace("  title: Small site\n", "  title: Small site\n  favicon: styles/icon.svg\n")
    front = "---\ntitle: Start\nimage: figures/a.svg\n---\n\nText.\n"
    files = {"analysis/styles/icon.svg": SVG, "analysis/figures/a.svg": SVG, "analysis/index.qmd": front}
    root = project(**{"analysis/_quarto.yml": config, **files})
    render(root, engine="embedded", to="html")
    assert '<link rel="icon" href="assets/icon.svg">' in html_of(root)
    assert (root / "reports" / "assets" / "icon.svg").read_text() == SVG
    assert (root / "reports" / "figures" / "a.svg").read_text() == SVG
    assert '<meta property="og:image" content="figures/a.svg">' in html_of(root)
    assert "og:url" not in html_of(root)
    root = project(**{"analysis/_quarto.yml": config.replace("  title: Small", "  site-url: https://example.org/x/\n  title: Small"), **files})
    render(root, engine="embedded", to="html")
    assert '<meta property="og:image" content="https://example.org/x/figures/a.svg">' in html_of(root)
    assert '<meta property="og:url" content="https://example.org/x/index.html">' in html_of(root)


def test_a_picture_for_shared_links_that_is_not_there_is_refused(project):
    with pytest.raises(RenderError, match=r"index\.qmd:.*figures/none\.png does not exist"):
        render(project(**{"analysis/index.qmd": "---\ntitle: Start\nimage: figures/none.png\n---\n\nText.\n"}), engine="embedded", to="html")


def test_a_long_table_goes_on_under_its_head_on_the_next_page(project):
    rows = "\n".join(f"| row {number} | words |" for number in range(120))
    table = f"::: {{#tbl-long}}\n\n| Headword | B |\n|---|---|\n{rows}\n\nMany rows.\n:::\n"
    root = project(**{"analysis/report.qmd": f"---\ntitle: All\nformat: typst\n---\n\n# First\n\n{table}"})
    render(root, engine="embedded", to="pdf")
    pages = [page.extract_text() for page in PdfReader(root / "reports" / "report.pdf").pages]
    with_rows = [text for text in pages if "row " in text]
    assert len(with_rows) > 1
    assert all("Headword" in text for text in with_rows)
    assert sum(text.count("row ") for text in with_rows) == 120
