"""The one reader of `datapackage.json` and `data/`."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .journal import DESCRIPTOR, PackageError, Watch

if TYPE_CHECKING:
    import pandas as pd

CLAIMS_SCHEMA = "data/schemas/claims.json"

#: A cell as Python has it; None where it is empty.
Cell = str | int | float | bool | date | None


def find_package(start: Path | str | None = None) -> Path:
    """Return the folder of the data package.

    The folder `start` itself where it is given; else the nearest folder at or above the
    working directory that is this package; else the checkout around this module; else the
    copy that an installed wheel carries.

    Raises:
        PackageError: no `datapackage.json` was found.
    """
    if start is not None:
        folder = Path(start)
        if not (folder / DESCRIPTOR).is_file():
            raise PackageError(f"{folder}: no {DESCRIPTOR} here; name the folder that holds it with --package")
        return folder
    here = Path.cwd()
    module = Path(__file__).resolve()
    candidates = [f for f in (here, *here.parents) if _is_this_package(f)]
    candidates += [module.parents[2], module.parent / "_datapackage"]
    for folder in candidates:
        if (folder / DESCRIPTOR).is_file():
            return folder
    raise PackageError(f"no {DESCRIPTOR} at or above the working directory; name its folder with --package")


def _is_this_package(folder: Path) -> bool:
    return (folder / DESCRIPTOR).is_file() and (folder / CLAIMS_SCHEMA).is_file()


class Package:
    """The descriptor, the schemas and the typed tables of one package folder.

    A change that was interrupted is finished first; if the package changes later, the next table raises PackageError, so that
    all that was read is of one state.
    """

    def __init__(self, root: Path | str | None = None) -> None:
        self.root = find_package(root)
        self._watch = Watch(self.root)

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        """The descriptor as it stands in `datapackage.json`."""
        path = self.root / DESCRIPTOR
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise PackageError(f"{path}: cannot be read as JSON: {error}") from error

    @property
    def version(self) -> str:
        return self.descriptor["version"]

    @cached_property
    def resources(self) -> dict[str, dict[str, Any]]:
        """The resources by name, in the order of the descriptor."""
        return {resource["name"]: resource for resource in self.descriptor["resources"]}

    @property
    def tables(self) -> list[str]:
        """The names of all tables."""
        return list(self.resources)

    @property
    def claim_tables(self) -> list[str]:
        """The names of the tables of claims, which share one schema."""
        return [name for name, resource in self.resources.items() if resource["schema"] == CLAIMS_SCHEMA]

    def path(self, table: str) -> Path:
        """Return the path of a table's CSV file.

        Raises:
            PackageError: there is no such table.
        """
        if table not in self.resources:
            raise PackageError(f"no table {table!r}; the tables are {', '.join(self.tables)}")
        return self.root / self.resources[table]["path"]

    @cached_property
    def _schemas(self) -> dict[str, dict[str, Any]]:
        return {}

    def schema(self, table: str) -> dict[str, Any]:
        """Return the Table Schema of a table as a dictionary."""
        self.path(table)
        reference = self.resources[table]["schema"]
        if reference not in self._schemas:
            path = self.root / reference
            try:
                self._schemas[reference] = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                raise PackageError(f"{path}: cannot be read as JSON: {error}") from error
        return self._schemas[reference]

    @cached_property
    def _frames(self) -> dict[str, pd.DataFrame]:
        return {}

    def table(self, name: str) -> pd.DataFrame:
        """Return a table with the types of its schema; see `load`."""
        if name not in self._frames:
            self._frames[name] = self.read(name)
        return self._frames[name].copy()

    def read(self, name: str) -> pd.DataFrame:
        """Return a table as `table` does, read anew and not kept."""
        frame = _typed(self.path(name), self.schema(name))
        self._watch.check()
        return frame

    def rows(self, table: str) -> Iterator[dict[str, str]]:
        """Yield the rows of a table one by one, each cell as it is written: for whoever cannot pay for pandas or for the whole table.

        Raises:
            PackageError: there is no such table, a row has not the columns of the schema, or the package was changed meanwhile.
        """
        path = self.path(table)
        names = [field["name"] for field in self.schema(table)["fields"]]
        try:
            with path.open(encoding="utf-8", newline="") as lines:
                rows = csv.reader(lines, strict=True)
                if next(rows, []) != names:
                    raise PackageError(f"{path}: the columns are not those of the schema; run `roundups validate` to see what is wrong")
                for row in rows:
                    yield dict(zip(names, row, strict=True))
        except (OSError, ValueError, csv.Error) as error:
            raise PackageError(f"{path}: cannot be read as a table: {error}; run `roundups validate` to see what is wrong") from error
        self._watch.check()

    def records(self, table: str) -> Iterator[dict[str, Cell]]:
        """Yield the rows of a table one by one, typed by its schema; None where a cell is empty.

        Raises:
            PackageError: as `rows`, or a cell is not what the schema says.
        """
        for row in self.rows(table):
            yield self.typed(table, row)

    def typed(self, table: str, row: dict[str, str]) -> dict[str, Cell]:
        """Return a row that `rows` gave, typed by the schema; None where a cell is empty.

        Raises:
            PackageError: a cell is not what the schema says.
        """
        if table not in self._readers:
            self._readers[table] = {field["name"]: _READERS.get(field["type"], str) for field in self.schema(table)["fields"]}
        readers = self._readers[table]
        try:
            return {name: readers[name](cell) if cell else None for name, cell in row.items()}
        except (ValueError, KeyError) as error:
            raise PackageError(f"{self.path(table)}: cannot be read as a table: {error}; run `roundups validate` to see what is wrong") from error

    @cached_property
    def _readers(self) -> dict[str, dict[str, Callable[[str], Cell]]]:
        return {}

    def claims(self) -> pd.DataFrame:
        """Return all tables of claims in one, each row with its table, source, claimant and measure.

        The columns of the sources, claimants, measures and populations keep their names behind a
        prefix: `source_kind`, `claimant_name`, `measure_unit`, `population_side`.
        """
        return self._claims.copy()

    @cached_property
    def _claims(self) -> pd.DataFrame:
        import pandas as pd

        parts = [self.table(name).assign(table=name) for name in self.claim_tables]
        plain = [part.astype({c: "string" for c in part.select_dtypes("category")}) for part in parts]
        claims = pd.concat(plain, ignore_index=True)
        for name, key in (
            ("sources", "source_id"),
            ("claimants", "claimant_id"),
            ("measures", "measure"),
            ("populations", "population"),
        ):
            other = self.table(name).drop(columns=["note", "aliases"], errors="ignore")
            other = other.astype({key: "string"}).set_index(key)
            other.columns = [_prefixed(name.removesuffix("s"), column) for column in other.columns]
            claims = claims.join(other, on=key)
        return claims

    def omitted_from_charts(self) -> set[str]:
        """Return the ids of the claims that `anomalies` says the charts leave out."""
        anomalies = self.table("anomalies")
        listed = anomalies.loc[anomalies["omit_from_charts"].fillna(False), "claim_ids"]
        return {claim_id for claim_ids in listed for claim_id in claim_ids.split(";")}


def _prefixed(prefix: str, column: str) -> str:
    return column if column.startswith(prefix + "_") else f"{prefix}_{column}"


def load(table: str, package: Path | str | None = None) -> pd.DataFrame:
    """Return a table of the data package as a typed DataFrame.

    Integers are `Int64` and booleans `boolean`, so that an empty cell stays missing; dates are
    `datetime64`; fields with an enumeration or a key of another table are categories; all other
    fields are strings. The rows keep the order of the file, which is that of the primary key.

    Raises:
        PackageError: there is no package, or no such table in it.
    """
    return Package(package).read(table)


def tables(package: Path | str | None = None) -> list[str]:
    """Return the names of the tables that `load` gives.

    Raises:
        PackageError: there is no package.
    """
    return Package(package).tables


_READERS: dict[str, Callable[[str], Cell]] = {
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": date.fromisoformat,
}


def _typed(path: Path, schema: dict[str, Any]) -> pd.DataFrame:
    """Read a table in one pass of pandas' parser, which types the cells while it reads them."""
    keyed = {key["fields"][0] for key in schema.get("foreignKeys", []) if key["reference"]["resource"]}
    kinds = {field["name"]: field["type"] for field in schema["fields"]}
    types = {}
    for field in schema["fields"]:
        is_category = bool(field.get("constraints", {}).get("enum")) or field["name"] in keyed
        types[field["name"]] = _DTYPES.get(field["type"]) or ("category" if is_category else "string")
    dates = [name for name, kind in kinds.items() if kind == "date"]
    try:
        frame = _parsed(path, types)
    except (OSError, ValueError, TypeError) as error:
        raise PackageError(f"{path}: {_unread(path, kinds, types, error)}") from error
    # pandas leaves a column in which it finds another thing than a date as text, without an error.
    if not set(kinds) <= set(frame) or not all(_is_date(frame[name]) for name in dates):
        raise PackageError(f"{path}: {_unread(path, kinds, types, None)}")
    for name in dates:  # not frame.astype: it copies every column
        frame[name] = frame[name].astype("datetime64[s]")
    return frame


