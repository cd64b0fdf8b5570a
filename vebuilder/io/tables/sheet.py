"""A table as a planner sees it: named columns, rows, and where each cell stands."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vebuilder.model import DataError, Fault

FIRST_ROW_OF_FILE = 2
"""Spreadsheets count rows from 1, and the first one names the columns."""
_PLACE = re.compile(r"sheet '(?P<sheet>.*?)'(?:, row (?P<row>[\d,]+))?(?:,|$)")


@dataclass(frozen=True)
class Cell:
    """Where a value stands.

    Parameters
    ----------
    sheet
        Name of the table.
    row
        Number of the row as the planner counts it; None for the whole table.
    column
        Name of the column; None for the whole row.
    """

    sheet: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        row = "" if self.row is None else f", row {self.row:,}"
        column = "" if self.column is None else f", column {self.column!r}"
        return f"sheet {self.sheet!r}{row}{column}"


@dataclass(frozen=True)
class Sheet:
    """A table.

    Parameters
    ----------
    name
        What it is called.
    columns
        Names of its columns.
    rows
        Values, one entry a column; None where a cell is empty.
    first_row
        Number of the first row: 0 in data frames, 2 in files.
    text
        Whether every value is text, as in CSV files.
    faults
        What of it could not be read.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    first_row: int = 0
    text: bool = False
    faults: tuple[Fault, ...] = ()

    def cell(self, position: int, column: str | None = None) -> Cell:
        """Return where a row, or a value of it, stands."""
        return Cell(self.name, self.first_row + position, column)

    def entries(self) -> Iterable[tuple[int, dict[str, object]]]:
        """Yield the position and the values of each row that is not empty; empty cells are left out."""
        for position, row in enumerate(self.rows):
            values = {
                column: value for column, value in zip(self.columns, row, strict=True) if value is not None
            }
            if values:
                yield position, values


def sheet_of(name: str, table: object, first_row: int = 0, *, text: bool = False) -> Sheet:
    """Return a table as a sheet.

    Parameters
    ----------
    name
        What it is called.
    table
        A pandas, polars or other data frame that narwhals knows, or a sequence of mappings, one a row.
    first_row
        Number of the first row as the planner counts it.
    text
        Whether every value is text.

    Raises
    ------
    DataError
        If it is no table, or two columns have the same name.
    """
    columns, rows = _read(name, table)
    if faults := repeated_columns(name, columns):
        raise DataError(faults)
    return Sheet(name, columns, tuple(tuple(map(_plain, row)) for row in rows), first_row, text)


def repeated_columns(name: str, columns: Sequence[str]) -> list[Fault]:
    """Return a fault for each name that several columns have.

    Parameters
    ----------
    name
        Of the table.
    columns
        Names of its columns.
    """
    repeated = sorted({column for column in columns if column and columns.count(column) > 1})
    message = "there are two columns of this name"
    return [Fault(path=str(Cell(name, column=column)), message=message) for column in repeated]


def unnamed_columns(
    name: str, columns: Sequence[str | None], rows: Iterable[tuple[int, Sequence[object]]]
) -> list[Fault]:
    """Return a fault for each column that holds values, but has no name.

    Parameters
    ----------
    name
        Of the table.
    columns
        Names of its columns; empty where there is none.
    rows
        Numbers of the rows, and their values; there may be more of them than columns.
    """
    first: dict[int, int] = {}
    for number, values in rows:
        for place, value in enumerate(values):
            if value not in {None, ""} and (place >= len(columns) or not columns[place]):
                first.setdefault(place, number)
    return [
        Fault(
            path=f"{Cell(name)}, column {_letters(place)}",
            message=f"has no name, but values, such as in row {number:,}",
            mend="name it in the first row, or empty it; a sheet whose name begins with '_' is your own",
        )
        for place, number in sorted(first.items())
    ]


def _letters(place: int) -> str:
    """Return what spreadsheets call a column."""
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def ordered(faults: Iterable[Fault], sheets: Sequence[str]) -> list[Fault]:
    """Return faults as a planner goes through the sheets, row by row.

    Parameters
    ----------
    faults
        In any order.
    sheets
        Names of the sheets, in their order.
    """
    order = {name: number for number, name in enumerate(sheets)}

    def place(fault: Fault) -> tuple[int, int]:
        found = _PLACE.match(fault.path)
        if found is None:
            return -1, 0
        return order.get(found["sheet"], -1), int((found["row"] or "0").replace(",", ""))

    return sorted(faults, key=place)


def _read(name: str, table: object) -> tuple[tuple[str, ...], Iterable[Sequence[object]]]:
    if isinstance(table, Sequence) and not isinstance(table, str | bytes):
        if all(isinstance(row, Mapping) for row in table):
            columns = tuple(dict.fromkeys(str(column).strip() for row in table for column in row))
            rows = [{str(column).strip(): value for column, value in row.items()} for row in table]
            return columns, [[row.get(column) for column in columns] for row in rows]
    else:
        import narwhals as nw

        try:
            frame: Any = nw.from_native(table, eager_only=True)
        except TypeError:
            pass
        else:
            return tuple(str(column).strip() for column in frame.columns), frame.rows()
    raise DataError(
        [
            Fault(
                path=str(Cell(name)),
                message=f"a {type(table).__name__} is no table",
                mend="hand over a data frame (pandas, polars, ...) or a list of rows, each a dict",
            )
        ]
    )


def _plain(value: object) -> object:
    """Return a value as plain Python has it; None for what is empty."""
    if hasattr(value, "item") and not isinstance(value, str | bytes | list | tuple):
        value = value.item()
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if type(value).__name__ in {"NAType", "NaTType"}:
        return None
    if isinstance(value, str):
        return value.strip() or None
    if hasattr(value, "tolist") and not isinstance(value, bytes):
        return value.tolist()
    return value
