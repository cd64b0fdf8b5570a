"""Money that third parties add, and money spent before the start."""

from pydantic import Field

from vebuilder.model.record import (
    Amount,
    Amounts,
    AttributeValues,
    Fraction,
    Fractions,
    Identifier,
    ReadOnlyMap,
    Record,
)
from vebuilder.model.trust import TrustLink


class Funding(Record):
    """A third party pays a share of the work of certain firms, up to a cap."""

    attribute: Identifier
    """The attribute of firms that tells whose work is paid for."""
    values: AttributeValues
    """The values that such firms have."""
    rate: Fraction
    """Part of their work cost that is paid."""
    cap: Amount | None = None
    """Money paid at most; None: no limit."""


class Preparation(Record):
    """Optional spending before the start that raises reliability or trust, or lowers a loss."""

    id: Identifier
    """What it is called by."""
    cost: Amount
    """Money, if it is bought."""
    reliability: Fractions = Field(default_factory=lambda: ReadOnlyMap({}))
    """By firm."""
    trust: tuple[TrustLink, ...] = ()
    loss: Amounts = Field(default_factory=lambda: ReadOnlyMap({}))
    """By task."""
