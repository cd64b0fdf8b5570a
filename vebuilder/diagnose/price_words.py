"""What rows on packages and money mean to a planner."""

from typing import Any

from vebuilder.check.words import listing
from vebuilder.formulate.problem import Problem
from vebuilder.model import Fault


def only_in_packages(problem: Problem, key: dict[str, Any], _: float) -> Fault:
    """Say that a firm is needed for a task for which it has no price but in packages."""
    task, firm = key["task"], key["firm"]
    bids = [one for one in problem.project.packages if one.firm == firm and task in one.tasks]
    others = sorted({other for one in bids for other in one.tasks} - {task})
    along = f" with {listing(others)}" if others else ""
    return Fault(
        path="project.packages",
        ids=(task, firm, *others),
        message=f"firm {firm!r} bids for task {task!r} only in packages{along}, and none of these can be "
        "chosen beside what else is asked for",
        mend="ask it, or another firm, for a price of that task alone",
    )


def too_small_a_budget(problem: Problem, _: dict[str, Any], amount: float) -> Fault:
    """Say how much the budget is short of."""
    project = problem.project
    budget, short = (f"{money:,.2f} {project.currency}" for money in (project.budget or 0.0, amount))
    paid = ", with what funding pays" if project.funding else ""
    return Fault(
        path="project.budget",
        ids=(project.id,),
        message=f"the budget of {budget} is {short} short{paid}",
        mend=f"raise the budget by {short}, or take a costly rule back",
    )
