"""Excel workbooks: one sheet a table."""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from vebuilder.io.tables.sheet import (
    FIRST_ROW_OF_FILE,
    Cell,
    Sheet,
    repeated_columns,
    sheet_of,
    unnamed_columns,
)
from vebuilder.io.tables.writing import Table
from vebuilder.model import DataError, Fault

READ_ME = "read me"
OWN = "_"
"""Sheets whose name begins so are the planner's own."""
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
WIDEST = 40


def is_workbook(path: Path) -> bool:
    """Return whether a path is meant to be a workbook."""
    return path.suffix.lower() in {".xlsx", ".xlsm"}


def workbook_sheets(path: Path) -> dict[str, Sheet]:
    """Return the sheets of a workbook; formulas count as what they last came to.

    Parameters
    ----------
    path
        The workbook.

    Raises
    ------
    DataError
        If openpyxl is not installed, or the file is no workbook.
    """
    openpyxl = openpyxl_module()
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except OSError:
        raise
    except Exception as error:  # openpyxl lets whatever a broken file leads to through
        message = f"is no workbook that can be read: {error}"
        raise DataError([Fault(path=str(path), message=message, mend="save it as .xlsx")]) from error
    try:
        stale = _never_worked_out(path)
        return {
            sheet.title: _sheet(sheet.title, sheet.iter_rows(), stale.get(sheet.title, frozenset()))
            for sheet in book.worksheets
            if not is_own(sheet.title)
        }
    finally:
        book.close()


def is_own(name: str) -> bool:
    """Return whether a sheet is the planner's own, and holds no data for the library."""
    return name == READ_ME or name.startswith(OWN)


def write_workbook(path: Path, tables: Mapping[str, Table]) -> None:
    """Write tables to a workbook, one sheet each.

    Parameters
    ----------
    path
        The workbook, replaced if there is one.
    tables
        By the name of the sheet.
    """
    book = openpyxl_module().Workbook()
    book.remove(book.active)
    for name, table in tables.items():
        fill(book.create_sheet(name), table)
    book.save(path)


def openpyxl_module() -> Any:
    """Return openpyxl.

    Raises
    ------
    DataError
        If it is not installed; says what to install.
    """
    try:
        import openpyxl
    except ImportError as error:
        message = "openpyxl is not installed, and workbooks need it"
        mend = "pip install 'vebuilder[excel]', or use a folder of CSV files"
        raise DataError([Fault(path="workbook", message=message, mend=mend)]) from error
    return openpyxl


def _never_worked_out(path: Path) -> dict[str, frozenset[tuple[int, int]]]:
    """Return the cells of each sheet that hold a formula, by row and column; none if there is no formula.

    What a formula came to stands beside it in the file, unless a program wrote it that does not calculate:
    then its cell would look empty.
    """
    with zipfile.ZipFile(path) as parts:
        sheets = (name for name in parts.namelist() if name.startswith("xl/worksheets/"))
        if not any(_FORMULA.search(parts.read(name)) for name in sheets if name.endswith(".xml")):
            return {}
    book = openpyxl_module().load_workbook(path, read_only=True)
    try:
        return {
            sheet.title: frozenset(
                (number, place)
                for number, row in enumerate(sheet.iter_rows())
                for place, cell in enumerate(row)
                if cell.data_type == "f"
            )
            for sheet in book.worksheets
        }
    finally:
        book.close()


def _sheet(name: str, rows: Iterator[Sequence[Any]], formulas: frozenset[tuple[int, int]]) -> Sheet:
    header = [None if cell.value is None else str(cell.value).strip() for cell in next(rows, ())]
    faults = repeated_columns(name, [column for column in header if column])
    places = {column: place for place, column in reversed(list(enumerate(header))) if column}
    table: list[dict[str, object]] = []
    unnamed: list[tuple[int, list[object]]] = []
    for number, row in enumerate(rows, FIRST_ROW_OF_FILE):
        table.append({})
        unnamed.append((number, [None if cell.value is None else str(cell.value).strip() for cell in row]))
        for column, place in sorted(places.items(), key=lambda each: each[1]):
            cell = row[place] if place < len(row) else None
            value = None if cell is None else cell.value
            table[-1][column] = value
            if cell is not None and (wrong := _unread(cell, (number - 1, place) in formulas)):
                table[-1][column] = None
                faults.append(Fault(path=str(Cell(name, number, column)), message=wrong[0], mend=wrong[1]))
    faults += unnamed_columns(name, header, unnamed)
    sheet = sheet_of(name, table, FIRST_ROW_OF_FILE)
    columns = sheet.columns if table else tuple(places)
    return Sheet(name, columns, sheet.rows, FIRST_ROW_OF_FILE, faults=tuple(faults))


def _unread(cell: Any, formula: bool) -> tuple[str, str] | None:
    """Return what is wrong with a cell that stands for no value, and what would mend it."""
    if cell.data_type == "e":
        return f"holds the error {cell.value}", "mend its formula, or write a value"
    # A formula that came to an empty text says so; one that never was worked out says nothing.
    if formula and cell.value is None and cell.data_type == "n":
        return "holds a formula that was never worked out", "open and save the file in a spreadsheet"
    return None


def fill(sheet: Any, table: Table) -> None:
    """Write a table into an empty sheet, its head in bold and always in view.

    Parameters
    ----------
    sheet
        A sheet of openpyxl.
    table
        What goes in.
    """
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.append(list(table.columns))
    for row in table.rows:
        sheet.append(list(row))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for number, column in enumerate(table.columns):
        longest = max(
            [len(column), *(len(str(row[number])) for row in table.rows if row[number] is not None)]
        )
        sheet.column_dimensions[get_column_letter(number + 1)].width = min(longest + 3, WIDEST)
