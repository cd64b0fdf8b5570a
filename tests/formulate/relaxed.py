"""How strong a formulation is: its value once whole numbers need not be whole."""

import numpy as np
from scipy.optimize import linprog

from vebuilder.formulate.linear_model import LinearModel


def relaxed_value(model: LinearModel) -> float:
    """Return the value of the model without integrality."""
    rows = model.matrix.toarray()
    stacked = np.vstack([rows, -rows])
    limits = np.r_[model.row_upper, -model.row_lower]
    kept = np.isfinite(limits)
    answer = linprog(
        model.cost, stacked[kept], limits[kept], bounds=np.column_stack([model.lower, model.upper])
    )
    assert answer.status == 0
    return float(answer.fun) + model.offset
