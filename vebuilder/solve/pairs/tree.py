"""Branching on firms: in or out, where the relaxation alone does not settle it."""

from dataclasses import dataclass, field
from heapq import heappop, heappush

import numpy as np

from vebuilder.solve.pairs.relaxation import Point, Relaxation
from vebuilder.solve.pairs.separation import separate

ROUNDS = 6
WHOLE = 1e-6


@dataclass(frozen=True, order=True)
class Node:
    """Enterprises with some firms in and some out, and a bound on their objective."""

    bound: float
    number: int
    inside: frozenset[int] = field(compare=False)
    outside: frozenset[int] = field(compare=False)


class Tree:
    """The open nodes, best bound first.

    Parameters
    ----------
    relaxation
        With every firm that may still matter brought in.
    bound
        Bound on the root.
    """

    def __init__(self, relaxation: Relaxation, bound: float) -> None:
        self._relaxation = relaxation
        self._open = [Node(bound, 0, frozenset(), frozenset())]
        self._count = 1
        self._closed = np.inf

    @property
    def bound(self) -> float:
        """Lower bound on every enterprise in the tree."""
        return min(self._open[0].bound if self._open else np.inf, self._closed)

    def take(self) -> Node | None:
        """Take the node with the best bound out; None when none is left."""
        return heappop(self._open) if self._open else None

    def settle(self, node: Node, point: Point, bound: float) -> None:
        """Take the point's partners and all their parts as looked at, and go on with all other enterprises.

        Parameters
        ----------
        node
            Where the point is from; it stays open for enterprises with a partner beyond these.
        point
            A whole one.
        bound
            No enterprise of these partners alone is below it.
        """
        self._closed = min(self._closed, bound)
        if self._relaxation.ask_for_others(point.partner > 0.5):
            self._put(max(point.objective, node.bound), node.inside, node.outside)

    def relax(self, node: Node, cutoff: float) -> Point | None:
        """Solve the relaxation of a node with cuts; None if it is stopped or has no solution."""
        self._relaxation.bind(node.inside, node.outside)
        point = self._relaxation.solve()
        for _ in range(ROUNDS):
            if point is None or point.objective >= cutoff or separate(self._relaxation, point) == 0:
                return point
            point = self._relaxation.solve()
        return point

    def split(self, node: Node, point: Point) -> bool:
        """Branch on the firm the relaxation is least sure of; return False if the point is whole."""
        doubt = np.minimum(point.partner, 1 - point.partner)
        doubt[list(node.inside | node.outside)] = -1.0
        firm = int(np.argmax(doubt))
        if doubt[firm] <= WHOLE:
            return False
        bound = max(point.objective, node.bound)
        self._put(bound, node.inside | {firm}, node.outside)
        self._put(bound, node.inside, node.outside | {firm})
        return True

    def _put(self, bound: float, inside: frozenset[int], outside: frozenset[int]) -> None:
        heappush(self._open, Node(bound, self._count, inside, outside))
        self._count += 1
