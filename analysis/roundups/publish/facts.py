"""Version, day and numbers of the package wherever they are repeated, held to their home in `datapackage.json` and the tables."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from ..checks import Fault
from ..package import DESCRIPTOR, Package
from . import changelog, metadata
from .seal import seal

_THREE_NUMBERS = re.compile(r"(?<![\w.-])\d+\.\d+\.\d+(?![\w.-]*\d)")


def disagreements(root: Path) -> list[Fault]:
    """Return a fault for each place that says another version, day or number than the home of that fact.

    Looked at: everything that `seal` generates (sizes, checksums, rows in README.md, CITATION.cff, .zenodo.json), every version of
    three numbers that README.md names, the entries of CHANGELOG.md, and the version that the wheel will have. The rendered
    report is not looked at: it is made from the same facts after them.
    """
    package = Package(root)
    found = [_fault(str(path.relative_to(package.root)), 1, "is not what `roundups seal` makes from the tables", "run `roundups seal`") for path in seal(root, check=True)]
    found += _versions(package, "README.md")
    found += _citation(package)
    found += _changelog(package)
    found += _wheel(package)
    return sorted(set(found))


def _versions(package: Package, file: str) -> Iterator[Fault]:
    path = package.root / file
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines() if path.is_file() else [], 1):
        for match in _THREE_NUMBERS.finditer(line):
            if match[0] != package.version:
                yield _fault(file, number, f"names the version {match[0]}; the package is {package.version}", "correct the line", match.start() + 1)


def _citation(package: Package) -> Iterator[Fault]:
    day = package.descriptor["created"][:10]
    for file, key, wanted in (
        (metadata.CFF, "version", package.version),
        (metadata.CFF, "date-released", day),
        (metadata.ZENODO, "version", package.version),
        (metadata.ZENODO, "publication_date", day),
    ):
        path = package.root / file
        if not path.is_file():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = re.match(rf"""\s*["']?{key}["']?:\s*["']?([^"',]*)""", line)
            if match and match[1] != wanted:
                yield _fault(file, number, f"says {key} {match[1]}; {DESCRIPTOR} says {wanted}", "run `roundups seal`")


def _changelog(package: Package) -> Iterator[Fault]:
    path = package.root / changelog.FILE
    found = changelog.entries(path.read_text(encoding="utf-8")) if path.is_file() else []
    entry = next((entry for entry in found if entry.version == package.version), None)
    if entry is None:
        yield _fault(changelog.FILE, 1, f"there is no entry `## {package.version} ({changelog.NOT_RELEASED})`", f"write one that opens with {changelog.QUESTION}")
        return
    day = package.descriptor["created"][:10]
    for above in found[: found.index(entry)]:
        if above.day != changelog.NOT_RELEASED:
            yield _fault(changelog.FILE, above.line, f"{above.version} is dated above {entry.version}, the version of the package", "raise the version, or correct the entry")
    if entry.day not in (changelog.NOT_RELEASED, day):
        yield _fault(changelog.FILE, entry.line, f"dates {entry.version} {entry.day}; the data are of {day}", f"write ({day}) or ({changelog.NOT_RELEASED})")
    for each in found:
        if not each.opens_with_the_question or not each.answer:
            yield _fault(changelog.FILE, each.line, f"the entry does not open with {changelog.QUESTION} and an answer", "say who has to do something, or no")


def _wheel(package: Package) -> Iterator[Fault]:
    path = package.root / "pyproject.toml"
    if not path.is_file():
        return
    source = tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {}).get("hatch", {}).get("version", {})
    text = (package.root / str(source.get("path", ""))).read_text(encoding="utf-8") if source.get("path") == DESCRIPTOR else ""
    match = re.search(str(source.get("pattern", "")), text, re.MULTILINE)
    if not match or match["version"] != package.version:
        yield _fault("pyproject.toml", 1, f"the wheel would not have the version {package.version} of {DESCRIPTOR}", "correct [tool.hatch.version]")


def _fault(file: str, line: int, reason: str, advice: str, column: int = 1) -> Fault:
    return Fault(file, line, str(column), "malformed", "facts", reason, advice)
