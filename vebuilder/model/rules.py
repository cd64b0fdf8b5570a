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
    values: AttributeValues | None = None
    min_firms: Count | None = None
    max_firms: Count | None = None
    max_per_value: Count | None = None
    min_distinct: Count | None = None
    min_share: Fraction | None = None
    max_share: Fraction | None = None


class Rules(Record):
    """What the enterprise must respect, besides the tasks' own needs."""

    min_partners: Count | None = None
    max_partners: Count | None = None
    required: Identifiers = frozenset()
    excluded: Identifiers = frozenset()
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
    groups: tuple[GroupRule, ...] = ()
