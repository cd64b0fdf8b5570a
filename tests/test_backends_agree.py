"""Five backends, one optimum: the one that brute force finds."""

from functools import cache

import pytest
from brute_force import Best, best_plan
from instances import TRAPS, random_instance

from vebuilder import InfeasibleError, evaluate, form_enterprise

# CP-SAT puts shares on an integer grid, whose rounding error its bound has to carry: no finer gap is proven.
GAPS = {"highs": 1e-6, "cpsat": 1e-4, "scip": 1e-6, "cbc": 1e-6, "pulp:PULP_CBC_CMD": 1e-6}
SEEDS = (*range(200), *TRAPS)


@cache
def known(seed: int) -> Best | None:
    return best_plan(*random_instance(seed))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("solver", GAPS)
def test_backend_finds_the_best(solver: str, seed: int) -> None:
    project, network = random_instance(seed)
    best, gap = known(seed), GAPS[solver]
    if best is None:
        with pytest.raises(InfeasibleError):
            form_enterprise(project, network, solver=solver, gap=gap)
        return
    enterprise = form_enterprise(project, network, solver=solver, gap=gap)
    optimum = best.price.objective
    assert enterprise.solver.startswith(solver)
    assert enterprise.outcome == "optimal"
    assert enterprise.objective == pytest.approx(optimum, rel=gap, abs=1e-6)
    assert enterprise.bound is not None
    assert enterprise.bound <= optimum + 1e-6 * max(1.0, abs(optimum))
    audit = evaluate(project, network, enterprise)
    assert audit.violations == ()
    assert audit.objective == pytest.approx(enterprise.objective, rel=1e-6, abs=1e-6)
