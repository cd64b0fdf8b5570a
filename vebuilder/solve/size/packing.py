"""What a firm has room for: the best of its tasks, each whole, compiled."""

# ruff: noqa: C901

import numpy as np

from vebuilder.formulate.linear_model import BoolArray, FloatArray
from vebuilder.solve.search.steps import compiled

MOST_NODES = 500
"""A firm whose choice takes more is given tasks by the part."""
ROUNDING = 1e-9


@compiled
def best_choice(gain: FloatArray, size: FloatArray, room: float, best: BoolArray, nodes: int) -> bool:
    """Fill in the choice that gains most within the room; return False if that takes too long.

    Branch and bound, depth first (0-1 knapsack; Horowitz and Sahni, 1974).

    Parameters
    ----------
    gain, size, room
        Of each, the best for its size first, and what there is room for.
    best
        Filled in.
    nodes
        How much is too long.
    """
    count = len(gain)
    chosen = np.zeros(count, dtype=np.bool_)
    top, total, left, depth = -1.0, 0.0, room, 0
    for _ in range(nodes):
        hope, rest, k = total, left, depth
        while k < count and size[k] <= rest:
            hope += gain[k]
            rest -= size[k]
            k += 1
        if k < count:
            hope += gain[k] * rest / size[k]
        if depth < count and hope > top:
            if size[depth] <= left:
                chosen[depth] = True
                total += gain[depth]
                left -= size[depth]
            depth += 1
            continue
        if total > top:
            top = total
            best[:count] = chosen
        depth -= 1
        while depth >= 0 and not chosen[depth]:
            depth -= 1
        if depth < 0:
            return True
        chosen[depth] = False
        total -= gain[depth]
        left += size[depth]
        depth += 1
    return False


@compiled
def packed(worth: FloatArray, effort: FloatArray, most: FloatArray, nodes: int = MOST_NODES) -> FloatArray:
    """Return which part of each task firms take such that the sum of what these are worth is least.

    Whole tasks, but where the choice would take too long.

    Parameters
    ----------
    worth
        Firms by places; only what is below zero is taken.
    effort, most
        What each asks for, and what the firm has; infinite without a limit.
    nodes
        How long a choice may take; with none all is taken by the part (Dantzig, 1957).
    """
    n_firms, n_places = worth.shape
    taken = np.zeros((n_firms, n_places))
    place = np.zeros(n_places, dtype=np.int64)
    gain, size = np.zeros(n_places), np.zeros(n_places)
    best = np.zeros(n_places, dtype=np.bool_)
    for f in range(n_firms):
        room = most[f] + ROUNDING * max(1.0, abs(most[f]))
        count, needed = 0, 0.0
        for i in range(n_places):
            if worth[f, i] >= 0 or effort[f, i] > room:
                continue
            if effort[f, i] <= 0:
                taken[f, i] = 1.0
                continue
            needed += effort[f, i]
            # The best for its effort first.
            k = count
            while k > 0 and gain[k - 1] * effort[f, i] < -worth[f, i] * size[k - 1]:
                place[k], gain[k], size[k] = place[k - 1], gain[k - 1], size[k - 1]
                k -= 1
            place[k], gain[k], size[k] = i, -worth[f, i], effort[f, i]
            count += 1
        if needed <= room:
            for k in range(count):
                taken[f, place[k]] = 1.0
            continue
        if best_choice(gain[:count], size[:count], room, best, nodes):
            for k in range(count):
                taken[f, place[k]] = 1.0 if best[k] else 0.0
            continue
        for k in range(count):
            taken[f, place[k]] = min(room / size[k], 1.0)
            room = max(room - size[k], 0.0)
    return taken
