"""Branch and bound over the relaxation: best parts first, two at a time."""

import heapq
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from vebuilder.solve.bundles.branching import History
from vebuilder.solve.bundles.hand import Division, Hand, Part
from vebuilder.solve.bundles.relaxation import Point, Restriction
from vebuilder.solve.bundles.root import Root
from vebuilder.solve.threads import threads_of

logger = logging.getLogger("vebuilder")

HANDS = 2
"""Parts looked at side by side, on one thread or on several: the way of the search is the same."""
PARTS_BETWEEN_CLEANING = 20
PARTS_BETWEEN_DIVES = 8

Job = Callable[[], Division]


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
        self._hands = [Hand(root, root.relaxation, root.known)]
        self._open: list[tuple[float, int, Part]] = []
        self._pushed = 0
        self._cleaned = 0
        self._next_dive = self._pause = PARTS_BETWEEN_DIVES
        self.parts = 1
        """Number of parts looked at."""

    def run(self, point: Point) -> bool:
        """Search from the root's point; return whether the search ended by itself."""
        everything = Restriction(self._root.alive.copy(), np.zeros(0, dtype=np.int64))
        self._push(self._hands[0].part(everything, point))
        parallel = threads_of(self._root.options.threads) > 1
        executor = ThreadPoolExecutor(HANDS - 1) if parallel else None
        try:
            return self._search(executor)
        finally:
            if executor is not None:
                executor.shutdown()
            for hand in self._hands[1:]:
                hand.relaxation.close()

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
            if self.parts >= self._cleaned + PARTS_BETWEEN_CLEANING:
                self._clean()
            self._tell_each_other()
        return True

    def _jobs(self) -> list[Job]:
        """Return what to do next, side by side."""
        first = self._pop()
        self._root.forget([first.allowed, *(part.allowed for _, _, part in self._open)])
        jobs: list[Job] = [partial(self._hands[0].divide, first, self._history)]
        if self.parts >= self._next_dive:
            jobs.append(partial(self._dive, self._other_hand(), first))
        elif self._open and self._open[0][0] < self._root.target():
            jobs.append(partial(self._other_hand().divide, self._pop(), self._history))
        return jobs

    def _dive(self, hand: Hand, part: Part) -> Division:
        """Look for a better answer; ways that ended without one are tried ever less often."""
        division = hand.dive(part)
        self._pause = PARTS_BETWEEN_DIVES if division.found else 2 * self._pause
        self._next_dive = self.parts + self._pause
        return division

    def _take(self, division: Division) -> None:
        """Take over what came of looking at a part."""
        for question, yes, gain in division.gains:
            self._history.note(question, yes, gain)
        for point in division.found:
            self._root.keep(point)
        for part in division.parts:
            self._push(part)
        self.parts += division.looked

    def _other_hand(self) -> Hand:
        if len(self._hands) == 1:
            self._hands.append(self._hands[0].twin())
        return self._hands[1]

    def _tell_each_other(self) -> None:
        told = [hand.tell() for hand in self._hands]
        for teller, cuts in zip(self._hands, told, strict=True):
            for hand in self._hands:
                if hand is not teller:
                    hand.hear(cuts)

    def _clean(self) -> None:
        """Let the hands forget what no open part needs."""
        self._cleaned = self.parts
        states = [part.basis for _, _, part in self._open]
        for hand in self._hands:
            hand.clean(states)
        logger.debug(
            "bound %.9g, best %.9g, %d parts, %d open",
            self._root.watch.bound,
            self._root.best(),
            self.parts,
            len(self._open),
        )

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
