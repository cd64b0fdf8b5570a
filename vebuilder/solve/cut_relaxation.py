"""The linear relaxation of a model whose rows come in as they are broken, kept warm in HiGHS."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from vebuilder.formulate.cuts import Cut
from vebuilder.formulate.linear_model import FloatArray, LinearModel
from vebuilder.solve.highs import pass_arrays
from vebuilder.solve.watch import Watch


@dataclass(frozen=True)
class Point:
    """An optimal solution of the relaxation, and its value, below which nothing is."""

    solution: FloatArray
    bound: float


class CutRelaxation:
    """The relaxation in HiGHS.

    Parameters
    ----------
    model
        What is relaxed.
    watch
        Says when to stop.
    """

    def __init__(self, model: LinearModel, watch: Watch) -> None:
        self._watch, self._offset = watch, model.offset
        self._highs = highspy.Highs()
        for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
            self._highs.setOptionValue(name, value)
        pass_arrays(self._highs, model, np.zeros(model.n_columns, dtype=np.int64))

    def add(self, cuts: Sequence[Cut]) -> None:
        """Add rows."""
        for cut in cuts:
            kept = np.flatnonzero(cut.values)
            self._highs.addRow(
                cut.lower,
                math.inf,
                len(kept),
                cut.columns[kept].astype(np.int32),
                cut.values[kept].astype(np.float64),
            )

    def solve(self) -> Point | None:
        """Return an optimal point; None if there is none or it was not found in time."""
        limit = self._watch.solver_limit()
        if self._watch.stopping or limit == 0:
            return None
        self._highs.setOptionValue(
            "time_limit", math.inf if limit is None else self._highs.getRunTime() + limit
        )
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = np.array(self._highs.getSolution().col_value, dtype=np.float64)
        return Point(solution, float(self._highs.getInfo().objective_function_value))

    def close(self) -> None:
        """Let go of the solver."""
        self._highs.resetGlobalScheduler(False)
