"""The largest loss when so many firms fail in all their tasks."""

from collections.abc import Iterator

import numpy as np

from vebuilder.check.worst_case import worst_case
from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.cuts import Cut
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray, Integrality
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.protection import kth_largest

WORST = "loss at worst"
EXPOSURE = "exposure to a firm"
LEVEL, ABOVE = "exposure counted anyway", "exposure above that"
SMALLEST = 1e-9
SWAPS = 50


def add_worst_case(builder: ModelBuilder, problem: Problem, decisions: Decisions, failures: int) -> None:
    """Price the k largest exposures to firms; with standbys, the worst firms are found by cuts.

    Exposures alone are stated as k l + sum_f m_f with m_f >= exposure_f - l, the dual of choosing k firms. A
    task with k standbys or more is never lost.
    """
    in_danger = (problem.loss > 0) & (problem.backups < failures)
    if not in_danger.any():
        return
    exposed = _Exposed(builder, problem, decisions, failures)
    if not problem.backups[in_danger].any():
        builder.price("risk", exposed.columns, exposed.values)
        return
    column = builder.columns(WORST, 1, Integrality.CONTINUOUS, upper=float(problem.loss.sum()))
    builder.price("risk", column, 1.0)
    builder.rows(
        "loss without standbys", 1, [(0, column, 1.0), (0, exposed.columns, -exposed.values)], lower=0.0
    )
    source = WorstLoss(problem, decisions, failures, int(column[0]))
    builder.cuts_from(source)
    builder.complete_with(source.complete)


class _Exposed:
    """Columns that add up to the k largest exposures to firms over the tasks without standbys."""

    def __init__(self, builder: ModelBuilder, problem: Problem, decisions: Decisions, failures: int) -> None:
        pairs = problem.pairs
        loss = (problem.loss * (problem.backups == 0))[pairs.task]
        held = np.flatnonzero(loss > 0)
        firms, firm = np.unique(pairs.firm[held], return_inverse=True)
        most = np.bincount(firm, weights=loss[held], minlength=len(firms))
        level = builder.columns(LEVEL, 1, Integrality.CONTINUOUS, upper=float(most.max(initial=0.0)))
        ids = problem.firm_ids[firms]
        above = builder.columns(ABOVE, len(firms), Integrality.CONTINUOUS, upper=most, key=[("firm", ids)])
        rows = np.arange(len(firms))
        builder.rows(
            EXPOSURE,
            len(firms),
            [(rows, above, 1.0), (rows, level, 1.0), (firm, decisions.share[held], -loss[held])],
            lower=0.0,
            key=[("firm", ids)],
        )
        self.columns = np.r_[level, above]
        self.values = np.r_[float(failures), np.ones(len(firms))]

        def complete(vector: FloatArray) -> None:
            exposure = np.zeros(len(firms))
            np.add.at(exposure, firm, loss[held] * vector[decisions.share[held]])
            vector[level] = kth_largest(exposure, failures)
            vector[above] = np.maximum(exposure - vector[level], 0.0)

        builder.complete_with(complete)


