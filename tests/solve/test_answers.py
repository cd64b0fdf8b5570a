"""Every backend gives the known answer, or agrees with the others."""

from functools import cache

import numpy as np
import pytest
from instances import random_instance
from scipy.optimize import Bounds, LinearConstraint, milp

from solve.models import CONTINUOUS, IMPLIED, INTEGER, linear_model, random_model
from vebuilder import SolverError, UnsupportedError
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.solve.options import Options
from vebuilder.solve.residual import residual
from vebuilder.solve.solve import solve

SOLVERS = ("highs", "cpsat", "scip", "cbc", "pulp:PULP_CBC_CMD", "pulp:HiGHS")
inf = np.inf
every_solver = pytest.mark.parametrize("solver", SOLVERS)


@every_solver
def test_the_question_that_highspy_1_14_gets_wrong(solver):
    model = linear_model([2, 1], [[2, 1]], [10], [inf], [0, 9], [1, inf], [INTEGER, CONTINUOUS], offset=3)
    result = solve(model, Options(), solver)
    assert result.status == "optimal"
    assert model.objective(result.solution) == pytest.approx(13)
    assert result.bound == pytest.approx(13, abs=1.3e-3)
    assert result.solver.startswith(solver)
    assert result.notes == ()


@every_solver
def test_infeasible_only_through_integrality(solver):
    model = linear_model([1, 1], [[2, 2]], [3], [3], [0, 0], [5, 5], [INTEGER, INTEGER])
    result = solve(model, Options(), solver)
    assert (result.status, result.stop_reason, result.solution) == ("infeasible", "finished", None)


@every_solver
def test_infeasible_relaxation(solver):
    model = linear_model(
        [1, -1], [[1, 1], [1, 1]], [5, -inf], [inf, 4], [0, 0], [9, 9], [INTEGER, CONTINUOUS]
    )
    assert solve(model, Options(), solver).status == "infeasible"


@pytest.mark.parametrize("solver", [name for name in SOLVERS if name != "cpsat"])
def test_unbounded_is_told_from_infeasible(solver):
    endless = linear_model([-1, 1], [[-1, 1]], [-inf], [5], [0, 0], [inf, 9], [CONTINUOUS, INTEGER])
    assert solve(endless, Options(), solver).status == "unbounded"
    neither = linear_model(
        [-1, 1], [[0, 2], [-1, 1]], [1, -inf], [1, 5], [0, 0], [inf, 9], [CONTINUOUS, INTEGER]
    )
    assert solve(neither, Options(), solver).status == "infeasible"


def test_cpsat_refuses_a_decision_without_limits():
    endless = linear_model([-1, 1], [[-1, 1]], [-inf], [5], [0, 0], [inf, 9], [CONTINUOUS, INTEGER])
    with pytest.raises(UnsupportedError, match="needs a limit on every decision"):
        solve(endless, Options(), "cpsat")


@every_solver
def test_no_columns_no_rows_no_prices(solver):
    nothing = linear_model([], [], [], [], [], [], [], offset=4)
    result = solve(nothing, Options(), solver)
    assert (result.status, result.stop_reason, result.bound) == ("optimal", "finished", 4)
    impossible = linear_model([], [], [1], [2], [], [], [])
    assert solve(impossible, Options(), solver).status == "infeasible"
    no_rows = linear_model([-1, 0.5], [], [], [], [0, -2], [3.5, 9], [CONTINUOUS, INTEGER], offset=2)
    assert solve(no_rows, Options(), solver).solution == pytest.approx([3.5, -2])
    no_prices = linear_model([0, 0], [[1, 2]], [3], [3], [0, 0], [3, 9], [INTEGER, INTEGER], offset=-7)
    result = solve(no_prices, Options(), solver)
    assert (result.status, result.bound) == ("optimal", -7)
    assert residual(no_prices, result.solution).feasible


@every_solver
def test_signs_and_fractional_bounds(solver):
    model = linear_model(
        [1, -2, 1], [[-1, 3, 0], [0, 1, -1]], [-inf, 0.5], [4.5, inf], [-2.5, -1.2, -3.7], [2.5, 6.9, 5],
        [INTEGER, INTEGER, CONTINUOUS], offset=-3.25,
    )  # fmt: skip
    # y <= (4.5 + x) / 3: of x = -2, -1, 2 with y = 0, 1, 2 the middle one is best; z as low as it goes.
    result = solve(model, Options(), solver)
    assert model.objective(result.solution) == pytest.approx(-1 - 2 - 3.7 - 3.25)


@pytest.mark.parametrize("fault", [inf, -inf, np.nan])
def test_coefficients_that_are_no_numbers(fault):
    priced = linear_model([fault, 1], [[1, 1]], [1], [2], [0, 0], [1, 1], [INTEGER, INTEGER])
    with pytest.raises(SolverError, match="objective holds a coefficient that is not finite"):
        solve(priced, Options(), "highs")
    in_a_row = linear_model([1, 1], [[1, 1], [1, fault]], [1, 1], [2, 2], [0, 0], [1, 1], [INTEGER, INTEGER])
    with pytest.raises(SolverError, match="Requirement 1 "):
        solve(in_a_row, Options(), "highs")


