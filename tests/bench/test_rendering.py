"""The two sides of the rendering lines: the documents' code alone, and what a changed table makes stale."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from roundups.bench import rendering
from roundups.bench.ratios import NotMeasured, Stage
from roundups.cli import run
from roundups.package import load
from roundups.publish.seal import seal

CONFIG = "project:\n  type: website\nwebsite:\n  title: Small\n  navbar:\n    left:\n      - index.qmd\n"
CELL = """\
---
title: One
---

```{python}
open('ran', 'a').write('x')
name = 'there'
```

```{python}
#| eval: false
open('ran', 'a').write('not')
```

It is `{python} name`.
"""


@pytest.fixture
def small(tmp_path: Path, real_root: Path) -> Path:
    """The real tables under a report of two pages, of which one has code."""
    root = tmp_path / "small"
    shutil.copytree(real_root / "data", root / "data")
    shutil.copy(real_root / "datapackage.json", root)
    for name, text in {"_quarto.yml": CONFIG, "index.qmd": CELL, "two.qmd": "---\ntitle: Two\n---\n\nText.\n", "styles/report.css": ""}.items():
        path = root / "analysis" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root / "analysis" / "roundups").mkdir()
    return root


def test_the_code_alone_runs_every_cell_once_and_says_how_long_each_page_took(small: Path, tmp_path: Path) -> None:
    times = tmp_path / "times.json"
    subprocess.run([sys.executable, "-m", "roundups.bench.plain", str(small), str(times)], check=True)
    assert (small / "analysis" / "ran").read_text() == "x"
    assert set(json.loads(times.read_text())) == {"index.html", "two.html"}


def test_the_changed_table_is_changed_sealed_and_still_read(small: Path) -> None:
    before = load("facilities", small)
    rendering.change(small)
    after = load("facilities", small)
    assert (before.fillna("") != after.fillna("")).sum().sum() == 1
    assert seal(small, check=True) == []
    rendering.change(small)
    assert load("facilities", small).equals(before)


def test_a_side_works_in_a_copy_and_leaves_the_checkout_alone(small: Path, tmp_path: Path) -> None:
    (small / "reports").mkdir()
    copy = rendering._Copy(Stage(small, tmp_path / "scratch"), "one")
    (tmp_path / "scratch").mkdir()
    program = "import os, pathlib; pathlib.Path('reports').mkdir(); pathlib.Path('reports/made').write_text(os.environ['ROUNDUPS_PACKAGE'])"
    for _ in range(2):
        assert copy.timed([sys.executable, "-c", program], fresh=False) > 0
    assert (tmp_path / "scratch" / "one" / "reports" / "made").read_text() == str(copy.root)
    assert list((small / "reports").iterdir()) == []


def test_without_documents_or_quarto_a_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotMeasured, match="no documents here"):
        rendering._Copy(Stage(tmp_path, tmp_path / "scratch"), "one").timed(["true"], fresh=False)
    monkeypatch.delenv("ROUNDUPS_QUARTO", raising=False)
    monkeypatch.setattr(rendering.quarto, "find", lambda: (None, "none"))
    rendering._quarto.cache_clear()
    with pytest.raises(NotMeasured, match="ROUNDUPS_QUARTO"):
        rendering._quarto()


def test_readers_are_the_pages_whose_cells_read_the_table(small: Path) -> None:
    (small / "analysis" / "two.qmd").write_text("---\ntitle: Two\n---\n\n```{python}\n_ = open('../data/facilities.csv').read()\n```\n", encoding="utf-8")
    assert run(["--package", str(small), "render", "--engine", "embedded", "--to", "html"]) == 0
    assert rendering.readers(small) == ["two.html"]
