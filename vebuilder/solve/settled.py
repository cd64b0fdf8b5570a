"""What can be said of a model before any solver sees it."""

from dataclasses import replace

import numpy as np

from vebuilder.formulate.linear_model import Integrality, LinearModel
from vebuilder.model.errors import SolverError

NOISE = 1e-9


def tidy(model: LinearModel) -> LinearModel:
    """Return the model with whole bounds on whole columns.

    Raises
    ------
    SolverError
        A coefficient is not a number, or a bound is.
    """
    if not (np.all(np.isfinite(model.cost)) and np.isfinite(model.offset)):
        raise SolverError("The objective holds a coefficient that is not finite.")
    if not np.all(np.isfinite(model.matrix.data)):
        row = (
            int(
                np.searchsorted(
                    model.matrix.indptr, np.flatnonzero(~np.isfinite(model.matrix.data))[0], "right"
                )
            )
            - 1
        )
        raise SolverError(f"Requirement {row} of the model holds a coefficient that is not finite.")
    for bounds in (model.lower, model.upper, model.row_lower, model.row_upper):
        if np.any(np.isnan(bounds)):
            raise SolverError("A bound of the model is not a number.")
    whole = model.integrality == Integrality.INTEGER
    lower = np.where(whole, np.ceil(model.lower - NOISE), model.lower)
    upper = np.where(whole, np.floor(model.upper + NOISE), model.upper)
    return replace(model, lower=lower, upper=upper)


def can_fall(model: LinearModel) -> bool:
    """Whether some column by itself could lower the objective without end."""
    downwards = (model.cost > 0) & np.isneginf(model.lower)
    upwards = (model.cost < 0) & np.isposinf(model.upper)
    return bool(np.any(downwards | upwards))


def contradiction(model: LinearModel) -> bool:
    """Whether the bounds of a single column or an empty row already contradict each other."""
    if np.any(model.lower > model.upper) or np.any(model.row_lower > model.row_upper):
        return True
    if np.any(np.isposinf(model.lower) | np.isneginf(model.upper)):
        return True
    if np.any(np.isposinf(model.row_lower) | np.isneginf(model.row_upper)):
        return True
    empty = np.diff(model.matrix.indptr) == 0
    return bool(np.any(empty & ((model.row_lower > NOISE) | (model.row_upper < -NOISE))))
