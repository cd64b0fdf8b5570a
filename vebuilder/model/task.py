"""A task of the project and the interfaces between tasks."""

from vebuilder.model.record import Amount, Count, Fraction, Identifier, Identifiers, PositiveCount, Record
from vebuilder.model.transaction import PairCost


class Task(Record):
    """Work that needs one competence."""

    id: Identifier
    """What everything else calls the task by."""
    competence: Identifier
    """What a firm must offer to do it."""
    amount: Amount = 1.0
    """How much work, in the unit that `Offer.unit_cost` and `Offer.effort` refer to."""
    min_proficiency: Fraction = 0.0
    """How proficient the firm must be at least, from 0 to 1."""
    qualifications: Identifiers = frozenset()
    """Qualifications the firm must hold."""
    min_partners: Count = 1
    """How many partners must share it at least."""
    max_partners: PositiveCount | None = 1
    """1: single sourcing; None: any number of partners may share the task."""
    min_share: Fraction = 0.0
    """Smallest share an assigned partner may have."""
    after: tuple[Identifier, ...] = ()
    """Tasks that must have finished before this one starts."""
    starts_with: tuple[Identifier, ...] = ()
    """Tasks that start at the same time."""
    duration: Amount | None = None
    """Time it takes, where neither the offer nor the quote says so."""
    due: Amount | None = None
    """When it should be finished, in units of time from the start; later costs `lateness_cost`."""
    lateness_cost: Amount = 0.0
    """Money per unit of time after `due`."""
    loss: Amount = 0.0
    """Money lost if the task is not delivered."""
    backups: Count = 0
    """Number of standby firms."""

    @property
    def single_sourced(self) -> bool:
        """Whether exactly one partner does the whole task."""
        return self.max_partners == 1


class Interface(Record):
    """What two tasks must exchange."""

    source: Identifier
    """The task that hands over."""
    target: Identifier
    """The task that takes over."""
    volume: Amount = 1.0
    """How much they exchange, in the unit that rates refer to."""
    pairs: tuple[PairCost, ...] = ()
    """Stated rates for this interface: source firm does the source task, target firm the target task."""
