"""What the searches share: rounds that grow, and end cold however little there is left to do."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from vebuilder.formulate.linear_model import IntArray
from vebuilder.solve.search.landscape import Landscape

GROWTH = 2
"""Each round is so many times as long as the one before."""

SECONDS_TO_COMPILE = 45.0
"""With less time left than this for all there is to do, compiling the steps would take too much of it."""

Found = Callable[[IntArray, float], None]
"""Told a better sound plan: one choice a task, and its cost."""


@dataclass
class Work:
    """How much a search may do, whatever the clock says: what it finds is then the same on every computer.

    Parameters
    ----------
    left
        In seconds of an ordinary computer; steps are counted, not time.
    cut_short
        Whether the clock, or somebody who asked to stop, had a say in how far the search went.
    may_compile
        Whether there is time to compile its steps, where that has not been done on this computer.
    """

    left: float = math.inf
    cut_short: bool = False
    may_compile: bool = True
    given: float = field(init=False)

    def __post_init__(self) -> None:
        self.given = self.left

    @classmethod
    def within(cls, time_left: float, work: float = math.inf) -> "Work":
        """Return so much work for a call with so much time left: with little of it nothing is compiled."""
        return cls(work, may_compile=time_left >= SECONDS_TO_COMPILE)

    def part(self, count: int) -> "Work":
        """Return the first of so many equal parts of what is left; `count` it when it is done."""
        return Work(self.left / count, may_compile=self.may_compile)

    def count(self, part: "Work") -> None:
        """Take what was done of a part from this work."""
        if math.isfinite(part.given):
            self.left -= part.given - part.left
        self.cut_short |= part.cut_short

    def over(self, deadline: float) -> bool:
        """Whether the work is done or the time is over.

        Parameters
        ----------
        deadline
            In seconds of ``time.monotonic``.
        """
        return self.left <= 0 or self.late(deadline)

    def late(self, deadline: float) -> bool:
        """Whether the time is over; noted if it is."""
        if time.monotonic() <= deadline:
            return False
        self.cut_short = True
        return True


def fitting(sweeps: int, deadline: float, sweep_seconds: float, work: Work, sweep_work: float) -> int:
    """Return as many sweeps as there is work and time left for, all of it in the last round.

    A round cut short would end hot, and one long round is worth more than two short ones. What is returned
    is taken from the work.

    Parameters
    ----------
    sweeps
        Length of the round if there is enough left.
    deadline
        In seconds of ``time.monotonic``.
    sweep_seconds
        What one sweep takes; 0 before the first.
    work
        What may be done.
    sweep_work
        What one sweep takes of it.
    """
    wanted = _rounded_off(sweeps, work.left / sweep_work)
    affordable = (deadline - time.monotonic()) / max(sweep_seconds, 1e-9)
    if math.isinf(work.left):
        timely = _rounded_off(sweeps, 0.97 * affordable)
    else:
        timely = max(int(min(wanted, 0.97 * affordable)), 1)
    if timely != wanted:
        work.cut_short = True
    work.left -= timely * sweep_work
    return timely


def _rounded_off(sweeps: int, left: float) -> int:
    """Return the length of a round: all that is left where the next round would not fit in whole."""
    return sweeps if left >= (1 + GROWTH) * sweeps else max(int(left), 1)


def cheapest_choices(landscape: Landscape) -> IntArray:
    """Return each task's cheapest choice by itself, joining included.

    Parameters
    ----------
    landscape
        What everything costs.
    """
    price = landscape.alone + landscape.weight * landscape.joining[landscape.firm]
    ends = zip(landscape.start[:-1], landscape.start[1:], strict=True)
    return np.array([a + int(np.argmin(price[a:b])) for a, b in ends], dtype=np.int64)
