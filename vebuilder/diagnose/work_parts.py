"""Which part of all work a limit looks at in one enterprise."""

from vebuilder.diagnose.group_requirements import GroupLimit
from vebuilder.diagnose.nearest import Nearest
from vebuilder.diagnose.requirement import Requirement
from vebuilder.formulate.groups import members_by_value
from vebuilder.formulate.problem import Problem


def work_part(problem: Problem, requirement: Requirement, nearest: Nearest) -> float:
    """Return the part of the work that decides about a limit on shares: the largest of those it looks at.

    Not a number where all work together costs nothing or less, so that a larger share of it is no more.

    Parameters
    ----------
    problem
        The instance.
    requirement
        The largest share of a partner, or a least or largest share of a group.
    nearest
        The enterprise.
    """
    total = sum(nearest.work.values())
    if total <= 0:
        return float("nan")
    return max(_work(problem, requirement, nearest), default=0.0) / total


def _work(problem: Problem, requirement: Requirement, nearest: Nearest) -> list[float]:
    if not isinstance(requirement, GroupLimit):
        return list(nearest.work.values())
    rule = requirement.rule(problem)
    by_value = [
        sum(nearest.work.get(str(problem.firm_ids[firm]), 0.0) for firm in firms)
        for firms in members_by_value(problem, rule).values()
    ]
    return by_value if rule.values is None else [sum(by_value)]
