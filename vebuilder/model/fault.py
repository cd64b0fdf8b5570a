"""A fault in the data, told to the planner."""

from typing import Literal

from vebuilder.model.record import Record
from vebuilder.model.repair import Repair


class Fault(Record):
    """One fault: where it is, what it is, and what would mend it."""

    path: str
    """Where it is, such as ``project.tasks[3].competence``."""
    ids: tuple[str, ...] = ()
    """The firms, tasks, competences concerned."""
    message: str
    mend: str = ""
    severity: Literal["error", "warning"] = "error"
    repairs: tuple[Repair, ...] = ()
    """What makes an infeasible project feasible, each by itself, the smallest change first."""
    clash: int = 0
    """Faults of the same number clash with each other: one of them would have to give."""

    def __str__(self) -> str:
        text = f"{self.path}: {self.message}"
        return f"{text} ({self.mend})" if self.mend else text
