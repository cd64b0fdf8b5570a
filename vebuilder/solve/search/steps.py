"""The smallest steps of the search, compiled.

Whoever changes one of them touches `kernel` too: numba looks at the file of the caller alone for changes.
"""

# ruff: noqa: PLR0913, PLR0917

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.solve.search.records import Chance

COST, EXCESS, BEST, PENALTY, THRESHOLD, PARTNERS, TIE = range(7)
"""Places in `Plan.figures`. Losses up to the threshold are counted anyway, see `retune`; a tie is what two
partners that are strangers cost."""
FEWEST, MOST, HELD = 0, 1, 2
"""Places in a row of `Plan.limits`: how many partners a set must hold, may hold, and holds."""

Step = TypeVar("Step", bound=Callable[..., Any])


def compiled(step: Step) -> Step:
    """Compile a step when it is first called, and keep it on disk; other threads go on while it runs."""
    return cast("Step", njit(cache=True, error_model="numpy", nogil=True)(step))


@compiled
def draw(chance: Chance) -> float:
    """Return a random number from 0 to 1 (xorshift, Marsaglia 2003)."""
    x = chance[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    chance[0] = x
    return float((x >> np.uint64(11)) * (1.0 / 9007199254740992.0))


@compiled
def swing(
    prices: FloatArray, start: IntArray, others: IntArray, cost: FloatArray, old: int, new: int
) -> None:
    """Price the interfaces of one task from another firm."""
    for k in range(start[new], start[new + 1]):
        prices[others[k]] += cost[k]
    for k in range(start[old], start[old + 1]):
        prices[others[k]] -= cost[k]


@compiled
def retune(lost: FloatArray, figures: FloatArray, largest: float) -> None:
    """Set the threshold so that the tail is counted as it is: with any other one it is overstated.

    The sum of the n largest losses is min_e n e + sum_s max(0, L_s - e).
    """
    if largest <= 0.0:
        return
    size = len(lost)
    after = 0.0
    if largest < size:
        after = np.sort(lost)[size - 1 - int(largest)]
    before = figures[THRESHOLD]
    figures[THRESHOLD] = after
    figures[COST] += largest * (after - before)
    for loss in lost:
        figures[COST] += max(loss - after, 0.0) - max(loss - before, 0.0)


@compiled
def barrier(sets: IntArray, limits: FloatArray, firm: int) -> float:
    """Return by how much more the rules would be broken if a firm became a partner."""
    more = 0.0
    for k in range(sets[firm], sets[firm + 1]):
        if limits[sets[k], HELD] >= limits[sets[k], MOST]:
            more += 1.0
        elif limits[sets[k], HELD] < limits[sets[k], FEWEST]:
            more -= 1.0
    return more


@compiled
def join(
    joining: FloatArray, ties: IntArray, saved: FloatArray, tied: FloatArray, sets: IntArray,
    limits: FloatArray, figures: FloatArray, firm: int,
) -> None:  # fmt: skip
    """Make a firm a partner: what it costs to join, to be coordinated with the others, and the rules."""
    figures[COST] += joining[firm] + figures[TIE] * figures[PARTNERS] - tied[firm]
    figures[PARTNERS] += 1
    for k in range(ties[firm], ties[firm + 1]):
        tied[ties[k]] += saved[k]
    figures[EXCESS] += barrier(sets, limits, firm)
    for k in range(sets[firm], sets[firm + 1]):
        limits[sets[k], HELD] += 1


@compiled
def part(
    joining: FloatArray, ties: IntArray, saved: FloatArray, tied: FloatArray, sets: IntArray,
    limits: FloatArray, figures: FloatArray, firm: int,
) -> None:  # fmt: skip
    """Make a firm a partner no more: all that `join` does, undone."""
    for k in range(sets[firm], sets[firm + 1]):
        limits[sets[k], HELD] -= 1
    figures[EXCESS] -= barrier(sets, limits, firm)
    for k in range(ties[firm], ties[firm + 1]):
        tied[ties[k]] -= saved[k]
    figures[PARTNERS] -= 1
    figures[COST] -= joining[firm] + figures[TIE] * figures[PARTNERS] - tied[firm]
