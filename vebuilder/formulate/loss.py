"""What is lost on average when partners fail."""

from collections.abc import Iterator

import numpy as np

from vebuilder.formulate.builder import Entries, ModelBuilder
from vebuilder.formulate.cuts import Cut
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.linear_model import FloatArray, IntArray, Integrality
from vebuilder.formulate.lost_share import ExactFailures, best_lost_share, lost_share
from vebuilder.formulate.problem import Problem

LOST = "lost share of a task"
FEW_FIRMS = 12
"""So many firms may do a task at most for the row of each single standby to be stated at once."""


def add_expected_loss(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Price each share at loss_t times its probability to fail, standby firms and shocks included.

    Without standbys that is linear. With them, a column for the lost share of a task is bounded from below
    by rows that are exact each for one set of standbys.
    """
    pairs = problem.pairs
    lost = problem.loss * (problem.backups == 0)
    builder.price("risk", decisions.share, lost[pairs.task] * (1 - pairs.reliability))
    tasks = np.flatnonzero((problem.backups > 0) & (problem.loss > 0))
    if len(tasks):
        _add_lost_shares(builder, problem, decisions, tasks)


def _add_lost_shares(builder: ModelBuilder, problem: Problem, decisions: Decisions, tasks: IntArray) -> None:
    columns = builder.columns(
        LOST,
        len(tasks),
        Integrality.CONTINUOUS,
        upper=problem.loss[tasks],
        key=[("task", problem.task_ids[tasks])],
    )
    builder.price("risk", columns, 1.0)
    lost = [
        _LostShareOf(problem, decisions, int(task), int(column))
        for task, column in zip(tasks, columns, strict=True)
    ]
    entries: list[Entries] = []
    lower: list[float] = []
    for one in lost:
        for cut in one.first():
            entries.append((len(lower), cut.columns, cut.values))
            lower.append(cut.lower)
    builder.rows("least " + LOST, len(lower), entries, lower=lower)
    if problem.project.strategy.risk > 0:
        builder.cuts_from(LostShares(lost))

    def complete(vector: FloatArray) -> None:
        for one in lost:
            one.complete(vector)

    builder.complete_with(complete)


class _LostShareOf:
    """The lost share of one task."""

    def __init__(self, problem: Problem, decisions: Decisions, task: int, column: int) -> None:
        pairs = problem.pairs_of(task)
        self._count = int(problem.backups[task])
        self._column = column
        self._loss = float(problem.loss[task])
        self._share, self._standby = decisions.share[pairs], decisions.standby[pairs]
        self._failures = ExactFailures(problem, task)
        self._columns = np.r_[column, self._share, self._standby]

    def first(self) -> Iterator[Cut]:
        """Yield the rows that are stated at once."""
        yield self._cut(())
        if self._count == 1 and len(self._share) <= FEW_FIRMS:
            for one in range(len(self._share)):
                yield self._cut((one,))

    def best(self, solution: FloatArray) -> Cut:
        """Return the row that says most at a point."""
        bound = best_lost_share(self._failures, solution[self._share], solution[self._standby], self._count)
        return Cut(self._columns, np.r_[1.0, -self._loss * bound.shares, -self._loss * bound.standbys], 0.0)

    def complete(self, solution: FloatArray) -> None:
        """Fill in what is lost with the standbys there are."""
        standbys = np.flatnonzero(solution[self._standby] > 0.5).tolist()
        solution[self._column] = self._loss * self._failures.beside(standbys) @ solution[self._share]

    def _cut(self, chosen: tuple[int, ...]) -> Cut:
        bound = lost_share(self._failures, chosen, self._count)
        return Cut(self._columns, np.r_[1.0, -self._loss * bound.shares, -self._loss * bound.standbys], 0.0)


class LostShares:
    """Finds for each task with standbys the row on its lost share that a solution breaks."""

    def __init__(self, lost: list[_LostShareOf]) -> None:
        self._lost = lost

    def broken(self, solution: FloatArray, *, whole: bool) -> Iterator[Cut]:
        """Yield the broken rows; they are as good at fractional points."""
        for one in self._lost:
            cut = one.best(solution)
            if cut.is_broken(solution):
                yield cut

    def complete(self, solution: FloatArray) -> None:
        """Fill in the lost shares as they truly are."""
        for one in self._lost:
            one.complete(solution)
