"""What one unit of an interface costs between each two firms that may do its tasks."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.formulate.problem import Problem
from vebuilder.model import Interface, PairCost

EARTH_RADIUS = 6371.0088  # km, mean radius


@dataclass(frozen=True)
class Rates:
    """Rates of one interface; pairs that are not listed have the common rate.

    Parameters
    ----------
    common
        Money per unit between all firms that are not listed.
    source, target
        Listed pairs: position among the source task's and the target task's eligible pairs.
    rate
        Money per unit of each listed pair.
    complete
        Whether every pair is listed.
    """

    common: float
    source: IntArray
    target: IntArray
    rate: FloatArray
    complete: bool

    def completed(self, n_source: int, n_target: int) -> "Rates":
        """Return the same rates with every pair listed."""
        rate = np.full(n_source * n_target, self.common)
        rate[self.source * n_target + self.target] = self.rate
        source, target = np.divmod(np.arange(n_source * n_target), max(n_target, 1))
        return Rates(self.common, source, target, rate, complete=True)


class RateTable:
    """Works out the rates of interface after interface from what the network states."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._last: Rates
        self._last_key: tuple[bytes, bytes] | None = None
        self._terms = problem.network.transaction_costs
        self._stated, self._stated_rates = _indexed(problem, self._terms.pairs)
        self._standards = _standards(problem) if self._terms.standard_discount > 0 else None
        self._location = (
            np.radians([firm.location or (np.nan, np.nan) for firm in problem.firms])
            if self._terms.distance_rate > 0
            else None
        )

    def of(self, interface: Interface) -> Rates:
        """Return the rates of an interface; those that state none of their own share one table."""
        source, target = (
            self._problem.pairs.firm[self._problem.pairs_of(self._problem.task_position[task])]
            for task in (interface.source, interface.target)
        )
        if interface.pairs:
            return self._worked_out(interface, source, target)
        key = source.tobytes(), target.tobytes()
        if key != self._last_key:
            self._last_key, self._last = key, self._worked_out(interface, source, target)
        return self._last

    def _worked_out(self, interface: Interface, source: IntArray, target: IntArray) -> Rates:
        problem = self._problem
        own, own_rates = _indexed(problem, interface.pairs)
        chosen = [_selected(table, source, target) for table in (problem.trust, self._stated, own)]
        shared = self._shared_standard(source, target)
        same = _selected_same(source, target)
        width = len(target)
        if self._location is None:
            parts = [part[0] * width + part[1] for part in (*chosen, shared, same)]
            key = np.unique(np.concatenate(parts))
        else:
            key = np.arange(len(source) * width)
        row, column = np.divmod(key, max(width, 1))

        trust = _spread(key, width, chosen[0])
        with_standard = np.isin(key, shared[0] * width + shared[1])
        rate = self._terms.rate * (1 - self._terms.trust_discount * trust)
        rate = rate * np.where(with_standard, 1 - self._terms.standard_discount, 1.0)
        if self._location is not None:
            rate = rate + self._terms.distance_rate * self._kilometres(source[row], target[column])
        rate = np.where(source[row] == target[column], self._terms.internal_rate, rate)
        for table, stated in ((chosen[1], self._stated_rates), (chosen[2], own_rates)):
            number = _spread(key, width, table).astype(np.int64)
            rate = np.where(number > 0, np.r_[0.0, stated][number], rate)
        return Rates(self._terms.rate, row, column, rate, complete=len(key) == len(source) * width)

    def _shared_standard(self, source: IntArray, target: IntArray) -> tuple[IntArray, IntArray]:
        if self._standards is None:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        common = (self._standards[source] @ self._standards[target].T).tocoo()
        return common.coords[0].astype(np.int64), common.coords[1].astype(np.int64)

    def _kilometres(self, source: IntArray, target: IntArray) -> FloatArray:
        """Return great-circle distances (haversine formula)."""
        assert self._location is not None
        latitude, longitude = self._location.T
        across = np.cos(latitude[source]) * np.cos(latitude[target])
        north = np.sin((latitude[target] - latitude[source]) / 2) ** 2
        east = np.sin((longitude[target] - longitude[source]) / 2) ** 2
        return np.asarray(2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.clip(north + across * east, 0.0, 1.0))))


def _indexed(problem: Problem, pairs: Iterable[PairCost]) -> tuple[csr_array, FloatArray]:
    """Return a table of entry numbers (from 1, so that a stated rate of 0 is not lost) and the rates."""
    position = problem.firm_position
    known = [
        (position[pair.source], position[pair.target], pair.rate)
        for pair in pairs
        if pair.source in position and pair.target in position
    ]
    table = np.array(known, dtype=float).reshape(-1, 3)
    where = (table[:, 0].astype(np.int64), table[:, 1].astype(np.int64))
    numbers = np.arange(1.0, len(table) + 1)
    return csr_array((numbers, where), shape=(problem.n_firms, problem.n_firms)), table[:, 2]


def _standards(problem: Problem) -> csr_array:
    number: dict[str, int] = {}
    entries = [
        (row, number.setdefault(standard, len(number)))
        for row, firm in enumerate(problem.firms)
        for standard in sorted(firm.standards)
    ]
    table = np.array(entries, dtype=np.int64).reshape(-1, 2)
    return csr_array(
        (np.ones(len(table)), (table[:, 0], table[:, 1])), shape=(problem.n_firms, max(len(number), 1))
    )


def _selected(table: csr_array, source: IntArray, target: IntArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Return the stored entries between the source firms and the target firms, by position among them."""
    if table.nnz == 0:
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty, np.zeros(0)
    part = table[source][:, target].tocoo()
    return part.coords[0].astype(np.int64), part.coords[1].astype(np.int64), part.data


def _selected_same(source: IntArray, target: IntArray) -> tuple[IntArray, IntArray]:
    _, row, column = np.intersect1d(source, target, assume_unique=True, return_indices=True)
    return row.astype(np.int64), column.astype(np.int64)


def _spread(key: IntArray, width: int, entries: tuple[IntArray, IntArray, FloatArray]) -> FloatArray:
    """Lay entries out over the sorted keys, 0 elsewhere."""
    values = np.zeros(len(key))
    values[np.searchsorted(key, entries[0] * width + entries[1])] = entries[2]
    return values
