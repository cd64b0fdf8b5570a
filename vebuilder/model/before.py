"""What is there before an enterprise is formed: who is in, what is finished, what a change costs."""

from pydantic import Field

from vebuilder.model.bid import Package
from vebuilder.model.plan import Assignment, Scheduled
from vebuilder.model.record import Amount, Amounts, Count, Identifier, Number, ReadOnlyMap, Record


class Replaced(Record):
    """What the network stated where a preparation put a better value."""

    firm: Identifier
    """Whose reliability it is; for trust, who trusts."""
    other: Identifier | None = None
    """For trust: whom."""
    competence: Identifier | None = None
    """Of the offer that stated its own reliability; None where the firm did, and for trust."""
    value: Number
    """What was stated; trust nobody stated is 0."""


class Before(Record):
    """The enterprise that a re-formed one goes on from, or what is agreed in a programme."""

    partners: tuple[Identifier, ...] = ()
    """Who was in, sorted: they have joined already."""
    done: tuple[Assignment, ...] = ()
    """Who did the finished tasks, and what that cost."""
    schedule: tuple[Scheduled, ...] = ()
    """When the finished tasks ran, where that is known."""
    packages: tuple[Package, ...] = ()
    """The packages that had been taken; of one that was given up since, the finished part."""
    prepared: tuple[Identifier, ...] = ()
    """The preparations bought earlier: they hold on, and are not paid again."""
    replaced: tuple[Replaced, ...] | None = None
    """What their values stand in for. They hold only where the network still states that: what it states
    otherwise has been learned since. None: not known, so that they hold wherever they are better."""
    switching_cost: Amount = 0.0
    """Money for each partner that leaves."""
    max_changes: Count | None = None
    """How many firms may leave or come in, together; None: any number."""

    joining: Amounts = Field(default_factory=lambda: ReadOnlyMap({}))
    """What firms pay to join where that is not their `joining_cost`: their share, where they also take part
    in other projects of a programme."""

    @property
    def finished(self) -> frozenset[str]:
        """The tasks that are finished."""
        return frozenset(one.task for one in self.done)
