"""Searches that know the tail of the losses: every figure they keep is the formulation's."""

import time
from random import Random

import numpy as np
import pytest
from risky_networks import risky_network

from vebuilder.model import CVaR, ExpectedLoss, WorstCase
from vebuilder.solve.search.annealing import Annealing
from vebuilder.solve.search.compiled import CompiledAnnealing
from vebuilder.solve.search.first_answer import first_answer
from vebuilder.solve.search.kernel import COST, anneal, rebuild
from vebuilder.solve.search.landscape import landscape_of
from vebuilder.solve.search.rounds import cheapest_choices
from vebuilder.solve.search.state import State

MEASURES = [
    CVaR(level=0.9, scenarios=100),
    CVaR(level=0.0, scenarios=30),
    WorstCase(failures=2),
    WorstCase(failures=40),
]


def objective(formulation, land, choice):
    vector = formulation.vector({int(firm) for firm in land.firm[choice]}, {int(one): 1.0 for one in choice})
    return formulation.model.objective(vector) - formulation.model.offset


@pytest.mark.parametrize("backups", [0, 1])
@pytest.mark.parametrize("measure", [*MEASURES, ExpectedLoss()])
def test_moves_cost_what_the_formulation_says(measure, backups):
    if backups and not isinstance(measure, CVaR):
        pytest.skip("what standbys save is only estimated")
    formulation = risky_network(3, 20, 8, measure, backups=backups, coordination=1.0)
    land = landscape_of(formulation)
    state, rng = State(land, cheapest_choices(land)), Random(0)
    for step in range(60):
        task = rng.randrange(land.n_tasks)
        state.move(task, rng.randrange(land.start[task], land.start[task + 1]))
        # A threshold gone stale overstates the risk, never the other way.
        true = objective(formulation, land, state.choice)
        assert state.cost >= true - 1e-6
        if step % 7 == 0:
            state.retune()
            assert state.cost == pytest.approx(true, abs=1e-6)


@pytest.mark.parametrize("backups", [0, 1])
@pytest.mark.parametrize("measure", MEASURES[:3])
def test_compiled_steps_cost_what_the_formulation_says(measure, backups):
    if isinstance(measure, WorstCase) and backups:
        pytest.skip("what standbys save is only estimated")
    formulation = risky_network(4, 25, 10, measure, backups=backups)
    land = landscape_of(formulation)
    search = CompiledAnnealing(land, 1)
    rebuild(search._land, search._plan)
    anneal(search._land, search._plan, 40, 5.0, 0.5, 5.0)
    true = objective(formulation, land, search._plan.choice)
    assert search._plan.figures[COST] == pytest.approx(true, abs=1e-6)


@pytest.mark.parametrize("kind", [Annealing, CompiledAnnealing])
def test_knowing_the_tail_finds_better_plans_than_the_mean_in_its_stead(kind):
    formulation = risky_network(5, 30, 12, CVaR(level=0.95, scenarios=200), weight=2.0)
    land = landscape_of(formulation)
    blind = landscape_of(risky_network(5, 30, 12, ExpectedLoss(), weight=2.0))
    best = {}
    for name, seen in (("tail", land), ("mean", blind)):
        search = kind(seen, 0)
        search.run(time.monotonic() + 60, patience=1)
        best[name] = objective(formulation, land, search.best)
        if name == "tail":
            assert search.best_cost == pytest.approx(best[name], abs=1e-6)
    assert best["tail"] < best["mean"]


def test_answers_shown_carry_their_true_risk():
    formulation = risky_network(6, 20, 8, CVaR(level=0.9, scenarios=100))
    shown = []
    first_answer(formulation, 60, seed=0, patience=1, found=shown.append)
    assert shown
    for vector in shown:
        whole = vector.copy()
        formulation.builder.complete(whole)
        assert np.allclose(whole, vector)
