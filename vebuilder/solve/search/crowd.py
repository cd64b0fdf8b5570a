"""Many plans under search side by side: one step looks at one task in all of them, so that arrays pay."""

from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.solve.search.affinity import FlowsAndRates, Table
from vebuilder.solve.search.landscape import Landscape
from vebuilder.solve.search.ties import FactoredTies, TabledTies, Ties

MOST_CHOICES = 100_000
MOST_TABLED = 3000
NOISE = 1 << 20
"""Random numbers drawn once and used over and over, from another place each time."""


@dataclass(frozen=True)
class Grid:
    """A landscape in which choices, pair costs and capacities are all there is, as tasks by firms.

    Parameters
    ----------
    alone
        Cost of each choice by itself; infinite where the firm may not do the task.
    effort, capacity
        In units of the mean effort.
    ties
        Interface costs.
    """

    alone: FloatArray
    effort: FloatArray
    capacity: FloatArray
    ties: Ties


def grid_of(land: Landscape) -> Grid | None:
    """Return the landscape as a grid; None where more than choices, pair costs and capacities counts."""
    bare = land.coordination == 0 and land.sets.shape[0] == 0 and len(land.setup) == 1
    shape = land.n_tasks, land.n_firms
    size = land.n_tasks * land.n_firms
    if not bare or land.joining.any() or len(land.holder) > 1 or size > MOST_CHOICES:
        return None
    ties = _ties(land)
    if ties is None:
        return None
    alone, effort = np.full(shape, np.inf), np.zeros(shape)
    alone[land.task, land.firm] = land.alone
    effort[land.task, land.firm] = land.effort
    return Grid(alone, effort, land.capacity[: land.n_firms], ties)


def _ties(land: Landscape) -> Ties | None:
    """Return the interface costs of a landscape where they are dense."""
    affinity = land.affinity
    factors = affinity if isinstance(affinity, FlowsAndRates) else getattr(affinity, "factors", None)
    if isinstance(factors, FlowsAndRates):
        return FactoredTies(factors.volume, factors.rate)
    size = land.n_tasks * land.n_firms
    if not isinstance(affinity, Table) or size > MOST_TABLED:
        return None
    costs = np.zeros((size, size))
    at = land.task * land.n_firms + land.firm
    costs[np.ix_(at, at)] = affinity.costs
    return TabledTies(costs.reshape(land.n_tasks, land.n_firms, land.n_tasks, land.n_firms))


