"""What the whole enterprise may cost."""

import numpy as np

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.problem import Problem


def add_budget(builder: ModelBuilder, problem: Problem) -> None:
    """Add cost.total <= budget; comes after every requirement that prices something."""
    budget = problem.project.budget
    if budget is None:
        return
    cost = builder.measure("cost")
    columns = np.flatnonzero(cost.coefficients)
    builder.rows("budget", 1, [(0, columns, cost.coefficients[columns])], upper=budget - cost.offset)
