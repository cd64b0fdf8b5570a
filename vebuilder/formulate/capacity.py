"""Nobody promises more effort than it has: firms and offers."""

import numpy as np

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.eligibility import NO_OFFER
from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.formulate.problem import Problem


def add_capacity(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Add sum_t x_tf effort_tf <= capacity y_f for each firm and each offer it can bind.

    The partner column on the right is stronger than the capacity alone, and the same for whole numbers.
    """
    pairs = problem.pairs
    capacity = np.array([np.inf if firm.capacity is None else firm.capacity for firm in problem.firms])
    _add(builder, "firm capacity", problem, decisions, pairs.firm, capacity)

    served = np.flatnonzero(pairs.offer != NO_OFFER)
    offer = np.full(len(pairs), -1, dtype=np.int64)
    identity, number = np.unique(pairs.offer[served], return_inverse=True)
    offer[served] = number
    of_offer = np.full(len(identity), np.inf)
    of_offer[number] = pairs.offer_capacity[served]
    _add(builder, "offer capacity", problem, decisions, offer, of_offer)


def _add(
    builder: ModelBuilder,
    name: str,
    problem: Problem,
    decisions: Decisions,
    holder: IntArray,
    capacity: FloatArray,
) -> None:
    """Add one row a holder (a firm or an offer) whose pairs together could ask for more than it has."""
    pairs = problem.pairs
    held = np.flatnonzero(holder >= 0)
    asked = np.bincount(holder[held], weights=pairs.effort[held], minlength=len(capacity))
    binding = np.flatnonzero(asked > capacity)
    row = np.full(len(capacity), -1, dtype=np.int64)
    row[binding] = np.arange(len(binding))
    held = held[row[holder[held]] >= 0]
    owner = np.zeros(len(capacity), dtype=np.int64)
    owner[holder[held]] = pairs.firm[held]
    builder.rows(
        name,
        len(binding),
        [
            (row[holder[held]], decisions.share[held], pairs.effort[held]),
            (np.arange(len(binding)), decisions.partner[owner[binding]], -capacity[binding]),
        ],
        upper=0.0,
        key=[("firm", problem.firm_ids[owner[binding]])],
    )
