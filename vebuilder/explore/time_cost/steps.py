"""How a deadline is moved just below a finishing time."""

import math
from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.problem import Problem
from vebuilder.model import DataError, Fault, Network, Project

NEAR = 1e-5
"""Where durations lie on no grid of decimals: relative difference of two finishing times that count as one.

Ten times what a computed finish may miss a deadline by."""


@dataclass(frozen=True)
class Steps:
    """The steps in which finishing times can differ.

    Parameters
    ----------
    tick
        All finishing times are multiples of it; None where durations lie on no grid of decimals.
    endless
        Tasks whose time depends on shares, so that there is a finishing time between any two.
    """

    tick: float | None
    endless: tuple[str, ...]

    def below(self, time: float) -> float:
        """Return the latest deadline that counts as earlier than a time."""
        if self.tick is None:
            return time - NEAR * max(1.0, abs(time))
        ticks = round(time / self.tick) - 1
        return ticks * self.tick if self.tick >= 1 else ticks / round(1 / self.tick)

    def down(self, time: float) -> float:
        """Return the latest possible finishing time that is not after a time."""
        if self.tick is None:
            return time
        ticks = math.floor(time / self.tick + 1e-6)
        return ticks * self.tick if self.tick >= 1 else ticks / round(1 / self.tick)

    def refuse_endless(self) -> None:
        """Refuse to look for every point of a curve that has no end of them.

        Raises
        ------
        DataError
            If the time of a task depends on how it is shared.
        """
        if self.endless:
            shown = ", ".join(map(repr, self.endless[:6]))
            fault = Fault(
                path="points",
                ids=self.endless,
                message=f"the time that task {shown} takes depends on how it is shared, so the curve has a "
                "point between any two",
                mend="ask for a number of points, such as 20, or state how long the task takes "
                "(Quote.duration or Task.duration)",
            )
            raise DataError([fault])


def steps_of(project: Project, network: Network) -> Steps:
    """Return the steps in which the finishing times of a project can differ.

    Parameters
    ----------
    project, network
        An instance free of faults.
    """
    problem = Problem.of(project, network)
    timing = problem.timing
    paced = np.unique(problem.pairs.task[timing.durations.paced > 0])
    clock = timing.clock
    tick = 1 / clock.per_unit if clock.whole else None
    return Steps(tick, tuple(problem.task_ids[paced]))
