"""Partners that leave: what that costs, and how many firms may leave or come in."""

import numpy as np

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.linear_model import FloatArray, IntArray, Integrality, Keys
from vebuilder.formulate.problem import Problem

NEAR = "changes of partners"
LEAVING = "partner that leaves"
LEAVES = "who is no partner any more leaves"


def add_switching(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Price sum_{f in P} (1 - y_f) for the partners P before, and limit it with the newcomers.

    Partners that can do nothing any more have left, whatever is decided.
    """
    before = problem.conditions.before
    if before is None:
        return
    inside = np.isin(problem.firm_ids.astype(str), list(before.partners))
    if before.switching_cost:
        gone = len(before.partners) - int(inside.sum())
        builder.price("cost", decisions.partner[:0], 0.0, offset=before.switching_cost * gone)
        _price_leaving(builder, decisions.partner[inside], problem.firm_ids[inside], before.switching_cost)
    if before.max_changes is not None:
        builder.rows(
            NEAR,
            1,
            [(0, decisions.partner, np.where(inside, -1.0, 1.0))],
            upper=float(before.max_changes - len(before.partners)),
        )


def _price_leaving(builder: ModelBuilder, partner: IntArray, firms: Keys, cost: float) -> None:
    """Add l_f >= 1 - y_f and price it.

    A price of -cost on y_f with a constant beside it would say the same, but where nobody is ever to leave
    such a price is so large that what all else costs is lost in the difference.
    """
    leaving = builder.columns(LEAVING, len(partner), Integrality.IMPLIED, key=[("firm", firms)])
    rows = np.arange(len(partner))
    builder.rows(
        LEAVES, len(partner), [(rows, partner, 1.0), (rows, leaving, 1.0)], lower=1.0, key=[("firm", firms)]
    )
    builder.price("cost", leaving, cost)

    def complete(vector: FloatArray) -> None:
        vector[leaving] = 1.0 - vector[partner]

    builder.complete_with(complete)
