"""Excel workbooks: one sheet a table."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from vebuilder.io.tables.sheet import FIRST_ROW_OF_FILE, Sheet, refuse_repeated, sheet_of
from vebuilder.io.tables.writing import Table
from vebuilder.model import DataError, Fault

READ_ME = "read me"
IGNORED = frozenset({READ_ME})
"""Sheets that hold no data."""
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
        return {
            sheet.title: _sheet(sheet.title, sheet.iter_rows(values_only=True)) for sheet in book.worksheets
        }
    finally:
        book.close()


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


def _sheet(name: str, rows: Iterator[Sequence[object]]) -> Sheet:
    header = [None if value is None else str(value).strip() for value in next(rows, ())]
    refuse_repeated(name, [column for column in header if column])
    named = [number for number, column in enumerate(header) if column]
    table = [{str(header[number]): row[number] for number in named if number < len(row)} for row in rows]
    sheet = sheet_of(name, table, FIRST_ROW_OF_FILE)
    if table:
        return sheet
    return Sheet(name, tuple(str(header[number]) for number in named), (), FIRST_ROW_OF_FILE)


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
