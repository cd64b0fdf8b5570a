"""What each choice of a search risks: on average by itself, and in the worst scenarios with the others.

Standby firms follow from the partner here: those that are preferred, then those that `seek_standbys` takes
when nothing bars them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.tail import Tail, tail_of
from vebuilder.model import ExpectedLoss


@dataclass(frozen=True)
class AtRisk:
    """Risk and retainers of each choice, in units of the objective.

    Parameters
    ----------
    retainer
        Of the standbys that go with each choice.
    mean
        Expected loss, by itself: the risk itself where that is the measure, else in its stead.
    tail
        For other measures, what is lost when; None where there is none.
    standbys
        The pairs that stand by with each choice of a task that asks for standbys.
    """

    retainer: FloatArray
    mean: FloatArray
    tail: Tail | None
    standbys: Mapping[int, IntArray]


NO_PREFERENCE: Mapping[int, IntArray] = {}


def at_risk(problem: Problem, preferred: Mapping[int, IntArray] = NO_PREFERENCE) -> AtRisk:
    """Return what the choices of a problem risk.

    Parameters
    ----------
    problem
        The instance.
    preferred
        Pairs that stand by where they can, by task.
    """
    pairs, strategy = problem.pairs, problem.project.strategy
    loss = problem.loss[pairs.task]
    failure = 1 - pairs.reliability
    fails, retainer = failure.copy(), np.zeros(len(pairs))
    tail = tail_of(problem)
    together: dict[int, IntArray] = {}
    for task in np.flatnonzero(problem.backups > 0).tolist():
        mine = problem.pairs_of(task)
        for pair in mine.tolist():
            standbys = _standbys_of(problem, pair, mine, preferred.get(task, mine[:0]))
            together[pair] = standbys
            retainer[pair] = problem.project.retainer * pairs.work[standbys].sum()
            fails[pair] *= failure[standbys].prod()
    measured = isinstance(strategy.risk_measure, ExpectedLoss)
    return AtRisk(
        retainer=strategy.cost * retainer,
        mean=strategy.risk * loss * fails,
        tail=None if measured or tail is None else tail.with_standbys(problem, together),
        standbys=together,
    )


def _standbys_of(problem: Problem, pair: int, candidates: IntArray, preferred: IntArray) -> IntArray:
    """Return the standbys of a task that go with a partner."""
    pairs, strategy = problem.pairs, problem.project.strategy
    failure = 1 - pairs.reliability[candidates]
    lost = problem.loss[pairs.task[pair]] * (1 - pairs.reliability[pair])
    price = strategy.cost * problem.project.retainer * pairs.work[candidates] + strategy.risk * lost * failure
    price[np.isin(candidates, preferred)] = -np.inf
    order = candidates[np.argsort(price, kind="stable")]
    return np.asarray(order[order != pair][: int(problem.backups[pairs.task[pair]])])
