"""From the bytes of a Parquet file to what a network is made of."""

import io
import json
from collections.abc import Iterator, Mapping
from itertools import pairwise, repeat
from typing import TYPE_CHECKING, Any, Never

import numpy as np
import numpy.typing as npt

from vebuilder.io.parquet.layout import KEY, PLACE, SETS, arrow, schema
from vebuilder.model import DataError, Fault

if TYPE_CHECKING:
    import pyarrow as pa

IntArray = npt.NDArray[np.int64]
Entries = list[dict[str, Any]]


def parquet_content(content: bytes, source: str) -> dict[str, Any]:
    """Return what a Parquet file states of a network, as a JSON file would.

    Parameters
    ----------
    content
        Of the file.
    source
        What the file is called, for messages.

    Raises
    ------
    DataError
        If pyarrow is not installed, the file is damaged, or its columns are not those of a network; all
        faults of form that can be told before a record is made.

    Notes
    -----
    The links can be gone through once.
    """
    pa = arrow()
    try:
        table = pa.parquet.read_table(io.BytesIO(content))
    except (pa.ArrowException, OSError) as error:
        _refuse(source, f"is a damaged Parquet file: {_line(error)}", "get the whole file")
    raw = _rest(table.schema.metadata or {}, source)
    columns = _columns(table, source)
    links = _links(columns.pop("trust"), columns["id"], raw.pop("trust", []))
    return {**raw, "firms": _firms(columns, source), "trust": links}


def _rest(metadata: Mapping[bytes, bytes], source: str) -> dict[str, Any]:
    """Return what the file says of the network as a whole; of a table from elsewhere, nothing."""
    try:
        raw: Any = json.loads(metadata.get(KEY, b"{}"))
    except ValueError as error:
        _refuse(source, f"holds broken metadata: {error}", "save the network again")
    strays = raw.get("trust", []) if isinstance(raw, dict) else None
    if not isinstance(strays, list) or not all(isinstance(stray, dict) for stray in strays):
        _refuse(source, "holds broken metadata", "save the network again")
    return dict(raw)


def _columns(table: "pa.Table", source: str) -> dict[str, Any]:
    """Return the columns as arrays of their kinds.

    Raises
    ------
    DataError
        With every column that is unknown or of another kind, and ``id`` if it is missing.
    """
    pa, layout = arrow(), schema()
    faults = [
        Fault(path=f"{source}: {name}", message="there is no such column", mend="remove it")
        for name in table.column_names
        if name not in layout.names
    ]
    if "id" not in table.column_names:
        faults.append(Fault(path=f"{source}: id", message="is missing", mend="name each firm"))
    columns: dict[str, Any] = {}
    for field in layout:
        if field.name not in table.column_names:
            columns[field.name] = pa.nulls(len(table), field.type)
            continue
        try:
            columns[field.name] = table.column(field.name).cast(field.type).combine_chunks()
        except pa.ArrowException as error:
            found = table.schema.field(field.name).type
            message = f"must be of the kind {field.type}, is {found}: {_line(error)}"
            faults.append(Fault(path=f"{source}: {field.name}", message=message))
    if faults:
        raise DataError(faults)
    return columns


def _firms(columns: dict[str, Any], source: str) -> Entries:
    """Return the rows as firms; what a row leaves empty is left out."""
    offers = list(_lists(columns.pop("offers"), _offers))
    sets = {name: list(_lists(columns.pop(name), _texts)) for name in SETS}
    places = zip(*(columns.pop(name).to_pylist() for name in PLACE), strict=True)
    located = [None if None in place else place for place in places]
    attributes = _attributes(columns.pop("attributes"), source)
    said = {name: column.to_pylist() for name, column in columns.items()}
    return _entries({**said, **sets, "offers": offers, "location": located, "attributes": attributes})


def _attributes(column: "pa.StringArray", source: str) -> list[Any]:
    """Return the attributes of each row; many firms have the same, and each kind is read once."""
    encoded = column.dictionary_encode()
    known, faults = [], []
    for text in encoded.dictionary.to_pylist():
        try:
            known.append(json.loads(text))
        except ValueError as error:
            message = f"must be an object in JSON, is {text!r}: {error}"
            faults.append(Fault(path=f"{source}: attributes", message=message))
    if faults:
        raise DataError(faults)
    return [None if number is None else known[number] for number in encoded.indices.to_pylist()]


def _offers(entries: "pa.StructArray") -> Entries:
    columns = dict(zip((field.name for field in entries.type), entries.flatten(), strict=True))
    breaks = list(_lists(columns.pop("price_breaks"), lambda steps: steps.to_pylist()))
    names = _texts(columns.pop("competence"))
    said = {name: column.to_pylist() for name, column in columns.items()}
    return _entries({"competence": names, **said, "price_breaks": breaks})


def _links(column: "pa.ListArray", ids: "pa.StringArray", strays: Entries) -> Iterator[dict[str, Any]]:
    """Yield all links in their order."""
    target, trust, mutual, order = column.flatten().flatten()
    names = np.array(ids.to_pylist(), dtype=object)
    starts = np.repeat(names, _sizes(column)).tolist()
    ends, levels, ways = _texts(target), trust.to_pylist(), mutual.to_pylist()
    complete = target.null_count == trust.null_count == mutual.null_count == 0
    if complete and order.null_count == len(order) and not strays:
        # The usual file. One at a time: to hold a million dictionaries takes longer than to read them.
        for start, end, level, way in zip(starts, ends, levels, ways, strict=True):
            yield {"source": start, "target": end, "trust": level, "mutual": way}
        return
    links = _entries({"source": starts, "target": ends, "trust": levels, "mutual": ways}) + strays
    places = [*order.to_pylist(), *(stray.pop("order", None) for stray in strays)]
    for number in sorted(range(len(links)), key=lambda number: (places[number] is None, places[number] or 0)):
        yield links[number]


def _entries(columns: Mapping[str, list[Any]]) -> Entries:
    """Return one entry a row, without what is empty: the defaults of the records say it."""
    full = {name: column for name, column in columns.items() if None not in column and [] not in column}
    count = len(next(iter(columns.values())))
    rows = zip(*full.values(), strict=True) if full else repeat((), count)
    entries = [dict(zip(full, row, strict=True)) for row in rows]
    for name in columns.keys() - full.keys():
        for entry, value in zip(entries, columns[name], strict=True):
            if value is not None and value != []:
                entry[name] = value
    return entries


def _lists(column: "pa.ListArray", read: Any) -> Iterator[list[Any]]:
    """Yield the entries of each row."""
    entries = read(column.flatten())
    ends = np.concatenate([[0], np.cumsum(_sizes(column))]).tolist()
    for begin, end in pairwise(ends):
        yield entries[begin:end]


def _sizes(column: "pa.ListArray") -> IntArray:
    return column.value_lengths().fill_null(0).to_numpy().astype(np.int64)  # type: ignore[no-any-return]


def _texts(column: "pa.StringArray") -> list[Any]:
    """Return texts, equal ones as one object."""
    encoded = column.dictionary_encode()
    if encoded.null_count:
        return column.to_pylist()  # type: ignore[no-any-return]
    known = np.array(encoded.dictionary.to_pylist(), dtype=object)
    return known[encoded.indices.to_numpy()].tolist()  # type: ignore[no-any-return]


def _line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _refuse(source: str, message: str, mend: str) -> Never:
    raise DataError([Fault(path=source, message=message, mend=mend)]) from None
