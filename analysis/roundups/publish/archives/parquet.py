"""Parquet: a file a table, with the types of the schema; controlled words and keys of other tables are dictionaries."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...package import Package

if TYPE_CHECKING:
    import pyarrow as pa

FOLDER, ENDING = "parquet", "parquet"
#: Rows held in memory at once; also a row group of the file.
BATCH = 16_384


def write(package: Package, table: str, target: Path) -> int:
    """Write a table and return the number of its rows. The descriptions of table and columns stand in the file's metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _schema(package, table)
    rows = 0
    with pq.ParquetWriter(target, schema, compression="none", version="2.6") as writer:
        for batch in _batches(package.records(table)):
            writer.write_table(pa.Table.from_pylist(batch, schema=schema), row_group_size=BATCH)
            rows += len(batch)
    return rows


def _batches(records: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(records, BATCH)):
        yield batch


def _schema(package: Package, table: str) -> pa.Schema:
    import pyarrow as pa

    plain = {"integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(), "date": pa.date32(), "string": pa.string()}
    schema = package.schema(table)
    keyed = {key["fields"][0] for key in schema.get("foreignKeys", []) if key["reference"]["resource"]}
    fields = []
    for field in schema["fields"]:
        words = field.get("constraints", {}).get("enum") or field["name"] in keyed
        kind = pa.dictionary(pa.int32(), pa.string()) if words else plain[field["type"]]
        required = bool(field.get("constraints", {}).get("required"))
        fields.append(pa.field(field["name"], kind, nullable=not required, metadata={"description": field["description"]}))
    resource = package.resources[table]
    about = {"title": resource["title"], "description": resource["description"], "package": package.descriptor["name"], "version": package.version}
    return pa.schema(fields, metadata=about)
