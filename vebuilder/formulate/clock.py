"""The unit in which a model counts time: small enough to make every duration whole, if there is one."""

from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.linear_model import FloatArray

MOST_DIGITS = 4
LONGEST = 1e6
"""Columns up to this size are still exact enough for solvers that work with floating point."""
NOISE = 1e-11


@dataclass(frozen=True)
class Clock:
    """How time is counted.

    Parameters
    ----------
    per_unit
        Ticks in one of the project's units of time.
    whole
        Whether all durations are whole ticks, so that all starts can be.
    """

    per_unit: float = 1.0
    whole: bool = False

    def ticks(self, time: FloatArray) -> FloatArray:
        """Return times in ticks."""
        ticks: FloatArray = np.asarray(time, dtype=float) * self.per_unit
        near = np.rint(ticks)
        same = np.abs(ticks - near) <= NOISE * np.maximum(1.0, np.abs(near))
        return np.where(same & self.whole, near, ticks)


def clock_of(times: FloatArray, horizon: float) -> Clock:
    """Return the coarsest clock, by powers of ten, that counts all times in whole ticks.

    Parameters
    ----------
    times
        What has to be whole.
    horizon
        The longest time there is.
    """
    for digits in range(MOST_DIGITS + 1):
        per_unit = 10.0**digits
        if horizon * per_unit > LONGEST:
            break
        ticks = times * per_unit
        if np.all(np.abs(ticks - np.rint(ticks)) <= NOISE * np.maximum(1.0, ticks)):
            return Clock(per_unit, whole=True)
    return Clock()
