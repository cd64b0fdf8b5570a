"""The losses of one plan under search in each scenario, and what they weigh in its cost."""

import numpy as np

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.formulate.tail import Tail


class Losses:
    """The sum of the largest losses of a plan, as losses above a threshold.

    Up to the threshold as many losses as count are counted anyway: that is the sum itself where the threshold
    is set by `retune`, and overstates it a little after some moves.

    Parameters
    ----------
    tail
        What each choice loses when.
    weight
        What one unit of risk weighs in the objective.
    start
        Choices of task ``t`` are ``start[t], ..., start[t + 1] - 1``.
    """

    def __init__(self, tail: Tail, weight: float, start: IntArray) -> None:
        self._tail = tail
        self._stake = weight * tail.factor * tail.stake
        self._by_failure = np.repeat(self._stake, np.diff(tail.start))
        self._filled = [
            np.flatnonzero(np.diff(tail.start[a : b + 1]) > 0)
            for a, b in zip(start[:-1].tolist(), start[1:].tolist(), strict=True)
        ]
        self._lost = np.zeros(tail.n_scenarios)
        self._threshold = 0.0

    def set_to(self, choice: IntArray) -> float:
        """Work everything out for a plan; return what its risk weighs."""
        self._lost[:] = 0.0
        self._threshold = 0.0
        for one in choice.tolist():
            self.book(one, 1)
        return float(np.maximum(self._lost, 0.0).sum()) + self.retune()

    def retune(self) -> float:
        """Set the threshold so that the tail is counted as it is; return by how much the cost changes."""
        lost, largest = self._lost, self._tail.largest
        place = len(lost) - 1 - int(largest)
        after = float(np.partition(lost, place)[place]) if place >= 0 else 0.0
        before, self._threshold = self._threshold, after
        change = np.maximum(lost - after, 0.0).sum() - np.maximum(lost - before, 0.0).sum()
        return float(largest * (after - before) + change)

    def book(self, choice: int, sign: int) -> None:
        """Count a choice in (1) or out (-1)."""
        part = slice(self._tail.start[choice], self._tail.start[choice + 1])
        self._lost[self._tail.scenario[part]] += sign * self._stake[choice]

    def rises(self, task: int, choices: slice) -> FloatArray:
        """Return by how much each choice of a task raises the cost, the task being with nobody.

        Parameters
        ----------
        task
            Which task.
        choices
            Its choices.
        """
        rise = np.zeros(choices.stop - choices.start)
        filled = self._filled[task]
        if len(filled):
            first, last = self._tail.start[choices.start], self._tail.start[choices.stop]
            above = self._lost[self._tail.scenario[first:last]] - self._threshold
            gain = np.maximum(above + self._by_failure[first:last], 0.0) - np.maximum(above, 0.0)
            begin = self._tail.start[choices.start : choices.stop][filled] - first
            rise[filled] = np.add.reduceat(gain, begin)
        return rise
