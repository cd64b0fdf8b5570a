"""The ground that requirements stand on: who may do what, rules apart that only say who of them does it."""

from dataclasses import replace

from vebuilder.formulate.problem import Problem


def ground(problem: Problem) -> Problem:
    """Return the problem with all firms eligible that only a rule bars; rows then state that rule.

    Parameters
    ----------
    problem
        An instance as it is asked for.
    """
    if not (problem.project.rules.core_in_house or problem.conditions.kept):
        return problem
    free = Problem.of(problem.project, problem.network, core_may_leave=True)
    return replace(free, conditions=problem.conditions)
