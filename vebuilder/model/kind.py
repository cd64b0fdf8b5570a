"""Whether a value is the kind of record that is needed, in words."""

from collections.abc import Iterator

from vebuilder.model.fault import Fault
from vebuilder.model.record import Record


def kind_faults(path: str, value: object, kind: type[Record]) -> Iterator[Fault]:
    """Yield what is wrong where a record of a kind is needed.

    Parameters
    ----------
    path
        What the value is called there.
    value, kind
        What was handed over, and what is needed.
    """
    if not isinstance(value, kind):
        yield Fault(
            path=path,
            message=f"a {kind.__name__} is needed, not a {type(value).__name__}",
            mend="build one, or read one with vebuilder.load",
        )