#: Types of Table Schema as pandas has them; a date is parsed from text.
_DTYPES = {"integer": "Int64", "number": "Float64", "boolean": "boolean", "date": "date"}


def _parsed(path: Path, types: dict[str, str], **options: Any) -> pd.DataFrame:
    import pandas as pd

    dates = [name for name, kind in types.items() if kind == "date"]
    dtypes: dict[str, Any] = {name: kind for name, kind in types.items() if kind != "date"}
    return pd.read_csv(
        path, dtype=dtypes, parse_dates=dates, date_format="%Y-%m-%d", keep_default_na=False, na_values=[""], encoding="utf-8", **options
    )


def _is_date(column: pd.Series) -> bool:
    return column.dtype.kind == "M" or bool(column.isna().all())


def _unread(path: Path, kinds: dict[str, str], types: dict[str, str], error: Exception | None) -> str:
    """Why a table cannot be read as its schema says: the first column at fault, found by reading one after the other."""
    import pandas as pd

    if isinstance(error, OSError | UnicodeError | pd.errors.ParserError | pd.errors.EmptyDataError):
        return f"cannot be read as a table: {error}"
    there = _parsed(path, {}, nrows=0)
    for name, kind in kinds.items():
        if name not in there:
            return f"no column {name!r}; run `roundups validate` to see what is wrong"
        try:
            column = _parsed(path, {name: types[name]}, usecols=[name])[name]
        except (ValueError, TypeError) as reason:
            return f"column {name!r} does not hold only {kind} cells: {reason}"
        if kind == "date" and not _is_date(column):
            odd = column[column.notna() & pd.to_datetime(column, format="%Y-%m-%d", errors="coerce").isna()].iloc[0]
            return f"column {name!r} does not hold only date cells: {odd!r} is none"
    return f"cannot be read as a table: {error}"
