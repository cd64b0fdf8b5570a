"""A workbook to fill in that explains itself."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from vebuilder.io.tables.fields import ANY, Kind, flat_fields, kind_of
from vebuilder.io.tables.layout import (
    NETWORK,
    PROJECT,
    SETTING,
    VALUE,
    Layout,
    Pairs,
    Rows,
    Settings,
)
from vebuilder.io.tables.workbook import READ_ME, fill, openpyxl_module
from vebuilder.io.tables.writing import Table, tables_of
from vebuilder.model import Network, Project
from vebuilder.model.record import Record

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
    "competence": "competences",
    "parent": "competences",
}
"""Columns that name an entry of another sheet; there the first column."""


def write_template(path: Path, project: Project | None, network: Network | None) -> None:
    """Write a workbook to fill in: every sheet and column, explained, with an example and drop-downs.

    Parameters
    ----------
    path
        The workbook, replaced if there is one.
    project, network
        The example that stands in it; None to leave it empty.
    """
    book = openpyxl_module().Workbook()
    cover = book.active
    cover.title = READ_ME
    for line in _cover(project is not None or network is not None):
        cover.append([line])
    cover.column_dimensions["A"].width = 110
    example = {name: table for one in (network, project) if one for name, table in tables_of(one).items()}
    for layout in (*NETWORK, *PROJECT):
        sheet = book.create_sheet(layout.sheet)
        columns = dict(_columns(layout))
        shown = example.get(layout.sheet, Table((), ()))
        if isinstance(layout, Settings):
            _fill_settings(sheet, layout, shown, columns)
            continue
        names = (*columns, *(name for name in shown.columns if name not in columns))
        rows = [dict(zip(shown.columns, row, strict=True)) for row in shown.rows]
        fill(sheet, Table(names, tuple(tuple(row.get(name) for name in names) for row in rows)))
        for number, name in enumerate(names, start=1):
            _explain(sheet, number, name, columns.get(name, ("an attribute of your own", Kind.VALUE)))
    book.save(path)


def _fill_settings(
    sheet: Any, layout: Settings, shown: Table, columns: Mapping[str, tuple[str, Kind]]
) -> None:
    """Write every setting there is, each explained, with the value it has if it has one."""
    values = {str(row[0]): row[1] for row in shown.rows}
    settings = _settings(layout)
    fill(sheet, Table((SETTING, VALUE), tuple((name, values.get(name)) for name in settings)))
    for number, name in enumerate((SETTING, VALUE), start=1):
        _comment(sheet.cell(1, number), columns[name][0])
    for row, (name, (words, kind, choices)) in enumerate(settings.items(), start=2):
        _comment(sheet.cell(row, 1), words)
        if listed := _list_of(name, kind, choices):
            _drop_down(sheet, f"B{row}", listed)


def _settings(layout: Settings) -> dict[str, tuple[str, Kind, tuple[str, ...]]]:
    """Return, by setting, what it means, what it holds and what it may be if that is known."""
    found: dict[str, tuple[str, Kind, tuple[str, ...]]] = {}
    holders = {"": layout.records, **layout.nested}
    for holder, records in holders.items():
        kinds = tuple(str(record.model_fields["kind"].default) for record in records if _is_kind(record))
        for record in records:
            for name, field in flat_fields(record).items():
                if name == "kind":
                    words = f"which it is: {', '.join(kinds)} ({kinds[0]} if empty; text)"
                    found[holder or name] = (words, Kind.TEXT, kinds)
                else:
                    only = f"; for {record.model_fields['kind'].default} only" if _is_kind(record) else ""
                    found[name] = (f"{_told(name, field)}{only}", kind_of(field), ())
    return found


def _is_kind(record: type[Record]) -> bool:
    return "kind" in record.model_fields


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
                yield name, (_told(name, field), kind_of(field))
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
            yield SETTING, ("name of a setting; point at it to read what it means", Kind.TEXT)
            yield (
                VALUE,
                ("its value; several are separated by semicolons; empty: as if not stated", Kind.VALUE),
            )


def _told(name: str, field: FieldInfo) -> str:
    """Return what a field means, in the words of a spreadsheet."""
    words = (field.description or name.replace("_", " ")).replace("`", "")
    words = words.replace("None:", "empty:" if field.default is None else f"{ANY}:")
    needed = "needed" if field.is_required() else _default(field.default)
    return f"{words} ({needed}; {kind_of(field).value})"


def _default(value: object) -> str:
    if isinstance(value, bool):
        return f"{str(value).lower()} if empty"
    if isinstance(value, int | float):
        return f"{value:g} if empty"
    return f"{value} if empty" if isinstance(value, str) and value else "may be empty"


def _explain(sheet: Any, number: int, name: str, told: tuple[str, Kind]) -> None:
    """Put a comment on a column's head, and a drop-down below it where there is something to choose from."""
    from openpyxl.utils import get_column_letter

    words, kind = told
    _comment(sheet.cell(1, number), words)
    listed = _list_of(name, kind)
    if listed and (name == "parent" or sheet.title != _REFERENCES.get(name)):
        letter = get_column_letter(number)
        _drop_down(sheet, f"{letter}2:{letter}{LAST_ROW}", listed)


def _comment(cell: Any, words: str) -> None:
    from openpyxl.comments import Comment

    comment = Comment(words, "vebuilder")
    comment.width, comment.height = 320, 110
    cell.comment = comment


def _list_of(name: str, kind: Kind, choices: Sequence[str] = ()) -> str:
    """Return what a drop-down offers, as spreadsheets write it; empty for none."""
    if choices:
        return f'"{",".join(choices)}"'
    if kind is Kind.FLAG:
        return '"true,false"'
    return f"={_REFERENCES[name]}!$A$2:$A${LAST_ROW}" if name in _REFERENCES else ""


def _drop_down(sheet: Any, cells: str, listed: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    choice = DataValidation(type="list", formula1=listed, allow_blank=True, showErrorMessage=False)
    sheet.add_data_validation(choice)
    choice.add(cells)


def _cover(with_example: bool) -> Iterator[str]:
    yield "A network of firms and a project, for vebuilder."
    yield ""
    yield "Fill in the sheets firms, offers, project and tasks; all others may stay empty."
    yield "Point at the name of a column or of a setting to read what it means."
    yield "An empty cell leaves a value at its default."
    yield "Several entries in one cell are separated by semicolons."
    yield "A column of your own in sheet firms is an attribute (country, size, ...) for rules and funding."
    yield "A sheet of your own may stay if its name begins with _ (an underscore)."
    yield ""
    yield "Then:  vebuilder check THIS.xlsx   tells every fault by sheet, row and column"
    yield "       vebuilder form THIS.xlsx -o ENTERPRISE.json   forms the enterprise"
    if with_example:
        yield ""
        yield "What stands in the sheets is an example: replace it."
