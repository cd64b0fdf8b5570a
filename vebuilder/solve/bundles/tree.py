"""Branch and bound over the relaxation: best part first."""

import heapq
import logging
from dataclasses import dataclass, field

import numpy as np

from vebuilder.formulate.linear_model import BoolArray, IntArray
from vebuilder.solve.bundles.basis import Basis
from vebuilder.solve.bundles.branching import History, Question, answered, best_question
from vebuilder.solve.bundles.relaxation import Point, Restriction
from vebuilder.solve.bundles.root import Root

logger = logging.getLogger("vebuilder")

PROBE_ITERATIONS = 40
PARTS_BETWEEN_CLEANING = 20
PARTS_BETWEEN_DIVES = 8
ROUNDS = 2


@dataclass(order=True)
class _Part:
    """A part of the search that is still open."""

    bound: float
    number: int
    depth: int = field(compare=False)
    allowed: "np.ndarray[tuple[int], np.dtype[np.uint8]]" = field(compare=False)
    partners: IntArray = field(compare=False)
    point: Point = field(compare=False)
    basis: Basis = field(compare=False)


class Tree:
    """The search below the root.

    Parameters
    ----------
    root
        The relaxation, its cuts, and what is known.
    """

    def __init__(self, root: Root) -> None:
        self._root = root
        self._history = History()
        self._open: list[_Part] = []
        self._number = 0
        self._cleaned = 0
        self._next_dive = self._pause = PARTS_BETWEEN_DIVES

    @property
    def parts(self) -> int:
        """Number of parts looked at."""
        return self._number

    def run(self, point: Point) -> bool:
        """Search from the root's point; return whether the search ended by itself."""
        root = self._root
        everything = Restriction(root.alive.copy(), np.zeros(0, dtype=np.int64))
        self._push(everything, point, 0)
        while self._open:
            part = heapq.heappop(self._open)
            root.prove(part.bound)
            if part.bound >= root.target():
                return True
            self._forget(part)
            if self._number >= self._next_dive:
                self._dive(part)
            if not self._divide(part):
                return False
            if self._number >= self._cleaned + PARTS_BETWEEN_CLEANING:
                self._cleaned = self._number
                root.clean([part.basis for part in self._open])
                logger.debug("bound %.9g, best %.9g, %d parts", part.bound, root.best(), self._number)
        return True

    def _divide(self, part: _Part) -> bool:
        """Look at both answers to a question; return whether the search may go on."""
        root = self._root
        before = self._restriction(part)
        root.relaxation.come_back(part.basis)
        # Cuts have come in since.
        point = root.relaxation.solve(before, root.target())
        if point is None:
            return False
        if point.bound >= root.target():
            return True
        if point.whole:
            root.keep(point)
            return True
        part.point, part.bound = point, max(part.bound, point.bound)
        before = Restriction(before.allowed & root.cheap(point), before.partners)
        basis = root.relaxation.basis()

        def probe(restriction: Restriction) -> float | None:
            root.relaxation.come_back(basis)
            return root.relaxation.probe(restriction, PROBE_ITERATIONS)

        question = best_question(root.pool, point, before, self._history, probe)
        if question is None:
            return False
        for yes in (True, False):
            root.relaxation.come_back(basis)
            if not self._answer(part, question, yes, before):
                return False
        return True

    def _forget(self, part: _Part) -> None:
        """Rule out for good the bundles that neither this part nor another open one may use."""
        needed = part.allowed.copy()
        for other in self._open:
            needed |= other.allowed
        self._root.alive &= np.unpackbits(needed, count=len(self._root.pool)).astype(bool)

    def _dive(self, part: _Part) -> None:
        """Look for a better answer; ways that ended without one are tried ever less often."""
        self._root.relaxation.come_back(part.basis)
        found = self._root.dive(part.point, self._restriction(part))
        self._pause = PARTS_BETWEEN_DIVES if found else 2 * self._pause
        self._next_dive = self._number + self._pause

    def _restriction(self, part: _Part) -> Restriction:
        allowed: BoolArray = np.unpackbits(part.allowed, count=len(self._root.pool)).astype(bool)
        return Restriction(allowed & self._root.alive, part.partners)

    def _answer(self, part: _Part, question: Question, yes: bool, before: Restriction) -> bool:
        """Solve the part that one answer leaves; return whether the search may go on."""
        root = self._root
        restriction = answered(root.pool, question, yes, before)
        point = root.relaxation.solve(restriction, root.target())
        if point is None:
            return False
        self._history.note(question, yes, max(point.bound - part.bound, 0.0))
        for _ in range(ROUNDS):
            if point.whole or point.bound >= root.target() or not root.tighten(point):
                break
            point = root.relaxation.solve(restriction, root.target())
            if point is None:
                return False
        self._number += 1
        if point.bound >= root.target():
            return True
        if point.whole:
            root.keep(point)
            return True
        if not self._can_be_filled(point, restriction):
            return not root.stopped
        allowed = restriction.allowed & root.cheap(point)
        self._push(Restriction(allowed, restriction.partners), point, part.depth + 1, part.bound)
        return True

    def _can_be_filled(self, point: Point, restriction: Restriction) -> bool:
        """Whether a part whose point falls short has a solution at all."""
        return not point.short or bool(self._root.relaxation.feasible(restriction))

    def _push(self, restriction: Restriction, point: Point, depth: int, least: float = -np.inf) -> None:
        self._number += 1 if depth == 0 else 0
        part = _Part(
            max(point.bound, least),
            self._number,
            depth,
            np.packbits(restriction.allowed),
            restriction.partners,
            point.without_prices(),
            self._root.relaxation.basis(),
        )
        heapq.heappush(self._open, part)
