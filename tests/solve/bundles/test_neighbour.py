"""Searches that go on from an earlier one, against the same programs searched from nothing."""

import pickle
from collections.abc import Iterator
from functools import cache

import pytest

from solve.bundles.cases import engine_of, trusting_network
from vebuilder.formulate.conditions import NONE, Apart, Conditions
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.model import Project, SolverError
from vebuilder.solve.bundles.choice import neighbour_engine
from vebuilder.solve.bundles.engine import RootEngine
from vebuilder.solve.bundles.memory import Memory
from vebuilder.solve.bundles.pool import pool_of
from vebuilder.solve.bundles.terms import terms_of
from vebuilder.solve.options import Options
from vebuilder.solve.solve import solve

SEEDS = range(3)


@pytest.fixture(autouse=True)
def small_ones_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vebuilder.solve.bundles.choice.LEAST_PAIRS", 0)


@cache
def searched(seed: int) -> tuple[Formulation, Memory, frozenset[str]]:
    """Return a project, what its search has kept, and the partners it found."""
    formulation = trusting_network(seed, 12, 8)
    engine = engine_of(formulation)
    result = solve(formulation.model, Options(gap=0), engine)
    partner = result.solution[formulation.decisions.partner] > 0.5
    assert engine.memory is not None
    return formulation, engine.memory, frozenset(formulation.problem.firm_ids[partner])


def neighbours(seed: int) -> Iterator[tuple[str, Formulation]]:
    """Yield projects that only close possibilities of one of them."""
    formulation, _, partners = searched(seed)
    problem = formulation.problem
    one, other = sorted(partners)[:2]
    outside = sorted(set(problem.firm_ids) - partners)
    task = problem.tasks[0].id
    able = [problem.firms[firm].id for firm in problem.pairs.firm[problem.pairs.task == 0]]
    few = len(partners) - 1
    rules = {
        "without a partner": {"excluded": {one}},
        "without two": {"excluded": {one, other}},
        "with another firm": {"required": {outside[0]}},
        "with two others": {"required": set(outside[1:3])},
        "one for another": {"excluded": {one}, "required": {outside[0]}},
        "fewer partners": {"max_partners": few},
        "more partners": {"min_partners": len(partners) + 2},
        "not together": {"incompatible": ((one, other),)},
    }
    for name, changed in rules.items():
        yield name, stated(problem, problem.project.rules.model_copy(update=changed))
    for firm in able[:3]:
        yield f"task kept by {firm}", stated(problem, kept=Conditions(kept=((task, firm),)))
    yield "other partners", stated(problem, kept=Conditions(apart=(Apart(partners, 1),)))
    yield "quite other partners", stated(problem, kept=Conditions(apart=(Apart(partners, 4),)))


def stated(problem: Problem, rules: object = None, kept: Conditions = NONE) -> Formulation:
    project = problem.project if rules is None else problem.project.model_copy(update={"rules": rules})
    return formulate(Problem.of(project, problem.network, conditions=kept))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_kept_changes_no_answer(seed: int) -> None:
    _, memory, _ = searched(seed)
    looked_at = 0
    for name, formulation in neighbours(seed):
        engine = neighbour_engine(formulation, memory)
        assert engine is not None, name
        bounds: list[float | None] = []
        told = Options(gap=0, progress=lambda event, bounds=bounds: bounds.append(event.bound))
        result = solve(formulation.model, told, engine)
        plain = solve(formulation.model, Options(gap=0), "highs")
        assert result.status == plain.status, name
        if plain.solution is None:
            continue
        best = formulation.model.objective(plain.solution)
        assert formulation.model.objective(result.solution) == pytest.approx(best), name
        assert all(bound is None or bound <= best + 1e-6 for bound in [*bounds, result.bound]), name
        looked_at += 1
    assert looked_at > 8


