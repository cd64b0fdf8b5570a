"""Sheets, columns and settings that there are not, and those that are missing."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from vebuilder.io.form import value_text
from vebuilder.io.tables.fields import flat_fields
from vebuilder.io.tables.layout import SETTING, VALUE, Layout, Pairs, Rows, Settings
from vebuilder.io.tables.sheet import Cell, Sheet
from vebuilder.model import Fault

ALIKE = 0.6
"""How alike a name and a known one are for it to be a misspelling."""
CLOSE = 0.8
"""The same, where a name of the planner's own would do as well."""


def unknown_sheet(name: str, known: Iterable[str]) -> Fault:
    """Return what is wrong with a sheet that there is not.

    Parameters
    ----------
    name
        What it is called.
    known
        The sheets there are.
    """
    own = "a sheet of your own may stay if its name begins with '_'"
    mend = meant(name, known) or f"{own}; the sheets are {', '.join(sorted(known))}"
    return Fault(path=str(Cell(name)), message="there is no such sheet", mend=mend)


def unknown_setting(name: str, known: Iterable[str], sheet: Sheet, position: int) -> Fault:
    """Return what is wrong with a setting that there is not.

    Parameters
    ----------
    name
        What it is called; may be empty.
    known
        The settings there are.
    sheet, position
        Where it stands.
    """
    path = str(sheet.cell(position, SETTING))
    if not name:
        return Fault(path=path, message="is missing", mend="name the setting")
    mend = meant(name, known) or f"the settings are {', '.join(sorted(known))}"
    return Fault(path=path, message=f"{value_text(name)} is no setting", mend=mend)


def unknown_columns(layout: Layout, sheet: Sheet, known: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault for each column that there is not.

    Parameters
    ----------
    layout
        What the sheet may hold.
    sheet
        The sheet.
    known
        The columns there are.
    """
    free = isinstance(layout, Rows) and layout.attributes
    for column in sheet.columns:
        if column in set(known):
            continue
        close = meant(column, known, CLOSE if free else ALIKE)
        if free and not close:
            continue
        mend = close or f"the columns are {', '.join(sorted(known))}"
        path = str(Cell(sheet.name, column=column))
        yield Fault(path=path, message="there is no such column", mend=mend)


def missing_columns(layout: Layout, sheet: Sheet) -> list[Fault]:
    """Return a fault for each column without which no row of a sheet can be read.

    Parameters
    ----------
    layout
        What the sheet may hold.
    sheet
        The sheet.
    """
    return [
        Fault(path=str(Cell(sheet.name, column=column)), message="this column is missing", mend="add it")
        for column in _needed(layout)
        if column not in sheet.columns
    ]


def meant(name: str, known: Iterable[str], alike: float = ALIKE) -> str:
    """Return the question whether a known name was meant; empty if none is like it.

    Parameters
    ----------
    name
        What stands there.
    known
        What could stand there.
    alike
        How alike the two must be, from 0 to 1.
    """
    close = get_close_matches(name.lower(), sorted(known), n=1, cutoff=alike)
    return f"did you mean {close[0]!r}?" if close else ""


def _needed(layout: Layout) -> Iterator[str]:
    """Yield the columns without which no row of a sheet can be read."""
    match layout:
        case Rows():
            yield from layout.owner.keys if layout.owner else ()
            yield from (name for name, field in flat_fields(layout.record).items() if field.is_required())
        case Pairs():
            yield from layout.owner.keys if layout.owner else ()
            yield from layout.columns
        case Settings():
            yield from (SETTING, VALUE)
