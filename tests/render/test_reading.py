"""Documents keep the file and line of every piece, includes expanded as Quarto does it."""

from __future__ import annotations

import pytest

from roundups.render.faults import RenderError
from roundups.render.project import Entry, read_project
from roundups.render.reading import Cell, Prose, read_yaml


def lines_of(document):
    return [line for piece in document.pieces if isinstance(piece, Prose) for line in piece.lines]


def test_an_included_line_keeps_its_own_file_and_line(project, page):
    root = project(
        **{
            "analysis/index.qmd": page("Before.\n\n{{< include chapters/one.qmd >}}\n\nAfter."),
            "analysis/chapters/one.qmd": "First.\n\nThird.\n",
        }
    )
    places = {line.text: str(line.place) for line in lines_of(read_project(root).documents[0]) if line.text}
    assert places == {
        "Before.": "analysis/index.qmd:5",
        "First.": "analysis/chapters/one.qmd:1",
        "Third.": "analysis/chapters/one.qmd:3",
        "After.": "analysis/index.qmd:9",
    }


def test_an_include_inside_an_include_is_relative_to_the_document(project, page):
    root = project(
        **{
            "analysis/index.qmd": page("{{< include chapters/one.qmd >}}"),
            "analysis/chapters/one.qmd": "{{< include chapters/two.qmd >}}\n",
            "analysis/chapters/two.qmd": "Deep.\n",
        }
    )
    document = read_project(root).documents[0]
    assert "Deep." in [line.text for line in lines_of(document)]
    assert [path.name for path in document.files] == ["index.qmd", "one.qmd", "two.qmd"]


def test_an_include_with_a_leading_slash_starts_at_the_project(project, page):
    root = project(**{"analysis/index.qmd": page("{{< include /chapters/one.qmd >}}"), "analysis/chapters/one.qmd": "Found.\n"})
    assert "Found." in [line.text for line in lines_of(read_project(root).documents[0])]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("{{< include chapters/none.qmd >}}", "does not exist"),
        ("Text\n{{< include chapters/one.qmd >}}", "not between empty lines"),
        ("{{< include index.qmd >}}", "includes itself"),
        ("{{< include chapters/front.qmd >}}", "front matter"),
        ("Text {{< include chapters/one.qmd >}}", "stands alone"),
    ],
)
def test_a_bad_include_is_refused(project, page, body, reason):
    root = project(
        **{"analysis/index.qmd": page(body), "analysis/chapters/one.qmd": "Text.\n", "analysis/chapters/front.qmd": "---\ntitle: x\n---\n"}
    )
    with pytest.raises(RenderError, match=reason):
        read_project(root)


def test_two_files_that_include_each_other_are_refused(project, page):
    root = project(
        **{
            "analysis/index.qmd": page("{{< include chapters/one.qmd >}}"),
            "analysis/chapters/one.qmd": "{{< include chapters/two.qmd >}}\n",
            "analysis/chapters/two.qmd": "{{< include chapters/one.qmd >}}\n",
        }
    )
    with pytest.raises(RenderError, match=r"chapters/two\.qmd:1: .*includes itself"):
        read_project(root)


def test_a_cell_knows_its_line_its_options_and_its_source(project, page):
    root = project(**{"analysis/index.qmd": page("Text.\n\n```{python}\n#| label: sum\n#| output: asis\nx = 1\n```")})
    cell = next(piece for piece in read_project(root).documents[0].pieces if isinstance(piece, Cell))
    assert (str(cell.place), dict(cell.options)) == ("analysis/index.qmd:7", {"label": "sum", "output": "asis"})
    assert cell.source.splitlines()[2] == "x = 1"


def test_a_code_block_that_is_no_cell_stays_text(project, page):
    root = project(**{"analysis/index.qmd": page('```python\nprint("{{ x }}")\n```')})
    document = read_project(root).documents[0]
    assert all(isinstance(piece, Prose) for piece in document.pieces)


