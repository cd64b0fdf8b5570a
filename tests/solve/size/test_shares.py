"""The bound by shared savings: whatever the prices and the shares, no enterprise is below it."""

import time

import numpy as np
import pytest
from brute_force import best_plan

import vebuilder as ve
from solve.bundles.cases import carried, plain_instance, trusting_network
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.solve.bundles.terms import terms_of
from vebuilder.solve.options import Options
from vebuilder.solve.residual import residual
from vebuilder.solve.search.rounds import Work
from vebuilder.solve.size import engine
from vebuilder.solve.size.ascent import Ascent
from vebuilder.solve.size.engine import SizeEngine
from vebuilder.solve.size.shares import Ground, asked
from vebuilder.solve.solve import solve
from vebuilder.solve.watch import Watch

SEEDS = [seed for seed in range(60) if carried(seed) is not None]


def ground_of(formulation: Formulation) -> Ground:
    terms = terms_of(formulation)
    assert terms is not None
    return Ground.of(terms)


def drawn(ground: Ground, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Any prices, and shares that make the whole savings."""
    dice = np.random.default_rng(seed)
    scale = float(np.abs(ground.terms.alone).max(initial=1.0))
    part = dice.random(len(ground.saving))
    first = np.arange(len(part)) < ground.back
    part = np.where(first, part, 1 - part[ground.back])
    return dice.uniform(-0.5, 1.5, ground.terms.n_tasks) * scale, part * ground.saving


def test_both_ends_of_a_saving_are_there() -> None:
    ground = ground_of(trusting_network(0, 12, 8))
    assert len(ground.saving)
    back = ground.back
    assert np.array_equal(back[back], np.arange(len(back)))
    assert np.array_equal(ground.pair[back], ground.other)
    assert ground.saving == pytest.approx(ground.saving[back])


@pytest.mark.parametrize("seed", SEEDS)
def test_no_enterprise_is_below_the_bound(seed: int) -> None:
    formulation = carried(seed)
    assert formulation is not None
    best = best_plan(*plain_instance(seed))
    if best is None:
        return
    ground = ground_of(formulation)
    scale = 1e-6 * max(1.0, abs(best.price.objective))
    for number in range(20):
        price, share = drawn(ground, 100 * seed + number)
        assert asked(ground, price, share).bound <= best.price.objective + scale
    ascent = Ascent(ground, lambda: best.price.objective)
    ascent.run(lambda _: None, lambda: False)
    assert ascent.bound <= best.price.objective + scale


@pytest.mark.parametrize(
    "rules",
    [{}, {"max_partners": 3}, {"required": {"f0", "f1"}}, {"min_partners": 6}],
    ids=["none", "few", "required", "many"],
)
@pytest.mark.parametrize("seed", range(3))
def test_the_bound_rises_close_to_the_best(seed: int, rules: dict[str, object]) -> None:
    plain = trusting_network(seed, 12, 8).problem
    stated = plain.project.rules.model_copy(update=rules)
    project = plain.project.model_copy(update={"rules": stated, "initiator": plain.network.firms[3].id})
    formulation = formulate(Problem.of(project, plain.network))
    result = solve(formulation.model, Options(gap=0), "highs")
    if result.solution is None:
        pytest.skip("nothing can be formed by these rules")
    best = formulation.model.objective(result.solution)
    told: list[float] = []
    ascent = Ascent(ground_of(formulation), lambda: best)
    ascent.run(told.append, lambda: False)
    assert told == sorted(told)
    assert told[-1] == ascent.bound <= best + 1e-6 * abs(best)
    assert ascent.bound >= 0.6 * best
    blind = Ascent(ground_of(formulation), lambda: np.inf)
    blind.run(lambda _: None, lambda: False)
    assert blind.bound <= best + 1e-6 * abs(best)


@pytest.fixture
def every_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every project be one of too many firms for bundles."""
    for name, value in (("engines.MANY_PAIRS", 0), ("bundles.choice.LEAST_PAIRS", 0)):
        monkeypatch.setattr(f"vebuilder.solve.{name}", value)
    monkeypatch.setattr("vebuilder.solve.bundles.pool.MOST_BUNDLES", 3)
    monkeypatch.setattr("vebuilder.solve.engines.pair_engine", lambda _: None)
    monkeypatch.setattr("vebuilder.solve.engines.dense_engine", lambda _: None)
    for name in ("FIRST_SECONDS", "MORE_SECONDS"):
        monkeypatch.setattr(f"vebuilder.solve.size.engine.{name}", 0.5)


@pytest.mark.usefixtures("every_size")
@pytest.mark.parametrize("seed", range(3))
def test_an_enterprise_and_an_honest_bound(seed: int) -> None:
    problem = trusting_network(seed, 12, 8).problem
    found = ve.form_enterprise(problem.project, problem.network)
    best = ve.form_enterprise(problem.project, problem.network, solver="highs", gap=0)
    assert "shared savings" in found.solver
    assert found.bound is not None
    assert found.bound <= best.objective + 1e-6
    assert best.objective - 1e-6 <= found.objective <= 1.05 * best.objective
    assert found.outcome == "feasible"
    assert found.stop_reason == "finished"
    assert any("too many firms for a proof" in note for note in found.notes)
    again = ve.form_enterprise(problem.project, problem.network)
    assert (again.objective, again.bound) == (found.objective, found.bound)


@pytest.mark.usefixtures("every_size")
def test_a_gap_that_is_reached_is_proven() -> None:
    problem = trusting_network(0, 12, 8).problem
    found = ve.form_enterprise(problem.project, problem.network, gap=0.3)
    assert found.outcome == "optimal"
    assert found.gap is not None
    assert found.gap <= 0.3


@pytest.mark.usefixtures("every_size")
def test_what_nobody_can_do_is_infeasible() -> None:
    problem = trusting_network(0, 12, 8).problem
    rules = problem.project.rules.model_copy(update={"max_partners": 1})
    with pytest.raises(ve.InfeasibleError):
        ve.form_enterprise(problem.project.model_copy(update={"rules": rules}), problem.network)


@pytest.mark.usefixtures("every_size")
def test_a_time_limit_keeps_answer_and_bound() -> None:
    problem = trusting_network(1, 60, 30).problem
    found = ve.form_enterprise(problem.project, problem.network, time_limit=3, gap=0)
    assert (found.outcome, found.stop_reason) == ("feasible", "time")
    assert found.bound is not None


def test_the_engine_keeps_a_start() -> None:
    formulation = trusting_network(1, 30, 12)
    start = solve(formulation.model, Options(gap=0.02), "highs").solution
    terms = terms_of(formulation)
    assert terms is not None
    engine = SizeEngine(formulation, terms, None)  # type: ignore[arg-type]
    result = solve(formulation.model, Options(time_limit=2.0, gap=0, start=start), engine)
    assert residual(formulation.model, result.solution).feasible
    assert formulation.model.objective(result.solution) <= formulation.model.objective(start) + 1e-9


def test_a_search_stopped_before_a_first_answer_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def find_nothing(
        _formulation: Formulation, _options: Options, watch: Watch, _work: Work, _part: float
    ) -> list[np.ndarray]:
        while not watch.stopping:
            time.sleep(0.01)
        return []

    monkeypatch.setattr(engine, "first_answers", find_nothing)
    formulation = trusting_network(1, 30, 12)
    terms = terms_of(formulation)
    assert terms is not None
    size = SizeEngine(formulation, terms, None)  # type: ignore[arg-type]
    result = solve(formulation.model, Options(time_limit=0.3), size)
    assert (result.status, result.stop_reason) == ("no_solution", "time")
