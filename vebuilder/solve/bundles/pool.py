"""Every bundle of tasks a firm has room for, and what it costs."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray
from vebuilder.solve.bundles.terms import Terms

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
    start
        Bundles of firm ``f`` are ``start[f], ..., start[f + 1] - 1``.
    """

    firm: IntArray
    cost: FloatArray
    member: Members
    start: IntArray

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
        return Pool(self.firm[kept], self.cost[kept], self.member[kept], before[self.start].astype(np.int64))

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
    inside = terms.firm[terms.source] == terms.firm[terms.target]
    saved: dict[int, list[tuple[int, int, float]]] = {}
    columns = (terms.source, terms.target, terms.saving)
    for p, q, value in zip(*(column[inside].tolist() for column in columns), strict=True):
        saved.setdefault(int(terms.firm[p]), []).append((p, q, value))
    members, costs, sizes = [], [], []
    total = 0
    for firm in range(terms.n_firms):
        pairs = order[first[firm] : first[firm + 1]]
        found = _Enumeration(terms, firm, pairs, saved.get(firm, [])).run(MOST_BUNDLES - total)
        if found is None:
            return None
        chosen, cost = found
        member = np.zeros((len(cost), terms.n_tasks), dtype=np.uint8)
        member[:, terms.task[pairs]] = chosen
        members.append(member)
        costs.append(cost)
        sizes.append(len(cost))
        total += len(cost)
    return Pool(
        np.repeat(np.arange(terms.n_firms), sizes),
        np.concatenate([np.zeros(0), *costs]),
        np.concatenate([np.zeros((0, terms.n_tasks), dtype=np.uint8), *members]),
        np.r_[0, np.cumsum(sizes)].astype(np.int64),
    )


def numbering(kept: BoolArray) -> IntArray:
    """Return the positions among those that are kept, -1 for the others."""
    return np.where(kept, np.cumsum(kept) - 1, -1)


class _Enumeration:
    """The bundles of one firm, over its own pairs."""

    def __init__(self, terms: Terms, firm: int, pairs: IntArray, saved: list[tuple[int, int, float]]) -> None:
        self._firm = firm
        self._terms = terms
        number = {pair: i for i, pair in enumerate(pairs.tolist())}
        self._pairs = pairs
        size = len(pairs)
        limits = terms.limits.get(firm, [])
        self._effort = np.zeros((len(limits), size))
        for row, limit in enumerate(limits):
            self._effort[row, [number[pair] for pair in limit.pairs.tolist()]] = limit.effort
        most = np.array([limit.most for limit in limits])
        self._most = most + ROUNDING * np.maximum(1.0, np.abs(most))
        self._saved = np.zeros((size, size))
        for p, q, value in saved:
            self._saved[number[p], number[q]] += value
        self._setups = [
            ([number[pair] for pair in setup.pairs.tolist()], setup.cost)
            for setup in terms.setups.get(firm, [])
        ]

    def run(self, room: int) -> tuple[Members, FloatArray] | None:
        """Return bundles by pairs and their costs; None if there are more than there is room for."""
        size = len(self._pairs)
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
        if self._firm != self._terms.idle:
            chosen = chosen[1:]
        return chosen, self._costs(chosen)

    def _costs(self, chosen: Members) -> FloatArray:
        whole = chosen.astype(np.float64)
        cost = self._terms.joining[self._firm] + whole @ self._terms.alone[self._pairs]
        cost -= np.einsum("bi,bi->b", whole @ self._saved, whole)
        for pairs, price in self._setups:
            cost += price * chosen[:, pairs].any(axis=1)
        return np.asarray(cost)
