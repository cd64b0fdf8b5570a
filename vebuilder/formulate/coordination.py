"""What it costs to keep all partners in step, pair by pair.

Summed over pairs of partners, coordination (1 - discount trust) is the price of so many strangers, a convex
function of the number of partners, less a discount for each trusting pair.
"""

import numpy as np
from scipy.sparse import coo_array, triu

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.linear_model import FloatArray, IntArray, Integrality
from vebuilder.formulate.problem import Problem

PAIR_COLUMNS = "trusting pair"
PAIR_ROWS = ("pair of partners", "pairs of one partner")


def add_coordination(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Add coordination * (1 - trust_discount * mean trust) for every pair of partners."""
    terms = problem.network.transaction_costs
    least, most = problem.partner_limits()
    if terms.coordination == 0 or most < 2:
        return
    _add_number_of_pairs(builder, decisions, terms.coordination, least, most)
    if terms.trust_discount == 0:
        return
    mean = coo_array(triu((problem.trust + problem.trust.T) / 2, k=1))
    first, second = (part.astype(np.int64) for part in mean.coords)
    saving = terms.coordination * terms.trust_discount * mean.data
    _add_trusting_pairs(builder, problem, decisions, first, second, saving, most)
    _add_distrusting_pairs(builder, problem, decisions, first, second, saving)


def _add_number_of_pairs(
    builder: ModelBuilder, decisions: Decisions, price: float, least: int, most: int
) -> None:
    """Price n (n - 1) / 2 pairs, exact at whole n through its secants, constant where n is fixed."""
    if least >= most:
        builder.price("cost", decisions.partner[:0], 0.0, offset=price * most * (most - 1) / 2)
        return
    number = builder.columns("number of partners", 1, Integrality.IMPLIED, upper=float(most))
    pairs = builder.columns("number of pairs", 1, Integrality.IMPLIED, upper=most * (most - 1) / 2)
    builder.price("cost", pairs, price)
    builder.rows(
        "number of partners", 1, [(0, decisions.partner, 1.0), (0, number, -1.0)], lower=0.0, upper=0.0
    )
    secant = np.arange(max(least, 1), most, dtype=float)
    rows = np.arange(len(secant))
    builder.rows(
        "number of pairs",
        len(secant),
        [(rows, pairs, 1.0), (rows, number, -secant)],
        lower=-secant * (secant + 1) / 2,
    )

    def complete(vector: FloatArray) -> None:
        count = vector[decisions.partner].sum()
        vector[number] = count
        vector[pairs] = count * (count - 1) / 2

    builder.complete_with(complete)


def _add_trusting_pairs(
    builder: ModelBuilder,
    problem: Problem,
    decisions: Decisions,
    first: IntArray,
    second: IntArray,
    saving: FloatArray,
    most: int,
) -> None:
    """Add a discount for each pair of partners that trust each other."""
    chosen = np.flatnonzero(saving > 0)
    ends = [decisions.partner[side[chosen]] for side in (first, second)]
    columns = builder.columns(
        PAIR_COLUMNS,
        len(chosen),
        Integrality.IMPLIED,
        key=[("firm number", first[chosen]), ("other firm number", second[chosen])],
    )
    builder.price("cost", columns, -saving[chosen])
    rows = np.arange(len(chosen))
    for end in ends:
        builder.rows(PAIR_ROWS[0], len(chosen), [(rows, columns, 1.0), (rows, end, -1.0)], upper=0.0)
    # A partner has at most most - 1 others: far stronger in the relaxation than the rows of single pairs.
    degree = np.bincount(np.concatenate([first[chosen], second[chosen]]), minlength=problem.n_firms)
    crowded = np.flatnonzero(degree > most - 1)
    row = np.full(problem.n_firms, -1, dtype=np.int64)
    row[crowded] = np.arange(len(crowded))
    entries = [(np.arange(len(crowded)), decisions.partner[crowded], -float(most - 1))]
    for side in (first[chosen], second[chosen]):
        mine = row[side] >= 0
        entries.append((row[side[mine]], columns[mine], 1.0))
    builder.rows(PAIR_ROWS[1], len(crowded), entries, upper=0.0, key=[("firm", problem.firm_ids[crowded])])

    def complete(vector: FloatArray) -> None:
        vector[columns] = np.minimum(vector[ends[0]], vector[ends[1]])

    builder.complete_with(complete)


def _add_distrusting_pairs(
    builder: ModelBuilder,
    problem: Problem,
    decisions: Decisions,
    first: IntArray,
    second: IntArray,
    saving: FloatArray,
) -> None:
    """Add a surcharge for each pair of partners that distrust each other."""
    chosen = np.flatnonzero(saving < 0)
    ends = [decisions.partner[side[chosen]] for side in (first, second)]
    columns = builder.columns("distrusting pair", len(chosen), Integrality.IMPLIED)
    builder.price("cost", columns, -saving[chosen])
    rows = np.arange(len(chosen))
    builder.rows(
        "pair of partners that distrust",
        len(chosen),
        [(rows, columns, 1.0), (rows, ends[0], -1.0), (rows, ends[1], -1.0)],
        lower=-1.0,
    )

    def complete(vector: FloatArray) -> None:
        vector[columns] = np.maximum(vector[ends[0]] + vector[ends[1]] - 1, 0.0)

    builder.complete_with(complete)
