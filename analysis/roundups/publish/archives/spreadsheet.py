"""A spreadsheet (XLSX): a sheet a table, with a frozen heading, real dates, and text that stays text."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...package import Package, PackageError
from .. import citation
from .stored import rewrite

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

ENDING = "xlsx"
#: What Excel can hold.
MAX_ROWS, MAX_TEXT = 1_048_576, 32_767
_WIDTHS = {"integer": 10, "number": 10, "boolean": 9, "date": 11, "string": 24}


def write(package: Package, target: Path) -> int:
    """Write the workbook and return the number of rows of the tables in it.

    Text is written as text, never as a formula, a number or a link: a cell that begins with `=` shows that sign, and an identifier
    like `1076-1080-07` is no date. Rows go to the disk one by one.

    Raises:
        PackageError: a table or a text is longer than a spreadsheet can hold.
        OSError: the disk is full.
    """
    import xlsxwriter.exceptions

    rows = 0
    with tempfile.TemporaryDirectory(prefix=".spreadsheet-", dir=target.parent) as scratch:
        deflated = Path(scratch) / target.name
        # Not as a context: that would write the whole book even after a fault.
        book = xlsxwriter.Workbook(deflated, {"constant_memory": True, "tmpdir": scratch})
        day = datetime.combine(citation.created(package), datetime.min.time())
        author = package.descriptor["contributors"][0]["title"]
        book.set_properties({"title": package.descriptor["title"], "author": author, "created": day})
        _about(book, package)
        for table in package.tables:
            rows += _sheet(book, package, table)
        _columns(book, package)
        try:
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:  # wraps what the system said
            raise OSError(*error.args[0].args) from error
        rewrite(deflated, target, citation.created(package))
    return rows


def _sheet(book: Workbook, package: Package, table: str) -> int:
    fields = package.schema(table)["fields"]
    sheet = _headed(book, table, [(field["name"], _WIDTHS[field["type"]]) for field in fields])
    formats = {"date": book.add_format({"num_format": "yyyy-mm-dd"}), "string": book.add_format({"num_format": "@"})}
    styles = [formats.get(field["type"]) for field in fields]
    number = 0
    for number, record in enumerate(package.records(table), start=1):
        if number >= MAX_ROWS:
            raise PackageError(f"{table} has more rows than a sheet can hold ({MAX_ROWS:,} with its heading)")
        for column, (cell, style) in enumerate(zip(record.values(), styles, strict=True)):
            _write(sheet, number, column, cell, style)
    sheet.autofilter(0, 0, number, len(fields) - 1)
    return number


def _headed(book: Workbook, name: str, columns: list[tuple[str, int]]) -> Worksheet:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    heading = book.add_format({"bold": True, "bottom": 1})
    for column, (title, width) in enumerate(columns):
        sheet.set_column(column, column, max(width, len(title) + 3))
        sheet.write_string(0, column, title, heading)
    return sheet


def _write(sheet: Worksheet, row: int, column: int, cell: Any, style: Any = None) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, style)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell, style)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, style)
    elif len(cell) > MAX_TEXT:
        raise PackageError(f"row {row + 1} of {sheet.get_name()} has a text of {len(cell):,} characters; a cell can hold {MAX_TEXT:,}")
    else:
        sheet.write_string(row, column, cell, style)


def _about(book: Workbook, package: Package) -> None:
    """The first sheet: what this is, how to cite it, which sheets there are."""
    descriptor = package.descriptor
    sheet = book.add_worksheet("about")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 110)
    lines = [
        ("title", descriptor["title"]),
        ("version", package.version),
        ("data of", descriptor["created"][:10]),
        ("what it is", descriptor["description"]),
        ("how to cite it", citation.sentence(package)),
        ("licence", ", ".join(licence["title"] for licence in descriptor["licenses"])),
        *((f"sheet {name}", resource["description"]) for name, resource in package.resources.items()),
        ("sheet columns", "What each column of each sheet holds."),
    ]
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    top = book.add_format({"bold": True, "valign": "top"})
    for row, (name, content) in enumerate(lines):
        sheet.write_string(row, 0, name, top)
        sheet.write_string(row, 1, content, wrapped)


def _columns(book: Workbook, package: Package) -> None:
    sheet = _headed(book, "columns", [("sheet", 24), ("column", 20), ("type", 10), ("holds", 120)])
    row = 0
    for table in package.tables:
        for field in package.schema(table)["fields"]:
            row += 1
            for column, text in enumerate((table, field["name"], field["type"], field["description"])):
                _write(sheet, row, column, text)
    sheet.autofilter(0, 0, row, 3)
