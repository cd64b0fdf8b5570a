"""Enterprises that meet their deadline: against trying everything, and the solvers against each other."""

import pytest
from brute_schedule import plans, schedules
from scheduled_instances import scheduled_instance

from vebuilder import InfeasibleError, evaluate, form_enterprise
from vebuilder.model import Network, Project

SOLVERS = ["highs", "cpsat", "scip", "cbc"]


def best_objective(project: Project, network: Network) -> float | None:
    """Return the lowest objective there is, or None where nothing keeps the rules."""
    best = None
    for plan in plans(project, network):
        for starts in schedules(project, network, plan):
            told = evaluate(project, network, plan, starts=starts)
            if told.feasible and (best is None or told.objective < best):
                best = told.objective
    return best


def formed_objective(project: Project, network: Network, solver: str) -> float | None:
    try:
        enterprise = form_enterprise(project, network, solver=solver, gap=1e-8)
    except InfeasibleError:
        return None
    assert enterprise.outcome == "optimal"
    assert evaluate(project, network, enterprise).objective == enterprise.objective
    return enterprise.objective


@pytest.mark.parametrize("limited", [False, True], ids=["free", "limited"])
@pytest.mark.parametrize("seed", range(60))
def test_no_choice_of_firms_and_order_of_work_is_better(seed: int, limited: bool) -> None:
    project, network = scheduled_instance(seed, limited=limited)
    best = best_objective(project, network)
    solvers = ["auto", SOLVERS[seed % 4]]
    for solver in dict.fromkeys(solvers):
        found = formed_objective(project, network, solver)
        assert found == (best if best is None else pytest.approx(best, abs=1e-6)), solver
