"""Firms that can work on so many tasks at once, as data that no row of a linear model says."""

from dataclasses import dataclass

import numpy as np

from vebuilder.check.parallel import Work, busiest
from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray

ALWAYS = -1
"""In place of a column: done whatever is decided."""
STATED = -1
"""In place of a column: the duration is a number."""


@dataclass(frozen=True)
class Resource:
    """Work on so many tasks at once at most, in units of the start columns.

    Parameters
    ----------
    name
        Id of the firm, or what the work has in common.
    capacity
        How many tasks at once.
    present
        Column of each piece of work that is 1 where it is done here, or `ALWAYS`.
    start
        Column of its start.
    duration
        How long it takes; not looked at where `extent` has a column.
    extent
        Column of how long it takes, or `STATED`.
    demand
        How many tasks it is at once.
    implied
        Whether it follows from the others.
    """

    name: str
    capacity: int
    present: IntArray
    start: IntArray
    duration: FloatArray
    extent: IntArray
    demand: IntArray
    implied: bool = False

    def __len__(self) -> int:
        return len(self.start)

    def done(self, solution: FloatArray) -> BoolArray:
        """Return which of the work is done in a solution."""
        return np.asarray((self.present == ALWAYS) | (solution[self.present] > 0.5))

    def durations(self, solution: FloatArray) -> FloatArray:
        """Return how long each piece of work takes in a solution."""
        return np.where(self.extent == STATED, self.duration, solution[self.extent])

    def overload(self, solution: FloatArray) -> int:
        """Return how many tasks too many there are at once, at worst."""
        done = np.flatnonzero(self.done(solution))
        work = [
            Work(str(one), start, duration)
            for one, start, duration in zip(
                done.tolist(),
                solution[self.start[done]].tolist(),
                self.durations(solution)[done].tolist(),
                strict=True,
            )
            for _ in range(int(self.demand[one]))
        ]
        crowd = busiest(work, self.capacity)
        return 0 if crowd is None else len(crowd.tasks) - self.capacity