@pytest.mark.parametrize("seed", SEEDS)
def test_a_relaxation_alone_can_be_gone_on_from(seed: int) -> None:
    base, _, _ = searched(seed)
    known = solve(base.model, Options(gap=0), "highs").solution
    terms = terms_of(base)
    assert terms is not None
    engine = RootEngine(base, terms, pool_of(terms), "")
    solve(base.model, Options(start=known), engine)
    memory = engine.memory
    assert memory is not None
    for name, formulation in list(neighbours(seed))[:4]:
        result = solve(formulation.model, Options(gap=0), neighbour_engine(formulation, memory))
        plain = solve(formulation.model, Options(gap=0), "highs")
        best = formulation.model.objective(plain.solution)
        assert formulation.model.objective(result.solution) == pytest.approx(best), name


def test_beyond_what_is_kept_everything_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vebuilder.solve.bundles.memory.REACH", 1e-6)
    formulation = trusting_network(1, 12, 8)
    engine = engine_of(formulation)
    solve(formulation.model, Options(gap=0), engine)
    _, neighbour = next(neighbours(1))
    result = solve(neighbour.model, Options(gap=0), neighbour_engine(neighbour, engine.memory))
    plain = solve(neighbour.model, Options(gap=0), "highs")
    assert neighbour.model.objective(plain.solution) > engine.memory.reach
    best = neighbour.model.objective(plain.solution)
    assert neighbour.model.objective(result.solution) == pytest.approx(best)
    assert result.bound == pytest.approx(best)


def test_where_the_solver_gives_up_on_what_is_kept_everything_is_searched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, memory, _ = searched(0)
    _, neighbour = next(neighbours(0))

    def gives_up(*_: object) -> None:
        raise SolverError("gave up")

    monkeypatch.setattr("vebuilder.solve.bundles.memory.Memory.ground", gives_up)
    result = solve(neighbour.model, Options(gap=0), neighbour_engine(neighbour, memory))
    plain = solve(neighbour.model, Options(gap=0), "highs")
    best = neighbour.model.objective(plain.solution)
    assert neighbour.model.objective(result.solution) == pytest.approx(best)


def changed_project(problem: Problem) -> Iterator[Project]:
    """Yield projects that open possibilities or change prices."""
    project = problem.project
    first = project.tasks[0]
    longer = (first.model_copy(update={"amount": first.amount * 1.01}), *project.tasks[1:])
    yield project.model_copy(update={"tasks": longer})
    yield project.model_copy(update={"tasks": project.tasks[:-1], "interfaces": ()})
    dearer = tuple(one.model_copy(update={"volume": one.volume * 2}) for one in project.interfaces)
    yield project.model_copy(update={"interfaces": dearer})
    yield project.model_copy(update={"strategy": project.strategy.model_copy(update={"cost": 2.0})})


def test_other_projects_are_no_neighbours() -> None:
    formulation, memory, partners = searched(0)
    problem = formulation.problem
    for project in changed_project(problem):
        assert neighbour_engine(formulate(Problem.of(project, problem.network)), memory) is None
    firms = problem.network.firms
    roomier = (firms[0].model_copy(update={"capacity": firms[0].capacity + 1}), *firms[1:])
    network = problem.network.model_copy(update={"firms": roomier})
    assert neighbour_engine(formulate(Problem.of(problem.project, network)), memory) is None
    # What a search with a rule has kept is no use without the rule.
    strict = stated(problem, problem.project.rules.model_copy(update={"required": {min(partners)}}))
    engine = engine_of(strict)
    solve(strict.model, Options(), engine)
    assert neighbour_engine(formulation, engine.memory) is None


def test_what_is_kept_can_be_sent() -> None:
    _, memory, _ = searched(2)
    sent = pickle.loads(pickle.dumps(memory))
    _, formulation = next(neighbours(2))
    answers = [
        solve(formulation.model, Options(gap=0), neighbour_engine(formulation, one)) for one in (memory, sent)
    ]
    assert answers[0].solution.tolist() == answers[1].solution.tolist()
    assert answers[0].bound == answers[1].bound
