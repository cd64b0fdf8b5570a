"""What came of an enterprise, as a planner writes it down: JSON, CSV or a workbook."""

import csv
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from vebuilder.io import files
from vebuilder.io.tables.layout import Rows
from vebuilder.io.tables.reading import Reading
from vebuilder.io.tables.sheet import Cell, Sheet
from vebuilder.io.tables.source import csv_sheet, located_at
from vebuilder.io.tables.taking import take_sheets
from vebuilder.io.tables.workbook import is_workbook, workbook_sheets
from vebuilder.model import DataError, Fault
from vebuilder.model.plan import Outcome
from vebuilder.model.record import Record

SHEET = "outcomes"
LAYOUT = Rows(SHEET, Outcome, (SHEET,))

Located = Callable[[Iterable[Fault]], tuple[Fault, ...]]


class Outcomes(Record):
    """What came of the assignments of an enterprise."""

    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class Read:
    """Outcomes, and what tells faults of them where the planner finds them.

    Parameters
    ----------
    outcomes
        In the order of the file.
    located
        Takes faults at ``outcomes[3].firm`` and the like.
    """

    outcomes: tuple[Outcome, ...]
    located: Located


def read_outcomes(path: str | os.PathLike[str]) -> Read:
    """Read outcomes from JSON, from a CSV file, or from the sheet ``outcomes`` of a workbook.

    JSON holds ``{"outcomes": [...]}``; the fields of `Outcome` are the columns of the tables.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    DataError
        If it cannot be read, or something in it cannot be meant; all faults at once.
    """
    source = Path(path)
    if source.suffix.lower() == ".csv" or is_workbook(source):
        return _from_table(source)
    record = files.read(path, (Outcomes,))
    assert isinstance(record, Outcomes)
    return Read(record.outcomes, lambda faults: tuple(_in_file(fault, str(path)) for fault in faults))


def _from_table(path: Path) -> Read:
    reading = Reading(Outcomes)
    take_sheets(reading, (LAYOUT,), {SHEET: _sheet(path)})
    record = reading.record()
    assert isinstance(record, Outcomes)
    cells = {(SHEET, *place[1:]): cell for place, cell in reading.cells.items()}

    def located(faults: Iterable[Fault]) -> tuple[Fault, ...]:
        return tuple(located_at(cells, fault, shortest=2) for fault in faults)

    return Read(record.outcomes, located)


def _sheet(path: Path) -> Sheet:
    try:
        if not is_workbook(path):
            return csv_sheet(path, SHEET)
        sheets = workbook_sheets(path)
    except FileNotFoundError:
        raise DataError(
            [Fault(path=str(path), message="there is no such file", mend="check the name and the folder")]
        ) from None
    except (OSError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise DataError([Fault(path=str(path), message=f"cannot be read: {reason}")]) from error
    if SHEET not in sheets:
        fault = Fault(path=str(Cell(SHEET)), message="this sheet is missing", mend="add it")
        raise DataError([fault])
    return sheets[SHEET]


def _in_file(fault: Fault, path: str) -> Fault:
    return fault.model_copy(update={"path": f"{path}: {fault.path}"}) if fault.path else fault
