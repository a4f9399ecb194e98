"""The data dictionary: which tables there are and what their columns hold, from the descriptor and the schemas."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from ..package import CLAIMS_SCHEMA, Package, PackageError
from . import citation

if TYPE_CHECKING:
    import pandas as pd

_MARKER = re.compile(r"(<!-- generated: (?P<name>[a-z]+) -->\n).*?(<!-- /generated -->)", re.DOTALL)


def tables(package: Package) -> pd.DataFrame:
    """Return the tables: columns `table`, `rows`, `bytes`, `holds`, `sha256`, in the order of the descriptor."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "table": name,
                "rows": rows(package, name),
                "bytes": resource.get("bytes"),
                "holds": resource["description"],
                "sha256": resource.get("hash", "").removeprefix("sha256:"),
            }
            for name, resource in package.resources.items()
        ]
    )


def columns(package: Package, table: str) -> pd.DataFrame:
    """Return the columns of a table: `column`, `type`, `required`, `holds`, `example`, in the order of the file."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "column": field["name"],
                "type": field["type"],
                "required": bool(field.get("constraints", {}).get("required")),
                "holds": field["description"],
                "example": str(field["example"]),
            }
            for field in package.schema(table)["fields"]
        ]
    )


def filled(text: str, package: Package) -> str:
    """Return a text, such as the README, with each part between `<!-- generated: NAME -->` and `<!-- /generated -->` made anew.

    Raises:
        PackageError: a marker names a part that nothing makes.
    """
    makers = {"tables": _tables_part, "columns": _columns_part, "citation": _citation_part, "subset": _subset_part, "bench": _bench_part, "slopes": _slopes_part}

    def make(match: re.Match[str]) -> str:
        name = match["name"]
        if name not in makers:
            raise PackageError(f"nothing makes the part {name!r}; the parts are {', '.join(makers)}")
        return f"{match[1]}{makers[name](package)}\n{match[3]}"

    return _MARKER.sub(make, text)


def readme(package: Package) -> str:
    """Return the README of the package where it stands alone: what it is, its tables, the columns of each, licence and citation."""
    descriptor = package.descriptor
    licences = "\n".join(f"- {licence['title']}: <{licence['path']}>" for licence in descriptor["licenses"])
    parts = [
        f"# {descriptor['title']}",
        f"Version {package.version}, data of {citation.created(package)}.",
        descriptor["description"],
        f"## How to cite\n\n{_citation_part(package)}\n\nWhoever cites one figure also cites its claimant and its source.",
        f"## The tables\n\n{_tables_part(package)}",
        *(f"## Columns of {table}\n\n{_columns(package, table)}" for table in package.tables),
        f"## Licence\n\n{licences}",
    ]
    return "\n\n".join(parts) + "\n"


def rows(package: Package, table: str) -> int:
    """Return the number of rows of a table."""
    with package.path(table).open(encoding="utf-8", newline="") as lines:
        return sum(1 for _ in csv.reader(lines)) - 1


def _tables_part(package: Package) -> str:
    rows = [f"| [`{row.table}`]({package.resources[row.table]['path']}) | {row.rows:,} | {row.holds} |" for row in tables(package).itertuples()]
    return "\n".join(["| table | rows | what it holds |", "|---|---:|---|", *rows])


def _columns_part(package: Package) -> str:
    return _columns(package, next(name for name, resource in package.resources.items() if resource["schema"] == CLAIMS_SCHEMA))


def _columns(package: Package, table: str) -> str:
    rows = [f"| `{row.column}` | {row.type} | {row.holds} | {row.example} |".replace("\n", " ") for row in columns(package, table).itertuples()]
    return "\n".join(["| column | type | what it holds | example |", "|---|---|---|---|", *rows])


def _subset_part(package: Package) -> str:
    from ..render import subset

    return subset.table()


def _bench_part(package: Package) -> str:
    from . import measured

    return measured.table()


def _slopes_part(package: Package) -> str:
    from . import slopes

    return slopes.table()


def _citation_part(package: Package) -> str:
    return f"> {citation.sentence(package)}"
