"""What would mend an infeasible project, as data."""

from vebuilder.model.record import Record


class Amendment(Record):
    """One requirement that gives."""

    path: str
    """Where it stands, such as ``project.rules.max_partners``."""
    ids: tuple[str, ...] = ()
    """Whose it is: the firm of a capacity, the task of a limit, the incompatible pair."""
    amount: float | None = None
    """By how much it gives, in its unit; None: it is given up."""
    unit: str = ""
    value: float | None = None
    """What would be asked instead; None: nothing."""
    exact: bool = True
    """Whether less is known not to do; it is not where the time was too short."""
    text: str = ""
    """The same for people, such as ``raise max_partners to 3``."""


class Repair(Record):
    """Changes that together make an enterprise possible while all else is kept, the fault's own first."""

    changes: tuple[Amendment, ...]

    def __str__(self) -> str:
        return ", and ".join(change.text for change in self.changes)
