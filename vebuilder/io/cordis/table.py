"""One CORDIS table: a CSV file read by column name."""

import csv
import gzip
import zlib
from collections.abc import Iterator, Mapping
from operator import itemgetter
from pathlib import Path
from typing import TextIO

from vebuilder.model import DataError, Fault

SEPARATOR = ";"


def rows(path: Path, columns: tuple[str, ...], *optional: str) -> Iterator[tuple[str, ...]]:
    """Yield the cells of the named columns, row by row; at the end tell of rows that are out of shape.

    Parameters
    ----------
    path
        The table.
    columns
        Those there must be.
    optional
        Those that come after them, empty where there is no such column.

    Raises
    ------
    DataError
        If the file cannot be read, or rows have more or fewer cells than there are columns.
    """
    faults = []
    try:
        with _opened(path) as stream:
            reader = csv.reader(stream, delimiter=SEPARATOR)
            header = next(reader)
            absent = len(header)  # one empty cell is put behind each row
            pick = itemgetter(
                *map(header.index, columns),
                *(header.index(each) if each in header else absent for each in optional),
            )
            for cells in reader:
                if len(cells) == len(header):
                    yield pick([*cells, ""])
                elif cells:
                    message = f"has {len(cells)} cells for {len(header)} columns"
                    faults.append(Fault(path=f"{path}, line {reader.line_num}", message=message))
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        raise DataError([_unreadable(path, error)]) from None
    if faults:
        raise DataError(faults)


def find(folder: Path, wanted: Mapping[str, tuple[str, ...]]) -> dict[str, Path]:
    """Return the file of each table, by name.

    Parameters
    ----------
    folder
        Where the tables lie, as ``name.csv`` or ``name.csv.gz``; the plain file goes first.
    wanted
        Columns needed of each table.

    Raises
    ------
    DataError
        With every table and every column that is missing.
    """
    if not folder.is_dir():
        raise DataError([Fault(path=str(folder), message="there is no such folder", mend="name the folder")])
    found: dict[str, Path] = {}
    faults = []
    for name, columns in wanted.items():
        candidates = [folder / f"{name}.csv", folder / f"{name}.csv.gz"]
        path = next((each for each in candidates if each.is_file()), None)
        if path is None:
            mend = f"put {name}.csv or {name}.csv.gz there"
            faults.append(Fault(path=str(folder), message=f"has no table {name!r}", mend=mend))
        else:
            found[name] = path
            faults += _header_faults(path, columns)
    if faults:
        raise DataError(faults)
    return found


def _header_faults(path: Path, columns: tuple[str, ...]) -> list[Fault]:
    try:
        with _opened(path) as stream:
            header = next(csv.reader(stream, delimiter=SEPARATOR), [])
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        return [_unreadable(path, error)]
    mend = "" if len(header) > 1 else f"columns must be separated by {SEPARATOR!r}"
    return [
        Fault(path=str(path), ids=(column,), message=f"has no column {column!r}", mend=mend)
        for column in columns
        if column not in header
    ]


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return open(path, encoding="utf-8-sig", newline="")


def _unreadable(path: Path, error: Exception) -> Fault:
    if isinstance(error, EOFError):
        return Fault(path=str(path), message="seems cut short", mend="get the whole file")
    if isinstance(error, UnicodeDecodeError):
        return Fault(path=str(path), message="is not UTF-8 text", mend="save it as UTF-8")
    return Fault(path=str(path), message=f"cannot be read: {getattr(error, 'strerror', None) or error}")
