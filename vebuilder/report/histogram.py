"""Losses of a simulation, counted in columns."""

import numpy as np
from numpy.typing import NDArray

COLUMNS = 40


def histogram(losses: NDArray[np.float64]) -> tuple[list[float], list[float]]:
    """Return the edges of columns, and how much of the runs falls into each, in percent.

    Parameters
    ----------
    losses
        One a run, in money.
    """
    low, high = float(losses.min()), float(losses.max())
    columns = COLUMNS if high > low else 1
    low = min(low, 0.0)
    if high <= low:
        high = low + max(abs(low), 1.0)
    counts, edges = np.histogram(losses, bins=columns, range=(low, high))
    return edges.tolist(), (100 * counts / len(losses)).tolist()
