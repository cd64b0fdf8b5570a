"""Bundles under a limit on what all may cost, against brute force and the plain program."""

from functools import cache
from random import Random

import pytest
from brute_force import best_plan

from solve.bundles.cases import engine_of, plain_instance, trusting_network
from vebuilder.formulate.conditions import Conditions
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.model import Network, Project
from vebuilder.solve.bundles.choice import neighbour_engine
from vebuilder.solve.bundles.terms import terms_of
from vebuilder.solve.options import Options
from vebuilder.solve.residual import residual
from vebuilder.solve.solve import solve


def with_budget(seed: int) -> tuple[Project, Network] | None:
    """Return a plain instance whose best plan costs more than its budget; None where there is none such."""
    project, network = plain_instance(seed)
    best = best_plan(project, network)
    if best is None:
        return None
    part = Random(seed).uniform(0.7, 1.0)
    budget = part * best.price.total
    return (project.model_copy(update={"budget": budget}), network) if budget > 0 else None


def carried() -> list[int]:
    """Return the seeds whose terms fit into bundles."""
    found = []
    for seed in range(150):
        instance = with_budget(seed)
        if instance is not None and terms_of(formulate(Problem.of(*instance))) is not None:
            found.append(seed)
    return found


SEEDS = carried()


def test_there_is_something_to_test() -> None:
    assert len(SEEDS) > 10
    assert sum(best_plan(*instance) is not None for instance in map(with_budget, SEEDS) if instance) > 3


@pytest.mark.parametrize("seed", SEEDS)
def test_brute_force_finds_nothing_better(seed: int) -> None:
    instance = with_budget(seed)
    assert instance is not None
    formulation = formulate(Problem.of(*instance))
    best = best_plan(*instance)
    result = solve(formulation.model, Options(gap=0), engine_of(formulation))
    if best is None:
        assert result.status == "infeasible"
        return
    assert result.status == "optimal"
    assert residual(formulation.model, result.solution).feasible
    assert formulation.model.objective(result.solution) == pytest.approx(best.price.objective, abs=1e-6)


@cache
def risky(seed: int) -> tuple[Project, Network]:
    """Return a project in which cheap firms are not reliable."""
    rng = Random(seed)
    problem = trusting_network(seed, 12, 8).problem
    firms = tuple(
        one.model_copy(update={"reliability": rng.uniform(0.7, 0.99)}) for one in problem.network.firms
    )
    tasks = tuple(one.model_copy(update={"loss": rng.uniform(10, 60)}) for one in problem.project.tasks)
    strategy = problem.project.strategy.model_copy(update={"cost": 0.01, "risk": 1.0})
    project = problem.project.model_copy(update={"tasks": tasks, "strategy": strategy})
    return project, problem.network.model_copy(update={"firms": firms})


def limited(seed: int, most: float | None) -> Formulation:
    return formulate(Problem.of(*risky(seed), conditions=Conditions(most_cost=most)))


@cache
def cost_range(seed: int) -> tuple[float, float]:
    """Return the least cost, and the cost at the least risk."""
    costs = []
    for weight in (1.0, 0.0):
        project, network = risky(seed)
        strategy = project.strategy.model_copy(update={"cost": max(weight, 1e-6), "risk": 1.0 - weight})
        project = project.model_copy(update={"strategy": strategy, "budget": 1e9})
        formulation = formulate(Problem.of(project, network))
        solution = solve(formulation.model, Options(gap=0), "highs").solution
        row = next(family for family in formulation.model.rows if family.name == "budget").start
        spent = float((formulation.model.matrix[[row]] @ solution)[0])
        costs.append(spent + 1e9 - float(formulation.model.row_upper[row]))
    return costs[0], costs[1]


@pytest.mark.parametrize("part", [0.02, 0.3, 0.7])
@pytest.mark.parametrize("seed", range(3))
def test_between_the_cheapest_and_the_safest(seed: int, part: float) -> None:
    least, most = cost_range(seed)
    formulation = limited(seed, least + part * (most - least))
    bounds: list[float | None] = []
    told = Options(gap=0, progress=lambda event: bounds.append(event.bound))
    result = solve(formulation.model, told, engine_of(formulation))
    plain = solve(formulation.model, Options(gap=0), "highs")
    best = formulation.model.objective(plain.solution)
    assert result.status == "optimal"
    assert residual(formulation.model, result.solution).feasible
    assert formulation.model.objective(result.solution) == pytest.approx(best, rel=1e-6)
    assert all(bound is None or bound <= best + 1e-6 for bound in bounds)


@pytest.mark.parametrize("seed", range(2))
def test_below_the_cheapest_there_is_nothing(seed: int) -> None:
    formulation = limited(seed, 0.99 * cost_range(seed)[0])
    assert solve(formulation.model, Options(gap=0), engine_of(formulation)).status == "infeasible"


@pytest.mark.parametrize("seed", range(2))
def test_a_tighter_limit_goes_on_from_a_looser_one(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vebuilder.solve.bundles.choice.LEAST_PAIRS", 0)
    monkeypatch.setattr("vebuilder.solve.bundles.memory.REACH", 2.0)
    least, most = cost_range(seed)
    loose, tight = (limited(seed, least + part * (most - least)) for part in (0.7, 0.5))
    engine = engine_of(loose)
    solve(loose.model, Options(gap=0), engine)
    assert neighbour_engine(limited(seed, None), engine.memory) is None
    assert neighbour_engine(limited(seed, most), engine.memory) is None
    result = solve(tight.model, Options(gap=0), neighbour_engine(tight, engine.memory))
    plain = solve(tight.model, Options(gap=0), "highs")
    best = tight.model.objective(plain.solution)
    assert tight.model.objective(result.solution) == pytest.approx(best, rel=1e-6)
    assert result.bound == pytest.approx(best, rel=1e-5)