@pytest.mark.parametrize("seed", [1700, 2475])
def test_programs_that_highs_gets_wrong_at_tight_tolerances(seed):
    """With a tolerance of 1e-9 HiGHS 1.13.1 calls 47.898 and 0.96 optimal, not 47.192 and -0.462."""
    model = formulate(Problem.of(*random_instance(seed))).model
    objectives = []
    for solver in ("highs", "cpsat", "scip"):
        result = solve(model, Options(gap=1e-6), solver)
        assert result.status == "optimal"
        objectives.append(model.objective(result.solution))
    assert objectives == pytest.approx([objectives[2]] * 3, rel=1e-6)


@every_solver
def test_a_switch_that_cbc_2_10_3_fixes_wrongly(solver):
    """One of two firms, x2 or x3, works; a limit on work shares applies to partners x0 and x1 only."""
    model = linear_model(
        [1.35, 0, 0, -1.35, 0],
        [[0, 0, 1, 1, 0], [-1, 0, 1, 0, 0], [0, -1, 0, 1, 0], [0, 0, 0, -2.7, -1],
         [2.295, 0, 0, 0, -0.85], [0, 2.295, 0, -2.7, -0.85]],
        [1, -inf, -inf, 0, -inf, -inf], [1, 0, 0, 0, 2.295, 2.295], [0, 0, 0, 0, -2.7], [1, 1, 1, 1, 0],
        [INTEGER] * 4 + [CONTINUOUS],
    )  # fmt: skip
    result = solve(model, Options(gap=1e-6), solver)
    assert result.status == "optimal"
    assert result.solution == pytest.approx([0, 1, 0, 1, -2.7])


def test_cbc_2_10_3_crashing_on_an_infeasible_model_is_no_error():
    model = formulate(Problem.of(*random_instance(171))).model
    assert solve(model, Options(), "highs").status == "infeasible"
    assert solve(model, Options(), "pulp:PULP_CBC_CMD").status == "infeasible"


@every_solver
def test_columns_that_are_integral_by_implication(solver):
    model = linear_model(
        [3, 2, -5], [[1, 1, 0], [-1, 0, 1], [0, -1, 1]], [1, -inf, -inf], [inf, 0, 0], [0] * 3, [1] * 3,
        [INTEGER, INTEGER, IMPLIED],
    )  # fmt: skip
    result = solve(model, Options(gap=0), solver)
    assert result.solution.tolist() in ([1, 1, 1],)


@cache
def optimum(seed, mixed):
    model = random_model(seed, mixed)
    found = milp(
        model.cost,
        integrality=(model.integrality == INTEGER).astype(int),
        bounds=Bounds(model.lower, model.upper),
        constraints=LinearConstraint(model.matrix, model.row_lower, model.row_upper),
        options={"mip_rel_gap": 0},
    )
    return found.fun + model.offset if found.status == 0 else None


@pytest.mark.parametrize("gap", [0.0, 1e-4, 0.05])
@pytest.mark.parametrize("mixed", [False, True])
@pytest.mark.parametrize("solver", SOLVERS[:5])
def test_random_programs(solver, mixed, gap):
    feasible = 0
    for seed in range(9):
        model, best = random_model(seed, mixed), optimum(seed, mixed)
        result = solve(model, Options(gap=gap), solver)
        if best is None:
            assert result.status == "infeasible", seed
            continue
        feasible += 1
        objective = model.objective(result.solution)
        assert result.status == "optimal", (seed, objective, result.bound, best)
        assert objective >= best - 1e-6, seed
        assert objective - best <= gap * abs(objective) + 1e-6, seed
        assert result.bound <= min(objective, best + 1e-6), seed
        assert residual(model, result.solution).feasible, seed
        whole = model.integrality == INTEGER
        assert np.array_equal(result.solution[whole], np.rint(result.solution[whole])), seed
    assert feasible >= 6


@pytest.mark.parametrize("solver", SOLVERS[:5])
def test_runs_repeat(solver):
    model = random_model(4, mixed=True)
    first, second = (solve(model, Options(seed=0, gap=0.02), solver) for _ in range(2))
    assert np.array_equal(first.solution, second.solution)
    assert first.bound == second.bound
    assert "1 thread, reproducible" in first.solver


@pytest.mark.parametrize("solver", SOLVERS[:5])
def test_changing_threads_within_one_process(solver):
    model = random_model(3, mixed=False)
    objectives = set()
    for threads in (None, 2, 1):
        result = solve(model, Options(threads=threads), solver)
        objectives.add(round(model.objective(result.solution), 6))
        assert ("2 threads" in result.solver) == (threads == 2)
    assert len(objectives) == 1
