"""What it costs firms to do business with each other."""

from vebuilder.model.record import Amount, Fraction, Identifier, Number, Record


class PairCost(Record):
    """A stated price of doing business from one firm to another, per unit of interface volume."""

    source: Identifier
    """The firm that hands over."""
    target: Identifier
    """The other firm, or the same one: then what keeping the interface in one house costs."""
    rate: Number
    """Money per unit of volume; may be negative."""


class TransactionCosts(Record):
    """The general price of doing business, which trust and shared standards discount."""

    rate: Amount = 0.0
    """Money per unit of interface volume between strangers."""
    trust_discount: Fraction = 1.0
    """Part of the rate that full trust saves."""
    standard_discount: Fraction = 0.0
    """Part of the rate that a shared standard saves."""
    distance_rate: Amount = 0.0
    """Money per unit of volume and kilometre."""
    internal_rate: Number = 0.0
    """Money per unit of volume inside one firm; may be negative."""
    coordination: Amount = 0.0
    """Money for each pair of partners that are strangers; trust discounts it."""
    pairs: tuple[PairCost, ...] = ()
