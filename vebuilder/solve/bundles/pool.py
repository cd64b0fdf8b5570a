"""Every bundle of tasks a firm has room for, and what it costs."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray
from vebuilder.solve.bundles.terms import Budget, Terms

MOST_BUNDLES = 1_200_000
ROUNDING = 1e-9

Members = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Pool:
    """Bundles, sorted by firm.

    Parameters
    ----------
    firm
        Of each bundle.
    cost
        Joining, set-up, work and expected loss less what is saved inside the firm.
    member
        Bundles by tasks: 1 where the task is in the bundle.
    money
        What counts in the budget, of each bundle; None without one.
    start
        Bundles of firm ``f`` are ``start[f], ..., start[f + 1] - 1``.
    """

    firm: IntArray
    cost: FloatArray
    member: Members
    start: IntArray
    money: FloatArray | None = None

    def __len__(self) -> int:
        return len(self.firm)

    @property
    def n_firms(self) -> int:
        """Number of firms."""
        return len(self.start) - 1

    @property
    def n_tasks(self) -> int:
        """Number of tasks."""
        return int(self.member.shape[1])

    def take(self, kept: BoolArray) -> "Pool":
        """Return some of the bundles as a pool of their own."""
        before = np.r_[0, np.cumsum(kept)]
        money = None if self.money is None else self.money[kept]
        start = before[self.start].astype(np.int64)
        return Pool(self.firm[kept], self.cost[kept], self.member[kept], start, money)

    def of(self, firm: int) -> slice:
        """Return where the bundles of a firm are."""
        return slice(int(self.start[firm]), int(self.start[firm + 1]))


def pool_of(terms: Terms) -> Pool | None:
    """Return all bundles with a task, and the empty one of a firm that may idle; None if they are too many.

    Parameters
    ----------
    terms
        What bundles are made of.
    """
    order = np.argsort(terms.firm, kind="stable")
    first = np.searchsorted(terms.firm[order], np.arange(terms.n_firms + 1))
    inside = np.flatnonzero(terms.firm[terms.source] == terms.firm[terms.target])
    by_firm = inside[np.argsort(terms.firm[terms.source[inside]], kind="stable")]
    ends = np.searchsorted(terms.firm[terms.source[by_firm]], np.arange(terms.n_firms + 1))
    found = _all_bundles(terms, [order[first[firm] : first[firm + 1]] for firm in range(terms.n_firms)])
    if found is None:
        return None
    members, costs, money = [], [], []
    for firm, (bundles, chosen) in enumerate(found):
        saved = by_firm[ends[firm] : ends[firm + 1]]
        member = np.zeros((len(chosen), terms.n_tasks), dtype=np.uint8)
        member[:, terms.task[bundles.pairs]] = chosen
        members.append(member)
        costs.append(bundles.costs(chosen, terms, saved))
        if terms.budget is not None:
            money.append(bundles.costs(chosen, terms.budget, saved))
    sizes = [len(chosen) for _, chosen in found]
    return Pool(
        np.repeat(np.arange(terms.n_firms), sizes),
        np.concatenate([np.zeros(0), *costs]),
        np.concatenate([np.zeros((0, terms.n_tasks), dtype=np.uint8), *members]),
        np.r_[0, np.cumsum(sizes)].astype(np.int64),
        None if terms.budget is None else np.concatenate([np.zeros(0), *money]),
    )


def _all_bundles(terms: Terms, pairs_of: list[IntArray]) -> "list[tuple[_Enumeration, Members]] | None":
    """Return the bundles of each firm; None if they are too many, which is often told without looking."""
    firms: list[_Enumeration] = []
    least = 0
    for firm, pairs in enumerate(pairs_of):
        firms.append(_Enumeration(terms, firm, pairs))
        least += firms[-1].at_least()
        if least > MOST_BUNDLES:
            return None
    found, total = [], 0
    for bundles in firms:
        chosen = bundles.run(MOST_BUNDLES - total)
        if chosen is None:
            return None
        found.append((bundles, chosen))
        total += len(chosen)
    return found


def numbering(kept: BoolArray) -> IntArray:
    """Return the positions among those that are kept, -1 for the others."""
    return np.where(kept, np.cumsum(kept) - 1, -1)


class _Enumeration:
    """The bundles of one firm, over its own pairs."""

    def __init__(self, terms: Terms, firm: int, pairs: IntArray) -> None:
        self._terms, self._firm, self.pairs = terms, firm, pairs
        self._number = {pair: i for i, pair in enumerate(pairs.tolist())}
        limits = terms.limits.get(firm, [])
        self._effort = np.zeros((len(limits), len(pairs)))
        for row, limit in enumerate(limits):
            self._effort[row, self._numbers(limit.pairs)] = limit.effort
        most = np.array([limit.most for limit in limits])
        self._most = most + ROUNDING * np.maximum(1.0, np.abs(most))

    def _numbers(self, pairs: IntArray) -> list[int]:
        return [self._number[pair] for pair in pairs.tolist()]

    def at_least(self) -> int:
        """Return how many bundles there are in any case: those of so few tasks that any of them fit."""
        largest = np.cumsum(-np.sort(-self._effort, axis=1), axis=1)
        fitting = (largest <= self._most[:, None]).sum(axis=1)
        size = len(self.pairs)
        return sum(math.comb(size, count) for count in range(1, int(fitting.min(initial=size)) + 1))

    def run(self, room: int) -> Members | None:
        """Return bundles by pairs; None if there are more than there is room for."""
        size = len(self.pairs)
        chosen = np.zeros((1, size), dtype=np.uint8)
        used = np.zeros((1, len(self._most)))
        # Large tasks first: most combinations then end early.
        for pair in np.argsort(-self._effort.sum(axis=0), kind="stable"):
            more = used + self._effort[:, pair]
            fits: BoolArray = np.all(more <= self._most, axis=1)
            longer = chosen[fits]
            longer[:, pair] = 1
            chosen, used = np.concatenate([chosen, longer]), np.concatenate([used, more[fits]])
            if len(chosen) - 1 > room:
                return None
        return chosen if self._firm == self._terms.idle else chosen[1:]

    def costs(self, chosen: Members, terms: Terms | Budget, saved: IntArray) -> FloatArray:
        """Return what bundles cost, in units of the objective or in money; ``saved`` are flows inside."""
        whole = chosen.astype(np.float64)
        cost = terms.joining[self._firm] + whole @ terms.alone[self.pairs]
        together = np.zeros((len(self.pairs), len(self.pairs)))
        ends = [self._numbers(end[saved]) for end in (self._terms.source, self._terms.target)]
        np.add.at(together, tuple(ends), terms.saving[saved])
        cost -= np.einsum("bi,bi->b", whole @ together, whole)
        for setup in terms.setups.get(self._firm, []):
            cost += setup.cost * chosen[:, self._numbers(setup.pairs)].any(axis=1)
        return np.asarray(cost)
