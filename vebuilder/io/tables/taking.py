"""A record from the sheets that describe it."""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

from vebuilder.io.tables.layout import Layout
from vebuilder.io.tables.reading import Reading
from vebuilder.io.tables.sheet import Sheet
from vebuilder.io.tables.unknown import unknown_sheet
from vebuilder.model.record import Record

R = TypeVar("R", bound=Record)


def read_sheets(kind: type[R], layouts: Sequence[Layout], sheets: Mapping[str, Sheet]) -> R:
    """Return what some sheets describe.

    Parameters
    ----------
    kind
        A network or a project.
    layouts
        The sheets it may have.
    sheets
        The sheets there are, by name.

    Raises
    ------
    DataError
        If a sheet, a column or a value cannot be meant; all faults at once.
    """
    reading = Reading(kind)
    take_sheets(reading, layouts, sheets)
    return reading.record()  # type: ignore[return-value]


def take_sheets(
    reading: Reading,
    layouts: Sequence[Layout],
    sheets: Mapping[str, Sheet],
    others: Collection[str] = (),
) -> None:
    """Let a reading take all sheets there are.

    Parameters
    ----------
    reading
        Takes them.
    layouts
        The sheets it may have.
    sheets
        The sheets there are, by name.
    others
        Names of further sheets that could have been meant.
    """
    known = {layout.sheet for layout in layouts}
    strange = [name for name, sheet in sheets.items() if name not in known and (sheet.columns or sheet.rows)]
    reading.faults += [unknown_sheet(name, known.union(others)) for name in strange]
    for layout in layouts:
        if layout.sheet in sheets:
            reading.take(layout, sheets[layout.sheet])
