"""What a firm bids for a project's tasks."""

from vebuilder.model.record import Amount, Fraction, Identifier, Number, Record


class Quote(Record):
    """A firm's bid for one whole task; what it leaves open comes from the offer that serves the task."""

    task: Identifier
    """The task it is for."""
    firm: Identifier
    """Who bids."""
    cost: Number | None = None
    """Money for the whole task; may be negative."""
    setup_cost: Amount | None = None
    """Money once if assigned; replaces the offer's set-up for this task."""
    effort: Amount | None = None
    """Effort of the whole task."""
    duration: Amount | None = None
    """Time the whole task takes."""
    reliability: Fraction | None = None
    """Probability to deliver; None: the offer's."""
    proficiency: Fraction | None = None
    """How well the firm does this task, from 0 to 1; None: the offer's."""


class Package(Record):
    """A bid for several tasks together, all or nothing."""

    firm: Identifier
    """Who bids."""
    tasks: tuple[Identifier, ...]
    """The tasks it does all or none of."""
    cost: Amount
    """Money for all the tasks together."""
