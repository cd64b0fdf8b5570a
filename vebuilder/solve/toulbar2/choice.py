"""Which engine is best where firms exchange much, and whether it can be used; loads no solver to tell."""

from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation
from vebuilder.model.errors import SolverUnavailableError, UnsupportedError
from vebuilder.solve.backend import Backend
from vebuilder.solve.registry import ENTRIES, obstacle, version_of
from vebuilder.solve.search.crowd import grid_of
from vebuilder.solve.search.engine import SearchEngine
from vebuilder.solve.search.landscape import landscape_of

ENTRY = "toulbar2"
LEAST_EXCHANGE = 1.5
"""Interfaces per task from which pair costs decide."""
MOST_TASKS = 60
LEAST_DENSITY = 0.25
"""With more tasks than that, at least this part of all pairs of tasks has to exchange something."""
MOST_JOINT_CHOICES = 1_000_000
"""Joint choices of firms for two tasks each, over all interfaces, that toulbar2 gets through in seconds."""


def toulbar2_engine(formulation: Formulation, reason: str = "") -> Backend:
    """Return the engine for a formulation.

    Parameters
    ----------
    formulation
        What is to be solved.
    reason
        Why it is taken, for the planner; empty where the planner asked for it.

    Raises
    ------
    SolverUnavailableError
        If toulbar2 is not installed; says what to install.
    UnsupportedError
        If the project uses what a cost network cannot say.
    """
    fault = obstacle(ENTRIES[ENTRY])
    if fault is not None:
        raise SolverUnavailableError(f"The solver '{ENTRY}' cannot be used: {fault}.")
    from vebuilder.solve.toulbar2.engine import Toulbar2Engine

    return Toulbar2Engine(formulation, version_of(ENTRIES[ENTRY]) or "", reason)


def dense_engine(formulation: Formulation) -> Backend | None:
    """Return the engine for a formulation in which pair costs decide; None where they do not.

    That is where single-sourced tasks exchange much, between any firms, and firms cost nothing to take in.
    toulbar2 proves what is small enough, if it is installed; where every proof is out of reach, a search has
    all the time.

    Parameters
    ----------
    formulation
        What is to be solved.
    """
    problem = formulation.problem
    if not pair_costs_decide(problem):
        return None
    exchanging = sum(one.volume > 0 for one in problem.project.interfaces)
    reason = f"for {exchanging:,} interfaces between {len(problem.tasks):,} tasks"
    if _joint_choices(problem) > MOST_JOINT_CHOICES:
        landscape = landscape_of(formulation)
        out_of_reach = landscape is not None and grid_of(landscape) is not None
        return SearchEngine(formulation, f"{reason}: too many for a proof") if out_of_reach else None
    if obstacle(ENTRIES[ENTRY]) is not None:
        return None
    try:
        return toulbar2_engine(formulation, reason)
    except UnsupportedError:
        return None


def pair_costs_decide(problem: Problem) -> bool:
    """Whether tasks exchange much, and firms cost nothing to take in.

    Parameters
    ----------
    problem
        The indexed instance.
    """
    n_tasks = len(problem.tasks)
    exchanging = sum(one.volume > 0 for one in problem.project.interfaces)
    free = all(firm.joining_cost == 0 for firm in problem.firms)
    together = problem.network.transaction_costs.coordination > 0
    if n_tasks == 0 or exchanging < LEAST_EXCHANGE * n_tasks or not free or together:
        return False
    return n_tasks <= MOST_TASKS or exchanging >= LEAST_DENSITY * n_tasks * (n_tasks - 1) / 2


def _joint_choices(problem: Problem) -> int:
    """Return the number of joint choices of firms, over every two tasks that exchange something."""
    position = problem.task_position
    ends = {
        frozenset((position[one.source], position[one.target]))
        for one in problem.project.interfaces
        if one.volume > 0
    }
    counts = [[problem.eligible_count(task) for task in pair] for pair in ends]
    return sum(one * other for one, other in counts)
