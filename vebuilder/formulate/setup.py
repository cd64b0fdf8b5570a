"""What it costs to set an offer up, once however many tasks it serves."""

import numpy as np

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.eligibility import NO_OFFER
from vebuilder.formulate.linear_model import FloatArray, IntArray, Integrality
from vebuilder.formulate.packages import less_packages
from vebuilder.formulate.problem import Problem


def add_setup(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Price quoted set-ups at each assignment, and an offer's set-up once it is used at all.

    An assignment that a package pays for needs none.
    """
    pairs = problem.pairs
    quoted = np.flatnonzero(pairs.quoted_setup > 0)
    _price_once_assigned(builder, problem, decisions, quoted, pairs.quoted_setup)

    by_offer = np.flatnonzero(
        (pairs.offer != NO_OFFER) & np.isnan(pairs.quoted_setup) & (pairs.offer_setup > 0)
    )
    _, first, number, uses = np.unique(
        pairs.offer[by_offer], return_index=True, return_inverse=True, return_counts=True
    )
    alone = by_offer[uses[number] == 1]
    _price_once_assigned(builder, problem, decisions, alone, pairs.offer_setup)

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
    row = np.full(len(pairs), -1, dtype=np.int64)
    row[served] = rows
    builder.rows(
        "set-up of a used offer",
        len(served),
        [
            (rows, decisions.assigned[served], 1.0),
            (rows, offer_used, -1.0),
            less_packages(problem, decisions, row, np.ones(len(pairs))),
        ],
        upper=0.0,
        key=[("task", problem.task_ids[pairs.task[served]]), ("firm", problem.firm_ids[pairs.firm[served]])],
    )

    def complete(vector: FloatArray) -> None:
        own = problem.packages.outside(vector[decisions.assigned], vector[decisions.package])
        np.maximum.at(vector, offer_used, own[served])

    builder.complete_with(complete)


def _price_once_assigned(
    builder: ModelBuilder, problem: Problem, decisions: Decisions, pairs: IntArray, price: FloatArray
) -> None:
    """Price the assignments of some pairs, less those in packages."""
    builder.price("cost", decisions.assigned[pairs], price[pairs])
    packages = problem.packages
    held = np.flatnonzero(np.isin(packages.pair, pairs))
    builder.price("cost", decisions.package[packages.number[held]], -price[packages.pair[held]])
