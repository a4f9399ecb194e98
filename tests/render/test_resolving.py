"""Numbers, references and the other things that the Lua filter resolves."""

from __future__ import annotations

import pytest

from roundups.render import render
from roundups.render.faults import RenderError

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>\n'
FIGURE = '::: {#fig-one}\n![](figures/a.svg){fig-alt="A box."}\n\nWhat it shows.\n:::\n'
TABLE = "::: {#tbl-one}\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\nTwo columns.\n:::\n"


@pytest.fixture
def html(project, page):
    """HTML of a page from its body and front matter."""

    def make(body: str, front: str = "", **files: str) -> str:
        text = page(body).replace("title: Start", f"title: Start\n{front}".rstrip())
        root = project(**{"analysis/index.qmd": text, "analysis/figures/a.svg": SVG, **files})
        render(root, engine="embedded", to="html")
        return (root / "reports" / "index.html").read_text(encoding="utf-8")

    return make


def test_figures_and_tables_are_numbered_apart_in_their_order(html):
    text = html(f"{FIGURE}\n{TABLE}\n{FIGURE.replace('one', 'two')}")
    assert "Figure\u00a01: What it shows." in text
    assert "Table\u00a01: Two columns." in text
    assert "Figure\u00a02: What it shows." in text


def test_a_reference_before_its_figure_has_its_number_and_a_link(html):
    assert '<a href="#fig-one" class="quarto-xref">Figure\u00a01</a>' in html(f"See @fig-one.\n\n{FIGURE}")


@pytest.mark.parametrize(
    ("written", "shown"),
    [("[-@fig-one]", ">1</a>"), ("[Chart @fig-one]", ">Chart\u00a01</a>"), ("[@fig-one; @tbl-one]", "Figure\u00a01</a>, <a")],
)
def test_a_reference_takes_the_forms_that_quarto_knows(html, written, shown):
    assert shown in html(f"See {written}.\n\n{FIGURE}\n{TABLE}")


def test_an_image_with_a_caption_of_its_own_is_a_figure(html):
    text = html('![What it *shows*](figures/a.svg){#fig-own fig-alt="A box."}\n\nSee @fig-own.')
    assert "Figure\u00a01: What it <em>shows</em>" in text
    assert 'alt="A box."' in text


def test_sections_are_numbered_from_the_highest_level_of_the_page(html):
    text = html(
        "## One {#sec-one}\n\n### Deeper {#sec-deep}\n\n## Apart {.unnumbered}\n\n## Two {#sec-two}\n\n@sec-deep and @sec-two",
        "number-sections: true",
    )
    assert "Section\u00a01.1</a>" in text
    assert "Section\u00a02</a>" in text
    assert '<span class="header-section-number">2</span> Two' in text


def test_the_heading_of_a_callout_is_its_title_and_no_section(html):
    text = html("::: {.callout-tip}\n## Mind this\nBody.\n:::\n\n## Next {#sec-next}\n\n@sec-next", "number-sections: true")
    assert 'class="callout callout-tip"' in text
    assert "Section\u00a01</a>" in text


def test_a_callout_without_a_title_has_the_name_of_its_kind(html):
    text = html("::: {.callout-warning}\nBody.\n:::")
    assert "Warning" in text
    assert "Body." in text


def test_content_for_the_other_format_is_left_out(html):
    text = html(
        '::: {.content-visible when-format="typst"}\nOnly printed.\n:::\n\n::: {.content-visible unless-format="typst"}\nOnly on screen.\n:::\n'
    )
    assert "Only printed" not in text
    assert "Only on screen" in text


def test_an_html_table_is_a_table_in_a_box_that_scrolls(html):
    text = html("<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1 &lt; 2</td></tr></tbody></table>")
    assert '<div class="table-scroll"' in text
    assert "<td>1 &lt; 2</td>" in text


def test_a_link_to_a_document_leads_to_its_page(html, page):
    text = html("[There](other.qmd#sec-x)", **{"analysis/other.qmd": page("## X {#sec-x}")})
    assert 'href="other.html#sec-x"' in text


def test_a_citation_is_resolved_from_the_bibliography(html):
    book = "@book{one2020, title = {On Counts}, author = {Writer, Ann}, year = {2020}, publisher = {House}}\n"
    text = html("As shown [@one2020].", "bibliography: references.bib", **{"analysis/references.bib": book})
    assert "Writer 2020" in text
    assert "On Counts" in text


