"""Tiny projects, written file by file into a temporary folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from .windows import axe, base, served, window

__all__ = ["axe", "base", "served", "window"]

CONFIG = """\
project:
  type: website
website:
  title: Small site
  navbar:
    left:
      - href: index.qmd
        text: Start
execute:
  echo: false
"""

Maker = Callable[..., Path]


@pytest.fixture
def project(tmp_path: Path) -> Maker:
    """Maker of a project: `project(**{"analysis/index.qmd": text})` gives its root; a text of None leaves the file out."""

    def make(**files: str | None) -> Path:
        base: dict[str, str | None] = {
            "datapackage.json": json.dumps({"title": "Small package", "version": "1.2.3", "created": "2025-02-16T12:00:00Z"}),
            "analysis/_quarto.yml": CONFIG,
            "analysis/styles/report.css": "body { color: black }\n",
            "analysis/index.qmd": "---\ntitle: Start\n---\n\nText.\n",
        }
        for name, text in {**base, **files}.items():
            if text is not None:
                path = tmp_path / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        return tmp_path

    return make


@pytest.fixture
def page() -> Callable[[str], str]:
    """A document's text from its body; the body's first line stands at line 5."""
    return lambda body: f"---\ntitle: Start\n---\n\n{body}\n"
