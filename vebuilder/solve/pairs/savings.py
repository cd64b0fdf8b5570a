"""What pairs of partners save, taken out of the model so that pairs can come in when they are wanted."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from vebuilder.formulate.coordination import PAIR_COLUMNS, PAIR_ROWS
from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray, LinearModel
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
        if len(self.value) == 0:
            return np.zeros(len(first))
        place = self.number_of(first, second)
        known = (self.source[place] == first) & (self.target[place] == second)
        return np.where(known, self.value[place], 0.0)

    def number_of(self, first: IntArray, second: IntArray) -> IntArray:
        """Return the numbers of pairs of firms in the list; some other one's where a pair is not in it."""
        place = np.searchsorted(self.key, first * self.matrix.shape[0] + second)
        return np.minimum(place, max(len(self.value) - 1, 0))

    @cached_property
    def key(self) -> IntArray:
        """One number for each pair, rising."""
        return np.asarray(self.source * self.matrix.shape[0] + self.target)

    def extended(self, first: IntArray, second: IntArray, keep: BoolArray) -> "Savings":
        """Return the savings between some firms only, and with them pairs that save nothing.

        Parameters
        ----------
        first, second
            The pairs to be there in any case.
        keep
            One flag a firm.
        """
        size = self.matrix.shape[0]
        old = np.flatnonzero(keep[self.source] & keep[self.target])
        wanted = np.unique(np.r_[first * size + second, second * size + first])
        new = np.setdiff1d(wanted, self.key[old], assume_unique=True)
        place = np.searchsorted(self.key[old], new)
        source, target = np.divmod(np.insert(self.key[old], place, new), size)
        value = np.insert(self.value[old], place, 0.0)
        start = np.searchsorted(source, np.arange(size + 1))
        return Savings(csr_array((value, target, start), shape=(size, size)), source, target, value)

    def taken_over(self, old: "Savings", values: FloatArray) -> FloatArray:
        """Return values told for other savings, for these; nothing where those have none."""
        if len(self.value) == 0:
            return np.zeros(0)
        place = self.number_of(old.source, old.target)
        same = (self.source[place] == old.source) & (self.target[place] == old.target)
        result = np.zeros(len(self.value))
        result[place[same]] = values[same]
        return result


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
