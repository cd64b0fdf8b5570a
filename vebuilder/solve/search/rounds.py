"""What the searches share: rounds that grow, and end cold however little time there is."""

import time
from collections.abc import Callable

import numpy as np

from vebuilder.formulate.linear_model import IntArray
from vebuilder.solve.search.landscape import Landscape

GROWTH = 2
"""Each round is so many times as long as the one before."""

Found = Callable[[IntArray, float], None]
"""Told a better sound plan: one choice a task, and its cost."""


def never() -> bool:
    """Return that nobody asks to stop."""
    return False


def fitting(sweeps: int, deadline: float, sweep_seconds: float) -> int:
    """Return as many sweeps as there is time for, all of it in the last round.

    A round cut short would end hot, and one long round is worth more than two short ones.

    Parameters
    ----------
    sweeps
        Length of the round if there is time.
    deadline
        In seconds of ``time.monotonic``.
    sweep_seconds
        What one sweep takes; 0 before the first.
    """
    affordable = (deadline - time.monotonic()) / max(sweep_seconds, 1e-9)
    return sweeps if affordable >= (1 + GROWTH) * sweeps else max(int(0.97 * affordable), 1)


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
