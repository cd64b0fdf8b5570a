"""A project and its network as they stand in a workbook or in a folder of CSV files."""

import csv
import io
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from vebuilder.io.form import Location
from vebuilder.io.tables.layout import NETWORK, PROJECT, VALUE
from vebuilder.io.tables.reading import Reading
from vebuilder.io.tables.sheet import (
    FIRST_ROW_OF_FILE,
    Cell,
    Sheet,
    ordered,
    repeated_columns,
    sheet_of,
    unnamed_columns,
)
from vebuilder.io.tables.taking import take_sheets
from vebuilder.io.tables.workbook import is_own, is_workbook, workbook_sheets, write_workbook
from vebuilder.io.tables.writing import Table, tables_of
from vebuilder.model import DataError, Fault, Network, Project
from vebuilder.model.record import Record

DELIMITERS = ",;\t"
_PART = re.compile(r"\.?([^.\[\]]+)|\[(\d+)\]")
_PIECE = re.compile(r"\b(?:network|project)(?:\.\w+(?:\[\d+\])*)+")
"""A path in a message, such as ``network.firms[5]``."""


@dataclass(frozen=True)
class Tables:
    """What was read, and where each piece of it stands.

    Parameters
    ----------
    project, network
        What the tables describe.
    cells
        Where the pieces of both stand.
    """

    project: Project
    network: Network
    cells: Mapping[Location, Cell]

    def located(self, faults: Iterable[Fault]) -> tuple[Fault, ...]:
        """Return faults of meaning with the sheet, row and column in place of the path.

        Parameters
        ----------
        faults
            What `vebuilder.check` found in the project and the network.
        """
        return tuple(located_at(self.cells, fault) for fault in faults)


def located_at(cells: Mapping[Location, Cell], fault: Fault, shortest: int = 2) -> Fault:
    """Return a fault with the sheet, row and column in place of its path, as far as it has a cell.

    Parameters
    ----------
    cells
        Where pieces stand, by their location.
    fault
        With a path such as ``network.firms[3].capacity``.
    shortest
        Steps of a path that must agree at least.
    """
    named = _PIECE.sub(lambda found: _cell_of(cells, found[0]) or found[0], fault.message)
    if named != fault.message:
        fault = fault.model_copy(update={"message": named})
    location = _location(fault.path)
    for length in range(len(location), shortest - 1, -1):
        cell = cells.get(location[:length])
        if cell is not None:
            rest = location[length] if length < len(location) else None
            return fault.model_copy(update={"path": _place(cell, rest)})
    return fault


def _location(path: str) -> Location:
    return tuple(int(number) if number else name for name, number in _PART.findall(path))


def _cell_of(cells: Mapping[Location, Cell], path: str) -> str:
    """Return where a piece that a message speaks of stands; empty if that is not known."""
    cell = cells.get(_location(path))
    return "" if cell is None else str(cell)


def _place(cell: Cell, rest: str | int | None) -> str:
    """Return where a piece stands, or would stand if it were not at its default, in words.

    Parameters
    ----------
    cell
        The innermost cell around it.
    rest
        Its name within; None if the cell is its own.
    """
    if isinstance(rest, str) and cell.column is None:
        return str(Cell(cell.sheet, cell.row, rest))
    if isinstance(rest, str) and cell.column == VALUE:
        return f"{Cell(cell.sheet)}, setting {rest!r}"
    return str(cell)


def read_tables(path: str | os.PathLike[str]) -> Tables:
    """Read a project and its network from a workbook (``.xlsx``) or a folder of CSV files.

    The sheets, or files, are those of `network_from_frames` and `project_from_frames`. CSV files are UTF-8,
    with commas, semicolons or tabs between the columns.

    Parameters
    ----------
    path
        The workbook or the folder.

    Raises
    ------
    DataError
        If it cannot be read, or a sheet, a column or a value cannot be meant; all faults at once, each by
        sheet, row (as a spreadsheet counts them) and column.
    """
    sheets = _sheets(Path(path))
    own = {layout.sheet for layout in PROJECT}
    network, project = Reading(Network), Reading(Project)
    take_sheets(network, NETWORK, {name: sheet for name, sheet in sheets.items() if name not in own}, own)
    take_sheets(project, PROJECT, {name: sheet for name, sheet in sheets.items() if name in own})
    for needed in ("firms", "project", "tasks"):
        if needed not in sheets:
            network.faults.append(
                Fault(path=str(Cell(needed)), message="this sheet is missing", mend="add it")
            )
    read: list[Record] = []
    faults: list[Fault] = []
    for reading, whole in ((project, {"project", "tasks"}), (network, {"firms"})):
        try:
            read.append(reading.record(told=whole - set(sheets)))
        except DataError as error:
            faults += error.faults
    if faults:
        raise DataError(ordered(faults, [layout.sheet for layout in (*NETWORK, *PROJECT)]))
    cells = {("project", *place): cell for place, cell in project.cells.items()}
    cells |= {("network", *place): cell for place, cell in network.cells.items()}
    assert isinstance(read[0], Project)
    assert isinstance(read[1], Network)
    return Tables(read[0], read[1], cells)


