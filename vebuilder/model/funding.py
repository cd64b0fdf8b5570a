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
    values: AttributeValues
    rate: Fraction
    cap: Amount | None = None


class Preparation(Record):
    """Optional spending before the start that raises reliability or trust, or lowers a loss."""

    id: Identifier
    cost: Amount
    reliability: Fractions = Field(default_factory=lambda: ReadOnlyMap({}))
    """By firm."""
    trust: tuple[TrustLink, ...] = ()
    loss: Amounts = Field(default_factory=lambda: ReadOnlyMap({}))
    """By task."""