FAULTS = {
    "a reference to nothing": ("Text.\n\nSee @fig-none.", 7, "@fig-none leads to nothing"),
    "a section without a number": ("## A {#sec-a}\n\nSee @sec-a.", 7, "section without a number"),
    "an identifier that stands twice": (f"{FIGURE}\n{FIGURE}", 5, "fig-one stands twice"),
    "a figure without a caption": ('::: {#fig-x}\n![](figures/a.svg){fig-alt="A"}\n:::', 5, "has no caption"),
    "an image without alternative text": ("Text.\n\n![](figures/a.svg)", 7, "no alternative text"),
    "an image that does not exist": ("![A](figures/none.svg)", 5, "figures/none.svg does not exist"),
    "an image from elsewhere": ("![A](https://example.org/a.svg)", 5, "not a file beside the documents"),
    "an image outside the project": ("![A](../datapackage.json)", 5, "outside the project"),
    "a link to a page that is not there": ("[x](none.qmd)", 5, "no page of the project"),
    "a link to a file that is not there": ("[x](figures/none.csv)", 5, "leads to no file"),
    "a link from the root of a site": ("[x](/data.csv)", 5, "leads to no file"),
    "a link to an identifier that is not there": ("[x](#none)", 5, "leads to nothing"),
    "a citation that is not in the bibliography": ("Text [@nobody1999].", 5, "@nobody1999 is not in the bibliography"),
    "a div that is not closed": ("::: {.lead}\nText.", 5, "unclosed"),
    "a note that is not there": ("Text.[^a]\n\n[^a]: One.\n\n[^a]: Two.", 9, "Duplicate note"),
}


@pytest.mark.parametrize(("body", "line", "reason"), FAULTS.values(), ids=FAULTS)
def test_what_cannot_be_resolved_is_refused_with_its_line(html, body, line, reason):
    with pytest.raises(RenderError) as error:
        html(
            body,
            **{
                "analysis/references.bib": "@book{a, title={A}, year={2000}}",
                "analysis/_quarto.yml": "project:\n  type: website\nbibliography: references.bib\n",
            },
        )
    assert str(error.value).startswith(f"analysis/index.qmd:{line}: ")
    assert reason.lower() in str(error.value).lower()


def test_raw_html_that_a_pdf_would_lose_is_refused(project):
    text = "---\ntitle: All\nformat: typst\n---\n\nText.\n\n<video src='x'></video>\n"
    with pytest.raises(RenderError, match=r"report\.qmd:8: raw HTML would be lost"):
        render(project(**{"analysis/report.qmd": text}), engine="embedded", to="pdf")


def test_a_fault_inside_an_include_stands_in_the_included_file(html):
    with pytest.raises(RenderError, match=r"^analysis/chapters/one\.qmd:3: the reference @tbl-none"):
        html("{{< include chapters/one.qmd >}}", **{"analysis/chapters/one.qmd": "Text.\n\nSee @tbl-none.\n"})


def test_a_raw_table_that_says_so_is_left_as_it_is_and_another_is_read(html):
    table = '<table id="x"><tr><th scope="row">A<td data-n="1">B</table>'
    left = html(f"```{{=html}}\n<!--| quarto-html-table-processing: none -->\n{table}\n```")
    assert table in left
    assert table not in html(f"```{{=html}}\n{table}\n```")


def test_what_a_page_names_as_a_resource_goes_along(html, project):
    text = "resources:\n  - scripts/a.js\n  - downloads/b.js\n"
    html("Text.", text, **{"analysis/scripts/a.js": "1\n", "analysis/downloads/b.js": "2\n"})
    root = project()
    assert (root / "reports" / "scripts" / "a.js").read_text() == "1\n"
    assert (root / "reports" / "downloads" / "b.js").read_text() == "2\n"


def test_a_resource_that_is_not_there_is_a_fault(html):
    with pytest.raises(RenderError, match=r"scripts/nowhere\.js leads to no file"):
        html("Text.", "resources: scripts/nowhere.js")


def test_heads_of_columns_say_so_and_the_box_of_a_table_is_reached_by_keyboard(html):
    text = html(TABLE)
    assert text.count('<th scope="col">') == 2
    assert '<div class="table-scroll" tabindex="0" role="group" aria-label="Table">' in text


def test_a_picture_keeps_its_place_and_is_loaded_when_it_is_near(html):
    text = html(FIGURE)
    assert 'width="40" height="20"' in text
    assert 'loading="lazy"' in text
    assert 'width="10"' in html(FIGURE.replace('fig-alt="A box."', 'fig-alt="A box." width=10'))
