"""The inner step of the opening, compiled: the best firm to take in, let go, or exchange for another."""

# ruff: noqa: PLR0913, PLR0917, PLR0912, C901

import numpy as np

from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray
from vebuilder.solve.search.steps import compiled

NOBODY = -1


@compiled
def best_exchange(
    partners: IntArray, always: BoolArray, cost: FloatArray, pair: float, least: int, penalty: float,
    start: IntArray, other: IntArray, saving: FloatArray, sets_start: IntArray, sets: IntArray,
    limit: FloatArray, saved: FloatArray, held: FloatArray,
) -> tuple[float, int, int]:  # fmt: skip
    """Return what the best exchange changes, who leaves and who enters; -1 for nobody.

    Parameters
    ----------
    partners
        The partners.
    always
        Of each firm, whether it must be one.
    cost, pair, least, penalty
        Of each firm; of two strangers; the fewest partners; of one partner too many or too few.
    start, other, saving
        With firm ``f`` the firms ``other[start[f]:start[f + 1]]`` save something, and what.
    sets_start, sets, limit
        Sets of each firm, and how many partners each may hold.
    saved, held
        What each firm would save with the partners, and how many partners each set holds.
    """
    count = len(partners)
    size = len(cost)
    inside = np.zeros(size, dtype=np.bool_)
    for f in partners:
        inside[f] = True
    change, leaver, entrant = np.inf, NOBODY, NOBODY
    with_leaver = np.zeros(size)
    for place in range(-1, count):
        leaving = NOBODY
        base = 0.0
        left = count
        if place >= 0:
            leaving = partners[place]
            if always[leaving]:
                continue
            left = count - 1
            base = saved[leaving] - cost[leaving] - pair * left
            for k in range(sets_start[leaving], sets_start[leaving + 1]):
                if held[sets[k]] > limit[sets[k]]:
                    base -= penalty
                held[sets[k]] -= 1.0
            if left < least:
                base += penalty
            for k in range(start[leaving], start[leaving + 1]):
                with_leaver[other[k]] = saving[k]
            if base < change:
                change, leaver, entrant = base, leaving, NOBODY
        coming = base + pair * left - (penalty if left < least else 0.0)
        for f in range(size):
            if inside[f]:
                continue
            value = coming + cost[f] - saved[f] + with_leaver[f]
            if value >= change:
                continue
            for k in range(sets_start[f], sets_start[f + 1]):
                if held[sets[k]] >= limit[sets[k]]:
                    value += penalty
            if value < change:
                change, leaver, entrant = value, leaving, f
        if place >= 0:
            for k in range(sets_start[leaving], sets_start[leaving + 1]):
                held[sets[k]] += 1.0
            for k in range(start[leaving], start[leaving + 1]):
                with_leaver[other[k]] = 0.0
    return change, leaver, entrant
