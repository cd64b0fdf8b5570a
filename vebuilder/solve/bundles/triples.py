"""Rows on three tasks, two of which exchange something.

Of three tasks, bundles that hold two can be used at most once (`subset_cuts`). A flow between two of the
tasks says that these are done by two firms: then no bundle holds both, and none holds the third and one of
the two but a bundle of just these firms. So flows from some firms to some others may join the row, if bundles
of these firms that hold the third task and their own one of the two leave it. Which firms: those whose flows
make up for that.
"""

import numpy as np

from vebuilder.formulate.linear_model import FloatArray
from vebuilder.solve.bundles.cut import Cut
from vebuilder.solve.bundles.links import Flows
from vebuilder.solve.bundles.pool import Pool
from vebuilder.solve.bundles.relaxation import Point

BROKEN = 0.01
MOST_CUTS = 30

_Flow = tuple[int, int, float]
"""Firm at the first task, firm at the second, value."""


def flow_triples(pool: Pool, flows: Flows, point: Point) -> list[Cut]:
    """Return the rows on three tasks and the flows between two of them that a point breaks most.

    Parameters
    ----------
    pool, flows
        The bundles, and what firms save together.
    point
        A point of the relaxation.
    """
    view = _View(pool, flows, point)
    found = []
    for pair in view.pairs():
        for third in view.candidates(*pair):
            one = view.row(*pair, third)
            if one is not None:
                found.append(one)
    found.sort(key=lambda one: -one[0])
    return [_cut(pool, flows, *one[1:]) for one in found[:MOST_CUTS]]


class _View:
    """A point, seen from its tasks."""

    def __init__(self, pool: Pool, flows: Flows, point: Point) -> None:
        self._member = pool.member[point.bundles].astype(np.float64)
        self._firm = pool.firm[point.bundles]
        self._value = point.values
        self._shared = self._member.T @ (self._member * self._value[:, None])
        self._flows: dict[tuple[int, int], list[_Flow]] = {}
        used = np.flatnonzero(point.flows > 1e-7)
        ends = (*flows.task[:, used].tolist(), *flows.firm[:, used].tolist(), point.flows[used].tolist())
        for first, second, one, other, value in zip(*ends, strict=True):
            pair, firms = (
                ((first, second), (one, other)) if first < second else ((second, first), (other, one))
            )
            self._flows.setdefault(pair, []).append((*firms, value))

    def pairs(self) -> list[tuple[int, int]]:
        return list(self._flows)

    def _held(self, first: int, second: int) -> FloatArray:
        """Return, for every third task, how much bundles hold at least two of the three."""
        both = self._member[:, first] * self._member[:, second]
        three = (both * self._value) @ self._member
        two = self._shared[first, second] + self._shared[first] + self._shared[second]
        return np.asarray(two - 2 * three)

    def candidates(self, first: int, second: int) -> list[int]:
        most = self._held(first, second) + sum(value for _, _, value in self._flows[first, second])
        most[[first, second]] = 0.0
        return np.flatnonzero(most > 1 + BROKEN).tolist()

    def _loss(self, own: int, other: int, third: int) -> dict[int, float]:
        """Return by firm how much its bundles hold the third task and its own, not the other."""
        left = (self._member[:, own] > 0) & (self._member[:, third] > 0) & (self._member[:, other] == 0)
        lost: dict[int, float] = {}
        for firm, value in zip(self._firm[left].tolist(), self._value[left].tolist(), strict=True):
            lost[firm] = lost.get(firm, 0.0) + value
        return lost

    def row(
        self, first: int, second: int, third: int
    ) -> tuple[float, int, int, int, list[int], list[int]] | None:
        flows = self._flows[first, second]
        lost = self._loss(first, second, third), self._loss(second, first, third)
        kept, gained = _worthwhile(flows, *lost)
        excess = float(self._held(first, second)[third]) + gained - 1
        if excess <= BROKEN or not kept:
            return None
        ones, others = sorted({one for one, _, _ in kept}), sorted({other for _, other, _ in kept})
        return excess, first, second, third, ones, others


def _worthwhile(
    flows: list[_Flow], first: dict[int, float], second: dict[int, float]
) -> tuple[list[_Flow], float]:
    """Return flows that add more to a row than their firms lose, and how much they add in all.

    Firms whose own flows do not make up for what they lose are left out, as often as there are any: they are
    in no best choice.
    """
    while flows:
        moved: tuple[dict[int, float], dict[int, float]] = ({}, {})
        for one, other, value in flows:
            moved[0][one] = moved[0].get(one, 0.0) + value
            moved[1][other] = moved[1].get(other, 0.0) + value
        left = [
            flow
            for flow in flows
            if moved[0][flow[0]] > first.get(flow[0], 0.0) and moved[1][flow[1]] > second.get(flow[1], 0.0)
        ]
        if len(left) == len(flows):
            losses = sum(first.get(one, 0.0) for one in moved[0])
            losses += sum(second.get(other, 0.0) for other in moved[1])
            return flows, sum(value for *_, value in flows) - losses
        flows = left
    return [], 0.0


def _cut(
    pool: Pool, flows: Flows, first: int, second: int, third: int, ones: list[int], others: list[int]
) -> Cut:
    member = pool.member[:, [first, second, third]] == 1
    one, other = np.isin(pool.firm, ones), np.isin(pool.firm, others)
    held = member.sum(axis=1) >= 2
    held &= ~(one & member[:, 0] & ~member[:, 1]) & ~(other & member[:, 1] & ~member[:, 0])
    joined = np.zeros(len(flows), dtype=bool)
    for end in (0, 1):
        joined |= (
            (flows.task[end] == first)
            & (flows.task[1 - end] == second)
            & np.isin(flows.firm[end], ones)
            & np.isin(flows.firm[1 - end], others)
        )
    bundles, moved = np.flatnonzero(held), np.flatnonzero(joined)
    return Cut(bundles, np.ones(len(bundles)), moved, np.ones(len(moved)), 1.0)
