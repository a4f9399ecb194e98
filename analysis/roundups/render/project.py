"""Read the project: its configuration, its documents, and the navigation that joins them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import subset
from .faults import Fault, Place, RenderError
from .reading import Document, check_formats, check_mapping, read_document, read_text, read_yaml

CONFIG = "analysis/_quarto.yml"


@dataclass(frozen=True)
class Entry:
    """One entry of the navigation: a page with its address, or a named group (`menu`) of pages."""

    text: str
    href: str = ""
    menu: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Project:
    """The Quarto project in `<package root>/analysis`: its configuration and its documents in order of the navigation."""

    root: Path
    config: Mapping[str, Any]
    documents: tuple[Document, ...]
    navigation: tuple[Entry, ...]

    @property
    def folder(self) -> Path:
        """The folder of the documents."""
        return self.root / "analysis"

    @property
    def website(self) -> Mapping[str, Any]:
        """The key `website` of the configuration."""
        return self.config.get("website") or {}


def read_config(root: Path) -> tuple[dict[str, Any], list[Fault]]:
    """`analysis/_quarto.yml` and the faults of its keys."""
    config, places = read_yaml(read_text(root / CONFIG, root), CONFIG)
    first = Place(CONFIG, 1)
    found = subset.check_keys("project key", config, places, first)
    found += check_mapping("project option", config.get("project"), places, "project", first)
    found += check_mapping("website option", config.get("website"), places, "website", first)
    website = config.get("website") or {}
    if isinstance(website, dict):
        found += check_mapping("navbar option", website.get("navbar"), places, "website.navbar", first)
    found += check_mapping("execute option", config.get("execute"), places, "execute", first)
    if "format" in config:
        found += check_formats(config["format"], places, first)
    if not isinstance(config.get("project"), dict) or config["project"].get("type") != "website":
        found.append(Fault(places.get("project", first), "the project is not a website", "write project: type: website"))
    for side in ("left", "right"):
        place = places.get(f"website.navbar.{side}", first)
        for item in _items(config, side):
            found += _check_item(item, place)
    for name in filter(None, [website.get("favicon") if isinstance(website, dict) else None]):
        if not (root / "analysis" / str(name)).is_file():
            found.append(Fault(places.get("website.favicon", first), f"the favicon {name} does not exist", "correct website.favicon"))
    return config, found


def _items(config: Mapping[str, Any], side: str) -> list[Any]:
    website = config.get("website")
    navbar = website.get("navbar") if isinstance(website, dict) else None
    items = navbar.get(side) or [] if isinstance(navbar, dict) else []
    return items if isinstance(items, list) else [None]


def _check_item(item: Any, place: Place, *, in_menu: bool = False) -> Iterator[Fault]:
    if isinstance(item, str):
        return
    menu = item.get("menu") if isinstance(item, dict) and not in_menu else None
    if isinstance(menu, list) and item.get("text") and "href" not in item:
        for inner in menu:
            yield from _check_item(inner, place, in_menu=True)
    elif not isinstance(item, dict) or "href" not in item:
        remedy = "write - text: … and href: page.qmd" + ("" if in_menu else ", or - text: … and menu: with such items")
        yield Fault(place, "a navbar item is not a page", remedy)
        return
    yield from subset.check_keys("navbar item", item, {}, place)


def read_project(package_root: Path) -> Project:
    """The whole project, or a RenderError with every fault found in it."""
    root = package_root.resolve()
    folder = root / "analysis"
    config, faults = read_config(root)
    if faults:
        raise RenderError(faults)
    documents = [read_document(path, root, config, faults) for path in sorted(folder.glob("*.qmd")) if not path.name.startswith("_")]
    if not documents:
        faults.append(Fault(Place(CONFIG, 1), "the project has no document", "add analysis/index.qmd"))
    known = {document.path.name: document for document in documents if document}
    navigation = tuple(_entries([*_items(config, "left"), *_items(config, "right")], known, folder, faults))
    if faults:
        raise RenderError(faults)
    order = [entry.href for entry in pages(navigation)]
    ordered = sorted(
        known.values(), key=lambda document: (order.index(document.output) if document.output in order else len(order), document.name)
    )
    return Project(root, config, tuple(ordered), navigation)


def _entries(items: list[Any], known: Mapping[str, Document], folder: Path, faults: list[Fault]) -> Iterator[Entry]:
    outputs = {document.output for document in known.values()}
    for item in items:
        if isinstance(item, dict) and item.get("menu"):
            yield Entry(str(item["text"]), menu=tuple(_entries(item["menu"], known, folder, faults)))
            continue
        href, text = (item, "") if isinstance(item, str) else (str(item["href"]), str(item.get("text", "")))
        if href in known:
            yield Entry(text or str(known[href].meta.get("title", "")), known[href].output)
        elif href in outputs or "://" in href:
            yield Entry(text or href, href)
        elif not (folder / href).is_file():
            faults.append(
                Fault(Place(CONFIG, 1), f"the navigation names {href}, which is no document of the project", "correct website.navbar")
            )


def pages(navigation: tuple[Entry, ...]) -> list[Entry]:
    """The entries that are pages, those of groups in their place."""
    return [page for entry in navigation for page in (entry.menu or (entry,))]


def favicon(project: Project) -> str:
    """Where the pages have the icon that `website.favicon` names, or ""."""
    named = project.website.get("favicon")
    return f"assets/{Path(str(named)).name}" if named else ""
