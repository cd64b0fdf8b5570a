"""What two choices cost together: the interface costs between eligible firm-task pairs."""

from typing import Protocol

import numpy as np
from scipy.sparse import coo_array, csr_array

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.rates import RateTable

MOST_ENTRIES = 30_000_000
"""Beyond this many listed pairs of choices (half a gigabyte) there is no search."""
LARGEST_TABLE = 3000
LEAST_DENSITY = 0.05


class Affinity(Protocol):
    """Costs of pairs of choices; what all pairs of two tasks have in common may be left out."""

    def add(self, prices: FloatArray, choices: IntArray) -> None:
        """Add to the price of every choice what it costs together with some others."""
        ...

    def swing(self, prices: FloatArray, old: int, new: int) -> None:
        """Update the price of every choice when one task goes from one choice to another."""
        ...

    def crossing(self, own: int, choice: IntArray, here: IntArray, there: IntArray) -> FloatArray:
        """Return what prices say wrongly of exchanges, since each counts the other task where it was.

        ``own`` and ``choice`` are left for ``here`` and ``there``; zeros where looking it up takes too long.
        """
        ...

    def block(self, choices: IntArray) -> FloatArray:
        """Return the costs of all pairs among a few choices."""
        ...


class Table:
    """All pairs of choices in one table.

    Parameters
    ----------
    costs
        Choices by choices.
    factors
        The volumes and rates it was made of, if it was.
    """

    def __init__(self, costs: FloatArray, factors: "FlowsAndRates | None" = None) -> None:
        self.costs = costs
        self.factors = factors

    def add(self, prices: FloatArray, choices: IntArray) -> None:
        """Add what choices cost together with every other."""
        prices += self.costs[choices].sum(axis=0)

    def swing(self, prices: FloatArray, old: int, new: int) -> None:
        """Update the price of every choice."""
        prices += self.costs[new]
        prices -= self.costs[old]

    def crossing(self, own: int, choice: IntArray, here: IntArray, there: IntArray) -> FloatArray:
        """Return what prices say wrongly of exchanges."""
        costs = self.costs
        mine = costs[own]
        return np.asarray(costs[here, there] + mine[choice] - costs[here, choice] - mine[there])

    def block(self, choices: IntArray) -> FloatArray:
        """Return the costs of all pairs among a few choices."""
        return np.asarray(self.costs[choices[:, None], choices])


class Listed:
    """Only the pairs of choices that differ from the common rate of their tasks."""

    def __init__(self, costs: csr_array) -> None:
        self._start = costs.indptr.tolist()
        self._other, self._cost = costs.indices, costs.data
        self.costs = costs

    def add(self, prices: FloatArray, choices: IntArray) -> None:
        """Add what choices cost together with every other."""
        chosen = np.zeros(len(prices))
        chosen[choices] = 1.0
        prices += self.costs @ chosen

    def swing(self, prices: FloatArray, old: int, new: int) -> None:
        """Update the price of every choice."""
        row = slice(self._start[new], self._start[new + 1])
        prices[self._other[row]] += self._cost[row]
        row = slice(self._start[old], self._start[old + 1])
        prices[self._other[row]] -= self._cost[row]

    def crossing(self, own: int, choice: IntArray, here: IntArray, there: IntArray) -> FloatArray:
        """Return nothing: one by one is too slow, and a choice has few others."""
        return np.zeros(len(choice))

    def block(self, choices: IntArray) -> FloatArray:
        """Return the costs of all pairs among a few choices."""
        size = len(choices)
        order = np.argsort(choices)
        ranked = choices[order]
        found = np.zeros((size, size))
        for row, choice in enumerate(choices.tolist()):
            part = slice(self._start[choice], self._start[choice + 1])
            others = self._other[part]
            if len(others) == 0:
                continue
            at = np.minimum(others.searchsorted(ranked), len(others) - 1)
            found[row, order] = np.where(others[at] == ranked, self._cost[part][at], 0.0)
        return found


