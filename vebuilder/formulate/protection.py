"""What is kept back against prices that may rise."""

import numpy as np

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.linear_model import FloatArray, Integrality
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.work import work_of

LEVEL, ABOVE, ROWS = "spread kept back anyway", "spread above that", "spread of an offer"


def add_protection(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Price the k largest of spread_o work_o: k l + sum_o m_o, with m_o >= spread_o work_o - l.

    The dual of choosing k offers, exact because choosing the largest needs no whole numbers (Bertsimas and
    Sim, The price of robustness, 2004).
    """
    protected = problem.project.strategy.price_protection
    work = work_of(problem, decisions)
    rising = work.spread * work.money
    held = np.flatnonzero(rising != 0)
    if protected == 0 or len(held) == 0:
        return
    _, first, offer = np.unique(work.offer[held], return_index=True, return_inverse=True)
    holder = problem.firm_ids[work.firm[held[first]]]
    # An offer can be asked for no more than all its tasks.
    most = np.bincount(offer, weights=np.maximum(rising[held], 0.0))
    level = builder.columns(LEVEL, 1, Integrality.CONTINUOUS, upper=float(most.max()))
    above = builder.columns(ABOVE, len(most), Integrality.CONTINUOUS, upper=most, key=[("firm", holder)])
    builder.price("cost", level, float(protected))
    builder.price("cost", above, 1.0)
    rows = np.arange(len(most))
    builder.rows(
        ROWS,
        len(most),
        [(rows, above, 1.0), (rows, level, 1.0), (offer, work.column[held], -rising[held])],
        lower=0.0,
        key=[("firm", holder)],
    )

    def complete(vector: FloatArray) -> None:
        amounts = np.zeros(len(most))
        np.add.at(amounts, offer, rising[held] * vector[work.column[held]])
        vector[level] = kth_largest(amounts, protected)
        vector[above] = np.maximum(amounts - vector[level], 0.0)

    builder.complete_with(complete)


def kth_largest(amounts: FloatArray, k: int) -> float:
    """Return the k-th largest of some amounts, 0 where they are fewer."""
    return float(np.sort(amounts)[-k]) if 0 < k <= len(amounts) else 0.0