class WorstLoss:
    """Finds the firms whose failure costs more than a solution says.

    If all of K fail, a task is lost by as much as partners in K do of it, unless one of its standbys is not
    in K: at least sum_{f in K} x_tf - sum_{g not in K} b_tg.

    Parameters
    ----------
    problem
        The instance.
    decisions
        Where its decisions stand.
    failures
        How many firms fail.
    column
        The column that stands for the loss.
    """

    def __init__(self, problem: Problem, decisions: Decisions, failures: int, column: int) -> None:
        self._problem, self._decisions, self._failures = problem, decisions, failures
        self._column = column
        in_danger = (problem.loss > 0) & (problem.backups < failures)
        self._pairs = np.flatnonzero(in_danger[problem.pairs.task])
        self._task = problem.pairs.task[self._pairs]
        self._firm = problem.pairs.firm[self._pairs]
        self._share = decisions.share[self._pairs]
        self._backed = np.flatnonzero(problem.backups[self._task] > 0)
        self._standby = decisions.standby[self._pairs[self._backed]]

    def broken(self, solution: FloatArray, *, whole: bool) -> Iterator[Cut]:
        """Yield the row of the firms whose failure costs most, if it is broken."""
        fails = self._worst(solution)[1] if whole else self._bad(solution)
        cut = self._cut(solution, fails)
        if cut.is_broken(solution):
            yield cut

    def complete(self, solution: FloatArray) -> None:
        """Fill in the loss at worst."""
        solution[self._column] = self._worst(solution)[0]

    def _worst(self, solution: FloatArray) -> tuple[float, BoolArray]:
        """Return the loss at worst of a plan, and the firms that cause it."""
        problem = self._problem
        standing: dict[int, set[str]] = {}
        for pair in self._pairs[self._backed[solution[self._standby] > 0.5]].tolist():
            standing.setdefault(int(problem.pairs.task[pair]), set()).add(
                problem.firm_ids[problem.pairs.firm[pair]]
            )
        share = solution[self._share]
        stakes = [
            (
                float(problem.loss[self._task[one]] * share[one]),
                {problem.firm_ids[self._firm[one]], *standing.get(int(self._task[one]), ())},
            )
            for one in np.flatnonzero(share > SMALLEST)
        ]
        loss, firms = worst_case(stakes, self._failures)
        fails = np.zeros(problem.n_firms, dtype=bool)
        fails[[problem.firm_position[firm] for firm in firms]] = True
        return loss, fails

    def _bad(self, solution: FloatArray) -> BoolArray:
        """Return firms whose failure costs much, at a fractional point: the likely ones, then by swaps."""
        problem = self._problem
        weight = problem.loss / (1 + problem.backups)
        present = solution[self._share].copy()
        present[self._backed] += solution[self._standby]
        charge = np.bincount(self._firm, weights=weight[self._task] * present, minlength=problem.n_firms)
        order = np.argsort(-charge, kind="stable")
        order = order[charge[order] > 0]
        fails = np.zeros(problem.n_firms, dtype=bool)
        fails[order[: self._failures]] = True
        value = self._value(solution, fails)
        for candidate in order[self._failures : self._failures + SWAPS].tolist():
            for failing in np.flatnonzero(fails).tolist():
                other = fails.copy()
                other[[failing, candidate]] = False, True
                better = self._value(solution, other)
                if better > value:
                    fails, value = other, better
                    break
        return fails

    def _value(self, solution: FloatArray, fails: BoolArray) -> float:
        return float(self._problem.loss @ np.maximum(self._lost(solution, fails), 0.0))

    def _lost(self, solution: FloatArray, fails: BoolArray) -> FloatArray:
        """Return at least what part of each task is lost when some firms fail."""
        size = len(self._problem.tasks)
        share = solution[self._share] * fails[self._firm]
        saved = solution[self._standby] * ~fails[self._firm[self._backed]]
        return np.asarray(
            np.bincount(self._task, weights=share, minlength=size)
            - np.bincount(self._task[self._backed], weights=saved, minlength=size)
        )

    def _cut(self, solution: FloatArray, fails: BoolArray) -> Cut:
        """Return the row of some firms, over the tasks where it says something at a solution."""
        loss = self._problem.loss * (self._lost(solution, fails) > 0)
        kept = self._entries(fails[self._firm] & (loss[self._task] > 0))
        saving = self._entries(~fails[self._firm[self._backed]] & (loss[self._task[self._backed]] > 0))
        return Cut(
            np.r_[self._column, self._share[kept], self._standby[saving]].astype(np.int64),
            np.r_[1.0, -loss[self._task[kept]], loss[self._task[self._backed[saving]]]],
            0.0,
        )

    @staticmethod
    def _entries(flags: BoolArray) -> IntArray:
        return np.flatnonzero(flags)