class Crowd:
    """Plans side by side. Capacities may be broken: by how much is ``excess``.

    Parameters
    ----------
    grid
        What everything costs.
    firm
        Plans by tasks.
    random
        Where chance comes from.
    """

    def __init__(self, grid: Grid, firm: IntArray, random: np.random.Generator) -> None:
        self.grid = grid
        self.firm = firm
        self.limited = bool(np.isfinite(grid.capacity).any())
        self._random = random
        self._noise = random.gumbel(size=NOISE)
        self._plans = np.arange(len(firm))
        self._tasks = np.arange(len(grid.alone))
        self.rebuild()

    def rebuild(self) -> None:
        """Work everything out anew from the plans, so that rounding does not pile up."""
        grid, firm = self.grid, self.firm
        interfaces = grid.ties.prices(firm)
        at = self._plans[:, None], self._tasks, firm
        self.prices = grid.alone + interfaces
        # Each interface stands in the prices of both its tasks.
        self.cost: FloatArray = grid.alone[self._tasks, firm].sum(axis=1) + interfaces[at].sum(axis=1) / 2
        self.room = np.repeat(grid.capacity[None], len(firm), axis=0)
        for task in self._tasks.tolist():
            self.room[self._plans, firm[:, task]] -= grid.effort[task, firm[:, task]]
        self.excess: FloatArray = np.maximum(-self.room, 0.0).sum(axis=1)

    def price_gap(self) -> float:
        """Return the median price difference between a task's firm and another one, as the plans see it."""
        own = self.prices[self._plans[:, None], self._tasks, self.firm]
        gap = np.abs(self.prices - own[:, :, None])
        gap = gap[np.isfinite(gap) & (gap > 0)]
        return float(np.median(gap)) if len(gap) else 1.0

    def reassign(self, task: int, temperature: FloatArray, penalty: FloatArray) -> bool:
        """Draw the firm of one task by its price in every plan; return whether anything changed.

        Parameters
        ----------
        task
            Which task.
        temperature, penalty
            By plan; the penalty is the price of one unit of excess.
        """
        plans, effort = self._plans, self.grid.effort[task]
        old, price = self.firm[:, task], self.prices[:, task]
        if self.limited:
            self.room[plans, old] += effort[old]
            lack = np.clip(effort - self.room, 0.0, effort)
            price = price + penalty[:, None] * lack
        new = self._draw(price, temperature)
        if self.limited:
            self.room[plans, new] -= effort[new]
        moved = np.flatnonzero(new != old)
        if len(moved) == 0:
            return False
        old, new = old[moved], new[moved]
        self.cost[moved] += self.prices[moved, task, new] - self.prices[moved, task, old]
        if self.limited:
            self.excess[moved] += lack[moved, new] - lack[moved, old]
        self.grid.ties.swing(self.prices, moved, task, (old, new))
        self.firm[moved, task] = new
        return True

    def exchange(self, task: int, temperature: FloatArray, penalty: FloatArray) -> bool:
        """Let one task and another one, drawn by price, exchange their firms; as for `reassign`."""
        grid, firm, prices = self.grid, self.firm, self.prices
        here = firm[:, task].copy()
        at_own = prices[self._plans[:, None], self._tasks, firm]
        change = np.take_along_axis(prices[:, task], firm, axis=1)
        change += prices[self._plans[:, None], self._tasks, here[:, None]]
        change -= at_own + at_own[:, task][:, None]
        change += grid.ties.crossing(task, here, firm)
        excess = self._excess_of_exchange(task, here) if self.limited else None
        price = change if excess is None else change + penalty[:, None] * excess
        price = np.where(firm == here[:, None], np.inf, price)
        price[:, task] = 0.0
        other = self._draw(price, temperature)
        moved = np.flatnonzero(other != task)
        if len(moved) == 0:
            return False
        other, here = other[moved], here[moved]
        there = firm[moved, other]
        self.cost[moved] += change[moved, other]
        if excess is not None:
            self.excess[moved] += excess[moved, other]
            self.room[moved, here] += grid.effort[task, here] - grid.effort[other, here]
            self.room[moved, there] += grid.effort[other, there] - grid.effort[task, there]
        grid.ties.swing(prices, moved, task, (here, there))
        grid.ties.swing(prices, moved, other, (there, here))
        firm[moved, task], firm[moved, other] = there, here
        return True

    def _excess_of_exchange(self, task: int, here: IntArray) -> FloatArray:
        """Return by how much exchanges of one task with each other one change the excess."""
        effort, firm = self.grid.effort, self.firm
        room_here = self.room[self._plans, here][:, None]
        room_there = np.take_along_axis(self.room, firm, axis=1)
        more_here = effort[self._tasks, here[:, None]] - effort[task, here][:, None]
        more_there = effort[task][firm] - effort[self._tasks, firm]
        now = np.maximum(-room_here, 0.0) + np.maximum(-room_there, 0.0)
        then = np.maximum(more_here - room_here, 0.0) + np.maximum(more_there - room_there, 0.0)
        return np.asarray(then - now)

    def _draw(self, price: FloatArray, temperature: FloatArray) -> IntArray:
        """Draw a position a plan with the probability its price has (Gumbel's trick)."""
        if 2 * price.size > NOISE:
            noise = self._random.gumbel(size=price.shape)
        else:
            at = int(self._random.integers(NOISE - price.size))
            noise = self._noise[at : at + price.size].reshape(price.shape)
        return np.asarray((price - temperature[:, None] * noise).argmin(axis=1))
