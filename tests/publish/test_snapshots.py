"""States to compare come from folders, archives and revisions; bad ones are one clear line and never a traceback."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from roundups import cli
from roundups.publish.differences import Step, compare
from roundups.publish.snapshots import NoSuchSnapshot, SnapshotError, snapshot

if TYPE_CHECKING:
    from .conftest import State


def test_a_folder_an_archive_and_a_revision_of_one_state_are_the_same(old: State, new: State, tmp_path: Path) -> None:
    folder = snapshot(str(old.root), old.root)
    plain, nested = old.zipped(tmp_path / "plain.zip"), old.zipped(tmp_path / "nested.zip", "package-0.1.0/")
    new.git("init", "-q")
    new.git("add", ".")
    new.git("commit", "-qm", "first")
    new.git("tag", "v0.1.0")
    new.drop("sources", new.rows("sources")[0]["source_id"])
    for name in (str(plain), str(nested), "v0.1.0", "HEAD"):
        assert compare(folder, snapshot(name, new.root)).step is Step.none
    assert compare(snapshot("HEAD", new.root), snapshot(str(new.root), new.root)).step is Step.major


def test_a_package_below_the_root_of_its_repository_is_found_there(new: State) -> None:
    above = type(new)(new.root.parent)
    above.git("init", "-q")
    above.git("add", ".")
    above.git("commit", "-qm", "first")
    assert compare(snapshot(str(new.root), new.root), snapshot("HEAD", new.root)).step is Step.none


def test_a_descriptor_with_its_schemas_inside_is_read_as_well(old: State, new: State) -> None:
    import json

    def embed(package: dict) -> None:
        for resource in package["resources"]:
            resource["schema"] = json.loads((new.root / resource["schema"]).read_text(encoding="utf-8"))

    new.describe(embed)
    assert compare(snapshot(str(old.root), old.root), snapshot(str(new.root), new.root)).step is Step.none


def bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("datapackage.json", '{"resources": [{"name": "t", "path": "t.csv", "schema": {"fields": [{"name": "id", "type": "string"}], "primaryKey": "id"}}]}')
        with archive.open("t.csv", "w", force_zip64=True) as member:
            for _ in range(64):
                member.write(b"0" * 1_000_000)
    return path


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, new: State) -> None:
    state = snapshot(str(bomb(tmp_path / "bomb.zip")), new.root)
    with pytest.raises(SnapshotError, match=r"t\.csv would unpack to 64,000,000 bytes"):
        compare(state, state)


def test_a_descriptor_that_unpacks_to_too_much_is_not_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("datapackage.json", " " * 50_000_000)
    with pytest.raises(SnapshotError, match="would unpack to 50,000,000"):
        snapshot(str(tmp_path / "bomb.zip"), tmp_path)


@pytest.mark.parametrize("path", ["../outside.csv", "/etc/passwd", "data/../../outside.csv", "data\\x.csv", "https://example.org/x.csv", "C:x.csv", ""])
def test_a_path_that_leaves_the_package_is_refused_in_each_form(path: str, new: State, tmp_path: Path) -> None:
    (new.root.parent / "outside.csv").write_text("claim_id\n1\n")
    new.describe(lambda package: package["resources"][0].update(path=path))
    archive = new.zipped(tmp_path / "x.zip")
    for name in (str(new.root), str(archive)):
        with pytest.raises(SnapshotError, match="leaves the package"):
            state = snapshot(name, new.root)
            compare(state, state)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_out_of_the_folder_is_refused(new: State, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    new.path("sources").rename(outside)
    new.path("sources").symlink_to(outside)
    state = snapshot(str(new.root), new.root)
    with pytest.raises(SnapshotError, match="through a link"):
        compare(state, state)


def broken_bytes(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at : at + 40] = bytes(byte ^ 0xFF for byte in content[at : at + 40])
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("at", [60, 300, 2_000, 9_000, -300, -60, -20])
def test_an_archive_with_broken_bytes_is_a_fault_or_gives_what_it_gave(at: int, new: State, tmp_path: Path) -> None:
    archive = new.zipped(tmp_path / "x.zip")
    broken_bytes(archive, at if at >= 0 else archive.stat().st_size + at)
    try:
        state = snapshot(str(archive), new.root)
        assert compare(snapshot(str(new.root), new.root), state).step is Step.none
    except SnapshotError as error:
        assert str(archive) in str(error)


HOSTILE = {
    "an empty file": b"",
    "no archive": b"not a zip archive at all",
    "half an archive": None,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_archive_is_one_line_and_exit_1(content: bytes | None, new: State, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = tmp_path / "x.zip"
    archive.write_bytes(new.zipped(tmp_path / "whole.zip").read_bytes()[:5_000] if content is None else content)
    assert cli.run(["diff", str(archive), "--package", str(new.root)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert "x.zip" in said.err


@pytest.mark.parametrize("name", ["no-such-thing", "v9.9.9", "-x", "--upload-pack=touch", "HEAD~9999", "..", "a b", "@{-1}", ""])
def test_an_unknown_state_is_wrong_use(name: str, new: State, capsys: pytest.CaptureFixture[str]) -> None:
    new.git("init", "-q")
    new.git("add", ".")
    new.git("commit", "-qm", "first")
    if name == "..":  # a folder without a package is no wrong use
        assert cli.run(["diff", str(new.root.parent), "--package", str(new.root)]) == 1
    else:
        assert cli.run(["diff", "--package", str(new.root), "--", name]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_folder_that_is_no_repository_has_no_revisions(new: State) -> None:
    with pytest.raises(NoSuchSnapshot):
        snapshot("HEAD", new.root)


BROKEN_TABLES = {
    "a row too short": (b"id\n", b"cells, the header"),
    "no UTF-8": (b"\xff\xfe\n", b"is not UTF-8"),
    "a quote that is not closed": (b'"open\n', b"cannot be read"),
    "a line without end": (b'"' + b"x" * 1_200_000 + b'"\n', b"a line is longer than"),
    "no header": (None, b"has no column source_id"),
}


@pytest.mark.parametrize(("line", "reason"), BROKEN_TABLES.values(), ids=BROKEN_TABLES)
def test_a_broken_table_is_named_with_its_line(line: bytes | None, reason: bytes, old: State, new: State, capsys: pytest.CaptureFixture[str]) -> None:
    path = new.path("sources")
    number = len(path.read_bytes().splitlines()) + 1 if line is not None else 1
    path.write_bytes(b"" if line is None else path.read_bytes() + line)
    assert cli.run(["diff", str(old.root), str(new.root), "--package", str(old.root)]) == 1
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert f"data/sources.csv:{number}" in said
    assert reason.decode() in said


def test_a_key_that_stands_twice_is_named(old: State, new: State) -> None:
    new.add("sources", new.rows("sources")[0]["source_id"])
    with pytest.raises(SnapshotError, match=r"sources\.csv:\d+ the key .* stands twice"):
        compare(snapshot(str(old.root), old.root), snapshot(str(new.root), new.root))


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "{}", '{"resources": {}}', '{"resources": [1]}', '{"resources": [{"name": "x"}]}', '{"resources": [{"name": "x", "path": ["a", "b"]}]}',
     '{"resources": [{"name": "x", "path": "x.csv", "schema": 5}]}', '{"resources": [{"name": "x", "path": "x.csv", "schema": {"fields": [1]}}]}',
     '{"resources": [{"name": "x", "path": "x.csv", "schema": "nowhere.json"}]}', "[" * 100_000],
)  # fmt: skip
def test_a_strange_descriptor_is_one_fault(text: str, new: State) -> None:
    (new.root / "datapackage.json").write_text(text, encoding="utf-8")
    with pytest.raises(SnapshotError):
        snapshot(str(new.root), new.root)
