"""Who does what, when, and who stands by: the pieces of an answer."""

from vebuilder.model.record import Amount, Fraction, Identifier, Number, Record


class Assignment(Record):
    """A partner's share of a task."""

    task: Identifier
    firm: Identifier
    share: Fraction = 1.0
    cost: Number = 0.0
    """Work cost of this share, in money."""


class Backup(Record):
    """A standby firm for a task: it delivers what a partner fails to, unless it fails too.

    It pays no joining, set-up or coordination, uses no capacity, and may be a partner in other tasks.
    """

    task: Identifier
    firm: Identifier
    cost: Number = 0.0
    """Retainer, in money; negative where the firm's quote is."""


class Scheduled(Record):
    """When a task runs."""

    task: Identifier
    start: Amount
    finish: Amount


class Outcome(Record):
    """What came of an assignment."""

    task: Identifier
    firm: Identifier
    delivered: Fraction
    cost: Number | None = None
    duration: Amount | None = None
    quality: Fraction | None = None
