"""Partners that leave: what that costs, and how many firms may leave or come in."""

import numpy as np

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.problem import Problem

NEAR = "changes of partners"


def add_switching(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Price sum_{f in P} (1 - y_f) for the partners P before, and limit it with the newcomers.

    Partners that can do nothing any more have left, whatever is decided.
    """
    before = problem.conditions.before
    if before is None:
        return
    inside = np.isin(problem.firm_ids.astype(str), list(before.partners))
    if before.switching_cost:
        cost = before.switching_cost
        builder.price("cost", decisions.partner[inside], -cost, offset=cost * len(before.partners))
    if before.max_changes is not None:
        builder.rows(
            NEAR,
            1,
            [(0, decisions.partner, np.where(inside, -1.0, 1.0))],
            upper=float(before.max_changes - len(before.partners)),
        )
