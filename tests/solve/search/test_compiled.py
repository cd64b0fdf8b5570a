"""The compiled search: every figure it keeps is the formulation's, and its plans are sound."""

import time
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest

from benchmarks.synthetic import Law, synthetic
from vebuilder import GroupRule, Task
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.solve.options import Options
from vebuilder.solve.residual import residual
from vebuilder.solve.search.compiled import CompiledAnnealing
from vebuilder.solve.search.kernel import anneal, rebuild
from vebuilder.solve.search.landscape import can_be_compiled, landscape_of
from vebuilder.solve.search.rounds import Work
from vebuilder.solve.search.steps import BEST, COST, EXCESS
from vebuilder.solve.solve import solve


def formulation(seed, *, setups=False, initiator=False):
    project, network = synthetic(Law(firms=30, tasks=12), seed)
    if setups:
        firms = []
        for firm in network.firms:
            offers = [
                offer.model_copy(update={"setup_cost": 2.0 + place, "capacity": 40.0})
                for place, offer in enumerate(firm.offers)
            ]
            firms.append(firm.model_copy(update={"offers": tuple(offers)}))
        network = network.model_copy(update={"firms": tuple(firms)})
    if initiator:
        project = project.model_copy(update={"initiator": network.firms[0].id})
    return formulate(Problem.of(project, network))


def vector_of(formulated, land, choice):
    partners = {int(firm) for firm in land.firm[choice]}
    if land.initiator is not None:
        partners.add(land.initiator)
    return formulated.vector(partners, {int(pair): 1.0 for pair in choice})


@pytest.mark.parametrize("setups", [False, True])
@pytest.mark.parametrize("initiator", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_the_cost_it_keeps_is_that_of_the_model(seed, setups, initiator):
    formulated = formulation(seed, setups=setups, initiator=initiator)
    land = landscape_of(formulated)
    search = CompiledAnnealing(land, seed)
    rebuild(search._land, search._plan)
    anneal(search._land, search._plan, 40, 5.0, 0.5, 5.0)
    vector = vector_of(formulated, land, search._plan.choice)
    cost = search._plan.figures[COST] + formulated.model.offset
    assert cost == pytest.approx(formulated.model.objective(vector), abs=1e-6)
    sound = residual(formulated.model, vector).feasible
    assert sound == (search._plan.figures[EXCESS] <= 1e-9)


@pytest.mark.parametrize("setups", [False, True])
def test_the_best_it_shows_is_sound_and_costs_what_it_says(setups):
    formulated = formulation(5, setups=setups)
    land = landscape_of(formulated)
    told = []
    search = CompiledAnnealing(land, 0, lambda choice, cost: told.append((choice.copy(), cost)))
    search.run(time.monotonic() + 60, patience=1)
    costs = [cost for _, cost in told]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] == search.best_cost == search._plan.figures[BEST]
    vector = vector_of(formulated, land, search.best)
    assert residual(formulated.model, vector).feasible
    assert formulated.model.objective(vector) == pytest.approx(search.best_cost + formulated.model.offset)


def with_required(seed, count):
    """Return a formulation with firms required that nothing speaks for."""
    plain = formulation(seed, initiator=True)
    project, network = plain.problem.project, plain.problem.network
    found = solve(plain.model, Options(gap=0.01), "highs").solution
    partner = found[plain.decisions.partner] > 0.5
    outside = sorted(plain.problem.firm_ids[~partner])[:count]
    rules = project.rules.model_copy(update={"required": frozenset(outside)})
    return formulate(Problem.of(project.model_copy(update={"rules": rules}), network)), outside


@pytest.mark.parametrize("seed", range(3))
def test_firms_that_must_be_partners_are(seed):
    formulated, outside = with_required(seed, 2)
    land = landscape_of(formulated)
    assert can_be_compiled(land)
    assert sorted(formulated.problem.firm_ids[land.required]) == outside
    search = CompiledAnnealing(land, seed)
    search.run(time.monotonic() + 60, patience=2, work=Work(1.0))
    vector = vector_of(formulated, land, search.best)
    assert residual(formulated.model, vector).feasible
    objective = formulated.model.objective(vector)
    assert objective == pytest.approx(search.best_cost + formulated.model.offset)
    best = solve(formulated.model, Options(gap=0.05), "highs")
    assert best.bound - 1e-6 <= objective <= 1.02 * formulated.model.objective(best.solution)


def test_a_search_from_a_plan_on_needs_not_keep_it():
    formulated, _ = with_required(0, 1)
    land = landscape_of(formulated)
    worst = np.array([start + np.argmax(land.alone[start:stop]) for start, stop in pairwise(land.start)])
    search = CompiledAnnealing(land, 0)
    search.around(worst, 2_000, time.monotonic() + 60, 2, Work())
    vector = vector_of(formulated, land, search.best)
    assert residual(formulated.model, vector).feasible
    best = solve(formulated.model, Options(gap=0.05), "highs")
    assert formulated.model.objective(vector) <= 1.1 * formulated.model.objective(best.solution)


