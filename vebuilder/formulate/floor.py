"""A bound that needs no solver: what every enterprise must cost at least."""

import numpy as np

from vebuilder.formulate.linear_model import FloatArray
from vebuilder.formulate.problem import Problem


def objective_floor(problem: Problem) -> float:
    """Return a lower bound on the objective of every enterprise.

    Each task is worked on at its cheapest and loses least; interfaces are free unless some stated rate is
    negative; joining, set-up and coordination cost nothing.
    """
    strategy = problem.project.strategy
    loss = np.array([task.loss for task in problem.tasks])[problem.pairs.task]
    weighed = strategy.cost * problem.pairs.work + strategy.risk * loss * (1 - problem.pairs.reliability)
    return _cheapest_of_each_task(problem, weighed) + strategy.cost * _cheapest_interfaces(problem)


def _cheapest_of_each_task(problem: Problem, value: FloatArray) -> float:
    filled = problem.task_start[:-1][np.diff(problem.task_start) > 0]
    return float(np.minimum.reduceat(value, filled).sum()) if len(filled) else 0.0


def _cheapest_interfaces(problem: Problem) -> float:
    terms = problem.network.transaction_costs
    general = min([0.0, terms.internal_rate, *(pair.rate for pair in terms.pairs)])
    return sum(
        one.volume * min([general, *(pair.rate for pair in one.pairs)]) for one in problem.project.interfaces
    )
