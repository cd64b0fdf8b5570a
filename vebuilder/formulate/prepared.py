"""The instance with some preparations made: an ordinary one, with less of the budget left."""

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from vebuilder.check.prepared import as_prepared
from vebuilder.formulate.problem import Problem

FEW = 6
"""So many preparations are chosen from in every way; more are taken all, none, or one after the other."""


def most_prepared(problem: Problem) -> Problem:
    """Return the instance with all that can be prepared, for nothing: what it lacks, nothing mends.

    Parameters
    ----------
    problem
        An instance.
    """
    if not problem.project.preparations:
        return problem
    return after_preparations(problem, frozenset(one.id for one in problem.project.preparations), 0.0)


def after_preparations(problem: Problem, values: frozenset[str], paid: float) -> Problem:
    """Return the instance after preparations, with what they cost kept back from the budget.

    Parameters
    ----------
    problem
        An instance.
    values
        Ids of the preparations whose values hold.
    paid
        What is paid for them, in money.
    """
    project, network = as_prepared(problem.project, problem.network, values)
    conditions, budget = problem.conditions, project.budget
    if conditions.most_cost is not None:
        conditions = replace(conditions, most_cost=conditions.most_cost - paid)
    if budget is not None and budget < paid:  # other terms may be below 0
        least = min(budget - paid, math.inf if conditions.most_cost is None else conditions.most_cost)
        conditions, budget = replace(conditions, most_cost=least), None
    elif budget is not None:
        budget -= paid
    project = project.model_copy(update={"budget": budget, "preparations": ()})
    return Problem.of(project, network, conditions=conditions)


def choices_of(names: frozenset[str]) -> Iterator[frozenset[str]]:
    """Yield every choice of a few preparations, the smallest first; of many, none and all."""
    ordered = sorted(names)
    if len(ordered) > FEW:
        yield from (frozenset(), names)
        return
    for size in range(len(ordered) + 1):
        for chosen in combinations(ordered, size):
            yield frozenset(chosen)
