"""What a firm bids for a project's tasks."""

from vebuilder.model.record import Amount, Fraction, Identifier, Number, Record


class Quote(Record):
    """A firm's bid for one whole task; what it leaves open comes from the offer that serves the task."""

    task: Identifier
    firm: Identifier
    cost: Number | None = None
    """Money for the whole task; may be negative."""
    setup_cost: Amount | None = None
    """Money once if assigned; replaces the offer's set-up for this task."""
    effort: Amount | None = None
    """Effort of the whole task."""
    duration: Amount | None = None
    reliability: Fraction | None = None
    proficiency: Fraction | None = None


class Package(Record):
    """A bid for several tasks together, all or nothing."""

    firm: Identifier
    tasks: tuple[Identifier, ...]
    cost: Amount
    """Money for all the tasks together."""
