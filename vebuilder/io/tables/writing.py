"""From a network or a project to tables that read back the same; from any answer to tables for people."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vebuilder.io.tables.fields import ANY, SEPARATOR, flat_fields
from vebuilder.io.tables.layout import (
    NETWORK,
    PROJECT,
    SETTING,
    VALUE,
    Layout,
    Owner,
    Pairs,
    Rows,
    Settings,
    setting_fields,
)
from vebuilder.model import DataError, Fault, Network, Project
from vebuilder.model.record import Record

Entry = tuple[Mapping[str, object], Record]
"""The owner's keys, and a record of its."""


@dataclass(frozen=True)
class Table:
    """Columns and rows; None where a cell is empty."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def tables_of(record: Record) -> dict[str, Table]:
    """Return the tables of a network, a project, or anything that has assignments and a cost.

    Parameters
    ----------
    record
        What is to be written.

    Raises
    ------
    DataError
        If the record is none of these.
    """
    if isinstance(record, Network):
        return _described(record, NETWORK)
    if isinstance(record, Project):
        return _described(record, PROJECT)
    if hasattr(record, "assignments") and hasattr(record, "cost"):
        return _answered(record)
    message = f"a network, a project or an enterprise is needed, not a {type(record).__name__}"
    raise DataError([Fault(path="record", message=message)])


def _described(record: Record, layouts: Sequence[Layout]) -> dict[str, Table]:
    tables = {}
    for layout in layouts:
        match layout:
            case Rows():
                table = _rows_table(layout, list(_entries(record, layout.into, layout.owner, layouts)))
            case Pairs():
                table = _pairs_table(record, layout, layouts)
            case Settings():
                table = _settings_table(record, layout)
        if table.rows:
            tables[layout.sheet] = table
    return tables


def _entries(
    record: Record, into: Sequence[str], owner: Owner | None, layouts: Sequence[Layout]
) -> Iterator[tuple[Mapping[str, object], Any]]:
    """Yield what a field holds, with the keys of its owner."""
    for keys, holder in _owners(record, owner, layouts):
        held: Any = holder
        for part in into:
            held = getattr(held, part, ())
        for one in held if not isinstance(held, Mapping) else held.items():
            yield keys, one


def _owners(
    record: Record, owner: Owner | None, layouts: Sequence[Layout]
) -> Iterator[tuple[Mapping[str, object], Record]]:
    if owner is None:
        yield {}, record
        return
    layout = next(one for one in layouts if isinstance(one, Rows) and one.sheet == owner.sheet)
    for keys, holder in _entries(record, layout.into, layout.owner, layouts):
        known = {**keys, **{name: getattr(holder, name) for name in flat_fields(layout.record)}}
        yield {column: known[named] for column, named in owner.keys.items()}, holder


def _rows_table(layout: Rows, entries: list[Entry]) -> Table:
    """Return the columns that some record does not leave at its default."""
    keys = tuple(layout.owner.keys) if layout.owner else ()
    fields = flat_fields(layout.record)
    shown = [
        name
        for name, field in fields.items()
        if field.is_required()
        or any(getattr(one, name) != field.get_default(call_default_factory=True) for _, one in entries)
    ]
    split = [part for name, parts in layout.split.items() if _any(entries, name) for part in parts]
    extra = sorted({name for _, one in entries for name in getattr(one, layout.attributes, None) or ()})
    rows = []
    for owned, one in entries:
        row: list[object] = [owned[key] for key in keys]
        row += [_cell(getattr(one, name), fields[name].default is not None) for name in shown]
        for name, parts in layout.split.items():
            if parts[0] in split:
                row += getattr(one, name) or [None] * len(parts)
        row += [getattr(one, layout.attributes).get(name) for name in extra]
        rows.append(tuple(row))
    return Table((*keys, *shown, *split, *extra), tuple(rows))


def _any(entries: Iterable[Entry], name: str) -> bool:
    return any(getattr(one, name) is not None for _, one in entries)


def _cell(value: object, limited: bool) -> object:
    """Return a value as a cell holds it; ``limited``: whether the default is a limit."""
    if isinstance(value, tuple | frozenset | list):
        entries = sorted(value) if isinstance(value, frozenset) else value
        return f"{SEPARATOR} ".join(map(str, entries)) or None
    return ANY if value is None and limited else value


def _pairs_table(record: Record, layout: Pairs, layouts: Sequence[Layout]) -> Table:
    keys = tuple(layout.owner.keys) if layout.owner else ()
    rows = [
        (*(owned[key] for key in keys), *pair)
        for owned, pair in _entries(record, layout.into, layout.owner, layouts)
    ]
    return Table((*keys, *layout.columns), tuple(rows))


def _settings_table(record: Record, layout: Settings) -> Table:
    rows = []
    for name, (place, _) in setting_fields(layout).items():
        held: Any = record
        for part in place[:-1]:
            held = getattr(held, part)
        field = type(held).model_fields.get(place[-1])
        if field is None:
            continue
        value = getattr(held, place[-1])
        if field.is_required() or name == "id" or value != field.get_default(call_default_factory=True):
            rows.append((name, _cell(value, limited=False)))
        elif place[-1] == "kind" and _stated(record, layout, place[:-1]):
            rows.append((name, value))
    return Table((SETTING, VALUE), tuple(rows))


def _stated(record: Record, layout: Settings, place: Sequence[str]) -> bool:
    """Whether a record that its kind tells apart is another one than the default."""
    holder: Any = record
    for part in place[:-1]:
        holder = getattr(holder, part)
    field = type(holder).model_fields[place[-1]]
    return bool(getattr(holder, place[-1]) != field.get_default(call_default_factory=True))


def _answered(enterprise: Any) -> dict[str, Table]:
    """Return what an enterprise is and costs, table by table; empty ones are left out."""
    work: dict[str, float] = dict.fromkeys(enterprise.partners, 0.0)
    for one in enterprise.assignments:
        work[one.firm] += one.cost
    tables = {
        "partners": Table(
            ("firm", "name", "work", "tasks"),
            tuple(
                (
                    firm,
                    enterprise.names.get(firm),
                    work[firm],
                    f"{SEPARATOR} ".join(one.task for one in enterprise.assignments if one.firm == firm)
                    or None,
                )
                for firm in enterprise.partners
            ),
        ),
        "assignments": _records(enterprise.assignments),
        "packages": Table(
            ("firm", "tasks", "cost"),
            tuple((one.firm, _cell(one.tasks, limited=False), one.cost) for one in enterprise.packages),
        ),
        "backups": _records(enterprise.backups),
        "schedule": _records(enterprise.schedule),
        "cost": Table(
            ("kind", "amount"), (*enterprise.cost.terms().items(), ("total", enterprise.cost.total))
        ),
        "summary": Table(("figure", "value"), tuple(_summary(enterprise))),
    }
    return {name: table for name, table in tables.items() if table.rows}


def _records(records: Sequence[Record]) -> Table:
    columns = tuple(type(records[0]).model_fields) if records else ()
    return Table(columns, tuple(tuple(getattr(one, name) for name in columns) for one in records))


def _summary(enterprise: Any) -> Iterator[tuple[str, object]]:
    names = ("project", "objective", "bound", "gap", "outcome", "stop_reason", "solver", "seconds")
    for name in (*names, "makespan", "currency", "time_unit", "fingerprint"):
        yield name, getattr(enterprise, name)
    yield "risk", enterprise.risk.value
    yield "expected_loss", enterprise.risk.expected_loss
