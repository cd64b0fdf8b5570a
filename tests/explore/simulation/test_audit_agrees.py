"""The simulation and the solver-free evaluation, written apart, say the same."""

import random

import pytest
from check.builders import firm, network, offer, project, split_task, task

from explore.simulation.builders import Case, built, shock
from vebuilder import CVaR, Strategy, evaluate
from vebuilder.explore import simulate

RUNS = 40_000
LANDS, COMPETENCES = ("N", "S", "W"), ("milling", "welding")


def drawn(seed: int) -> Case:
    """Draw an enterprise with shared and split tasks, standbys and shocks."""
    draw = random.Random(seed)
    firms = tuple(
        firm(
            f"f{number}",
            offer(reliability=round(draw.uniform(0.6, 1), 2)),
            offer("welding"),
            reliability=round(draw.uniform(0.6, 1), 2),
            attributes={"land": draw.choice(LANDS), "small": draw.random() < 0.5},
        )
        for number in range(6)
    )
    tasks = [
        make(
            f"t{number}", loss=draw.randint(10, 100), backups=number % 3, competence=draw.choice(COMPETENCES)
        )
        for number, make in enumerate([task, split_task, task, split_task, task])
    ]
    plan, standbys = [], []
    for one in tasks:
        able = draw.sample([name.id for name in firms], 2 + one.backups)
        share = 1.0 if one.single_sourced else 0.25
        plan += [(one.id, able[0], share), (one.id, able[1], 1 - share)][: 1 if share == 1 else 2]
        standbys += [(one.id, name) for name in able[2:]]
    shocks = [shock("land", land, draw.uniform(0, 0.4), draw.uniform(0.3, 1)) for land in LANDS]
    shocks.append(shock("small", True, 0.2, 0.5))
    mine, theirs = project(*tasks, shocks=tuple(shocks)), network(*firms)
    return built(mine, theirs, plan, standbys), mine, theirs


@pytest.mark.parametrize("seed", range(8))
def test_the_expected_loss_is_the_mean_loss(seed: int) -> None:
    enterprise, mine, theirs = drawn(seed)
    exact = evaluate(mine, theirs, enterprise).risk
    simulation = simulate(enterprise, mine, theirs, runs=RUNS)
    assert exact.expected_loss > 0
    assert simulation.mean_loss == pytest.approx(exact.expected_loss, abs=4 * simulation.standard_error)


@pytest.mark.parametrize("seed", range(3))
def test_cvar_over_scenarios_is_that_of_the_runs(seed: int) -> None:
    enterprise, mine, theirs = drawn(seed)
    scenarios = 20_000
    measure = Strategy(risk_measure=CVaR(level=0.9, scenarios=scenarios, seed=0))
    mine = mine.model_copy(update={"strategy": measure})
    plan = [(one.task, one.firm, one.share) for one in enterprise.assignments]
    enterprise = built(mine, theirs, plan, [(one.task, one.firm) for one in enterprise.backups])
    simulation = simulate(enterprise, mine, theirs, runs=RUNS)
    error = simulation.cvar_error(0.9) * (1 + RUNS / scenarios) ** 0.5
    assert simulation.cvar(0.9) == pytest.approx(evaluate(mine, theirs, enterprise).risk.value, abs=4 * error)
