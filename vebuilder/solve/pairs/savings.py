"""What pairs of partners save, taken out of the model so that pairs can come in when they are wanted."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from vebuilder.formulate.coordination import PAIR_COLUMNS, PAIR_ROWS
from vebuilder.formulate.linear_model import FloatArray, IntArray, LinearModel
from vebuilder.formulate.program import Formulation


@dataclass(frozen=True)
class Savings:
    """Savings of pairs of firms in the objective, each pair stored in both directions.

    Parameters
    ----------
    matrix
        Firms by firms, without a diagonal.
    source, target, value
        The same as a list, sorted by source.
    """

    matrix: csr_array
    source: IntArray
    target: IntArray
    value: FloatArray

    def of(self, first: IntArray, second: IntArray) -> FloatArray:
        """Return the savings of pairs of firms; 0 between strangers."""
        size = self.matrix.shape[0]
        key = self.source * size + self.target
        wanted = first * size + second
        place = np.minimum(np.searchsorted(key, wanted), max(len(key) - 1, 0))
        if len(key) == 0:
            return np.zeros(len(wanted))
        return np.where(key[place] == wanted, self.value[place], 0.0)


@dataclass(frozen=True)
class Split:
    """A model without its trusting pairs, and what they save.

    Parameters
    ----------
    base
        The model without the columns and rows of trusting pairs.
    partner
        Column of each firm in the base.
    savings
        What was taken out.
    """

    base: LinearModel
    partner: IntArray
    savings: Savings


def split(formulation: Formulation) -> Split | None:
    """Take the trusting pairs out of a formulation; None if it has none."""
    model = formulation.model
    family = next((one for one in model.columns if one.name == PAIR_COLUMNS and len(one)), None)
    if family is None:
        return None
    first, second = (np.asarray(ends, dtype=np.int64) for ends in family.keys)
    saving = -model.cost[family.start : family.stop]
    size = formulation.problem.n_firms
    matrix = csr_array(
        (np.r_[saving, saving], (np.r_[first, second], np.r_[second, first])), shape=(size, size)
    )
    matrix.sort_indices()
    coordinates = matrix.tocoo().coords
    savings = Savings(matrix, coordinates[0].astype(np.int64), coordinates[1].astype(np.int64), matrix.data)

    kept = np.r_[0 : family.start, family.stop : model.n_columns]
    number = np.full(model.n_columns, -1, dtype=np.int64)
    number[kept] = np.arange(len(kept))
    rows = np.ones(model.n_rows, dtype=bool)
    for one in model.rows:
        if one.name in PAIR_ROWS:
            rows[one.start : one.stop] = False
    base = replace(
        model,
        cost=model.cost[kept],
        lower=model.lower[kept],
        upper=model.upper[kept],
        integrality=model.integrality[kept],
        matrix=csr_array(model.matrix[rows][:, kept]),
        row_lower=model.row_lower[rows],
        row_upper=model.row_upper[rows],
        columns=(),
        rows=(),
        measures={},
    )
    return Split(base, number[formulation.decisions.partner], savings)
