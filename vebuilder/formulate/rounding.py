"""Limits that may be missed by rounding, as `evaluate` reads them: a planner types what was printed."""

from dataclasses import replace

import numpy as np

from vebuilder.formulate.program import Formulation

PART = 8e-7
"""Part of a limit by which it may be missed; what `check.tolerance` allows leaves room for a solver's own."""
CAPACITIES = frozenset({"firm capacity", "offer capacity"})


def within_rounding(formulation: Formulation) -> Formulation | None:
    """Return a formulation whose budget and capacities may be missed by rounding; None if it has neither.

    Parameters
    ----------
    formulation
        What is stated exactly.
    """
    model, budget = formulation.model, formulation.problem.project.budget
    upper = model.row_upper.copy()
    for family in model.rows:
        rows = np.arange(family.start, family.stop)
        if family.name == "budget" and budget is not None:
            upper[rows] += PART * budget
        elif family.name in CAPACITIES and len(rows):
            # A capacity stands before the column of its partner.
            stated = -model.matrix[rows].min(axis=1).toarray().ravel()
            upper[rows] += PART * np.maximum(stated, 1.0)
    if np.array_equal(upper, model.row_upper):
        return None
    return replace(formulation, model=replace(model, row_upper=upper))
