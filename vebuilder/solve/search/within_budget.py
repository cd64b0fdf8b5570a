"""A search under a limit on what all may cost: money is priced until plans keep within it.

The search knows no budget. But what is best at some price of money is best among all plans that cost no more
(Everett, 1963), so after one plan at no price and one at a high one, prices between them are tried, closing
in on the limit.
"""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from vebuilder.formulate.linear_model import FloatArray
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation
from vebuilder.solve.search.first_answer import search_over
from vebuilder.solve.search.landscape import landscape_of
from vebuilder.solve.search.rounds import Work

STEPS, DEAR = 8, 1000.0
"""Prices that are tried; the highest, in units of the usual one: there money is nearly all that counts."""
FIRST_PARTS = 4
LIMITS = ("budget", "cost limit")


def is_limited(formulation: Formulation) -> bool:
    """Whether there is a limit on what all may cost.

    Parameters
    ----------
    formulation
        What is to be solved.
    """
    return any(family.name in LIMITS and len(family) for family in formulation.model.rows)


def answers_within_budget(
    formulation: Formulation,
    seconds: float,
    seed: int,
    found: Callable[[FloatArray], None],
    stop: Callable[[], bool],
    work: Work,
) -> None:
    """Search good answers that keep a limit on the total cost.

    Parameters
    ----------
    formulation, seconds, seed, found, stop, work
        As for `first_answer`.
    """
    deadline = time.monotonic() + seconds
    dearest = DEAR * _usual_price(formulation)
    price, low, high = 0.0, dearest / DEAR**2, dearest
    for step in range(STEPS):
        landscape = landscape_of(replace(formulation, problem=_priced(formulation.problem, price)))
        if landscape is None or work.over(deadline) or stop():
            return
        # A first plan that keeps the limit matters most.
        parts = min(STEPS - step, FIRST_PARTS) if high == dearest else STEPS - step
        part = work.part(parts)
        now = time.monotonic()
        left = (deadline - now) / parts
        best = search_over(formulation, landscape, now + left, seed + step, found, stop, part)
        work.count(part)
        if best is not None and price == 0:
            return  # the limit does not bind
        if step > 0:
            low, high = (low, price) if best is not None else (price, high)
        price = dearest if step == 0 else float(np.sqrt(low * high))


def _priced(problem: Problem, price: float) -> Problem:
    """Return a problem in which money weighs more."""
    if price == 0:
        return problem
    strategy = problem.project.strategy
    dearer = strategy.model_copy(update={"cost": strategy.cost + price})
    priced = replace(problem, project=problem.project.model_copy(update={"strategy": dearer}))
    # Trust does not depend on what money weighs.
    priced.__dict__["trust"] = problem.trust
    return priced


def _usual_price(formulation: Formulation) -> float:
    """Return the price at which money matters as much as what choices cost already."""
    model, share = formulation.model, formulation.decisions.share
    rows = [row for family in model.rows if family.name in LIMITS for row in range(family.start, family.stop)]
    money = np.abs(np.asarray(model.matrix[rows].toarray())[:, share]).max(axis=0)
    cost = np.abs(model.cost[share])
    if not (money.any() and cost.any()):
        return 1.0
    return float(np.median(cost[cost > 0]) / np.median(money[money > 0]))
