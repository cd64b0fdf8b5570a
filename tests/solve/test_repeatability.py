"""Same input, same seed, same answer, however busy the computer; no such claim where the clock had a say."""

import importlib.util
import math
import time
from collections.abc import Callable

import numpy as np
import pytest
from instances import Instance

import vebuilder as ve
from solve.bundles.cases import trusting_network
from solve.pairs.test_engine import coordination_problem
from solve.search.test_crowd import exchange
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.solve.pairs import choice as pairs_choice
from vebuilder.solve.search import head_start
from vebuilder.solve.search.annealing import Annealing
from vebuilder.solve.search.compiled import CompiledAnnealing
from vebuilder.solve.search.crowd import grid_of
from vebuilder.solve.search.crowd_annealing import CrowdAnnealing
from vebuilder.solve.search.first_answer import first_answer
from vebuilder.solve.search.landscape import landscape_of
from vebuilder.solve.search.rounds import Work
from vebuilder.solve.toulbar2 import choice as dense_choice

SLOWER = 40.0
needs_toulbar2 = pytest.mark.skipif(
    importlib.util.find_spec("pytoulbar2") is None, reason="pytoulbar2 is not installed (extra toulbar2)"
)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what makes the computer look many times as slow as it is, by a clock that runs ahead."""
    clock, begin = time.monotonic, time.monotonic()

    def begin_to_lag() -> None:
        monkeypatch.setattr(time, "monotonic", lambda: begin + SLOWER * (clock() - begin))

    return begin_to_lag


def bundles() -> Instance:
    problem = trusting_network(4, 40, 9, skilled=3).problem
    return problem.project, problem.network


def pairs() -> Instance:
    problem = coordination_problem(1, firms=24).problem
    return problem.project, problem.network


def at_risk() -> Instance:
    problem = trusting_network(4, 10, 4).problem
    project, network = problem.project, problem.network
    measure = ve.WorstCase(failures=1)
    tasks = tuple(task.model_copy(update={"loss": 40.0}) for task in project.tasks)
    strategy = ve.Strategy(risk=1.0, risk_measure=measure)
    return project.model_copy(update={"tasks": tasks, "strategy": strategy}), network


def dense() -> Instance:
    return exchange("asymmetric", seed=2, n_tasks=8, n_firms=6)


ENGINES: dict[str, tuple[Callable[[], Instance], str]] = {
    "bundles": (bundles, "auto (bundles by price and cut"),
    "pairs": (pairs, "auto (pairs by price and cut"),
    "a head start": (at_risk, "highs"),
    "search alone": (dense, "auto (annealing of many plans"),
}


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_answers_the_same_on_a_slow_computer(
    name: str, slow: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairs_choice, "LEAST_PAIRS", 50)
    monkeypatch.setattr(head_start, "LEAST_SEARCHED", 1)
    monkeypatch.setattr(head_start, "SEARCH_SECONDS", 0.3)
    monkeypatch.setattr(dense_choice, "MOST_JOINT_CHOICES", 100)
    build, solver = ENGINES[name]
    project, network = build()
    first = ve.form_enterprise(project, network)
    slow()
    second = ve.form_enterprise(project, network)
    assert first.solver.startswith(solver)
    assert "reproducible" in first.solver
    assert second.solver == first.solver
    assert second.assignments == first.assignments
    assert second.bound == first.bound


@needs_toulbar2
def test_toulbar2_answers_the_same_on_a_slow_computer(slow: Callable[[], None]) -> None:
    project, network = dense()
    first = ve.form_enterprise(project, network)
    slow()
    second = ve.form_enterprise(project, network)
    assert first.solver.startswith("toulbar2")
    assert "reproducible" in first.solver
    assert (second.solver, second.assignments) == (first.solver, first.assignments)


@pytest.mark.parametrize("kind", ["plain", "compiled", "crowd"])
def test_work_not_time_says_how_far_a_search_goes(kind: str, slow: Callable[[], None]) -> None:
    formulation = formulate(Problem.of(*dense())) if kind == "crowd" else trusting_network(5, 30, 8)
    landscape = landscape_of(formulation)
    assert landscape is not None
    grid = grid_of(landscape)

    def search() -> Annealing | CompiledAnnealing | CrowdAnnealing:
        if kind == "crowd":
            assert grid is not None
            return CrowdAnnealing(landscape, grid, seed=1)
        return (Annealing if kind == "plain" else CompiledAnnealing)(landscape, seed=1)

    costs = []
    for _ in range(2):
        one, work = search(), Work(0.05)
        one.run(math.inf, 100, work)
        costs.append((one.best_cost, None if one.best is None else one.best.tolist()))
        assert work.left <= 0
        assert not work.cut_short
        slow()
    assert costs[0] == costs[1]


def test_a_search_the_clock_cuts_short_says_so() -> None:
    formulation = trusting_network(5, 30, 8)
    work = Work(1e6)
    assert first_answer(formulation, 0.2, seed=0, patience=10**6, work=work) is not None
    assert work.cut_short


def test_the_result_does_not_claim_what_the_clock_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    from vebuilder.solve.bundles import engine

    monkeypatch.setattr(engine, "FIRST_PART", 1e-6)
    answer = ve.form_enterprise(*bundles(), time_limit=600)
    assert answer.outcome == "optimal"
    assert "reproducible" not in answer.solver


def test_a_search_told_how_much_to_do_is_the_same_every_time() -> None:
    formulation = trusting_network(5, 30, 8)
    one, other = (first_answer(formulation, math.inf, seed=3, work=Work(0.2)) for _ in range(2))
    assert one is not None
    assert np.array_equal(one, other)