def test_metadata_stands_where_the_shortcode_meta_names_it(project):
    root = project(**{"analysis/index.qmd": "---\ntitle: Start\nsubtitle: Below\n---\n\nSee {{< meta subtitle >}}.\n"})
    assert "See Below." in [line.text for line in lines_of(read_project(root).documents[0])]


def test_the_format_of_a_document_wins_over_that_of_the_project(project):
    root = project(**{"analysis/report.qmd": "---\ntitle: All\noutput-file: whole\nformat:\n  typst:\n    toc-depth: 1\n---\n\nText.\n"})
    report = next(document for document in read_project(root).documents if document.name == "report")
    assert (report.target, report.output, report.meta["toc-depth"]) == ("typst", "whole.pdf", 1)


def test_documents_stand_in_the_order_of_the_navigation(project, page):
    config = "project:\n  type: website\nwebsite:\n  navbar:\n    left:\n      - href: zeta.qmd\n        text: Z\n      - index.qmd\n"
    root = project(**{"analysis/_quarto.yml": config, "analysis/zeta.qmd": page("Z.")})
    read = read_project(root)
    assert [document.name for document in read.documents] == ["zeta", "index"]
    assert read.navigation == (Entry("Z", "zeta.html"), Entry("Start", "index.html"))


def test_a_menu_of_the_navigation_is_a_group_of_pages(project, page):
    config = "project:\n  type: website\nwebsite:\n  navbar:\n    left:\n      - text: More\n        menu:\n          - href: zeta.qmd\n            text: Z\n      - index.qmd\n"
    read = read_project(project(**{"analysis/_quarto.yml": config, "analysis/zeta.qmd": page("Z.")}))
    assert read.navigation == (Entry("More", menu=(Entry("Z", "zeta.html"),)), Entry("Start", "index.html"))
    assert [document.name for document in read.documents] == ["zeta", "index"]


def test_a_page_that_the_navigation_names_but_nobody_wrote_is_refused(project):
    config = "project:\n  type: website\nwebsite:\n  navbar:\n    left:\n      - href: none.qmd\n        text: None\n"
    with pytest.raises(RenderError, match=r"_quarto\.yml:.*none\.qmd"):
        read_project(project(**{"analysis/_quarto.yml": config}))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\ntitle: Start\n\nText.\n", "index.qmd:1: the front matter is not closed"),
        ("---\ntitle: [a\n---\n", "analysis/index.qmd:2: YAML cannot be read"),
        ("---\nsubtitle: x\n---\n", "index.qmd:1: the document has no title"),
        ("---\ntitle: Start\n---\n\n```python\nx\n", "a code block is not closed"),
    ],
)
def test_a_document_that_cannot_be_read_is_refused_with_its_line(project, text, message):
    with pytest.raises(RenderError) as error:
        read_project(project(**{"analysis/index.qmd": text}))
    assert [line for line in str(error.value).splitlines() if message in line] == str(error.value).splitlines()


def test_bytes_that_are_not_utf8_are_refused(project):
    root = project()
    (root / "analysis" / "index.qmd").write_bytes(b"---\ntitle: \xff\n---\n")
    with pytest.raises(RenderError, match=r"index\.qmd:1: analysis/index\.qmd is not UTF-8"):
        read_project(root)


def test_keys_of_yaml_know_their_lines():
    value, places = read_yaml("a: 1\nb:\n  c: 2\n", "x.yml", 10)
    assert value == {"a": 1, "b": {"c": 2}}
    assert {key: place.line for key, place in places.items()} == {"a": 10, "b": 11, "b.c": 12}


def test_all_faults_of_a_project_are_told_at_once(project, page):
    root = project(**{"analysis/index.qmd": page("{{< video x >}}"), "analysis/other.qmd": page("::: {.panel-tabset}\n:::")})
    with pytest.raises(RenderError) as error:
        read_project(root)
    assert [str(fault.place) for fault in error.value.faults] == ["analysis/index.qmd:5", "analysis/other.qmd:5"]
