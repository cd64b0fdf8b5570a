"""How a part of the search is divided: both answers to the question whose answers cost most."""

from dataclasses import dataclass, field, replace

import numpy as np

from vebuilder.formulate.linear_model import FloatArray
from vebuilder.solve.bundles.branching import History, Question, answered, best_question
from vebuilder.solve.bundles.dive import dive
from vebuilder.solve.bundles.links import Link, links_of
from vebuilder.solve.bundles.part import Part
from vebuilder.solve.bundles.point import Point, Restriction
from vebuilder.solve.bundles.relaxation import Relaxation
from vebuilder.solve.bundles.root import Root, broken

PROBE_ITERATIONS = 60
ROUNDS = 2


@dataclass
class Division:
    """What came of looking at a part.

    Parameters
    ----------
    parts
        What is left of it.
    found
        Answers, the better ones later.
    gains
        Questions, their answers, and by how much each raised the bound.
    looked
        Number of parts looked at.
    finished
        False if it was stopped.
    """

    parts: list[Part] = field(default_factory=list)
    found: list[FloatArray] = field(default_factory=list)
    gains: list[tuple[Question, bool, float]] = field(default_factory=list)
    looked: int = 0
    finished: bool = False


def divided(root: Root, part: Part, history: History) -> Division:
    """Look at both answers to the question whose answers cost most.

    Parameters
    ----------
    root
        What the search shares; nothing of it is changed.
    part
        What is divided.
    history
        What answers have cost so far.
    """
    relaxation = part.opened(root)
    try:
        return _Divider(root, relaxation, part.bound).divide(part, history)
    finally:
        relaxation.close()


def dived(root: Root, part: Part) -> Division:
    """Look for a better answer from a part on; the part stays open, and is not among what is left.

    Parameters
    ----------
    root
        What the search shares; nothing of it is changed.
    part
        Where to begin.
    """
    relaxation = part.opened(root)
    try:
        within, target = part.everything(relaxation), root.target()
        point = relaxation.solve(within, target)
        found = None if point is None else dive(relaxation.pool, relaxation, point, within, target)
        answers = [] if found is None else [root.vector(relaxation.pool, found)]
        return Division(found=answers, finished=not root.stopped)
    finally:
        relaxation.close()


class _Divider:
    """One division."""

    def __init__(self, root: Root, relaxation: Relaxation, bound: float) -> None:
        self._root, self._relaxation, self._bound = root, relaxation, bound
        self._known = {cut.tasks for cut in relaxation.cuts if cut.tasks}
        self._links: list[Link] | None = None
        self._best = root.best()
        self._division = Division()

    def divide(self, part: Part, history: History) -> Division:
        """Return what is left of the part, and what was found and learned."""
        relaxation, division = self._relaxation, self._division
        everything = part.everything(relaxation)
        point = relaxation.solve(everything, self._target())
        if point is None:
            return division
        if not self._is_open(point):
            division.finished = True
            return division
        self._bound = max(self._bound, point.bound)
        before = replace(everything, allowed=self._root.cheap(point.reduced, point, self._target()))
        basis = relaxation.basis()

        def probe(restriction: Restriction) -> float | None:
            relaxation.come_back(basis)
            return relaxation.probe(restriction, PROBE_ITERATIONS)

        question = best_question(relaxation.pool, point, before, history, probe)
        if question is None:
            return division
        for yes in (True, False):
            relaxation.come_back(basis)
            if not self._answer(question, yes, before):
                return division
        division.finished = True
        return division

    def _target(self) -> float:
        return self._root.target(self._best)

    def _answer(self, question: Question, yes: bool, before: Restriction) -> bool:
        """Solve the part that one answer leaves; return whether the search may go on."""
        relaxation, division = self._relaxation, self._division
        restriction = answered(relaxation.pool, question, yes, before)
        point = relaxation.solve(restriction, self._target())
        if point is None:
            return False
        division.gains.append((question, yes, max(point.bound - self._bound, 0.0)))
        for _ in range(ROUNDS):
            if point.whole or point.bound >= self._target() or not self._tighten(point):
                break
            point = relaxation.solve(restriction, self._target())
            if point is None:
                return False
        division.looked += 1
        if not self._is_open(point):
            return True
        # Where rows fall short: has the part a solution at all?
        if point.short and not relaxation.feasible(restriction):
            return not self._root.stopped
        rest = Part.of(self._root, relaxation, restriction, point, self._target())
        division.parts.append(replace(rest, bound=max(rest.bound, self._bound)))
        return True

    def _is_open(self, point: Point) -> bool:
        """Whether a point leaves anything to look for; if it is whole, it is an answer."""
        if point.bound >= self._target():
            return False
        if point.whole:
            self._division.found.append(self._root.vector(self._relaxation.pool, point))
            self._best = min(self._best, point.bound)
        return not point.whole

    def _tighten(self, point: Point) -> bool:
        """Add the cuts a point breaks; return whether there were any."""
        relaxation = self._relaxation
        if self._links is None:
            everything = np.ones(len(relaxation.pool), dtype=bool)
            self._links = links_of(relaxation.pool, relaxation.flows, everything)
        cuts = broken(relaxation, self._links, point, self._known)
        relaxation.add(cuts)
        return len(cuts) > 0
