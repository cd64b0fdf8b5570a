"""A workbook to fill in that explains itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vebuilder.io.tables.fields import Kind, flat_fields, kind_of
from vebuilder.io.tables.layout import (
    NETWORK,
    PROJECT,
    SETTING,
    VALUE,
    Layout,
    Pairs,
    Rows,
    Settings,
    setting_fields,
)
from vebuilder.io.tables.workbook import READ_ME, fill, openpyxl_module
from vebuilder.io.tables.writing import Table, tables_of
from vebuilder.model import Network, Project

LAST_ROW = 5000
"""Down to this row the drop-downs reach."""
_REFERENCES = {
    "firm": "firms",
    "source": "firms",
    "target": "firms",
    "other": "firms",
    "initiator": "firms",
    "task": "tasks",
    "source_task": "tasks",
    "target_task": "tasks",
    "preparation": "preparations",
}
"""Columns that name an entry of another sheet; there the first column."""


def write_template(path: Path, project: Project, network: Network) -> None:
    """Write a workbook to fill in: every sheet and column, explained, with an example and drop-downs.

    Parameters
    ----------
    path
        The workbook, replaced if there is one.
    project, network
        The example that stands in it.
    """
    book = openpyxl_module().Workbook()
    cover = book.active
    cover.title = READ_ME
    for line in _cover():
        cover.append([line])
    cover.column_dimensions["A"].width = 110
    example = {**tables_of(network), **tables_of(project)}
    for layout in (*NETWORK, *PROJECT):
        sheet = book.create_sheet(layout.sheet)
        columns = dict(_columns(layout))
        shown = example.get(layout.sheet, Table((), ()))
        names = (*columns, *(name for name in shown.columns if name not in columns))
        rows = [dict(zip(shown.columns, row, strict=True)) for row in shown.rows]
        fill(sheet, Table(names, tuple(tuple(row.get(name) for name in names) for row in rows)))
        for number, name in enumerate(names, start=1):
            _explain(sheet, number, name, columns.get(name, ("an attribute of your own", Kind.VALUE)))
    book.save(path)


def _columns(layout: Layout) -> Iterator[tuple[str, tuple[str, Kind]]]:
    """Yield the columns of a sheet, what each means, and what it holds."""
    match layout:
        case Rows():
            for key in layout.owner.keys if layout.owner else ():
                yield (
                    key,
                    (f"whose it is; one of sheet {layout.owner.sheet!r}" if layout.owner else "", Kind.TEXT),
                )
            for name, field in flat_fields(layout.record).items():
                needed = "needed" if field.is_required() else _default(field.default)
                told = f"{field.description or name.replace('_', ' ')} ({needed}; {kind_of(field).value})"
                yield name, (told, kind_of(field))
            for name, parts in layout.split.items():
                for part in parts:
                    yield (
                        part,
                        (f"{part} of the {name}, in degrees; leave both empty if not known", Kind.NUMBER),
                    )
        case Pairs():
            for key in layout.owner.keys if layout.owner else ():
                yield key, ("whose it is", Kind.TEXT)
            for name in layout.columns:
                yield name, (name.replace("_", " "), Kind.TEXT)
        case Settings():
            names = ", ".join(setting_fields(layout))
            yield SETTING, (f"name of a setting: {names}", Kind.TEXT)
            yield VALUE, ("its value; several are separated by semicolons", Kind.VALUE)


def _default(value: object) -> str:
    if value is None:
        return "may be empty"
    return (
        f"{value:g} if empty"
        if isinstance(value, int | float) and not isinstance(value, bool)
        else "may be empty"
    )


def _explain(sheet: Any, number: int, name: str, told: tuple[str, Kind]) -> None:
    """Put a comment on a column's head, and a drop-down below it where there is something to choose from."""
    from openpyxl.comments import Comment
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    words, kind = told
    comment = Comment(words, "vebuilder")
    comment.width, comment.height = 320, 110
    sheet.cell(1, number).comment = comment
    listed = f"={_REFERENCES[name]}!$A$2:$A${LAST_ROW}" if name in _REFERENCES else None
    if kind is Kind.FLAG:
        listed = '"true,false"'
    if listed is not None and sheet.title != _REFERENCES.get(name):
        choice = DataValidation(type="list", formula1=listed, allow_blank=True, showErrorMessage=False)
        sheet.add_data_validation(choice)
        letter = get_column_letter(number)
        choice.add(f"{letter}2:{letter}{LAST_ROW}")


def _cover() -> Iterator[str]:
    yield "A network of firms and a project, for vebuilder."
    yield ""
    yield "Fill in the sheets firms, offers, project and tasks; all others may stay empty."
    yield "Point at a column's name to read what it means. An empty cell leaves a value at its default."
    yield "Several entries in one cell are separated by semicolons."
    yield "A column of your own in sheet firms is an attribute (country, size, ...) for rules and funding."
    yield ""
    yield "Then:  vebuilder check THIS.xlsx   tells every fault by sheet, row and column"
    yield "       vebuilder form THIS.xlsx -o ENTERPRISE.json   forms the enterprise"
    yield ""
    yield "What stands in the sheets is an example: replace it."
