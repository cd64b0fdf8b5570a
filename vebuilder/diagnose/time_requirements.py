"""How many tasks firms can work on at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vebuilder.check.words import count, figure, listing
from vebuilder.diagnose.edits import Edits
from vebuilder.diagnose.nearest import Nearest
from vebuilder.diagnose.requirement import Given, Requirement, Scale
from vebuilder.formulate.problem import Problem


def time_requirements(problem: Problem) -> Iterator[Requirement]:
    """Yield the limits on parallel work that bind at all; a deadline is told by itself, with its chain."""
    for firm in np.flatnonzero(problem.timing.crowded).tolist():
        yield MostAtOnce(problem.firms[firm].id)


@dataclass(frozen=True)
class MostAtOnce(Requirement):
    """`Firm.max_parallel`."""

    firm: str
    scale: ClassVar[Scale] = Scale.STEP

    @property
    def path(self) -> str:
        """Where it stands."""
        return "network.firms.max_parallel"

    @property
    def ids(self) -> tuple[str, ...]:
        """The firm."""
        return (self.firm,)

    @property
    def unit(self) -> str:
        """Tasks."""
        return "tasks at once"

    def asked(self, problem: Problem) -> float:
        """Return the limit."""
        return float(problem.timing.most_parallel[problem.firm_position[self.firm]])

    def most(self, problem: Problem) -> int:
        """Return the number of tasks it could do, which no limit has to exceed."""
        return int((problem.pairs.firm == problem.firm_position[self.firm]).sum())

    def ease(self, edits: Edits, problem: Problem, value: float | None) -> None:
        """Let it work on more at once."""
        edits.parallel[problem.firm_position[self.firm]] = None if value is None else round(value)

    def mend(self, problem: Problem, given: Given) -> str:
        """Say to how many."""
        del problem
        if given.value is None:
            return f"let firm {self.firm!r} work on any number of tasks at once"
        return f"raise max_parallel of firm {self.firm!r} to {figure(given.value)}"

    def message(self, problem: Problem, given: Given | None, nearest: Nearest | None) -> str:
        """Say how many are too few."""
        del nearest
        text = f"firm {self.firm!r} can work on {count(round(self.asked(problem)), 'task')} at once"
        tasks = self._tasks(problem)
        if given is None or given.amount is None:
            return f"{text} (it can do: {listing(tasks)})"
        return f"{text}, {figure(given.amount)} fewer than it takes (it can do: {listing(tasks)})"

    def concerned(self, problem: Problem, nearest: Nearest | None) -> tuple[str, ...]:
        """Which tasks it could do."""
        del nearest
        return self._tasks(problem)

    def otherwise(self) -> str:
        """Return what else would help."""
        return "add a firm that can do one of these tasks"

    def _tasks(self, problem: Problem) -> tuple[str, ...]:
        mine = problem.pairs.task[problem.pairs.firm == problem.firm_position[self.firm]]
        return tuple(map(str, problem.task_ids[mine]))
