"""What it costs to set an offer up, once however many tasks it serves."""

import numpy as np

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.eligibility import NO_OFFER
from vebuilder.formulate.linear_model import FloatArray, Integrality
from vebuilder.formulate.problem import Problem


def add_setup(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Price quoted set-ups at each assignment, and an offer's set-up once it is used at all."""
    pairs = problem.pairs
    quoted = np.flatnonzero(pairs.quoted_setup > 0)
    builder.price("cost", decisions.assigned[quoted], pairs.quoted_setup[quoted])

    by_offer = np.flatnonzero(
        (pairs.offer != NO_OFFER) & np.isnan(pairs.quoted_setup) & (pairs.offer_setup > 0)
    )
    _, first, number, uses = np.unique(
        pairs.offer[by_offer], return_index=True, return_inverse=True, return_counts=True
    )
    alone = by_offer[uses[number] == 1]
    builder.price("cost", decisions.assigned[alone], pairs.offer_setup[alone])

    shared = np.flatnonzero(uses > 1)
    holder = by_offer[first[shared]]
    used = builder.columns(
        "offer used",
        len(shared),
        Integrality.INTEGER,
        key=[("firm", problem.firm_ids[pairs.firm[holder]])],
    )
    builder.price("cost", used, pairs.offer_setup[holder])
    column = np.full(len(uses), -1, dtype=np.int64)
    column[shared] = used
    served = by_offer[uses[number] > 1]
    offer_used = column[number[uses[number] > 1]]
    rows = np.arange(len(served))
    builder.rows(
        "set-up of a used offer",
        len(served),
        [(rows, decisions.assigned[served], 1.0), (rows, offer_used, -1.0)],
        upper=0.0,
        key=[("task", problem.task_ids[pairs.task[served]]), ("firm", problem.firm_ids[pairs.firm[served]])],
    )

    def complete(vector: FloatArray) -> None:
        np.maximum.at(vector, offer_used, vector[decisions.assigned[served]])

    builder.complete_with(complete)
