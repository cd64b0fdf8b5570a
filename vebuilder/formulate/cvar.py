"""The mean loss of the worst scenarios, without a column or a row for any scenario.

The measure is the largest of all means of the losses L_s with weights q_s that add up to 1 and are at most
1 / ((1 - level) S) (Rockafellar and Uryasev, Optimization of conditional value-at-risk, 2000). So each
choice of weights bounds it from below by a row over shares and standbys, and at every plan one choice is
exact: the rows are found where they are broken (Kuenzi-Bay and Mayer, Computational aspects of minimizing
conditional value-at-risk, 2006).
"""

import math
from collections.abc import Iterator

import numpy as np

from vebuilder.check.cvar import conditional_value_at_risk
from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.cuts import Cut
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.failure_table import FailureTable
from vebuilder.formulate.linear_model import FloatArray, Integrality
from vebuilder.formulate.lost_share import WeighedFailures, best_lost_share
from vebuilder.formulate.problem import Problem
from vebuilder.model import CVaR

TAIL = "mean loss of the worst scenarios"
MEAN = "mean loss of all scenarios"
SMALLEST = 1e-9


def add_cvar(builder: ModelBuilder, problem: Problem, decisions: Decisions, measure: CVaR) -> None:
    """Price a column that is at least the mean loss of all scenarios, and of the worst by cuts."""
    column = builder.columns(TAIL, 1, Integrality.CONTINUOUS, upper=float(problem.loss.sum()))
    builder.price("risk", column, 1.0)
    tail = TailLoss(problem, decisions, measure, int(column[0]))
    nothing = np.zeros(builder.n_columns)
    mean = tail.cut(nothing, np.full(measure.scenarios, 1 / measure.scenarios))
    builder.rows(MEAN, 1, [(0, mean.columns, mean.values)], lower=mean.lower)
    builder.cuts_from(tail)
    builder.complete_with(tail.complete)


class TailLoss:
    """Finds the row on the tail's mean loss that a solution breaks.

    Parameters
    ----------
    problem
        The instance.
    decisions
        Where its decisions stand.
    measure
        The measure.
    column
        The column that stands for it.
    """

    def __init__(self, problem: Problem, decisions: Decisions, measure: CVaR, column: int) -> None:
        self._problem, self._decisions, self._measure, self._column = problem, decisions, measure, column
        self._loss = problem.loss[problem.pairs.task]
        self._at_stake = np.flatnonzero(self._loss > 0)
        self._backed = np.flatnonzero((problem.backups > 0) & (problem.loss > 0))
        self._table = FailureTable(problem, measure, self._at_stake)

    def broken(self, solution: FloatArray, *, whole: bool) -> Iterator[Cut]:
        """Yield the row whose weights are those of the worst scenarios, if it is broken."""
        cut = self.cut(solution, self._tail(self._losses(solution)))
        if cut.is_broken(solution):
            yield cut

    def complete(self, solution: FloatArray) -> None:
        """Fill in the mean loss of the worst scenarios."""
        solution[self._column] = conditional_value_at_risk(self._losses(solution), self._measure.level)

    def cut(self, solution: FloatArray, weight: FloatArray) -> Cut:
        """Return the row for some weights of the scenarios that says most at a solution."""
        problem, decisions = self._problem, self._decisions
        value = self._loss * self._table.weights(weight)
        columns, values = [], []
        some = np.flatnonzero(weight)
        for task in self._backed.tolist():
            pairs = problem.pairs_of(task)
            failures = WeighedFailures(self._table.fails(pairs)[:, some].astype(float), weight[some])
            share, standby = decisions.share[pairs], decisions.standby[pairs]
            bound = best_lost_share(failures, solution[share], solution[standby], int(problem.backups[task]))
            value[pairs] = problem.loss[task] * bound.shares
            columns.append(standby)
            values.append(-problem.loss[task] * bound.standbys)
        return Cut(
            np.concatenate([[self._column], decisions.share[self._at_stake], *columns]).astype(np.int64),
            np.concatenate([[1.0], -value[self._at_stake], *values]),
            0.0,
        )

    def _losses(self, solution: FloatArray) -> FloatArray:
        """Return the loss in each scenario; at fractional points standbys count by halves and quarters."""
        problem, decisions = self._problem, self._decisions
        share = solution[decisions.share]
        used = self._at_stake[share[self._at_stake] > SMALLEST]
        plain = used[problem.backups[problem.pairs.task[used]] == 0]
        losses = (self._loss[plain] * share[plain]) @ self._table.fails(plain)
        for task in self._backed.tolist():
            pairs = problem.pairs_of(task)
            at_work = pairs[share[pairs] > SMALLEST]
            lost = share[at_work] @ self._table.fails(at_work)
            standby = solution[decisions.standby[pairs]]
            standing = np.flatnonzero(standby > SMALLEST)
            for fails, part in zip(self._table.fails(pairs[standing]), standby[standing], strict=True):
                lost = np.where(fails, lost, (1 - part) * lost)
            losses = losses + problem.loss[task] * lost
        return np.asarray(losses, dtype=float)

    def _tail(self, losses: FloatArray) -> FloatArray:
        """Return the weights under which the mean of the losses is largest."""
        size = (1 - self._measure.level) * len(losses)
        order = np.argsort(-losses, kind="stable")
        full = min(math.floor(size), len(losses))
        weight = np.zeros(len(losses))
        weight[order[:full]] = 1 / size
        if full < len(losses):
            weight[order[full]] = max(1 - full / size, 0.0)
        return weight
