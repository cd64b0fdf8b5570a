"""A bound for dense exchange that needs no solver: each task pays half of what it exchanges, at best."""

import numpy as np

from vebuilder.solve.search.crowd import Grid


def pair_floor(grid: Grid) -> float:
    """Return a lower bound on the cost of every plan.

    Every interface is split in halves between its two tasks. A task then chooses its firm as if every other
    task would choose the firm that suits it best (the bound of Gilmore, 1962, and Lawler, 1963, for plans
    without the rule that firms differ).

    Parameters
    ----------
    grid
        What everything costs.
    """
    able = np.isfinite(grid.alone)
    total = 0.0
    for task, alone in enumerate(grid.alone):
        together = np.where(able, grid.ties.with_each(task), np.inf).min(axis=2)
        together[:, task] = 0.0
        total += float((alone + 0.5 * together.sum(axis=1)).min())
    return total
