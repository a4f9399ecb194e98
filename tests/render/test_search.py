"""The index of the search: sections with their words, and nothing that nobody looks for."""

from __future__ import annotations

import json

from roundups.render import render
from roundups.render.search import Section, index_script, sections

PAGE = """<html><body><nav>Menu</nav><main id="content"><header><h1>A  title</h1></header>
<nav id="TOC"><h2>On this page</h2></nav>
<div class="text"><p>Before &amp; first.</p>
<section id="sec-one"><h2><span>1</span> One</h2><p>Some <em>words</em></p><p>here</p>
<figure><img src="a.svg" alt="A."><figcaption>Figure 1: What it shows.</figcaption></figure>
<table><caption>Rows</caption><thead><tr><th>Head<tbody><tr><td>cell</table>
<pre><code>code()</code></pre><div class="chart-data"><p>download</p></div>
<section id="deep"><h3>Deep</h3><p>below</p></section></section></div>
<details class="page-source"><pre>source</pre></details></main><footer>foot</footer></body></html>"""


def test_a_page_becomes_its_title_and_its_sections_in_order():
    assert sections(PAGE) == (
        "A title",
        [
            Section("", "", "Before & first."),
            Section("sec-one", "1 One", "Some words here Figure 1: What it shows. RowsHead"),
            Section("deep", "Deep", "below"),
        ],
    )


def test_the_index_is_a_script_of_one_value():
    text = index_script({"a.html": PAGE, "b.html": "<main><h1>B “q” </script></h1></main>"})
    assert text.startswith("window.reportSections = [\n") and text.endswith("];\n")
    read = json.loads(text.removeprefix("window.reportSections = ").removesuffix(";\n"))
    assert [(page, title, len(found)) for page, title, found in read] == [("a.html", "A title", 3), ("b.html", "B “q”", 1)]


def index_of(root):
    return (root / "reports" / "assets" / "search.js").read_text(encoding="utf-8")


def test_the_index_covers_every_page_and_follows_the_pages(project, page):
    root = project(**{"analysis/other.qmd": page("## Here\n\nZebra."), "analysis/hidden.qmd": page("Secret.").replace("title: Start", "title: Hidden\nsearch: false")})
    render(root, engine="embedded", to="html")
    assert "Zebra" in index_of(root) and '"index.html"' in index_of(root)
    assert "Secret" not in index_of(root)
    (root / "analysis" / "other.qmd").write_text(page("## Here\n\nGiraffe."))
    assert render(root, engine="embedded", to="html").rendered == ("other.html",)
    assert "Giraffe" in index_of(root) and "Zebra" not in index_of(root)


def test_an_index_that_was_touched_is_written_again(project):
    root = project()
    render(root, engine="embedded", to="html")
    whole = index_of(root)
    (root / "reports" / "assets" / "search.js").write_text("touched")
    assert render(root, engine="embedded", to="html").rendered == ()
    assert index_of(root) == whole