def test_the_same_seed_goes_the_same_way():
    land = landscape_of(formulation(1))
    first, second, other = (CompiledAnnealing(land, seed) for seed in (7, 7, 8))
    for search in (first, second, other):
        search.run(time.monotonic() + 60, patience=1)
    assert np.array_equal(first._plan.choice, second._plan.choice)
    assert not np.array_equal(first._plan.choice, other._plan.choice)


def test_it_stops_when_asked():
    search = CompiledAnnealing(landscape_of(formulation(2)), 0, stop=lambda: True)
    search.run(time.monotonic() + 600, patience=10**6)
    assert search.best_cost < np.inf or search.best is None


def ruled(seed, kind):
    """Return a formulation with rules on who may be partners together, or costs of coordination."""
    project, network = synthetic(Law(firms=30, tasks=12), seed)
    countries = sorted({firm.attributes["country"] for firm in network.firms})
    rules, costs = {}, {}
    if kind == "coordination":
        costs = {"coordination": 2.0, "trust_discount": 0.8}
        project = project.model_copy(update={"initiator": network.firms[3].id})
    elif kind == "few":
        rules = {"max_partners": 5}
        project = project.model_copy(update={"initiator": network.firms[3].id})
    elif kind == "many":
        rules = {"min_partners": 11}
    elif kind == "groups":
        rules = {
            "groups": (
                GroupRule(attribute="country", max_per_value=1),
                GroupRule(attribute="country", values=countries[:2], min_firms=2),
                GroupRule(attribute="size", values=("large",), max_firms=2),
            )
        }
    else:
        ids = [firm.id for firm in network.firms]
        rules = {"incompatible": tuple(combinations(ids[:12], 2)), "required": frozenset(ids[:1])}
    rules = project.rules.model_copy(update=rules)
    costs = network.transaction_costs.model_copy(update=costs)
    network = network.model_copy(update={"transaction_costs": costs})
    return formulate(Problem.of(project.model_copy(update={"rules": rules}), network))


KINDS = ("coordination", "few", "many", "groups", "incompatible")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_rules_and_coordination_are_counted_as_the_model_does(seed, kind):
    formulated = ruled(seed, kind)
    land = landscape_of(formulated)
    assert can_be_compiled(land)
    search = CompiledAnnealing(land, seed)
    rebuild(search._land, search._plan)
    for hot in (50.0, 5.0, 0.5):
        anneal(search._land, search._plan, 30, hot, hot / 2, 5.0)
        counted = search._plan.figures.copy()
        rebuild(search._land, search._plan)
        assert search._plan.figures[[COST, EXCESS]] == pytest.approx(counted[[COST, EXCESS]], abs=1e-6)
        vector = vector_of(formulated, land, search._plan.choice)
        cost = counted[COST] + search._rewards + formulated.model.offset
        missing = counted[EXCESS] <= 1e-9 and not set(land.required) <= set(land.firm[search._plan.choice])
        if not missing:
            sound = residual(formulated.model, vector).feasible
            assert sound == (counted[EXCESS] <= 1e-9)
        if not missing and sound:
            assert cost == pytest.approx(formulated.model.objective(vector), abs=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_with_rules_it_comes_to_what_a_solver_proves(kind):
    formulated = ruled(1, kind)
    land = landscape_of(formulated)
    search = CompiledAnnealing(land, 1)
    search.run(time.monotonic() + 60, patience=2, work=Work(2.0))
    vector = vector_of(formulated, land, search.best)
    assert residual(formulated.model, vector).feasible
    objective = formulated.model.objective(vector)
    assert objective == pytest.approx(search.best_cost + formulated.model.offset)
    best = solve(formulated.model, Options(gap=0.02, time_limit=60), "highs")
    assert best.bound - 1e-6 <= objective <= 1.01 * formulated.model.objective(best.solution)


def test_a_plan_that_breaks_what_cannot_be_kept_is_never_shown():
    project, network = synthetic(Law(firms=30, tasks=12), 0)
    rules = project.rules.model_copy(update={"max_partners": 2})  # too few for the capacities
    land = landscape_of(formulate(Problem.of(project.model_copy(update={"rules": rules}), network)))
    search = CompiledAnnealing(land, 0)
    search.run(time.monotonic() + 60, patience=1, work=Work(0.5))
    assert search.best is None


def test_what_it_does_not_know_is_left_to_the_other_search():
    formulated = formulation(0)
    project, network = formulated.problem.project, formulated.problem.network
    alone = project.model_copy(update={"interfaces": (), "tasks": (Task(id="t", competence="c00"),)})
    assert can_be_compiled(landscape_of(formulate(Problem.of(alone, network))))
    assert not can_be_compiled(replace(landscape_of(formulated), affinity=object()))
