"""From a solver's floating-point answer to one that is exactly integral and the best around it."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from vebuilder.formulate.linear_model import BoolArray, FloatArray, Integrality, LinearModel
from vebuilder.solve.sequence import in_sequence

NEAR = 1e-6
LEAST_SECONDS = 1.0
LINPROG_INFEASIBLE = 2


def polish(model: LinearModel, solution: FloatArray, seconds: float = math.inf) -> FloatArray:
    """Round the integer columns and re-optimise the continuous ones around them.

    Parameters
    ----------
    model
        The model.
    solution
        One value per column, integer columns integral up to the solver's tolerance.
    seconds
        Time for the linear program; at least one second is taken.

    Returns
    -------
    FloatArray
        Integer columns exactly integral. Where the linear program fails the other values are the ones
        given; whether the vector satisfies the model is for the caller to check.
    """
    rounded, settled = rounding(model, solution)
    whole = model.integrality == Integrality.INTEGER
    if np.all(settled) or not np.any(whole):
        return rounded
    in_order = in_sequence(model, rounded) if model.resources else model
    values = best_around(in_order, rounded, settled, seconds).values
    return rounded if values is None else values


def rounding(model: LinearModel, solution: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Return the solution inside its bounds with whole numbers made whole, and which columns that settles.

    Columns that are integral only by implication are settled where they already are all but integral.
    """
    rounded = np.rint(solution) + 0.0  # no negative zeros
    settled: BoolArray = model.integrality == Integrality.INTEGER
    implied = model.integrality == Integrality.IMPLIED
    settled = settled | (implied & (np.abs(solution - rounded) <= NEAR))
    values: FloatArray = np.where(settled, rounded, solution)
    near_lower = ~settled & (values < model.lower)
    near_upper = ~settled & (values > model.upper)
    values[near_lower] = model.lower[near_lower]
    values[near_upper] = model.upper[near_upper]
    return values, settled


@dataclass(frozen=True)
class Completion:
    """The best solution around settled columns; with none and ``proven``, there is none."""

    values: FloatArray | None
    proven: bool


def best_around(model: LinearModel, values: FloatArray, settled: BoolArray, seconds: float) -> Completion:
    """Return the best solution that agrees with the settled columns."""
    free = np.flatnonzero(~settled)
    columns = model.matrix[:, free]
    rows = np.flatnonzero(np.diff(columns.tocsr().indptr))
    held = np.where(settled, values, 0.0)
    activity = (model.matrix @ held)[rows]
    program = _as_linprog(
        csr_array(columns.tocsr()[rows]), model.row_lower[rows] - activity, model.row_upper[rows] - activity
    )
    options: dict[str, Any] = {"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9}
    if math.isfinite(seconds):
        options["time_limit"] = max(seconds, LEAST_SECONDS)
    bounds = np.column_stack([model.lower[free], model.upper[free]])
    solver: Any = linprog  # its stubs do not know sparse rows
    result = solver(model.cost[free], bounds=bounds, method="highs", options=options, **program)
    if result.status != 0:
        return Completion(None, proven=result.status == LINPROG_INFEASIBLE)
    best = values.copy()
    best[free] = np.clip(result.x, model.lower[free], model.upper[free])
    return Completion(best, proven=True)


def _as_linprog(matrix: csr_array, lower: FloatArray, upper: FloatArray) -> dict[str, Any]:
    """Return rows with two bounds as equations and one-sided rows."""
    equal = lower == upper
    below = np.isfinite(upper) & ~equal
    above = np.isfinite(lower) & ~equal
    program: dict[str, Any] = {}
    if np.any(equal):
        program |= {"A_eq": matrix[equal], "b_eq": upper[equal]}
    if np.any(below | above):
        program |= {
            "A_ub": vstack([matrix[below], -matrix[above]], format="csr"),
            "b_ub": np.concatenate([upper[below], -lower[above]]),
        }
    return program
