"""Answers on the way: pin what the relaxation likes best, solve again, until it is whole."""

import numpy as np

from vebuilder.formulate.linear_model import BoolArray
from vebuilder.solve.bundles.point import Point, Restriction
from vebuilder.solve.bundles.pool import Pool
from vebuilder.solve.bundles.relaxation import Relaxation

ALL_BUT_WHOLE = 0.9


def dive(
    pool: Pool, relaxation: Relaxation, point: Point, within: Restriction, target: float
) -> Point | None:
    """Return a whole point below the target; None if this way ends without one.

    Parameters
    ----------
    pool, relaxation
        The bundles, and their relaxation.
    point, within
        Where to begin: a point and the restriction it holds under.
    target
        What the answer must be better than.
    """
    allowed: BoolArray = within.allowed.copy()
    partners = within.partners
    pinned = np.zeros(pool.n_firms, dtype=bool)
    while not point.whole:
        free = ~pinned[pool.firm[point.bundles]]
        if point.short or point.bound >= target or not free.any():
            return None
        bundles, values = point.bundles[free], point.values[free]
        liked = bundles[values >= min(ALL_BUT_WHOLE, float(values.max()))]
        for bundle in liked.tolist():
            if allowed[bundle]:
                firm = int(pool.firm[bundle])
                tasks = np.flatnonzero(pool.member[bundle])
                # Bundles pinned before share no task with it, or it would not be allowed any more.
                allowed &= ~pool.member[:, tasks].any(axis=1)
                allowed[pool.of(firm)] = False
                allowed[bundle] = True
                pinned[firm] = True
                partners = np.union1d(partners, [firm])
        after = relaxation.solve(Restriction(allowed, partners), target)
        if after is None:
            return None
        point = after
    return point
