"""What the whole enterprise may cost."""

import numpy as np

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.problem import Problem


def add_budget(builder: ModelBuilder, problem: Problem) -> None:
    """Add cost.total <= budget, or a limit asked for; comes after every requirement that prices something."""
    for name, most in (("budget", problem.project.budget), ("cost limit", problem.conditions.most_cost)):
        if most is None:
            continue
        cost = builder.measure("cost")
        columns = np.flatnonzero(cost.coefficients)
        builder.rows(name, 1, [(0, columns, cost.coefficients[columns])], upper=most - cost.offset)