def write_tables(path: str | os.PathLike[str], *records: Record) -> None:
    """Write networks, projects or enterprises as tables: a workbook (``.xlsx``), or a folder of CSV files.

    Parameters
    ----------
    path
        The workbook, replaced if there is one; or a folder, made if there is none. A network that is written
        there replaces all tables of an earlier one, and so does a project.
    records
        What is to be written; their tables go side by side.

    Raises
    ------
    DataError
        If a record has no tables, two of them have the same ones, or the file cannot be written.
    """
    tables: dict[str, Table] = {}
    for record in records:
        for name, table in tables_of(record).items():
            if name in tables:
                message = f"two of the records have a table {name!r}"
                raise DataError(
                    [Fault(path="records", message=message, mend="write them to different places")]
                )
            tables[name] = table
    target = Path(path)
    try:
        if is_workbook(target):
            write_workbook(target, tables)
        else:
            _write_folder(target, tables, _replaced(records))
    except OSError as error:
        raise DataError([Fault(path=str(path), message=f"cannot be written: {error.strerror}")]) from error


def _sheets(path: Path) -> dict[str, Sheet]:
    try:
        if path.is_dir():
            return {
                file.stem: csv_sheet(file, file.stem)
                for file in sorted(path.glob("*.csv"))
                if not is_own(file.stem)
            }
        if is_workbook(path):
            return workbook_sheets(path)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise DataError([Fault(path=str(path), message=f"cannot be read: {reason}")]) from error
    raise DataError(
        [
            Fault(
                path=str(path),
                message="is neither a workbook nor a folder" if path.exists() else "there is no such file",
                mend="name an .xlsx file or a folder of .csv files",
            )
        ]
    )


def csv_sheet(file: Path, name: str) -> Sheet:
    """Return a CSV file as a sheet.

    Parameters
    ----------
    file
        In UTF-8, with commas, semicolons or tabs between the columns.
    name
        What the sheet is called.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        wrong = Fault(
            path=str(Cell(name)),
            message="is not written in UTF-8",
            mend='save it as "CSV UTF-8", as spreadsheets call it',
        )
        return Sheet(name, (), (), FIRST_ROW_OF_FILE, text=True, faults=(wrong,))
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    header, *rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)) or [[]]
    columns = [column.strip() for column in header]
    faults = repeated_columns(name, columns)
    width = len(columns)
    within = (
        (number, [cell.strip() for cell in row[:width]]) for number, row in enumerate(rows, FIRST_ROW_OF_FILE)
    )
    faults += unnamed_columns(name, columns, within)
    for number, row in enumerate(rows, FIRST_ROW_OF_FILE):
        if len(row) > width and any(row[width:]):
            message = f"has {len(row)} values, but there are only {width} columns"
            mend = 'quote a value that holds a separator: "..."'
            faults.append(Fault(path=str(Cell(name, number)), message=message, mend=mend))
    table = [
        dict(zip(reversed(columns), reversed([*row, *[""] * width][:width]), strict=True)) for row in rows
    ]
    sheet = sheet_of(
        name, [{column: row[column] for column in columns if column} for row in table], text=True
    )
    known = sheet.columns if table else tuple(dict.fromkeys(column for column in columns if column))
    return Sheet(name, known, sheet.rows, FIRST_ROW_OF_FILE, text=True, faults=tuple(faults))


def _replaced(records: Iterable[Record]) -> set[str]:
    """Return the tables that some records may have, whether they do or not."""
    layouts = {Network: NETWORK, Project: PROJECT}
    return {layout.sheet for record in records for layout in layouts.get(type(record), ())}


def _write_folder(folder: Path, tables: Mapping[str, Table], replaced: set[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    # A table that is not written any more would be read back with the others.
    for name in replaced.difference(tables):
        (folder / f"{name}.csv").unlink(missing_ok=True)
    for name, table in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(table.columns)
            writer.writerows(table.rows)
