"""First partners where firms are many: by exchange, on the sparse lists of who saves with whom.

Looked at are joining costs, coordination, and limits on sets of firms; shares, losses and the rest are left
to the small program that forms an enterprise among the firms found here.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray
from vebuilder.formulate.partner_sets import PartnerSets
from vebuilder.formulate.problem import Problem
from vebuilder.solve.options import never
from vebuilder.solve.pairs.pricing import best_sum
from vebuilder.solve.pairs.savings import Split

STARTS = 40
MOST_EXCHANGES = 200


def opening(
    problem: Problem, parts: Split, sets: PartnerSets, stop: Callable[[], bool] = never
) -> list[IntArray]:
    """Return sets of partners no exchange of one firm makes better, the best one first.

    Parameters
    ----------
    problem
        The instance.
    parts
        Its model and the savings of pairs.
    sets
        Limits on sets of partners.
    stop
        Asked now and then whether to end with the sets found so far.
    """
    ground = _Ground.of(problem, parts, sets)
    savings = parts.savings
    promise = ground.cost - best_sum(savings.source, savings.value, problem.n_firms, ground.most - 1) / 2
    order = np.argsort(promise, kind="stable")
    found = {}
    for first in order[:STARTS].tolist():
        if stop():
            break
        circle = _Circle(ground, first)
        circle.settle(stop)
        found[tuple(sorted(circle.partners))] = circle.value
    ranked = sorted(found, key=lambda partners: (found[partners], partners))
    return [np.array(partners, dtype=np.int64) for partners in ranked]


@dataclass(frozen=True)
class _Ground:
    """What everything costs.

    Parameters
    ----------
    cost
        Of each firm.
    pair
        Coordination of two strangers.
    parts, sets
        Savings, and limits on sets of partners.
    always
        Firms that must be partners.
    least, most
        Number of partners.
    penalty
        Price of one partner too many in a set.
    member
        Firms by sets.
    """

    cost: FloatArray
    pair: float
    parts: Split
    sets: PartnerSets
    always: tuple[int, ...]
    least: int
    most: int
    penalty: float
    member: FloatArray

    @classmethod
    def of(cls, problem: Problem, parts: Split, sets: PartnerSets) -> "_Ground":
        rules = problem.project.rules
        must = rules.required | ({problem.project.initiator} if problem.project.initiator else set())
        least, most = problem.partner_limits()
        cost = parts.base.cost[parts.partner]
        pair = problem.project.strategy.cost * problem.network.transaction_costs.coordination
        return cls(
            cost,
            pair,
            parts,
            sets,
            tuple(sorted(problem.firm_position[firm] for firm in must)),
            least,
            most,
            10.0 * (float(np.abs(cost).max(initial=0.0)) + pair * most),
            np.ascontiguousarray(sets.member.T.astype(float)),
        )

    def saved_with(self, firm: int) -> tuple[IntArray, FloatArray]:
        """Return the firms that save something with a firm, and what."""
        matrix = self.parts.savings.matrix
        row = slice(matrix.indptr[firm], matrix.indptr[firm + 1])
        return matrix.indices[row].astype(np.int64), matrix.data[row].astype(np.float64)


class _Circle:
    """A set of partners on its way to something no single exchange improves."""

    def __init__(self, ground: _Ground, first: int) -> None:
        self._ground = ground
        self.partners: list[int] = []
        self._saved: FloatArray = np.zeros(len(ground.cost))
        self._held: FloatArray = np.zeros(len(ground.sets))
        for firm in dict.fromkeys([*ground.always, first]):
            self._book(firm, 1)

    @property
    def value(self) -> float:
        """Cost of the partners, every one too many charged."""
        ground, count = self._ground, len(self.partners)
        saved = float(self._saved[self.partners].sum()) / 2
        excess = float(np.maximum(self._held - ground.sets.limit, 0.0).sum())
        missing = max(ground.least - count, 0)
        money = float(ground.cost[self.partners].sum()) + ground.pair * count * (count - 1) / 2 - saved
        return money + ground.penalty * (excess + missing)

    def settle(self, stop: Callable[[], bool]) -> None:
        """Add, drop and exchange firms, the best step first, while that helps."""
        for _ in range(MOST_EXCHANGES):
            if stop():
                return
            value = self.value
            steps = [self._best_entry(None), *map(self._best_entry, self._free()), *self._exits()]
            change, leaving, entering = min(steps)
            if change >= -1e-9 * max(abs(value), 1.0):
                return
            if leaving >= 0:
                self._book(leaving, -1)
            if entering >= 0:
                self._book(entering, 1)

    def _free(self) -> list[int]:
        return [firm for firm in self.partners if firm not in self._ground.always]

    def _best_entry(self, leaving: int | None) -> tuple[float, int, int]:
        """Return the best firm to take in, one leaving first: the change, who leaves and who enters."""
        ground = self._ground
        before = 0.0
        if leaving is not None:
            before = self.value
            self._book(leaving, -1)
            before = self.value - before
        count = len(self.partners)
        full = ground.member @ (self._held >= ground.sets.limit).astype(float)
        change = ground.cost + ground.pair * count - self._saved
        change += ground.penalty * (full - float(count < ground.least))
        change[self.partners] = np.inf
        entering = int(np.argmin(change))
        if leaving is not None:
            change[leaving] = np.inf
            entering = int(np.argmin(change))
            self._book(leaving, 1)
        return before + float(change[entering]), -1 if leaving is None else leaving, entering

    def _exits(self) -> list[tuple[float, int, int]]:
        """Return what it changes to let each firm go."""
        steps = []
        for firm in self._free():
            before = self.value
            self._book(firm, -1)
            steps.append((self.value - before, firm, -1))
            self._book(firm, 1)
        return steps

    def _book(self, firm: int, sign: int) -> None:
        """Take a firm in (1) or let it go (-1)."""
        if sign > 0:
            self.partners.append(firm)
        else:
            self.partners.remove(firm)
        others, saved = self._ground.saved_with(firm)
        self._saved[others] += sign * saved
        self._held += sign * self._ground.sets.member[:, firm]


def flags(firms: IntArray, n_firms: int) -> BoolArray:
    """Return one flag a firm, set for some."""
    keep = np.zeros(n_firms, dtype=bool)
    keep[firms] = True
    return keep
