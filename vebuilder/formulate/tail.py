"""The largest losses added up: what the mean of the worst scenarios and the worst failures have in common.

In both, losses L_s add up over tasks, each counted where its partner fails, and the risk is the sum of the n
largest times a factor. For `CVaR`, s are the scenarios, n = (1 - level) S and the factor is 1 / n; for
`WorstCase`, s are the firms, each failing in its own scenario alone, n is the number of failures.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from vebuilder.formulate.failure_table import FailureTable
from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.formulate.problem import Problem
from vebuilder.model import CVaR, WorstCase

MOST_FAILURES = 20_000_000
"""Pairs times scenarios in which they fail that are held."""


@dataclass(frozen=True)
class Tail:
    """What a choice of partners loses in which scenario, as lists; tasks with standbys are left out.

    Parameters
    ----------
    stake
        Money by eligible pair that is lost where it fails.
    start, scenario
        Pair ``p`` fails in the scenarios ``scenario[start[p]:start[p + 1]]``.
    n_scenarios
        How many scenarios there are.
    largest
        How many of the largest losses count, the last of them by its part.
    factor
        What the sum of these is multiplied by.
    """

    stake: FloatArray
    start: IntArray
    scenario: IntArray
    n_scenarios: int
    largest: float
    factor: float

    def losses(self, share: FloatArray) -> FloatArray:
        """Return the loss in each scenario.

        Parameters
        ----------
        share
            Of each pair.
        """
        money = np.repeat(self.stake * share, np.diff(self.start))
        return np.bincount(self.scenario, weights=money, minlength=self.n_scenarios).astype(np.float64)

    def value(self, losses: FloatArray) -> float:
        """Return the risk."""
        return float(self.weights(losses) @ losses)

    def weights(self, losses: FloatArray) -> FloatArray:
        """Return what each scenario counts: weights under which the sum of the losses is largest."""
        full = min(math.floor(self.largest), len(losses))
        order = np.argsort(-losses, kind="stable")
        weight = np.zeros(len(losses))
        weight[order[:full]] = self.factor
        if full < len(losses):
            weight[order[full]] = self.factor * (self.largest - full)
        return weight

    def prices(self, weight: FloatArray) -> FloatArray:
        """Return by how much each pair's whole share raises the risk at least, the scenarios weighed so.

        No plan risks less than the sum of these over its pairs, whatever weights it gives to scenarios.
        """
        by_failure = np.r_[0.0, np.cumsum(weight[self.scenario])]
        return np.asarray(self.stake * (by_failure[self.start[1:]] - by_failure[self.start[:-1]]))

    def with_standbys(self, problem: Problem, standbys: Mapping[int, IntArray]) -> "Tail":
        """Return the tail in which some pairs have standbys: they lose only where these fail, too.

        For worst failures a task with standbys is taken as never lost.

        Parameters
        ----------
        problem
            The instance.
        standbys
            By pair, the pairs that stand by if it is chosen.
        """
        measure = problem.project.strategy.risk_measure
        if not standbys or not isinstance(measure, CVaR):
            return self
        backed = np.flatnonzero(problem.backups[problem.pairs.task] > 0)
        table = FailureTable(problem, measure, backed[problem.loss[problem.pairs.task[backed]] > 0])
        rows = np.split(self.scenario, self.start[1:-1])
        for pair, others in standbys.items():
            if problem.loss[problem.pairs.task[pair]] > 0:
                rows[pair] = np.flatnonzero(table.fails(np.r_[pair, others]).all(axis=0))
        return replace(
            self,
            stake=problem.loss[problem.pairs.task],
            start=np.r_[0, np.cumsum([len(row) for row in rows])].astype(np.int64),
            scenario=np.concatenate(rows),
        )


def tail_of(problem: Problem) -> Tail | None:
    """Return the tail of a project's risk measure; None where it has none or the lists are too long.

    Parameters
    ----------
    problem
        The instance.
    """
    strategy = problem.project.strategy
    measure = strategy.risk_measure
    if strategy.risk == 0 or not problem.loss.any():
        return None
    stake = (problem.loss * (problem.backups == 0))[problem.pairs.task]
    if isinstance(measure, CVaR):
        largest = (1 - measure.level) * measure.scenarios
        failures = failures_of(problem, measure)
        if failures is None:
            return None
        return Tail(stake, *failures, measure.scenarios, largest, 1 / largest)
    if isinstance(measure, WorstCase):
        start = np.arange(len(problem.pairs) + 1)
        largest = float(min(measure.failures, problem.n_firms))
        return Tail(stake, start, problem.pairs.firm, problem.n_firms, largest, 1.0)
    return None


def failures_of(problem: Problem, measure: CVaR) -> tuple[IntArray, IntArray] | None:
    """Return where each pair's scenarios begin and those in which it fails; None where they are too many."""
    pairs = problem.pairs
    if float((1 - pairs.reliability).sum()) * measure.scenarios > MOST_FAILURES:
        return None
    at_stake = np.flatnonzero(problem.loss[pairs.task] > 0)
    table = FailureTable(problem, measure, at_stake)
    rows = [np.flatnonzero(fails) for part in _parts(at_stake) for fails in table.fails(part)]
    size = np.zeros(len(pairs), dtype=np.int64)
    size[at_stake] = [len(row) for row in rows]
    return np.r_[0, np.cumsum(size)], np.concatenate([np.zeros(0, dtype=np.int64), *rows])


def _parts(pairs: IntArray) -> list[IntArray]:
    return [pairs[first : first + 1000] for first in range(0, len(pairs), 1000)]
