"""Write resolved documents: HTML pages with navigation through one template, the PDF through Pandoc's Typst writer."""

from __future__ import annotations

import json
import re
import tempfile
from html import escape
from pathlib import Path
from typing import Any

from .edition import Edition
from .faults import Fault, RenderError
from .project import Entry, Project, favicon
from .resolving import HERE, Resolved, citation_arguments, run_pandoc


def _front(resolved: Resolved, names: tuple[str, ...]) -> dict[str, Any]:
    meta = resolved.executed.document.meta
    return {name: meta[name] for name in names if meta.get(name) is not None}


def html_page(resolved: Resolved, project: Project, edition: Edition) -> bytes:
    """The whole HTML page of a document. It names no address outside its folder that a browser would fetch."""
    document = resolved.executed.document
    toc = bool(document.meta.get("toc", True)) and resolved.json.count('"Header"') > 1
    metadata = _front(resolved, ("title", "subtitle", "description", "date", "author", "nocite"))
    text = _pandoc(
        resolved,
        project,
        "html5",
        _html_variables(resolved, project, edition),
        metadata,
        [
            "--template",
            str(HERE / "templates" / "page.html"),
            "--section-divs",
            "--mathml",
            "--wrap",
            "none",
            "--syntax-highlighting",
            "none",
            "--toc-depth",
            str(document.meta.get("toc-depth", 3)),
            *(["--toc"] if toc else []),
        ],
    )
    return _no_trailing_space(text).encode("utf-8")


def _html_variables(resolved: Resolved, project: Project, edition: Edition) -> dict[str, Any]:
    document, website = resolved.executed.document, project.website
    site, footer = str(website.get("title") or edition.title), website.get("page-footer")
    return {
        "site": escape(site),
        "home": "index.html",
        "page-title": escape(f"{document.meta['title']} – {site}"),
        "page-description": escape(str(document.meta.get("description", ""))),
        "navigation": [_entry(entry, document.output) for entry in project.navigation],
        "favicon": favicon(project) or "data:,",
        **_addresses(resolved, project),
        "source": _source(resolved, project),
        "version": escape(edition.version),
        "day": escape(edition.day),
        "datetime": edition.created.date().isoformat(),
        "footer": escape(footer) if isinstance(footer, str) else "",
        "lang": escape(str(document.meta.get("lang", "en"))),
        "toc-title": escape(str(document.meta.get("toc-title", "On this page"))),
    }


def _entry(entry: Entry, current: str) -> dict[str, Any]:
    if entry.menu:
        return {"text": escape(entry.text), "menu": [_entry(page, current) for page in entry.menu]}
    return {"text": escape(entry.text), "href": escape(entry.href), **({"current": "true"} if entry.href == current else {})}


def _addresses(resolved: Resolved, project: Project) -> dict[str, str]:
    """The page's own address and its picture for shared links. Both are addresses of the web only where `site-url` gives one.

    Open Graph wants whole addresses. Nobody says where this report is put, so without `site-url` the page names none for itself and a
    relative one for its picture, which some readers resolve.
    """
    base = str(project.website.get("site-url") or "")
    base = base and base.rstrip("/") + "/"
    picture = _picture(resolved, project)
    address = {"address": escape(base + resolved.executed.document.output)} if base else {}
    return {**address, **({"picture": escape(base + picture)} if picture else {})}


def _picture(resolved: Resolved, project: Project) -> str:
    return str(resolved.executed.document.meta.get("image") or project.website.get("image") or "")


def _source(resolved: Resolved, project: Project) -> list[dict[str, str]]:
    """Name and text of each file that the page was written in, where `code-tools` asks for it."""
    tools = resolved.executed.document.meta.get("code-tools")
    if not (tools.get("source", True) if isinstance(tools, dict) else tools):
        return []
    return [
        {"name": escape(path.relative_to(project.root).as_posix()), "text": escape(path.read_text(encoding="utf-8").rstrip("\n"))}
        for path in resolved.executed.document.files
    ]


def _no_trailing_space(text: str) -> str:
    return text.replace("\r\n", "\n").rstrip("\n") + "\n"


def _pandoc(
    resolved: Resolved, project: Project, to: str, variables: dict[str, Any], metadata: dict[str, Any], arguments: list[str]
) -> str:
    document = resolved.executed.document
    citations = citation_arguments(project, document.meta)
    with tempfile.TemporaryDirectory() as scratch:
        front = Path(scratch) / "metadata.json"
        front.write_text(json.dumps(metadata), encoding="utf-8")
        defaults = Path(scratch) / "defaults.yaml"
        defaults.write_text(json.dumps({"variables": variables}), encoding="utf-8")
        return run_pandoc(
            [
                "--from",
                "json",
                "--to",
                to,
                "--standalone",
                "--defaults",
                str(defaults),
                "--metadata-file",
                str(front),
                *citations,
                *arguments,
            ],
            resolved.json,
            resolved.executed,
        )


def typst_source(resolved: Resolved, project: Project, edition: Edition) -> str:
    """The Typst document of the report."""
    document = resolved.executed.document
    created = edition.created
    variables = {
        "numbered": "1.1" if document.meta.get("number-sections") else "",
        "toc": "true" if document.meta.get("toc", True) else "",
        "toc-title": typst_text(str(document.meta.get("toc-title", "Contents"))),
        "depth": str(document.meta.get("toc-depth", 2)),
        "lang": str(document.meta.get("lang", "en"))[:2],
        "papersize": re.sub(r"[^a-z0-9-]", "", str(document.meta.get("papersize", "a4"))),
        "date": f"datetime(year: {created.year}, month: {created.month}, day: {created.day})",
        "version": typst_text(edition.version),
        "day": typst_text(edition.day),
        "plain-title": json.dumps(str(document.meta["title"]), ensure_ascii=False),
    }
    metadata = _front(resolved, ("title", "subtitle", "description", "author", "nocite"))
    return _pandoc(
        resolved, project, "typst", variables, metadata, ["--template", str(HERE / "templates" / "report.typ"), "--wrap", "none"]
    )


def typst_text(text: str) -> str:
    """Text as Typst markup that shows it as it is."""
    return re.sub(r"([\\#*_`$<>@\[\]~=/+.-])", r"\\\1", text)


def pdf(resolved: Resolved, project: Project, edition: Edition) -> bytes:
    """The PDF, with the fonts that the packages typst and matplotlib carry and no others; same bytes each time.

    Tagged after PDF/UA-1: Typst refuses what that standard does, such as a picture without alternative text.
    """
    import matplotlib
    import typst

    source = typst_source(resolved, project, edition)
    folder = resolved.executed.document.path.parent
    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "report.typ").write_text(source, encoding="utf-8")
        for image in resolved.images:
            target = Path(scratch) / image
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((folder / image).read_bytes())
        try:
            compiled, warnings = typst.compile_with_warnings(
                str(Path(scratch) / "report.typ"),
                root=scratch,
                font_paths=[str(fonts)],
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=["ua-1"],
                timestamp=edition.epoch,
            )
        except typst.TypstError as error:
            raise RenderError(
                Fault(
                    resolved.executed.document.place,
                    f"Typst: {error.message.splitlines()[0]}",
                    "; ".join(error.hints) or "correct the document",
                )
            ) from None
    if warnings:
        raise RenderError(
            [
                Fault(resolved.executed.document.place, f"Typst: {warning.message}", "; ".join(warning.hints) or "correct the document")
                for warning in warnings
            ]
        )
    return bytes(compiled) if isinstance(compiled, (bytes, bytearray)) else b"".join(compiled or [])
