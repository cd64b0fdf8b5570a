"""A linear model in whole numbers: exact where decimals allow, an outer approximation elsewhere.

Every solution of the model, with each continuous value moved to the nearest grid point, satisfies the
integer rows. So what is infeasible in integers is infeasible, and the integer optimum less
`IntegerGrid.cost_error` bounds the true one. The converse does not hold and is for the caller to check.
"""

from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.linear_model import FloatArray, IntArray, Integrality, LinearModel
from vebuilder.model.errors import UnsupportedError
from vebuilder.solve.column_range import Entries

SAFE = 2.0**52
"""Largest activity: sums stay exact in doubles and far from 64-bit overflow."""
NOISE = 1e-6
CLOSE = 1e-12
LITTLE = 0.1
EXPONENTS = range(-15, 23)


@dataclass(frozen=True)
class IntegerGrid:
    """``x = origin + step * X`` with whole X, and the rows and the objective over X.

    Parameters
    ----------
    origin, step
        The grid of each column; step 1 and origin 0 for whole columns.
    lower, upper
        Bounds of X.
    data
        Row coefficients, aligned with the model's matrix.
    row_lower, row_upper
        Bounds of the integer rows, clipped to what their activity can reach.
    cost, cost_scale, cost_origin
        The objective is ``cost @ X / cost_scale + cost_origin`` up to `cost_error`.
    """

    origin: FloatArray
    step: FloatArray
    lower: IntArray
    upper: IntArray
    data: IntArray
    row_lower: IntArray
    row_upper: IntArray
    cost: IntArray
    cost_scale: float
    cost_origin: float
    cost_error: float

    def values(self, whole: IntArray) -> FloatArray:
        """Return the model's values of a grid point."""
        return self.origin + self.step * whole

    def nearest(self, values: FloatArray) -> IntArray:
        """Return the grid point nearest to the model's values."""
        point = np.rint((values - self.origin) / self.step)
        return np.clip(point, self.lower, self.upper).astype(np.int64)


def integer_grid(model: LinearModel, lower: FloatArray, upper: FloatArray, digits: int) -> IntegerGrid:
    """Return the model in whole numbers.

    Parameters
    ----------
    model
        The model.
    lower, upper
        Finite bounds of each column.
    digits
        A continuous range is cut into about 10**digits steps.

    Raises
    ------
    UnsupportedError
        A whole column ranges too far, or the numbers differ too widely in size for 64 bits.
    """
    exponent, origin, low, high = _axes(model, lower, upper, digits)
    step: FloatArray = np.power(10.0, -exponent)
    reach = np.maximum(np.abs(low), np.abs(high))
    if np.any(reach > SAFE):
        raise UnsupportedError(
            "cpsat counts in whole numbers of 64 bits, and a decision of this model ranges too far for that. "
            "Use larger units of money or effort, or another solver."
        )
    loose = np.where(model.integrality == Integrality.CONTINUOUS, step / 2, 0.0)
    entries = Entries.of(model)
    row = entries.row
    looseness = np.abs(entries.coefficient) * loose[entries.column]
    blur: FloatArray = np.bincount(row, looseness, model.n_rows).astype(np.float64)
    scaled = _Scaled.of(entries, exponent, reach, blur)
    shift = model.matrix @ origin
    size = np.bincount(row, np.abs(entries.coefficient * origin[entries.column]), model.n_rows)
    slack: FloatArray = blur * scaled.scale + scaled.error + NOISE + 1e-12 * size * scaled.scale
    columns = np.arange(model.n_columns, dtype=np.int64)
    cost_blur = np.array([np.abs(model.cost) @ loose])
    cost = _Scaled.of(Entries(np.zeros_like(columns), columns, model.cost, 1), exponent, reach, cost_blur)
    cost_error = float(cost_blur[0] + cost.error[0] / cost.scale[0])
    return IntegerGrid(
        origin=origin,
        step=step,
        lower=low.astype(np.int64),
        upper=high.astype(np.int64),
        data=scaled.data,
        row_lower=_bound((model.row_lower - shift) * scaled.scale, -slack, scaled.activity, np.ceil),
        row_upper=_bound((model.row_upper - shift) * scaled.scale, slack, scaled.activity, np.floor),
        cost=cost.data,
        cost_scale=float(cost.scale[0]),
        cost_origin=float(model.cost @ origin) + model.offset,
        cost_error=cost_error,
    )


