"""A bound that needs no solver: what every enterprise must cost at least."""

import numpy as np

from vebuilder.formulate.funding import funded_firms
from vebuilder.formulate.lessons import Lessons
from vebuilder.formulate.linear_model import FloatArray
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.work_range import work_range
from vebuilder.model import ExpectedLoss, Strategy


def objective_floor(problem: Problem, strategy: Strategy | None = None) -> float:
    """Return a lower bound on the objective of every enterprise.

    Each task is worked on at its cheapest and loses least, nothing where it has standbys or where the
    measure is not the mean; third parties pay their full rate; interfaces and standbys are free unless some
    stated rate or quote is negative; joining, set-up, coordination, protection and lateness cost nothing;
    it takes no longer than the longest path of the shortest durations; and what can be learned anywhere is
    learned.

    Parameters
    ----------
    problem
        The instance.
    strategy
        What is weighed; None: what the project weighs. The default strategy makes it a bound on the cost.
    """
    strategy = strategy or problem.project.strategy
    mean = isinstance(strategy.risk_measure, ExpectedLoss)
    loss = (problem.loss * (problem.backups == 0) * mean)[problem.pairs.task]
    weighed = strategy.cost * _cheapest_work(problem) + strategy.risk * loss * (1 - problem.pairs.reliability)
    money = _cheapest_interfaces(problem) + _cheapest_standbys(problem)
    time = strategy.time * problem.timing.shortest if strategy.time > 0 else 0.0
    learned = strategy.learning * _most_learned(problem) if strategy.learning > 0 else 0.0
    return _cheapest_of_each_task(problem, weighed) + strategy.cost * money + time - learned


def _most_learned(problem: Problem) -> float:
    lessons = Lessons.of(problem)
    most = np.zeros(len(problem.project.learning))
    np.maximum.at(most, lessons.competence, lessons.value)
    return float(most.sum())


def _cheapest_work(problem: Problem) -> FloatArray:
    """Return the least that the whole task can cost at each pair, less what third parties pay at most."""
    money, rate = work_range(problem), np.zeros(problem.n_firms)
    for funding in problem.project.funding:
        rate += funding.rate * funded_firms(problem, funding)
    paid = rate[problem.pairs.firm]
    return np.minimum(*(price - paid * np.maximum(price, 0.0) for price in (money.least, money.most)))


def _cheapest_of_each_task(problem: Problem, value: FloatArray) -> float:
    filled = problem.task_start[:-1][np.diff(problem.task_start) > 0]
    return float(np.minimum.reduceat(value, filled).sum()) if len(filled) else 0.0


def _cheapest_interfaces(problem: Problem) -> float:
    terms = problem.network.transaction_costs
    general = min([0.0, terms.internal_rate, *(pair.rate for pair in terms.pairs)])
    return sum(
        one.volume * min([general, *(pair.rate for pair in one.pairs)]) for one in problem.project.interfaces
    )


def _cheapest_standbys(problem: Problem) -> float:
    """Return what standbys cost at least: below 0 only where quotes are."""
    if problem.pairs.work.min(initial=0.0) >= 0:
        return 0.0
    cheapest = (
        np.sort(problem.pairs.work[problem.pairs_of(task)])[: problem.backups[task]]
        for task in np.flatnonzero(problem.backups).tolist()
    )
    return problem.project.retainer * sum(float(np.minimum(work, 0.0).sum()) for work in cheapest)
