"""Prepare a release in a copy of the package, and put the result into its place in one go, or nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..checks import Fault, validate
from ..package import DESCRIPTOR, Package, PackageError
from . import archives, changelog, facts, listing, metadata
from .differences import Differences, Step, compare, stepped, version_numbers
from .seal import seal
from .snapshots import Snapshot, SnapshotError, git, snapshot

#: What a release reads and rewrites; the rest of the checkout plays no part in it.
_KEPT = (DESCRIPTOR, "README.md", changelog.FILE, "LICENSE.md", "pyproject.toml", metadata.CFF, metadata.ZENODO)
FIRST = "### Changed values\n- None: this is the first release, and there is nothing to compare it with."


class NotReady(PackageError):
    """The package cannot be released as it is; `faults` say why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("not ready for a release")
        self.faults = faults


@dataclass(frozen=True)
class Prepared:
    """What a release did: the files rewritten, the folder of the archives, the previous release and what differs from it."""

    version: str
    day: str
    previous: str | None
    differences: Differences | None
    changed: tuple[Path, ...]
    archives: Path


def last_release(root: Path) -> str | None:
    """Return the newest tag `v` with a version that the checkout's history has; None where there is none.

    Raises:
        SnapshotError: the folder is no git checkout, or there is no git.
    """
    tags = git(root, "tag", "--list", "v*", "--merged", "HEAD").split()
    versions = [tag for tag in tags if re.fullmatch(r"v\d+\.\d+\.\d+", tag)]
    return max(versions, key=lambda tag: version_numbers(tag[1:]), default=None)


def _has_tag(root: Path, version: str) -> bool:
    try:
        return bool(git(root, "tag", "--list", f"v{version}").strip())
    except SnapshotError:
        return False  # no checkout: the previous release was named


def prepare(
    root: Path,
    version: str,
    day: str | None = None,
    since: str | None = None,
    *,
    check: bool = False,
    progress: Callable[[str], None] = lambda line: None,
) -> Prepared:
    """Prepare the release of a version: descriptor, generated files, changelog, archives below `dist/VERSION`.

    `day` (ISO 8601) is the day of the data, otherwise that in the descriptor; `since` names the previous release, otherwise the last
    tag. With `check` nothing is written.

    Raises:
        NotReady: versions, days, the step of the version, the changelog, a correction or a gate does not fit.
        SnapshotError: the version or day cannot be read, or the previous release cannot.
        OSError: a file cannot be written; everything is as it was.
    """
    version_numbers(version)
    previous = since or last_release(root)
    if _has_tag(root, version):
        raise SnapshotError(f"the tag v{version} is there already: a release is never changed, the next one has another version")
    old = snapshot(previous, root) if previous else None
    with tempfile.TemporaryDirectory(prefix="roundups-release-") as scratch:
        staged = Path(scratch) / root.name
        _stage(root, staged)
        day = _set_version(staged, version, day)
        seal(staged)
        progress(f"comparing with {previous or 'nothing: the first release'}")
        differences = compare(old, snapshot(str(staged), staged)) if old else None
        faults = _release_faults(staged, version, day, old, differences)
        if not faults:
            _write_changelog(staged, version, day, differences)
            faults = facts.disagreements(staged)
        progress("validating")
        faults += [fault for fault in validate(staged) if fault.severity != "advisory"]
        if faults:
            raise NotReady(sorted(faults))
        target = root / "dist" / version
        changed = [root / name for name in _KEPT if (staged / name).is_file() and not _same(staged / name, root / name)]
        if not check:
            built = Path(scratch) / "archives"
            built.mkdir()
            archives.build(Package(staged), built, progress)
            if differences:
                (built / "differences.json").write_text(listing.as_json(differences), encoding="utf-8", newline="\n")
            _put({path: (staged / path.name).read_bytes() for path in changed}, built, target)
    return Prepared(version, day, previous, differences, tuple(changed), target)


def _stage(root: Path, staged: Path) -> None:
    staged.mkdir()
    shutil.copytree(root / "data", staged / "data", ignore=shutil.ignore_patterns(".*"))
    for name in _KEPT:
        if (root / name).is_file():
            shutil.copyfile(root / name, staged / name)


