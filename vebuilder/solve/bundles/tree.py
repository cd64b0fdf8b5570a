"""Branch and bound over the relaxation: best parts first, two at a time."""

import heapq
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from vebuilder.solve.bundles.branching import History
from vebuilder.solve.bundles.division import Division, dived, divided
from vebuilder.solve.bundles.part import Part
from vebuilder.solve.bundles.point import Point
from vebuilder.solve.bundles.root import Root
from vebuilder.solve.threads import threads_of

logger = logging.getLogger("vebuilder")

SIDE_BY_SIDE = 2
"""Parts looked at side by side, on one thread or on several: the way of the search is the same."""
PARTS_BETWEEN_WORDS = 20
PARTS_BETWEEN_DIVES = 8

Job = Callable[[], Division]


class Tree:
    """The search below the root.

    Parameters
    ----------
    root
        The relaxation, its cuts, and what is known.
    history
        What answers to questions have cost in a search like this one.
    """

    def __init__(self, root: Root, history: History | None = None) -> None:
        self._root = root
        self.history = History() if history is None else history.copy()
        self._open: list[tuple[float, int, Part]] = []
        self._pushed = 0
        self._told = 0
        self._next_dive, self._pause = 0, PARTS_BETWEEN_DIVES
        self.parts = 1
        """Number of parts looked at."""

    def run(self, point: Point) -> bool:
        """Search from the root's point; return whether the search ended by itself."""
        root = self._root
        self._push(Part.of(root, root.relaxation, root.everything(), point, root.target()))
        executor = ThreadPoolExecutor(SIDE_BY_SIDE - 1) if threads_of(root.options.threads) > 1 else None
        try:
            return self._search(executor)
        finally:
            if executor is not None:
                executor.shutdown()

    def _search(self, executor: ThreadPoolExecutor | None) -> bool:
        root = self._root
        while self._open:
            root.prove(self._open[0][0])
            if self._open[0][0] >= root.target():
                return True
            divisions = _all(self._jobs(), executor)
            for division in divisions:
                self._take(division)
            if not all(division.finished for division in divisions):
                return False
            if self.parts >= self._told + PARTS_BETWEEN_WORDS:
                self._told = self.parts
                words = "bound %.9g, best %.9g, %d parts, %d open"
                logger.debug(words, root.watch.bound, root.best(), self.parts, len(self._open))
        return True

    def _jobs(self) -> list[Job]:
        """Return what to do next, side by side."""
        root, first = self._root, self._pop()
        jobs: list[Job] = [partial(divided, root, first, self.history)]
        if self.parts >= self._next_dive:
            jobs.append(partial(self._dive, first))
        elif self._open and self._open[0][0] < root.target():
            jobs.append(partial(divided, root, self._pop(), self.history))
        return jobs

    def _dive(self, part: Part) -> Division:
        """Look for a better answer; ways that ended without one are tried ever less often."""
        division = dived(self._root, part)
        self._pause = PARTS_BETWEEN_DIVES if division.found else 2 * self._pause
        self._next_dive = self.parts + self._pause
        return division

    def _take(self, division: Division) -> None:
        """Take over what came of looking at a part."""
        for question, yes, gain in division.gains:
            self.history.note(question, yes, gain)
        for answer in division.found:
            self._root.watch.incumbent(answer)
        for part in division.parts:
            self._push(part)
        self.parts += division.looked

    def _push(self, part: Part) -> None:
        heapq.heappush(self._open, (part.bound, self._pushed, part))
        self._pushed += 1

    def _pop(self) -> Part:
        return heapq.heappop(self._open)[2]


def _all(jobs: list[Job], executor: ThreadPoolExecutor | None) -> list[Division]:
    """Do all jobs; on one thread, one after the other."""
    if executor is None:
        return [job() for job in jobs]
    waiting = [executor.submit(job) for job in jobs[1:]]
    return [jobs[0](), *(one.result() for one in waiting)]
