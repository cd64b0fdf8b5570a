"""What it costs to take a firm in."""

import numpy as np

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.problem import Problem


def add_joining(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Price each partner at its joining cost; the initiator pays none."""
    cost = np.array([firm.joining_cost for firm in problem.firms])
    if problem.initiator is not None:
        cost[problem.initiator] = 0.0
    builder.price("cost", decisions.partner, cost)
