"""The one reader: finding the package and typing its tables."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from roundups.package import Package, PackageError, find_package, load


def test_the_nearest_package_above_the_working_directory_is_found(real_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(real_root / "data" / "schemas")
    assert find_package() == real_root


def test_a_foreign_data_package_above_the_working_directory_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "datapackage.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    assert find_package() != tmp_path


def test_a_named_folder_without_a_descriptor_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="--package"):
        find_package(tmp_path)


def test_a_table_that_does_not_exist_is_refused_with_the_names_of_those_that_do(real_root: Path) -> None:
    with pytest.raises(PackageError, match="casualty_claims"):
        load("casualties", real_root)


def test_types_follow_the_schema(real_root: Path) -> None:
    claims = load("casualty_claims", real_root)
    assert claims["value"].dtype == "Int64"
    assert claims["disputed"].dtype == "boolean"
    assert claims["as_of"].dtype == "datetime64[s]"
    assert isinstance(claims["measure"].dtype, pd.CategoricalDtype)
    assert isinstance(claims["as_reported"].dtype, pd.StringDtype)


def test_a_table_of_claims_keeps_every_row_of_its_file(real_root: Path) -> None:
    package = Package(real_root)
    for name in package.tables:
        plain = pd.read_csv(package.path(name), dtype=str, keep_default_na=False)
        assert package.table(name).iloc[:, 0].tolist() == plain.iloc[:, 0].tolist(), name


def test_a_number_that_is_no_number_is_refused_with_its_column(real_root: Path, tmp_path: Path) -> None:
    shutil.copytree(real_root / "data", tmp_path / "data")
    shutil.copy(real_root / "datapackage.json", tmp_path)
    path = tmp_path / "data" / "air_attacks.csv"
    path.write_text(path.read_text().replace(",27,", ",twenty-seven,", 1))
    with pytest.raises(PackageError, match="'value'"):
        load("air_attacks", tmp_path)


def test_a_descriptor_that_is_no_json_is_refused_without_a_traceback_of_the_parser(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text("{")
    with pytest.raises(PackageError, match="cannot be read as JSON"):
        _ = Package(tmp_path).descriptor


def test_all_claims_come_with_their_source_claimant_and_unit(real_root: Path) -> None:
    package = Package(real_root)
    claims = package.claims()
    assert len(claims) == sum(len(package.table(name)) for name in package.claim_tables)
    assert claims[["claimant_name", "claimant_party", "source_url", "measure_unit"]].notna().all().all()


def test_tables_handed_out_are_copies(real_root: Path) -> None:
    package = Package(real_root)
    handed_out = package.table("regions")
    handed_out["region"] = "changed"
    assert "changed" not in set(package.table("regions")["region"])


def test_the_descriptor_lists_each_table_once(real_root: Path) -> None:
    names = [r["name"] for r in json.loads((real_root / "datapackage.json").read_text())["resources"]]
    assert len(names) == len(set(names))


def test_rows_are_the_cells_as_written(real_root: Path) -> None:
    rows = list(Package(real_root).rows("regions"))
    assert rows[0].keys() >= {"region", "country"} and all(isinstance(cell, str) for row in rows for cell in row.values())
    with pytest.raises(PackageError, match="casualty_claims"):
        next(Package(real_root).rows("casualties"))


def test_loading_is_one_pass_over_the_file(real_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    for name in ("read_csv", "to_datetime"):
        monkeypatch.setattr(pd, name, lambda *a, _name=name, _real=getattr(pd, name), **k: (calls.append(_name), _real(*a, **k))[1])
    load("casualty_claims", real_root)
    assert calls == ["read_csv"]


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("event_date", "2024-02-30", "'event_date' does not hold only date cells: '2024-02-30' is none"),
        ("as_of", "some day", "'as_of' does not hold only date cells: 'some day' is none"),
        ("disputed", "maybe", "'disputed' does not hold only boolean cells"),
        ("value", "27.5", "'value' does not hold only integer cells"),
    ],
)
def test_a_cell_of_another_type_is_refused_with_its_column(column: str, cell: str, words: str, real_root: Path, tmp_path: Path) -> None:
    table = changed(real_root, tmp_path)
    table.loc[3, column] = cell
    table.to_csv(tmp_path / "data" / "air_attacks.csv", index=False, lineterminator="\n")
    with pytest.raises(PackageError, match=re.escape(words)):
        load("air_attacks", tmp_path)


def test_a_missing_column_is_named(real_root: Path, tmp_path: Path) -> None:
    for name in ("event_date", "note"):
        changed(real_root, tmp_path).drop(columns=name).to_csv(tmp_path / "data" / "air_attacks.csv", index=False, lineterminator="\n")
        with pytest.raises(PackageError, match=f"no column '{name}'"):
            load("air_attacks", tmp_path)


def test_a_table_without_rows_has_its_types_too(real_root: Path, tmp_path: Path) -> None:
    changed(real_root, tmp_path).iloc[:0].to_csv(tmp_path / "data" / "air_attacks.csv", index=False, lineterminator="\n")
    empty = load("air_attacks", tmp_path)
    assert (len(empty), str(empty["as_of"].dtype), str(empty["value"].dtype)) == (0, "datetime64[s]", "Int64")


def changed(real_root: Path, folder: Path) -> pd.DataFrame:
    """The air attacks as text, of a copy of the package in `folder`."""
    shutil.copytree(real_root / "data", folder / "data", dirs_exist_ok=True)
    shutil.copy(real_root / "datapackage.json", folder)
    return pd.read_csv(folder / "data" / "air_attacks.csv", dtype=str, keep_default_na=False)
