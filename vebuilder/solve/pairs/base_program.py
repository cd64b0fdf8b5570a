"""The base model as a linear program whose partners change their price again and again."""

from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csr_array

from vebuilder.formulate.linear_model import BoolArray, FloatArray, LinearModel
from vebuilder.solve.pairs.hand_over import handed_over
from vebuilder.solve.pairs.savings import Split
from vebuilder.solve.watch import Watch

DUAL, PRIMAL = 1, 4
MOST_ITERATIONS = 10**6


@dataclass(frozen=True)
class Valued:
    """An optimal point of the base program at some prices.

    Parameters
    ----------
    value
        Its value.
    partner
        Value of each firm's partner column.
    row_dual
        One price a row.
    """

    value: float
    partner: FloatArray
    row_dual: FloatArray


@dataclass(frozen=True)
class Proof:
    """What the prices of rows prove by arithmetic alone, whoever found them.

    Parameters
    ----------
    bound
        No point of the program is lower.
    reduced
        What each firm adds to that at least, if it is a partner.
    """

    bound: float
    reduced: FloatArray


class BaseProgram:
    """The base model without its integrality, kept warm in a solver.

    Parameters
    ----------
    split
        The base model.
    watch
        Says when to stop.
    """

    def __init__(self, split: Split, watch: Watch) -> None:
        self._base, self._partner, self._watch = split.base, split.partner, watch
        self._columns = split.partner.astype(np.int32)
        self._highs = handed_over(split, watch)
        self._highs.setOptionValue("presolve", "off")
        self._highs.setOptionValue("simplex_strategy", DUAL)
        self._highs.setOptionValue("simplex_iteration_limit", MOST_ITERATIONS)
        self._transposed = csr_array(split.base.matrix.T)

    def close(self) -> None:
        """Let go of the solver."""
        self._highs.setCallback(None, None)

    def forbid(self, firms: BoolArray) -> None:
        """Leave firms out for good."""
        columns = self._columns[firms]
        nothing = np.zeros(len(columns))
        self._highs.changeColsBounds(len(columns), columns, nothing, nothing)

    def solve(self, gain: FloatArray) -> Valued | None:
        """Solve with each partner's cost lowered by what it gains; None if stopped, or nothing was found."""
        cost = self._base.cost[self._partner] - gain
        self._highs.changeColsCost(len(cost), self._columns, cost)
        left = self._watch.solver_limit()
        if left is not None:
            self._highs.setOptionValue("time_limit", self._highs.getRunTime() + left)
        self._highs.run()
        if self._watch.stopping or self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        # From one optimum to the next the prices change and the point stays possible.
        self._highs.setOptionValue("simplex_strategy", PRIMAL)
        solution = self._highs.getSolution()
        return Valued(
            float(self._highs.getInfo().objective_function_value),
            np.array(solution.col_value)[self._partner],
            np.array(solution.row_dual),
        )

    def prove(self, gain: FloatArray, row_dual: FloatArray, forbidden: BoolArray) -> Proof:
        """Return what prices of rows prove; prices of the wrong sign count as none.

        Parameters
        ----------
        gain
            What each partner gains.
        row_dual
            Prices of the rows.
        forbidden
            The firms left out.
        """
        base = self._base
        price = np.where(row_dual > 0, np.where(np.isfinite(base.row_lower), row_dual, 0.0), 0.0)
        price += np.where(row_dual < 0, np.where(np.isfinite(base.row_upper), row_dual, 0.0), 0.0)
        side = np.where(price > 0, base.row_lower, base.row_upper)
        paid = float(np.dot(price[price != 0], side[price != 0]))
        reduced = base.cost - self._transposed @ price
        reduced[self._partner] -= gain
        lower, upper = _bounds(base)
        upper[self._partner[forbidden]] = 0.0
        with np.errstate(invalid="ignore"):
            least = np.where(reduced > 0, reduced * lower, np.where(reduced < 0, reduced * upper, 0.0))
        bound = base.offset + paid + float(least.sum())
        return Proof(bound, reduced[self._partner] - least[self._partner])


def _bounds(base: LinearModel) -> tuple[FloatArray, FloatArray]:
    return base.lower.astype(float), base.upper.astype(float)
