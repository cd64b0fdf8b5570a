"""Between what the work on each task can cost, whoever does it and on whatever terms."""

from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.formulate.problem import Problem


@dataclass(frozen=True)
class WorkRange:
    """Money for the whole task of each eligible pair: at any price reached, or its part of any package.

    Parameters
    ----------
    least, most
        One value a pair; 0 where the firm has no price at all.
    """

    least: FloatArray
    most: FloatArray

    def least_of_tasks(self, problem: Problem) -> FloatArray:
        """Return the least of each task that somebody may do."""
        filled = _filled(problem)
        return np.minimum.reduceat(self.least, filled) if len(filled) else np.zeros(0)

    def most_of_tasks(self, problem: Problem) -> FloatArray:
        """Return the most of each task that somebody may do."""
        filled = _filled(problem)
        return np.maximum.reduceat(self.most, filled) if len(filled) else np.zeros(0)


def work_range(problem: Problem) -> WorkRange:
    """Return between what the work of each eligible pair can cost.

    A package's cost is split equally over its tasks: what they cost together is then right in any plan.
    """
    tiers, packages, own = problem.price_tiers, problem.packages, problem.pairs.own
    if len(packages) == 0:
        return WorkRange(tiers.least, tiers.most)
    least, most = np.where(own, tiers.least, np.inf), np.where(own, tiers.most, -np.inf)
    part = (packages.cost / packages.size)[packages.number]
    np.minimum.at(least, packages.pair, part)
    np.maximum.at(most, packages.pair, part)
    priced = np.isfinite(least)
    return WorkRange(np.where(priced, least, 0.0), np.where(priced, most, 0.0))


def _filled(problem: Problem) -> IntArray:
    return problem.task_start[:-1][np.diff(problem.task_start) > 0]
