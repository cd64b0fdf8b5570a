"""The bad end of the losses: quantiles, the mean of the worst, and how exactly the runs show them."""

import math

import numpy as np

from vebuilder.explore.simulation.arrays import FloatArray

ROUNDING = 1e-9
"""Relative: 0.07 of 100 runs are 7 runs, whatever floating point makes of the product."""


def quantile(values: FloatArray, part: float) -> float:
    """Return the smallest of the values that at least a part of them do not exceed."""
    within = math.ceil(part * len(values) * (1 - ROUNDING))
    position = min(max(within, 1), len(values)) - 1
    return float(np.partition(values, position)[position])


def cvar(values: FloatArray, level: float) -> float:
    """Return the mean of the worst ``1 - level`` of the values, one of them counted in part if need be.

    It is the least over e of e + mean(max(0, value - e)) / (1 - level), which the quantile at the level
    attains (Rockafellar and Uryasev, 2000).
    """
    threshold = quantile(values, level)
    return threshold + float(np.mean(_excess(values, threshold))) / (1 - level)


def cvar_error(values: FloatArray, level: float) -> float:
    """Return the standard error of `cvar`.

    The mean excess over a threshold e is a mean of independent values, so by the limit law for losses that
    vary smoothly the error is sd(max(0, value - e)) / ((1 - level) sqrt(n)) at the quantile (Manistre and
    Hancock, 2005; Hong, Hu and Liu, 2014). Losses of a few sizes jump: with other draws the quantile may be
    the next size, and the excess over it scatter far more. As least values differ by no more than the
    functions do wherever either may be least, the largest error is taken over the quantiles that are within
    one standard error of the level.
    """
    doubt = math.sqrt(level * (1 - level) / len(values))
    thresholds = {quantile(values, min(max(level + step * doubt, 0.0), 1.0)) for step in (-1, 0, 1)}
    return max(standard_error(_excess(values, one)) for one in thresholds) / (1 - level)


def standard_error(values: FloatArray) -> float:
    """Return the standard error of the mean of independent values."""
    if np.ptp(values) == 0:
        return 0.0  # not the rounding that the deviations from a computed mean leave
    return float(np.std(values, ddof=1)) / math.sqrt(len(values))


def _excess(values: FloatArray, threshold: float) -> FloatArray:
    return np.maximum(values - threshold, 0.0)