class FlowsAndRates:
    """Every firm may do every task, and the rates are the same for all interfaces: volume times rate.

    Parameters
    ----------
    volume
        Tasks by tasks.
    rate
        Firms by firms.
    """

    def __init__(self, volume: FloatArray, rate: FloatArray) -> None:
        self.volume, self.rate = volume, rate
        self._from, self._to = volume, np.ascontiguousarray(volume.T)
        self._rate, self._back = rate, np.ascontiguousarray(rate.T)
        self._symmetric = np.array_equal(rate, rate.T)
        self._both = volume + volume.T

    def add(self, prices: FloatArray, choices: IntArray) -> None:
        """Add what choices cost together with every other."""
        width = len(self._rate)
        chosen = np.zeros((len(self._from), width))
        chosen[np.divmod(choices, width)] = 1.0
        prices += (self._from @ chosen @ self._back + self._to @ chosen @ self._rate).ravel()

    def swing(self, prices: FloatArray, old: int, new: int) -> None:
        """Update the price of every choice."""
        width = len(self._rate)
        task, firm = divmod(old, width)
        now = new % width
        table = prices.reshape(-1, width)
        if self._symmetric:
            table += np.outer(self._both[task], self._rate[now] - self._rate[firm])
        else:
            table += np.outer(self._from[task], self._rate[now] - self._rate[firm])
            table += np.outer(self._to[task], self._back[now] - self._back[firm])

    def crossing(self, own: int, choice: IntArray, here: IntArray, there: IntArray) -> FloatArray:
        """Return what prices say wrongly of exchanges."""
        mine = np.full(len(choice), own)
        gone = self._together(here, choice) + self._together(mine, there)
        return self._together(here, there) + self._together(mine, choice) - gone

    def _together(self, first: IntArray, second: IntArray) -> FloatArray:
        width = len(self._rate)
        (task, firm), (other, its_firm) = np.divmod(first, width), np.divmod(second, width)
        there = self._from[task, other] * self._rate[firm, its_firm]
        return np.asarray(there + self._to[task, other] * self._back[firm, its_firm])

    def block(self, choices: IntArray) -> FloatArray:
        """Return the costs of all pairs among a few choices."""
        return self._together(choices[:, None], choices[None, :])


def affinity_of(problem: Problem) -> Affinity | None:
    """Return the interface costs of a problem as the objective weighs them; None if too many to hold.

    Parameters
    ----------
    problem
        The indexed instance, its tasks single-sourced.
    """
    weight = problem.project.strategy.cost
    interfaces = [one for one in problem.project.interfaces if one.volume > 0]
    rates = RateTable(problem)
    size = len(problem.pairs)
    if interfaces and _all_alike(problem):
        listed = rates.of(interfaces[0])
        if listed.complete:
            volume = np.zeros((len(problem.tasks), len(problem.tasks)))
            for one in interfaces:
                volume[problem.task_position[one.source], problem.task_position[one.target]] += (
                    weight * one.volume
                )
            rate = listed.rate.reshape(problem.n_firms, problem.n_firms)
            return FlowsAndRates(volume, rate) if size > LARGEST_TABLE else _as_table(volume, rate)
    costs = _listed(problem, rates, weight)
    if costs is None:
        return None
    if size <= LARGEST_TABLE and costs.nnz > LEAST_DENSITY * size * size:
        return Table(costs.toarray())
    return Listed(costs)


def _all_alike(problem: Problem) -> bool:
    """Whether all firms may do all tasks and no interface states rates of its own."""
    everywhere = len(problem.pairs) == problem.n_firms * len(problem.tasks)
    return everywhere and not any(one.pairs for one in problem.project.interfaces)


def _as_table(volume: FloatArray, rate: FloatArray) -> Table:
    costs = np.kron(volume, rate)
    return Table(costs + costs.T, FlowsAndRates(volume, rate))


def _listed(problem: Problem, rates: RateTable, weight: float) -> csr_array | None:
    """Return choices by choices: what each listed pair costs beyond the common rate, both ways."""
    rows, columns, values = [], [], []
    entries = 0
    for one in problem.project.interfaces:
        if one.volume == 0:
            continue
        table = rates.of(one)
        ends = [problem.task_start[problem.task_position[end]] for end in (one.source, one.target)]
        rows.append(ends[0] + table.source)
        columns.append(ends[1] + table.target)
        values.append(weight * one.volume * (table.rate - (0.0 if table.complete else table.common)))
        entries += 2 * len(table.rate)
        if entries > MOST_ENTRIES:
            return None
    nothing = np.zeros(0, dtype=np.int64)
    row, column = (np.concatenate([nothing, *parts]) for parts in (rows, columns))
    value = np.concatenate([np.zeros(0), *values])
    size = len(problem.pairs)
    costs = coo_array(
        (np.r_[value, value], (np.r_[row, column], np.r_[column, row])), shape=(size, size)
    ).tocsr()
    costs.eliminate_zeros()
    costs.sort_indices()
    return costs
