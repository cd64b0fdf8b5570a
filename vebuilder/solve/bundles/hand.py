"""One of those who look at parts of the search side by side, each with a relaxation of its own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

from vebuilder.formulate.linear_model import IntArray
from vebuilder.solve.bundles.basis import Basis
from vebuilder.solve.bundles.branching import History, Question, answered, best_question
from vebuilder.solve.bundles.cut import Cut
from vebuilder.solve.bundles.dive import dive
from vebuilder.solve.bundles.relaxation import Point, Relaxation, Restriction
from vebuilder.solve.bundles.root import Packed, Root

PROBE_ITERATIONS = 40
ROUNDS = 2


@dataclass(frozen=True)
class Part:
    """A part of the search that is still open.

    Parameters
    ----------
    bound
        Nothing in it costs less.
    allowed
        Bundles it may use, packed.
    partners
        Firms that must be partners.
    point, basis
        Where its relaxation stood.
    """

    bound: float
    allowed: Packed
    partners: IntArray
    point: Point
    basis: Basis


@dataclass
class Division:
    """What came of looking at a part.

    Parameters
    ----------
    parts
        What is left of it, the parts its answers leave.
    found
        Whole points, the better ones later.
    gains
        Questions, their answers, and by how much each raised the bound.
    looked
        Number of parts looked at.
    finished
        False if it was stopped.
    """

    parts: list[Part] = field(default_factory=list)
    found: list[Point] = field(default_factory=list)
    gains: list[tuple[Question, bool, float]] = field(default_factory=list)
    looked: int = 0
    finished: bool = False


class Hand:
    """Looks at one part at a time; what it learns is told to the others between the parts.

    Parameters
    ----------
    root
        What all share.
    relaxation
        Its own.
    known
        Triples of tasks that have rows in it.
    """

    def __init__(self, root: Root, relaxation: Relaxation, known: Collection[tuple[int, ...]]) -> None:
        self._root, self.relaxation = root, relaxation
        self._known = set(known)
        self._fresh: list[Cut] = []
        self._best = np.inf

    def twin(self) -> "Hand":
        """Return another hand that knows as much."""
        root = self._root
        relaxation = root.relax(root.pool, root.flows)
        relaxation.take_over(np.sort(self.relaxation.inside), self.relaxation.cuts)
        return Hand(root, relaxation, self._known)

    def part(self, restriction: Restriction, point: Point, least: float = -np.inf) -> Part:
        """Return the part whose relaxation was solved last.

        Parameters
        ----------
        restriction, point
            Of that relaxation.
        least
            Bound of the part it is a part of.
        """
        return Part(
            max(point.bound, least),
            np.packbits(restriction.allowed),
            restriction.partners,
            point.without_prices(),
            self.relaxation.basis(),
        )

    def divide(self, part: Part, history: History) -> Division:
        """Look at both answers to the question whose answers cost most.

        Parameters
        ----------
        part
            What is divided.
        history
            What answers have cost so far.
        """
        division = Division()
        self._best = self._root.best()
        before = self._restriction(part)
        self.relaxation.come_back(part.basis)
        # Cuts have come in since.
        point = self.relaxation.solve(before, self._target())
        if point is None:
            return division
        if not self._is_open(point, division):
            division.finished = True
            return division
        bound = max(part.bound, point.bound)
        before = Restriction(before.allowed & self._root.cheap(point, self._target()), before.partners)
        basis = self.relaxation.basis()

        def probe(restriction: Restriction) -> float | None:
            self.relaxation.come_back(basis)
            return self.relaxation.probe(restriction, PROBE_ITERATIONS)

        question = best_question(self._root.pool, point, before, history, probe)
        if question is None:
            return division
        for yes in (True, False):
            self.relaxation.come_back(basis)
            if not self._answer(question, yes, before, bound, division):
                return division
        division.finished = True
        return division

    def dive(self, part: Part) -> Division:
        """Look for a better answer from a part on; the part stays open, and is not among what is left.

        Parameters
        ----------
        part
            Where to begin.
        """
        self._best = self._root.best()
        self.relaxation.come_back(part.basis)
        restriction = self._restriction(part)
        found = dive(self._root.pool, self.relaxation, part.point, restriction, self._target())
        return Division(found=[] if found is None else [found], finished=not self._root.stopped)

    def tell(self) -> list[Cut]:
        """Return the cuts found since this was asked last."""
        fresh, self._fresh = self._fresh, []
        return fresh

    def hear(self, cuts: Sequence[Cut]) -> None:
        """Take over cuts another hand has found."""
        new = [cut for cut in cuts if not cut.tasks or cut.tasks not in self._known]
        self._known |= {cut.tasks for cut in new if cut.tasks}
        self.relaxation.add(new)

    def clean(self, states: Collection[Basis]) -> None:
        """Take out what neither this relaxation nor one of these states needs; right after a solve only."""
        self._known = self._root.clean(self.relaxation, states)

    def _target(self) -> float:
        return self._root.target(self._best)

    def _restriction(self, part: Part) -> Restriction:
        allowed = np.unpackbits(part.allowed, count=len(self._root.pool)).astype(bool)
        return Restriction(allowed & self._root.alive, part.partners)

    def _answer(
        self, question: Question, yes: bool, before: Restriction, bound: float, division: Division
    ) -> bool:
        """Solve the part that one answer leaves; return whether the search may go on."""
        restriction = answered(self._root.pool, question, yes, before)
        point = self.relaxation.solve(restriction, self._target())
        if point is None:
            return False
        division.gains.append((question, yes, max(point.bound - bound, 0.0)))
        for _ in range(ROUNDS):
            if point.whole or point.bound >= self._target() or not self._tighten(point):
                break
            point = self.relaxation.solve(restriction, self._target())
            if point is None:
                return False
        division.looked += 1
        if not self._is_open(point, division):
            return True
        # Where rows fall short: has the part a solution at all?
        if point.short and not self.relaxation.feasible(restriction):
            return not self._root.stopped
        allowed = restriction.allowed & self._root.cheap(point, self._target())
        division.parts.append(self.part(Restriction(allowed, restriction.partners), point, bound))
        return True

    def _is_open(self, point: Point, division: Division) -> bool:
        """Whether a point leaves anything to look for; if it is whole, it is found."""
        if point.bound >= self._target():
            return False
        if point.whole:
            division.found.append(point)
            self._best = min(self._best, point.bound)
        return not point.whole

    def _tighten(self, point: Point) -> bool:
        """Add the cuts a point breaks; return whether there were any."""
        cuts = self._root.broken(point, self._known)
        self.relaxation.add(cuts)
        self._fresh += cuts
        return len(cuts) > 0
