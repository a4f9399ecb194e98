"""What is generated from the descriptor and the tables."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import yaml

from roundups.package import Package, PackageError
from roundups.publish.dictionary import filled
from roundups.publish.seal import seal


def test_the_committed_package_is_sealed(real_root: Path) -> None:
    assert seal(real_root, check=True) == []


def test_size_and_checksum_are_those_of_the_file_on_the_disk(copy: Path) -> None:
    table = copy / "data" / "regions.csv"
    table.write_bytes(table.read_bytes() + b"Atlantis,Ukraine,city,,\n")
    assert copy / "datapackage.json" in seal(copy)
    resource = Package(copy).resources["regions"]
    assert resource["bytes"] == len(table.read_bytes())
    assert resource["hash"] == "sha256:" + hashlib.sha256(table.read_bytes()).hexdigest()


def test_checking_names_what_is_out_of_date_and_changes_nothing(copy: Path) -> None:
    table = copy / "data" / "regions.csv"
    table.write_bytes(table.read_bytes() + b"Atlantis,Ukraine,city,,\n")
    before = (copy / "datapackage.json").read_bytes()
    assert copy / "datapackage.json" in seal(copy, check=True)
    assert (copy / "datapackage.json").read_bytes() == before


def test_sealing_twice_changes_nothing_the_second_time(copy: Path) -> None:
    (copy / "CITATION.cff").unlink()
    assert seal(copy)
    assert seal(copy) == []


def test_the_citation_file_says_version_and_date_of_the_descriptor(copy: Path) -> None:
    descriptor = json.loads((copy / "datapackage.json").read_text())
    citation = yaml.safe_load((copy / "CITATION.cff").read_text())
    assert citation["version"] == descriptor["version"]
    assert citation["date-released"] == descriptor["created"][:10]
    assert "doi" not in citation


def test_the_dictionary_in_the_readme_names_every_table_with_its_rows(copy: Path) -> None:
    readme = (copy / "README.md").read_text()
    package = Package(copy)
    for name in package.tables:
        assert f"| [`{name}`]({package.resources[name]['path']}) | {len(package.table(name)):,} |" in readme


def test_a_marker_that_nothing_fills_is_refused(copy: Path) -> None:
    with pytest.raises(PackageError, match="nothing makes the part 'weather'"):
        filled("<!-- generated: weather -->\n<!-- /generated -->\n", Package(copy))
