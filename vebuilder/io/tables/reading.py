"""From sheets to a network or a project, with every fault told by sheet, row and column."""

from collections.abc import Collection, Mapping
from typing import Any

import pydantic

from vebuilder.io.form import Location, form_faults, value_text
from vebuilder.io.tables.fields import Kind, field_value, flat_fields, kind_of
from vebuilder.io.tables.layout import SETTING, VALUE, Layout, Owner, Pairs, Rows, Settings, setting_fields
from vebuilder.io.tables.sheet import Cell, Sheet
from vebuilder.io.tables.unknown import (
    meant,
    missing_columns,
    unknown_columns,
    unknown_setting,
)
from vebuilder.model import DataError, Fault
from vebuilder.model.record import Record


class Reading:
    """Raw data being put together from sheets, with the cell each piece comes from.

    Parameters
    ----------
    kind
        What it becomes.
    """

    def __init__(self, kind: type[Record]) -> None:
        self._kind = kind
        self._main = kind.__name__.lower()
        self._raw: dict[str, Any] = {}
        self.cells: dict[Location, Cell] = {}
        self._entries: dict[str, dict[tuple[object, ...], Location]] = {}
        self._rows: dict[str, list[tuple[Location, Mapping[str, object]]]] = {}
        self.faults: list[Fault] = []
        self._unread: set[str] = set()
        self._empty: dict[str, Fault] = {}
        self._readable: set[str] = set()
        self._unreadable: set[str] = set()

    def take(self, layout: Layout, sheet: Sheet) -> None:
        """Take what stands in a sheet; owners' sheets come before those of what they own."""
        self.faults += sheet.faults
        self._unread.update(fault.path for fault in sheet.faults)
        if not any(True for _ in sheet.entries()):
            path = str(Cell(sheet.name))
            self._empty[path] = Fault(path=path, message="has no rows", mend="fill it in")
        match layout:
            case Rows():
                self._take_rows(layout, sheet)
            case Pairs():
                self._take_pairs(layout, sheet)
            case Settings():
                self._take_settings(layout, sheet)

    def record(self, told: Collection[str] = ()) -> Record:
        """Return what was read.

        Parameters
        ----------
        told
            Fields whose absence is told already.

        Raises
        ------
        DataError
            With all faults, those of the sheets and those of the values in them.
        """
        model = self._raw.get("trust_model")
        if isinstance(model, dict) and "projects" in model:
            model.setdefault("kind", "joint_projects")
        try:
            record = self._kind.model_validate(self._raw)
        except pydantic.ValidationError as error:
            found = form_faults(error, "", self._raw, self._kind, where=self._where)
            absent = {str(Cell(name)) for name in told} | self._unread
            absent |= {f"sheet {self._main!r}, setting {name!r}" for name in {*told, *self._unreadable}}
            said = (self._empty.get(one.path, one) for one in found)
            raise DataError([*self.faults, *(one for one in said if one.path not in absent)]) from None
        if self.faults:
            raise DataError(self.faults)
        return record

    def _where(self, _: str, location: Location) -> str:
        """Return the cell that a piece of the raw data comes from, or the nearest one around it."""
        for length in range(len(location), 0, -1):
            cell = self.cells.get(location[:length])
            if cell is not None:
                missing = location[length] if length < len(location) else None
                if cell.column is None and isinstance(missing, str):
                    return str(Cell(cell.sheet, cell.row, missing))
                return str(cell)
        if location and str(Cell(str(location[0]))) in self._empty:
            return str(Cell(str(location[0])))
        missing = f", setting {location[0]!r}" if location else ""
        return f"sheet {self._main!r}{missing}"

    def _take_rows(self, layout: Rows, sheet: Sheet) -> None:
        fields = flat_fields(layout.record)
        parts = {
            part: (name, number) for name, split in layout.split.items() for number, part in enumerate(split)
        }
        keys = tuple(layout.owner.keys) if layout.owner else ()
        fields = {name: field for name, field in fields.items() if name not in keys or layout.owner is None}
        if not self._fit(layout, sheet, {*fields, *parts, *keys}):
            return
        for position, values in sheet.entries():
            location = self._new_entry(layout, sheet, position, values)
            if location is None:
                continue
            entry = self._at(location)
            halves = self._halves(layout, sheet, position, values)
            for column, value in values.items():
                cell = sheet.cell(position, column)
                if column in keys or column in halves:
                    continue
                if column in parts:
                    name, number = parts[column]
                    entry.setdefault(name, [None] * len(layout.split[name]))[number] = field_value(
                        value, Kind.NUMBER, text=sheet.text
                    )
                    for other, named in enumerate(layout.split[name]):
                        self.cells[*location, name, other] = sheet.cell(position, named)
                elif column in fields:
                    entry[column] = field_value(value, kind_of(fields[column]), text=sheet.text)
                    self.cells[*location, column] = cell
                elif layout.attributes:
                    entry.setdefault(layout.attributes, {})[column] = field_value(
                        value, Kind.VALUE, text=sheet.text
                    )
                    self.cells[*location, layout.attributes, column] = cell

    def _halves(self, layout: Rows, sheet: Sheet, position: int, values: Mapping[str, object]) -> set[str]:
        """Tell columns that are empty although they fill a field together with others; return the others."""
        halves: set[str] = set()
        for names in layout.split.values():
            stated = {name for name in names if name in values}
            if not stated or len(stated) == len(names):
                continue
            halves |= stated
            mend = f"fill it in, or leave {' and '.join(names)} empty"
            self.faults += [
                Fault(path=str(sheet.cell(position, name)), message="is missing", mend=mend)
                for name in names
                if name not in stated
            ]
        return halves

    def _new_entry(
        self, layout: Rows, sheet: Sheet, position: int, values: Mapping[str, object]
    ) -> Location | None:
        """Make room for the record of one row; return where, or None if its owner is not known."""
        around = self._owner_of(layout.owner, sheet, position, values)
        if around is None:
            return None
        room = self._room((*around, *layout.into))
        location = (*around, *layout.into, len(room))
        room.append({})
        self.cells[location] = sheet.cell(position)
        self._rows.setdefault(layout.sheet, []).append((location, values))
        return location

    def _owner_of(
        self, owner: Owner | None, sheet: Sheet, position: int, values: Mapping[str, object]
    ) -> Location | None:
        if owner is None:
            return ()
        missing = [key for key in owner.keys if key not in values]
        if missing:
            path = str(sheet.cell(position, missing[0]))
            self.faults.append(
                Fault(path=path, message="is missing", mend=f"name one of sheet {owner.sheet!r}")
            )
            return None
        wanted = tuple(field_value(values[key], Kind.TEXT, text=sheet.text) for key in owner.keys)
        found = self._owners(owner).get(wanted)
        if found is None and owner.sheet in self._readable:
            named = " - ".join(value_text(value) for value in wanted)
            column = next(iter(owner.keys)) if len(owner.keys) == 1 else None
            alike = meant(
                " - ".join(map(str, wanted)), [" - ".join(map(str, one)) for one in self._owners(owner)]
            )
            self.faults.append(
                Fault(
                    path=str(sheet.cell(position, column)),
                    ids=tuple(str(value) for value in wanted),
                    message=f"{named} is not in sheet {owner.sheet!r}",
                    mend=alike or "add it there, or mend the name here",
                )
            )
        return found

    def _owners(self, owner: Owner) -> dict[tuple[object, ...], Location]:
        """Return where each entry of the owners' sheet stands, by its keys; the first where they repeat."""
        if owner.sheet not in self._entries:
            known: dict[tuple[object, ...], Location] = {}
            for location, values in self._rows.get(owner.sheet, []):
                key = tuple(
                    field_value(values.get(name), Kind.TEXT, text=False) for name in owner.keys.values()
                )
                known.setdefault(key, location)
            self._entries[owner.sheet] = known
        return self._entries[owner.sheet]

    def _take_pairs(self, layout: Pairs, sheet: Sheet) -> None:
        keys = tuple(layout.owner.keys) if layout.owner else ()
        if not self._fit(layout, sheet, {*layout.columns, *keys}):
            return
        first, second = layout.columns
        for position, values in sheet.entries():
            around = self._owner_of(layout.owner, sheet, position, values)
            missing = [column for column in layout.columns if column not in values]
            if missing:
                path = str(sheet.cell(position, missing[0]))
                self.faults.append(Fault(path=path, message="is missing", mend="fill it in"))
            if around is None or missing:
                continue
            name = field_value(values[first], Kind.TEXT, text=sheet.text)
            if layout.mapping:
                entries = self._at((*around, *layout.into))
                key = str(name)
                if key in entries:
                    message = f"{value_text(key)} stands there twice"
                    self.faults.append(
                        Fault(path=str(sheet.cell(position, first)), ids=(key,), message=message)
                    )
                entries[key] = field_value(values[second], Kind.NUMBER, text=sheet.text)
                self.cells[*around, *layout.into, key] = sheet.cell(position, second)
            else:
                room = self._room((*around, *layout.into))
                location = (*around, *layout.into, len(room))
                room.append([name, field_value(values[second], Kind.TEXT, text=sheet.text)])
                self.cells[location] = sheet.cell(position)
                self.cells[*location, 0] = sheet.cell(position, first)
                self.cells[*location, 1] = sheet.cell(position, second)

    def _take_settings(self, layout: Settings, sheet: Sheet) -> None:
        if not self._fit(layout, sheet, {SETTING, VALUE}):
            return
        known = setting_fields(layout)
        if not layout.into:
            self._main = sheet.name
        stated: dict[str, int] = {}
        for position, values in sheet.entries():
            name = str(values.get(SETTING, ""))
            earlier = stated.setdefault(name, position) if VALUE in values else position
            if earlier != position and name in known:
                again = str(sheet.cell(position, SETTING))
                message = f"{value_text(name)} stands in row {sheet.first_row + earlier} already"
                self.faults.append(Fault(path=again, message=message, mend="remove one of the two"))
            elif name not in known:
                self.faults.append(unknown_setting(name, known, sheet, position))
            elif VALUE in values:
                place, kind = known[name]
                self._at(place[:-1])[place[-1]] = field_value(values[VALUE], kind, text=True)
                self.cells[place] = sheet.cell(position, VALUE)
                self.cells.setdefault(place[:-1], self.cells[place])

    def _fit(self, layout: Layout, sheet: Sheet, known: set[str]) -> bool:
        """Tell unknown and missing columns; return whether the rows can be read at all."""
        if sheet.faults and not sheet.columns:
            self._unreadable.add(sheet.name)
            return False
        missing = missing_columns(layout, sheet)
        self.faults += [*unknown_columns(layout, sheet, known), *missing]
        (self._unreadable if missing else self._readable).add(sheet.name)
        return not missing

    def _at(self, location: Location) -> dict[str, Any]:
        node: Any = self._raw
        for part in location:
            node = node.setdefault(part, {}) if isinstance(node, dict) else node[part]
        found: dict[str, Any] = node
        return found

    def _room(self, location: Location) -> list[Any]:
        room: list[Any] = self._at(location[:-1]).setdefault(str(location[-1]), [])
        return room