def _set_version(staged: Path, version: str, day: str | None) -> str:
    path = staged / DESCRIPTOR
    descriptor = Package(staged).descriptor
    try:
        day = date.fromisoformat(day or str(descriptor["created"])[:10]).isoformat()
    except (KeyError, ValueError):
        raise SnapshotError(f"the day of the release is not a date such as 2026-11-23: {day or descriptor.get('created')!r}") from None
    changed = descriptor | {"version": version, "created": f"{day}T00:00:00Z"}
    path.write_text(json.dumps(changed, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
    return day


def _release_faults(staged: Path, version: str, day: str, old: Snapshot | None, differences: Differences | None) -> list[Fault]:
    found = list(differences.faults) if differences else []
    entries = changelog.entries((staged / changelog.FILE).read_text(encoding="utf-8"))
    entry = next((entry for entry in entries if entry.version == version), None)
    if entry is None:
        found.append(_fault(changelog.FILE, 1, f"there is no entry `## {version} ({changelog.NOT_RELEASED})`", f"write one that opens with {changelog.QUESTION}"))
    if old is None or differences is None:
        dated = [other for other in entries if other.version != version and other.day != changelog.NOT_RELEASED]
        if dated:
            why = f"{dated[0].version} was released, but its tag is not here"
            found.append(_fault(changelog.FILE, dated[0].line, why, "run `git fetch --tags`, or name the previous release with --since"))
        return found
    step = max(differences.step, Step.patch)
    allowed = {stepped(old.version, s) for s in Step if s >= step} | ({"1.0.0"} if old.version.startswith("0.") else set())
    if version not in allowed:
        what = f"from {old.version} the changes call for a {step.name} step"
        found.append(_fault(DESCRIPTOR, 1, f"{what}; {version} is none", f"take {' or '.join(sorted(allowed, key=version_numbers))}"))
    if str(old.descriptor.get("created", ""))[:10] > day:
        found.append(_fault(DESCRIPTOR, 1, f"the day {day} is before that of {old.version}", "name the day of the data with --date"))
    values = [cell for rows in differences.rows for cell in rows.changed if cell.corrections]
    must = differences.step is Step.major or bool(values)
    if entry is not None and must and re.match(r"no\b", entry.answer, re.IGNORECASE):
        why = f"{len(values)} published values changed" if values else "a field or a table changed"
        found.append(_fault(changelog.FILE, entry.line, f"the entry says that nobody must act, but {why}", "say who has to do what"))
    return found


def _write_changelog(staged: Path, version: str, day: str, differences: Differences | None) -> None:
    path = staged / changelog.FILE
    text = path.read_text(encoding="utf-8")
    entry = next(entry for entry in changelog.entries(text) if entry.version == version)
    part = listing.as_markdown(differences) if differences else FIRST
    path.write_text(changelog.released(text, entry, day, part), encoding="utf-8", newline="\n")


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()


def _put(files: dict[Path, bytes], built: Path, target: Path) -> None:
    """Put files and the folder of the archives into place; where one fails, everything is as it was."""
    before = {path: path.read_bytes() if path.is_file() else None for path in files}
    target.parent.mkdir(exist_ok=True)
    incoming = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    former = incoming.with_name(incoming.name + "-former")
    written: list[Path] = []
    try:
        shutil.copytree(built, incoming, dirs_exist_ok=True)
        incoming.chmod(0o755)
        if target.exists():
            target.rename(former)
        incoming.rename(target)
        for path, content in files.items():
            written.append(path)
            _replace(path, content)
    except BaseException:
        for path in written:
            content = before[path]
            path.unlink(missing_ok=True) if content is None else _replace(path, content)
        if target.exists() and not incoming.exists():
            shutil.rmtree(target)
        if former.exists():
            former.rename(target)
        shutil.rmtree(incoming, ignore_errors=True)
        raise
    shutil.rmtree(former, ignore_errors=True)


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _fault(file: str, line: int, reason: str, advice: str) -> Fault:
    return Fault(file, line, "1", "malformed", "release", reason, advice)
