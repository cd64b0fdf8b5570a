"""Partners other than some known ones."""

import numpy as np

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.problem import Problem

APART = "other partners than before"


def add_apart(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Add sum_{f in P} (1 - y_f) + sum_{f not in P} y_f >= d for each known set of partners P."""
    for known in problem.conditions.apart:
        sign = np.array([-1.0 if firm in known.partners else 1.0 for firm in problem.firm_ids])
        builder.rows(
            APART,
            1,
            [(0, decisions.partner, sign)],
            lower=float(known.least - len(known.partners)),
        )
