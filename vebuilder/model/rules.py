"""What the enterprise must respect."""

from vebuilder.model.record import (
    AttributeValues,
    Count,
    Flag,
    Fraction,
    Identifier,
    Identifiers,
    Record,
    TrustLevel,
)


class GroupRule(Record):
    """A rule on the partners that show an attribute (countries, small firms, owners, ...).

    With ``values``, ``min_firms``, ``max_firms`` and the shares concern all partners whose value is among
    them together; ``max_per_value`` and ``min_distinct`` look at these values only. Without ``values``,
    ``min_firms`` and ``max_firms`` count the partners that state the attribute, ``max_per_value`` and
    ``max_share`` bind each value separately, and ``min_distinct`` counts the values shown. Shares are of
    the total work cost.
    """

    attribute: Identifier
    """The attribute of firms it is about, such as country."""
    values: AttributeValues | None = None
    """The values it is about, all together; None: every value by itself."""
    min_firms: Count | None = None
    """How many such partners there must be at least."""
    max_firms: Count | None = None
    """How many such partners there may be at most."""
    max_per_value: Count | None = None
    """How many partners may have the same value."""
    min_distinct: Count | None = None
    """How many different values the partners must have."""
    min_share: Fraction | None = None
    """Smallest part of the work cost for such partners."""
    max_share: Fraction | None = None
    """Largest part of the work cost for such partners."""


class Rules(Record):
    """What the enterprise must respect, besides the tasks' own needs."""

    min_partners: Count | None = None
    """How many partners there must be at least."""
    max_partners: Count | None = None
    """How many partners there may be at most."""
    required: Identifiers = frozenset()
    """Firms that must be partners."""
    excluded: Identifiers = frozenset()
    """Firms that must not be partners, nor stand by."""
    incompatible: tuple[tuple[Identifier, Identifier], ...] = ()
    """Pairs of firms that cannot both be partners."""
    max_partner_share: Fraction | None = None
    """Largest part of the total work cost one partner may have."""
    min_trust: TrustLevel | None = None
    """Trust needed between different partners of interfacing tasks."""
    trust_connected: Flag = False
    """Whether all partners must be connected by positive trust."""
    core_in_house: Flag = False
    """Whether the initiator itself does the tasks that ask for its core competences."""
    min_success_probability: Fraction | None = None
    """Smallest probability that all tasks are delivered."""
    groups: tuple[GroupRule, ...] = ()
