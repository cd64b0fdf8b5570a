"""Who fails in which scenario, held for all eligible pairs that have something at stake."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from vebuilder.check.scenarios import Scenarios
from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray
from vebuilder.formulate.problem import Problem
from vebuilder.model import CVaR

MOST_UNPACKED = 20_000_000
"""Entries looked at in one go."""


class FailureTable:
    """Failures by pair and scenario, one bit each; pairs of one firm and one reliability share a row.

    The draws are those that `evaluate` makes.

    Parameters
    ----------
    problem
        The instance.
    measure
        Which scenarios.
    pairs
        Positions of the pairs looked at.
    """

    def __init__(self, problem: Problem, measure: CVaR, pairs: IntArray) -> None:
        self.n_scenarios = measure.scenarios
        level, firm = problem.pairs.before_shocks[pairs], problem.pairs.firm[pairs]
        alike, row = np.unique(np.column_stack([firm, level]), axis=0, return_inverse=True)
        self._row = np.full(len(problem.pairs), -1, dtype=np.int64)
        self._row[pairs] = row.ravel()
        scenarios = Scenarios(measure, problem.project.shocks)
        rows = [
            np.packbits(scenarios.fails(problem.firms[int(number)], reliability))
            for number, reliability in alike.tolist()
        ]
        self._bits: npt.NDArray[np.uint8] = np.array(rows, dtype=np.uint8).reshape(len(rows), -1)

    def fails(self, pairs: IntArray) -> BoolArray:
        """Return pairs by scenarios."""
        return self._unpacked(self._row[pairs])

    def weights(self, weight: FloatArray) -> FloatArray:
        """Return for every pair the weight of the scenarios in which it fails.

        Parameters
        ----------
        weight
            One a scenario.
        """
        some = np.flatnonzero(weight)
        by_row = np.zeros(len(self._bits))
        for rows in self._parts():
            by_row[rows] = self._unpacked(rows)[:, some] @ weight[some]
        return np.where(self._row >= 0, by_row[self._row], 0.0)

    def _unpacked(self, rows: IntArray) -> BoolArray:
        return np.unpackbits(self._bits[rows], axis=1, count=self.n_scenarios).astype(bool)

    def _parts(self) -> Iterator[IntArray]:
        size = max(MOST_UNPACKED // max(self.n_scenarios, 1), 1)
        for start in range(0, len(self._bits), size):
            yield np.arange(start, min(start + size, len(self._bits)))
