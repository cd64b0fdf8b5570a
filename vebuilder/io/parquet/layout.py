"""What a Parquet file of a network looks like.

One row a firm, in the order of the network. The columns are the firm's fields, except that its attributes are
one JSON text and its location is two columns; and ``trust``, the links that start at it. What is said of
the network as a whole stands as JSON in the metadata of the file.
"""

from typing import TYPE_CHECKING, Any

from vebuilder.model import DataError, Fault, Offer, PriceBreak

if TYPE_CHECKING:
    import pyarrow as pa

MAGIC = b"PAR1"
"""What every Parquet file begins with."""
SUFFIX = ".parquet"
KEY = b"vebuilder"
"""Where in the metadata the rest of the network stands."""
OFFER_AMOUNTS = tuple(name for name in Offer.model_fields if name not in {"competence", "price_breaks"})
BREAK_AMOUNTS = tuple(PriceBreak.model_fields)
AMOUNTS = ("joining_cost", "capacity", "reliability")
SETS = ("qualifications", "communities", "standards", "core")
PLACE = ("latitude", "longitude")


def schema() -> "pa.Schema":
    """Return the columns and their kinds."""
    pa = arrow()
    step = pa.struct([(name, pa.float64()) for name in BREAK_AMOUNTS])
    offer = pa.struct(
        [
            ("competence", pa.string()),
            *((name, pa.float64()) for name in OFFER_AMOUNTS),
            ("price_breaks", pa.list_(step)),
        ]
    )
    link = pa.struct(
        [("target", pa.string()), ("trust", pa.float64()), ("mutual", pa.bool_()), ("order", pa.int64())]
    )
    return pa.schema(
        [
            ("id", pa.string()),
            ("name", pa.string()),
            ("offers", pa.list_(offer)),
            *((name, pa.float64()) for name in AMOUNTS),
            ("max_parallel", pa.int64()),
            *((name, pa.list_(pa.string())) for name in SETS),
            ("attributes", pa.string()),
            *((name, pa.float64()) for name in PLACE),
            ("trust", pa.list_(link)),
        ]
    )


def arrow() -> Any:
    """Return pyarrow.

    Raises
    ------
    DataError
        If it is not installed; says what to install.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet
    except ImportError as error:
        message = "pyarrow is not installed, and Parquet files need it"
        mend = "pip install 'vebuilder[parquet]', or use a JSON file"
        raise DataError([Fault(path="Parquet file", message=message, mend=mend)]) from error
    return pa
