"""The firms whose failure costs most."""

import math
from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

from vebuilder.check.draws import BoolArray, FloatArray

BALANCING_ROUNDS = 6
ROUNDING = 1e-12
"""Relative: a set of firms that is better by less is as good."""


def worst_case(stakes: Sequence[tuple[float, Set[str]]], failures: int) -> tuple[float, tuple[str, ...]]:
    """Return the largest loss when at most so many firms fail, and the firms that cause it.

    A branch and bound over the sets of failing firms, exact up to rounding. The bound: what a stake is
    worth is divided among the firms that have yet to fail for it to be lost, and no r firms lose more than
    the r largest sums; any division is valid, so the division is balanced to press them down.

    Parameters
    ----------
    stakes
        Money, and the firms that must all fail for it to be lost.
    failures
        Largest number of firms that fail.

    Returns
    -------
    tuple
        The loss, and the sorted ids of firms that together cause it; none of them fails for nothing.
    """
    pooled: dict[frozenset[str], float] = {}
    for money, firms in stakes:
        if money > 0:
            pooled[frozenset(firms)] = pooled.get(frozenset(firms), 0.0) + money
    everyone = sorted(frozenset[str]().union(*pooled))
    if failures < len(everyone):
        pooled = {firms: money for firms, money in pooled.items() if len(firms) <= failures}
        failing = _Search(pooled, failures).best
    else:
        failing = frozenset(everyone)
    lost = {firms: money for firms, money in pooled.items() if firms <= failing}
    return sum(lost.values()), tuple(sorted(frozenset[str]().union(*lost)))


@dataclass(frozen=True)
class _Node:
    """Firms that are decided on: those in fail, those out deliver."""

    failing: BoolArray
    delivering: BoolArray


class _Search:
    """Depth first over the firms, those that can cost most first.

    Parameters
    ----------
    pooled
        Money by the firms that must all fail for it to be lost.
    failures
        Largest number of firms that fail.
    """

    def __init__(self, pooled: dict[frozenset[str], float], failures: int) -> None:
        self.firms = sorted(frozenset[str]().union(*pooled))
        self.failures = failures
        row = {firm: number for number, firm in enumerate(self.firms)}
        self.money: FloatArray = np.array(list(pooled.values()))
        self.needs: BoolArray = np.zeros((len(pooled), len(self.firms)), dtype=bool)
        for stake, firms in enumerate(pooled):
            self.needs[stake, [row[firm] for firm in firms]] = True
        self.value = 0.0
        self.best: frozenset[str] = frozenset()
        nobody = np.zeros(len(self.firms), dtype=bool)
        pending = [_Node(nobody, nobody)]
        while pending:
            pending.extend(self._branch(pending.pop()))

    def _branch(self, node: _Node) -> list[_Node]:
        """Return what is left to try below a node: last the one where the firm that costs most fails."""
        room = self.failures - int(node.failing.sum())
        missing = self.needs & ~node.failing
        lacking = missing.sum(axis=1)
        open_ = (lacking > 0) & (lacking <= room) & ~(self.needs & node.delivering).any(axis=1)
        lost = float(self.money[lacking == 0].sum())
        self._note(lost, node.failing)
        if room == 0 or not open_.any():
            return []
        bound, charge = self._bound(self.money[open_], missing[open_], room)
        if lost + bound <= self.value + ROUNDING * max(1.0, self.value):
            return []
        self._note_greedy(node, room, charge)
        if lost + bound <= self.value + ROUNDING * max(1.0, self.value):
            return []
        firm = int(np.argmax(charge))
        chosen = np.zeros(len(self.firms), dtype=bool)
        chosen[firm] = True
        return [
            _Node(node.failing, node.delivering | chosen),
            _Node(node.failing | chosen, node.delivering),
        ]

    def _bound(self, money: FloatArray, missing: BoolArray, room: int) -> tuple[float, FloatArray]:
        """Return a bound on what so many more firms can lose, and each firm's part in it."""
        least, charge = math.inf, np.zeros(len(self.firms))
        weight = np.ones(len(self.firms))
        for _ in range(BALANCING_ROUNDS):
            part = missing * weight
            part *= (money / part.sum(axis=1))[:, None]
            sums = part.sum(axis=0)
            bound = float(np.sort(sums)[-room:].sum())
            if bound < least:
                least, charge = bound, sums
            weight = weight * (sums.max() / np.maximum(sums, sums.max() * 1e-3)) ** 0.5
        return least, charge

    def _note_greedy(self, node: _Node, room: int, charge: FloatArray) -> None:
        """Let the firms fail that seem to cost most."""
        failing = node.failing.copy()
        failing[np.argsort(-charge, kind="stable")[:room]] = True
        self._note(float(self.money[~(self.needs & ~failing).any(axis=1)].sum()), failing)

    def _note(self, lost: float, failing: BoolArray) -> None:
        if lost > self.value:
            self.value = lost
            self.best = frozenset(self.firms[firm] for firm in np.flatnonzero(failing))
