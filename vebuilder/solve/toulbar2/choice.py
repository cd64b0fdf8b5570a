"""Whether toulbar2 can and should be used for a formulation; loads no solver to tell."""

from vebuilder.formulate.program import Formulation
from vebuilder.model.errors import SolverUnavailableError, UnsupportedError
from vebuilder.solve.backend import Backend
from vebuilder.solve.registry import ENTRIES, obstacle, version_of

ENTRY = "toulbar2"
MOST_TASKS = 60
LEAST_EXCHANGE = 1.5
"""Interfaces per task from which pair costs decide."""


def toulbar2_engine(formulation: Formulation) -> Backend:
    """Return the engine for a formulation.

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

    return Toulbar2Engine(formulation, version_of(ENTRIES[ENTRY]) or "")


def dense_engine(formulation: Formulation) -> Backend | None:
    """Return the engine if it is installed and the formulation is one it is best at; else None.

    It is where single-sourced tasks exchange much, between any firms, and firms cost nothing to take in.

    Parameters
    ----------
    formulation
        What is to be solved.
    """
    problem = formulation.problem
    n_tasks = len(problem.tasks)
    exchanging = sum(one.volume > 0 for one in problem.project.interfaces)
    free = all(firm.joining_cost == 0 for firm in problem.firms)
    together = problem.network.transaction_costs.coordination > 0
    if not 0 < n_tasks <= MOST_TASKS or exchanging < LEAST_EXCHANGE * n_tasks or not free or together:
        return None
    if obstacle(ENTRIES[ENTRY]) is not None:
        return None
    try:
        return toulbar2_engine(formulation)
    except UnsupportedError:
        return None
