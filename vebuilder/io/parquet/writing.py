"""From a network to the bytes of a Parquet file."""

import io
import json
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from vebuilder.io.parquet.layout import AMOUNTS, BREAK_AMOUNTS, KEY, OFFER_AMOUNTS, SETS, arrow, schema
from vebuilder.model import DataError, Fault, Firm, Network, TrustLink

if TYPE_CHECKING:
    import pyarrow as pa


def parquet_bytes(network: Network, source: str) -> bytes:
    """Return a network as the content of a Parquet file.

    Parameters
    ----------
    network
        What to write.
    source
        What the file is called, for messages.

    Raises
    ------
    DataError
        If pyarrow is not installed, or the network holds what Parquet has no place for.
    """
    pa = arrow()
    try:
        table = _table(network)
        buffer = io.BytesIO()
        pa.parquet.write_table(table, buffer, compression="zstd", row_group_size=max(len(network.firms), 1))
    except (pa.ArrowException, OverflowError, UnicodeEncodeError) as error:
        message = f"cannot be written as Parquet: {error}"
        raise DataError([Fault(path=source, message=message, mend="save it as JSON")]) from error
    return buffer.getvalue()


def _table(network: Network) -> "pa.Table":
    pa, firms = arrow(), network.firms
    row: dict[str, int] = {}
    for number, firm in enumerate(firms):
        row.setdefault(firm.id, number)
    columns: dict[str, Any] = {
        "id": [firm.id for firm in firms],
        "name": [firm.name for firm in firms],
        "offers": _offers(firms),
        **{name: [getattr(firm, name) for firm in firms] for name in (*AMOUNTS, "max_parallel")},
        **{name: [sorted(getattr(firm, name)) for firm in firms] for name in SETS},
        "attributes": [json.dumps(dict(firm.attributes), sort_keys=True) for firm in firms],
        "latitude": [firm.location and firm.location[0] for firm in firms],
        "longitude": [firm.location and firm.location[1] for firm in firms],
        "trust": _links(network.trust, row, len(firms)),
    }
    layout = schema()
    arrays = [
        column if isinstance(column, pa.Array) else pa.array(column, layout.field(name).type)
        for name, column in columns.items()
    ]
    # Links that start at nobody are a fault of meaning, but the file is to hold what the network holds.
    strays = [(number, link) for number, link in enumerate(network.trust) if link.source not in row]
    rest = network.model_dump(mode="json", exclude={"firms", "trust"})
    rest["trust"] = [{**link.model_dump(mode="json"), "order": number} for number, link in strays]
    return pa.table(arrays, schema=layout.with_metadata({KEY: json.dumps(rest).encode()}))


def _offers(firms: Sequence[Firm]) -> "pa.Array":
    pa, kind = arrow(), schema().field("offers").type
    offers = [offer for firm in firms for offer in firm.offers]
    steps = [step for offer in offers for step in offer.price_breaks]
    breaks = pa.StructArray.from_arrays(
        [pa.array([getattr(step, name) for step in steps], pa.float64()) for name in BREAK_AMOUNTS],
        fields=list(kind.value_type.field("price_breaks").type.value_type),
    )
    columns = [pa.array([offer.competence for offer in offers], pa.string())]
    columns += [pa.array([getattr(offer, name) for offer in offers], pa.float64()) for name in OFFER_AMOUNTS]
    columns.append(_lists(breaks, (len(offer.price_breaks) for offer in offers)))
    entries = pa.StructArray.from_arrays(columns, fields=list(kind.value_type))
    return _lists(entries, (len(firm.offers) for firm in firms))


def _links(links: Sequence[TrustLink], row: dict[str, int], rows: int) -> "pa.Array":
    """Return the links of each row; their order is stated only where the rows do not tell it."""
    pa, kind = arrow(), schema().field("trust").type.value_type
    start = np.fromiter((row.get(link.source, -1) for link in links), np.int64, len(links))
    order = np.argsort(start, kind="stable")
    order = order[np.searchsorted(start[order], 0) :]
    chosen = [links[number] for number in order.tolist()]
    in_order = len(chosen) == len(links) and bool((np.diff(order) > 0).all())
    entries = pa.StructArray.from_arrays(
        [
            pa.array([link.target for link in chosen], pa.string()),
            pa.array([link.trust for link in chosen], pa.float64()),
            pa.array([link.mutual for link in chosen], pa.bool_()),
            pa.nulls(len(chosen), pa.int64()) if in_order else pa.array(order, pa.int64()),
        ],
        fields=list(kind),
    )
    return _lists(entries, np.bincount(start[order], minlength=rows).tolist())


def _lists(entries: "pa.Array", lengths: Iterable[int]) -> "pa.Array":
    pa = arrow()
    offsets = np.fromiter(chain([0], lengths), np.int64).cumsum()
    make: Callable[..., Any] = pa.ListArray.from_arrays
    return make(pa.array(offsets, pa.int32()), entries)
