"""What pairs of choices cost in many plans at once; every firm has a column for every task."""

from typing import Protocol

import numpy as np

from vebuilder.formulate.linear_model import FloatArray, IntArray


class Ties(Protocol):
    """Interface costs, asked for a crowd of plans: one row a plan, the firm of each task in it."""

    def prices(self, firm: IntArray) -> FloatArray:
        """Return plans by tasks by firms: what each choice costs together with the rest of its plan."""
        ...

    def swing(self, prices: FloatArray, plans: IntArray, task: IntArray | int, change: "Change") -> None:
        """Update the prices of some plans in each of which one task goes from one firm to another."""
        ...

    def crossing(self, task: int, own: IntArray, firm: IntArray) -> FloatArray:
        """Return what prices say wrongly of exchanges of one task, since each counts the other where it was.

        Plans by tasks; ``own`` is the task's firm in each plan, ``firm`` that of every task.
        """
        ...

    def with_each(self, task: int) -> FloatArray:
        """Return what the choices of one task cost together with every choice: firms by tasks by firms."""
        ...


Change = tuple[IntArray, IntArray]
"""The firms that tasks leave and the ones they go to."""


class FactoredTies:
    """Volume times rate, the rates being the same for all interfaces.

    Parameters
    ----------
    volume
        Tasks by tasks.
    rate
        Firms by firms.
    """

    def __init__(self, volume: FloatArray, rate: FloatArray) -> None:
        self._from, self._to = volume, np.ascontiguousarray(volume.T)
        self._rate, self._back = rate, np.ascontiguousarray(rate.T)
        self._symmetric = np.array_equal(rate, rate.T)
        self._both = volume + volume.T
        self._inside = rate.diagonal()
        self._there_and_back = rate + rate.T

    def prices(self, firm: IntArray) -> FloatArray:
        """Return what each choice costs together with the rest of its plan."""
        n_plans, n_tasks = firm.shape
        chosen = np.zeros((n_plans, n_tasks, len(self._rate)))
        chosen[np.arange(n_plans)[:, None], np.arange(n_tasks), firm] = 1.0
        return np.asarray(self._from @ (chosen @ self._back) + self._to @ (chosen @ self._rate))

    def swing(self, prices: FloatArray, plans: IntArray, task: IntArray | int, change: Change) -> None:
        """Update the prices of some plans."""
        old, new = change
        # One row for all plans where the task is the same, else one for each.
        both, to, back = (
            part[np.atleast_1d(task)][:, :, None] for part in (self._both, self._from, self._to)
        )
        there = (self._rate[new] - self._rate[old])[:, None, :]
        if self._symmetric:
            prices[plans] += both * there
        else:
            prices[plans] += to * there + back * (self._back[new] - self._back[old])[:, None, :]

    def crossing(self, task: int, own: IntArray, firm: IntArray) -> FloatArray:
        """Return what prices say wrongly of exchanges."""
        inside = self._inside[firm] + self._inside[own][:, None]
        return np.asarray(self._both[task] * (self._there_and_back[own[:, None], firm] - inside))

    def with_each(self, task: int) -> FloatArray:
        """Return what the choices of one task cost together with every choice."""
        there = self._from[task][None, :, None] * self._rate[:, None, :]
        return np.asarray(there + self._to[task][None, :, None] * self._back[:, None, :])


class TabledTies:
    """A table of costs for every two tasks.

    Parameters
    ----------
    costs
        Tasks by firms by tasks by firms, the same both ways.
    """

    def __init__(self, costs: FloatArray) -> None:
        self._costs = costs

    def prices(self, firm: IntArray) -> FloatArray:
        """Return what each choice costs together with the rest of its plan."""
        found = np.zeros((len(firm), *self._costs.shape[:2]))
        for task in range(firm.shape[1]):
            found += self._costs[task, firm[:, task]]
        return found

    def swing(self, prices: FloatArray, plans: IntArray, task: IntArray | int, change: Change) -> None:
        """Update the prices of some plans."""
        old, new = change
        prices[plans] += self._costs[task, new] - self._costs[task, old]

    def crossing(self, task: int, own: IntArray, firm: IntArray) -> FloatArray:
        """Return what prices say wrongly of exchanges."""
        mine, others, here = self._costs[task], np.arange(firm.shape[1]), own[:, None]
        wrong = mine[firm, others, firm] + mine[here, others, here]
        return np.asarray(mine[firm, others, here] + mine[here, others, firm] - wrong)

    def with_each(self, task: int) -> FloatArray:
        """Return what the choices of one task cost together with every choice."""
        return np.asarray(self._costs[task])
