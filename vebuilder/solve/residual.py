"""How far a vector is from satisfying a model."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.linear_model import Family, FloatArray, Integrality, LinearModel

FEASIBLE = 1e-6
"""Largest violation that still counts as floating-point noise, relative to max(1, |bound|)."""


@dataclass(frozen=True)
class Residual:
    """The largest violation of a model by a vector, and what it breaks, in words."""

    violation: float
    text: str

    @property
    def feasible(self) -> bool:
        """Whether the vector satisfies the model."""
        return self.violation <= FEASIBLE


def residual(model: LinearModel, solution: FloatArray) -> Residual:
    """Return the largest violation, over columns, integrality and rows."""
    if solution.shape != (model.n_columns,):
        return Residual(np.inf, f"it has {solution.size} values for {model.n_columns} decisions")
    if not np.all(np.isfinite(solution)):
        return Residual(np.inf, "it has values that are no numbers")
    worst = Residual(0.0, "")
    whole = np.flatnonzero(model.integrality == Integrality.INTEGER)
    if whole.size:
        fraction = np.abs(solution[whole] - np.rint(solution[whole]))
        worst = _worse(worst, fraction, lambda i: f"{_column(model, int(whole[i]))} is not a whole number")
    outside = _outside(solution, model.lower, model.upper)
    worst = _worse(worst, outside, lambda i: f"{_column(model, i)} leaves its range by {outside[i]:.3g}")
    broken = _outside(model.matrix @ solution, model.row_lower, model.row_upper)
    worst = _worse(worst, broken, lambda i: f"{_row(model, i)} is broken by {broken[i]:.3g}")
    crowds: FloatArray = np.array([one.overload(solution) for one in model.resources], dtype=float)
    return _worse(worst, crowds, lambda i: f"{model.resources[i].name!r} works on {crowds[i]:g} too many")


def _outside(value: FloatArray, lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Return how far values lie outside their bounds, relative to max(1, |bound|)."""
    below, above = np.zeros_like(value), np.zeros_like(value)
    bounded = np.isfinite(lower)
    below[bounded] = (lower[bounded] - value[bounded]) / np.maximum(1.0, np.abs(lower[bounded]))
    bounded = np.isfinite(upper)
    above[bounded] = (value[bounded] - upper[bounded]) / np.maximum(1.0, np.abs(upper[bounded]))
    outside: FloatArray = np.maximum(np.maximum(below, above), 0.0)
    return outside


def _worse(so_far: Residual, violations: FloatArray, text: Callable[[int], str]) -> Residual:
    """Return the worse of a residual and the largest of more violations."""
    if not violations.size:
        return so_far
    index = int(np.argmax(violations))
    if violations[index] <= so_far.violation:
        return so_far
    return Residual(float(violations[index]), text(index))


def _column(model: LinearModel, column: int) -> str:
    """Name a column in domain words."""
    for family in model.columns:
        if family.start <= column < family.stop:
            return _named(family, column)
    return f"decision {column}"


def _row(model: LinearModel, row: int) -> str:
    """Name a row in domain words."""
    for family in model.rows:
        if family.start <= row < family.stop:
            return _named(family, row)
    return f"requirement {row}"


def _named(family: Family, index: int) -> str:
    """Name a member of a family by its key."""
    key = ", ".join(f"{axis} '{value}'" for axis, value in family.key(index).items())
    return f"'{family.name}' of {key}" if key else f"'{family.name}'"
