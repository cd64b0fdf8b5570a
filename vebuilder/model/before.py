"""What an enterprise that is re-formed was before: who was in, what is finished, what a change costs."""

from vebuilder.model.bid import Package
from vebuilder.model.plan import Assignment, Scheduled
from vebuilder.model.record import Amount, Count, Identifier, Record


class Before(Record):
    """The enterprise that a re-formed one goes on from."""

    partners: tuple[Identifier, ...]
    """Who was in, sorted: they have joined already."""
    done: tuple[Assignment, ...] = ()
    """Who did the finished tasks, and what that cost."""
    schedule: tuple[Scheduled, ...] = ()
    """When the finished tasks ran, where that is known."""
    packages: tuple[Package, ...] = ()
    """The packages that had been taken."""
    switching_cost: Amount = 0.0
    """Money for each partner that leaves."""
    max_changes: Count | None = None
    """How many firms may leave or come in, together; None: any number."""

    @property
    def finished(self) -> frozenset[str]:
        """The tasks that are finished."""
        return frozenset(one.task for one in self.done)
