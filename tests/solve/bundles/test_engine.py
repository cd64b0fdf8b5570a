"""Bundles against brute force: the same best value, bounds never above it, stops that lose nothing."""

import os
import signal
import time

import pytest
from brute_force import best_plan

from solve.bundles.cases import carried, engine_of, plain_instance, trusting_network
from vebuilder.solve.bundles.choice import bundle_engine
from vebuilder.solve.bundles.root import Root
from vebuilder.solve.bundles.terms import terms_of
from vebuilder.solve.options import Options
from vebuilder.solve.residual import residual
from vebuilder.solve.search.first_answer import first_answer
from vebuilder.solve.solve import solve

SEEDS = [seed for seed in range(50) if carried(seed) is not None]


@pytest.mark.parametrize("first_answers", [True, False])
@pytest.mark.parametrize("seed", SEEDS)
def test_brute_force_finds_nothing_better(seed, first_answers, monkeypatch):
    if not first_answers:
        for place in ("engine", "companion"):
            monkeypatch.setattr(f"vebuilder.solve.bundles.{place}.first_answer", lambda *_, **__: None)
    formulation = carried(seed)
    best = best_plan(*plain_instance(seed))
    result = solve(formulation.model, Options(gap=0), engine_of(formulation))
    if best is None:
        assert result.status == "infeasible"
        return
    assert result.status == "optimal"
    assert residual(formulation.model, result.solution).feasible
    assert formulation.model.objective(result.solution) == pytest.approx(best.price.objective, abs=1e-6)
    assert result.bound <= best.price.objective + 1e-6


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("first_answers", [True, False])
def test_a_tree_proves_what_the_plain_program_proves(seed, first_answers, monkeypatch):
    if not first_answers:
        for place in ("engine", "companion"):
            monkeypatch.setattr(f"vebuilder.solve.bundles.{place}.first_answer", lambda *_, **__: None)
    formulation = trusting_network(seed, 14, 9)
    plain = solve(formulation.model, Options(gap=0), "highs")
    bounds = []
    options = Options(gap=0, progress=lambda event: bounds.append(event.bound))
    result = solve(formulation.model, options, engine_of(formulation))
    assert result.status == plain.status == "optimal"
    best = formulation.model.objective(plain.solution)
    assert formulation.model.objective(result.solution) == pytest.approx(best)
    assert all(bound is None or bound <= best + 1e-6 for bound in bounds)


def test_a_solver_that_turns_in_circles_begins_anew(monkeypatch):
    formulation = trusting_network(1, 12, 8)
    usual = solve(formulation.model, Options(gap=0), engine_of(formulation))
    for name in ("LEAST_ITERATIONS", "ITERATIONS_A_ROW"):
        monkeypatch.setattr(f"vebuilder.solve.bundles.master.{name}", 0)
    again = solve(formulation.model, Options(gap=0), engine_of(formulation))
    assert again.status == "optimal"
    assert formulation.model.objective(again.solution) == formulation.model.objective(usual.solution)


def test_the_same_answer_every_time():
    formulation = trusting_network(3, 14, 9)
    first, second = (solve(formulation.model, Options(), engine_of(formulation)) for _ in range(2))
    assert first.solution.tolist() == second.solution.tolist()
    assert first.bound == second.bound


def test_a_time_limit_returns_the_best_answer_and_an_honest_bound():
    formulation = trusting_network(0, 200, 50, skilled=3)
    start = first_answer(formulation, 60, seed=0, patience=1)
    started = time.monotonic()
    result = solve(formulation.model, Options(time_limit=3.0, gap=0, start=start), engine_of(formulation))
    assert time.monotonic() - started < 25
    assert (result.status, result.stop_reason) == ("feasible", "time")
    assert residual(formulation.model, result.solution).feasible
    assert result.bound is None or result.bound < formulation.model.objective(result.solution)


def test_ctrl_c_returns_the_best_answer():
    formulation = trusting_network(0, 200, 50, skilled=3)
    sent = []

    def interrupt(report):
        if report.incumbent is not None and not sent:
            sent.append(report)
            os.kill(os.getpid(), signal.SIGINT)

    result = solve(formulation.model, Options(gap=0, progress=interrupt), engine_of(formulation))
    assert sent
    assert (result.status, result.stop_reason) == ("feasible", "interrupted")
    assert residual(formulation.model, result.solution).feasible


def test_a_start_is_never_lost():
    formulation = trusting_network(1, 100, 30, skilled=3)
    start = first_answer(formulation, 60, seed=0, patience=1)
    result = solve(formulation.model, Options(time_limit=0.2, gap=0, start=start), engine_of(formulation))
    assert formulation.model.objective(result.solution) <= formulation.model.objective(start) + 1e-9


def test_what_a_bundle_cannot_carry_is_refused():
    assert bundle_engine(trusting_network(0, 8, 4)) is None
    formulation = trusting_network(0, 100, 30, skilled=3)
    assert bundle_engine(formulation) is not None
    from vebuilder.formulate.problem import Problem
    from vebuilder.formulate.program import formulate

    project, network = formulation.problem.project, formulation.problem.network
    costs = network.transaction_costs.model_copy(update={"coordination": 1.0})
    tasks = (project.tasks[0].model_copy(update={"max_partners": 2}), *project.tasks[1:])
    rules = project.rules.model_copy(update={"max_partner_share": 0.5})
    for asked, among in (
        (project.model_copy(update={"tasks": tasks}), network),
        (project.model_copy(update={"rules": rules}), network),
        (project, network.model_copy(update={"transaction_costs": costs})),
    ):
        other = formulate(Problem.of(asked, among))
        assert terms_of(other) is None
        assert bundle_engine(other) is None


def test_first_answers_do_not_wait_for_the_relaxation(monkeypatch):
    relax = Root.relax

    def as_long_as_there_is_time(root, *rest):
        while not root.watch.stopping:
            time.sleep(0.01)
        return relax(root, *rest)

    formulation = trusting_network(1, 12, 8)
    engine = engine_of(formulation)
    monkeypatch.setattr("vebuilder.solve.bundles.root.Root.relax", as_long_as_there_is_time)
    result = solve(formulation.model, Options(time_limit=1.0), engine)
    assert residual(formulation.model, result.solution).feasible
    assert (result.status, result.stop_reason) == ("feasible", "time")
