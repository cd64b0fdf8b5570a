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
from vebuilder.solve.pairs.exchange import NOBODY, best_exchange
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
    ground = Ground.of(problem, parts, sets)
    savings = parts.savings
    promise = ground.cost - best_sum(savings.source, savings.value, problem.n_firms, ground.most - 1) / 2
    order = np.argsort(promise, kind="stable")
    found = {}
    for first in order[:STARTS].tolist():
        if stop():
            break
        circle = Circle(ground)
        for firm in dict.fromkeys([*np.flatnonzero(ground.always).tolist(), first]):
            circle.book(firm, 1)
        circle.settle(stop)
        found[tuple(sorted(circle.partners))] = circle.value
    ranked = sorted(found, key=lambda partners: (found[partners], partners))
    return [np.array(partners, dtype=np.int64) for partners in ranked]


@dataclass(frozen=True)
class Ground:
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
        Of each firm, whether it must be a partner.
    least, most
        Number of partners.
    penalty
        Price of one partner too many in a set.
    start
        The savings of firm ``f`` are number ``start[f]`` to ``start[f + 1] - 1``.
    sets_start, sets_of
        The sets of firm ``f`` are ``sets_of[sets_start[f]:sets_start[f + 1]]``.
    """

    cost: FloatArray
    pair: float
    parts: Split
    sets: PartnerSets
    always: BoolArray
    least: int
    most: int
    penalty: float
    start: IntArray
    sets_start: IntArray
    sets_of: IntArray

    @classmethod
    def of(cls, problem: Problem, parts: Split, sets: PartnerSets) -> "Ground":
        """Lay a problem out."""
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
            flags(np.array([problem.firm_position[firm] for firm in must], dtype=np.int64), len(cost)),
            least,
            most,
            10.0 * (float(np.abs(cost).max(initial=0.0)) + pair * most),
            np.searchsorted(parts.savings.source, np.arange(len(cost) + 1)).astype(np.int64),
            np.r_[0, np.cumsum(sets.member.sum(axis=0))].astype(np.int64),
            np.nonzero(sets.member.T)[1].astype(np.int64),
        )

    def saved_with(self, firm: int) -> tuple[IntArray, FloatArray]:
        """Return the firms that save something with a firm, and what."""
        savings, own = self.parts.savings, slice(self.start[firm], self.start[firm + 1])
        return savings.target[own], savings.value[own]


class Circle:
    """A set of partners on its way to something no single exchange improves.

    Parameters
    ----------
    ground
        What everything costs.
    """

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.partners: list[int] = []
        self._saved: FloatArray = np.zeros(len(ground.cost))
        self._held: FloatArray = np.zeros(len(ground.sets))

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
            change, leaving, entering = self.best_exchange()
            if change >= -1e-9 * max(abs(self.value), 1.0):
                return
            if leaving != NOBODY:
                self.book(leaving, -1)
            if entering != NOBODY:
                self.book(entering, 1)

    def best_exchange(self) -> tuple[float, int, int]:
        """Return what the best exchange changes, who leaves and who enters."""
        ground, savings = self._ground, self._ground.parts.savings
        return best_exchange(
            np.array(self.partners, dtype=np.int64), ground.always, ground.cost, ground.pair,
            ground.least, ground.penalty, ground.start, savings.target, savings.value,
            ground.sets_start, ground.sets_of, ground.sets.limit, self._saved, self._held,
        )  # fmt: skip

    def book(self, firm: int, sign: int) -> None:
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