def _axes(
    model: LinearModel, lower: FloatArray, upper: FloatArray, digits: int
) -> tuple[IntArray, FloatArray, FloatArray, FloatArray]:
    """Return each column's step exponent (step = 10**-exponent), origin, and bounds in steps."""
    continuous = model.integrality == Integrality.CONTINUOUS
    span = np.where(continuous, upper - lower, 1.0)
    exponent = np.where(continuous, digits - np.ceil(np.log10(np.maximum(span, 1e-9)) - 1e-9), 0)
    origin = np.where(continuous, lower, 0.0)
    low = np.where(continuous, 0.0, np.ceil(lower - NOISE))
    high = np.where(continuous, np.ceil(span * 10.0**exponent - NOISE), np.floor(upper + NOISE))
    return exponent.astype(np.int64), origin, low, high


@dataclass(frozen=True)
class _Scaled:
    """Rows times a power of ten each, rounded, with what rounding can cost at most."""

    data: IntArray
    scale: FloatArray
    error: FloatArray
    activity: FloatArray

    @classmethod
    def of(cls, entries: Entries, exponent: IntArray, reach: FloatArray, blur: FloatArray) -> "_Scaled":
        """Choose, per row, the smallest scale that is exact, else one close enough, else the finest safe.

        Where the grid blurs a row anyway, rounding that adds little to the blur counts as exact.
        """
        row, column, n_rows = entries.row, entries.column, entries.n_rows
        best = cls(
            np.zeros(len(row), dtype=np.int64),
            np.zeros(n_rows),
            np.full(n_rows, np.inf),
            np.zeros(n_rows),
        )
        exact = np.zeros(n_rows, dtype=bool)
        close = np.zeros(n_rows, dtype=bool)
        far = reach[column]
        for power in EXPONENTS:
            wanted = entries.coefficient * 10.0 ** (power - exponent[column])
            whole = np.rint(wanted)
            # A decimal's nearest double is off by up to one part in 2**53, and so is its product.
            off = np.maximum(np.abs(wanted - whole) - 4e-16 * np.abs(wanted), 0.0)
            error = np.bincount(row, off * far, n_rows)
            activity = np.bincount(row, np.abs(whole) * far, n_rows)
            take = ~exact & (activity <= SAFE) & (~close | (error == 0.0))
            best.scale[take] = 10.0**power
            best.error[take] = error[take] + 4e-16 * activity[take]
            best.activity[take] = activity[take]
            taken = take[row]
            best.data[taken] = whole[taken].astype(np.int64)
            exact |= take & ((error == 0.0) | (error <= LITTLE * blur * 10.0**power))
            close |= take & (error <= CLOSE * activity)
        if np.any(best.scale == 0.0):
            raise UnsupportedError(
                "cpsat counts in whole numbers of 64 bits, and the amounts in this model are too large for "
                "that. Use larger units of money or effort, or another solver."
            )
        return best


def _bound(wanted: FloatArray, slack: FloatArray, activity: FloatArray, towards: np.ufunc) -> IntArray:
    """Return integer row bounds, loosened by the slack and clipped just beyond what is reachable."""
    loosened = towards(
        wanted + slack + np.sign(slack) * 1e-12 * np.where(np.isfinite(wanted), np.abs(wanted), 0)
    )
    bound: IntArray = np.clip(loosened, -activity - 1, activity + 1).astype(np.int64)
    return bound
