"""The simulation against exact values, and proof that an error would be noticed."""

from collections.abc import Callable

import numpy as np
import pytest
from check.builders import firm, network, offer, project, split_task, task

from explore.simulation.builders import Case, built, risky, shock
from explore.simulation.exact import Law
from vebuilder import demo, form_enterprise
from vebuilder.explore import Simulation, simulate
from vebuilder.model import Network, Offer, Quote
from vebuilder.result.enterprise import Enterprise

RUNS = 40_000
LEVELS = (0.0, 0.5, 0.9, 0.95, 0.99)


def off(simulation: Simulation, law: Law) -> dict[str, float]:
    """Return by how many standard errors each figure misses its exact value."""

    def rate(found: float, exact: float) -> float:
        return (found - exact) / np.sqrt(max(exact * (1 - exact), 1e-12) / simulation.runs)

    figures = {
        "mean loss": (simulation.mean_loss - law.mean()) / simulation.standard_error,
        "success": rate(simulation.success_probability, law.success()),
    }
    for level in LEVELS:
        error = simulation.cvar_error(level)
        figures[f"cvar {level}"] = (simulation.cvar(level) - law.cvar(level)) / max(error, 1e-9)
    for one in simulation.losses_by_partner:
        figures[f"{one.firm} lost"] = rate(one.lost, law.touched(firm=one.firm))
    for one in simulation.losses_by_task:
        figures[f"{one.task} lost"] = rate(one.lost, law.touched(task=one.task))
    return figures


def agrees(simulation: Simulation, law: Law) -> bool:
    return all(abs(value) < 4 for value in off(simulation, law).values())


def certain() -> Case:
    """Return firms and shocks that always or never fail or strike."""
    firms = (
        firm("never", reliability=1.0, attributes={"land": "N"}),
        firm("always", reliability=0.0),
        firm("seldom", reliability=0.9, attributes={"land": "S"}),
    )
    tasks = [task(name, loss=loss) for name, loss in (("t", 10), ("u", 20), ("v", 40))]
    shocks = (shock("land", "N", 0.0, 0.0), shock("land", "S", 1.0, 0.5))
    mine, theirs = project(*tasks, shocks=shocks), network(*firms)
    return built(mine, theirs, [("t", "never"), ("u", "always"), ("v", "seldom")]), mine, theirs


def quoted() -> Case:
    """Return a firm whose reliability is a quote's, an offer's and its own, in one task each."""
    firms = (
        firm("a", offer(), offer("welding", reliability=0.6), reliability=0.95),
        firm("b", offer("casting"), reliability=0.5),
    )
    tasks = [task("t", loss=10), task("u", "welding", loss=20), task("v", loss=40)]
    quotes = (Quote(task="v", firm="a", cost=1, reliability=0.8), Quote(task="v", firm="b", cost=1))
    mine, theirs = project(*tasks, quotes=quotes), network(*firms)
    return built(mine, theirs, [(name, "a") for name in "tuv"], [("v", "b")]), mine, theirs


def twice_struck() -> Case:
    """Return a firm that two shocks on one value and one on a number can hit."""
    firms = (firm("a", reliability=0.9, attributes={"land": "N", "size": 1}),)
    shocks = (shock("land", "N", 0.5, 0.8), shock("land", "N", 0.4, 0.7), shock("size", 1.0, 0.3, 0.6))
    mine, theirs = project(task("t", loss=10), shocks=shocks), network(*firms)
    return built(mine, theirs, [("t", "a")]), mine, theirs


CASES = [risky, certain, quoted, twice_struck]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
@pytest.mark.parametrize("seed", [0, 1])
def test_every_figure_is_within_four_standard_errors(case: Callable[[], Case], seed: int) -> None:
    made = case()
    missed = off(simulate(*made, runs=RUNS, seed=seed), Law(*made))
    assert {name: value for name, value in missed.items() if abs(value) >= 4} == {}
    assert len(missed) >= 9


@pytest.mark.parametrize("seed", [0, 1])
def test_losses_are_put_down_to_partners_tasks_and_shocks(seed: int) -> None:
    case = risky()
    simulation, law = simulate(*case, runs=RUNS, seed=seed), Law(*case)
    # A partner's loss is at most 360 a run, so its mean is within 4 * 360 / 2 / sqrt(runs) = 3.6.
    for partner in simulation.losses_by_partner:
        assert partner.mean_loss == pytest.approx(law.mean(firm=partner.firm), abs=3.6)
    for one in simulation.losses_by_task:
        assert one.mean_loss == pytest.approx(law.mean(task=one.task), abs=3.6)
    for by in (simulation.losses_by_partner, simulation.losses_by_task):
        assert sum(one.mean_loss for one in by) == pytest.approx(simulation.mean_loss)
        assert [one.mean_loss for one in by] == sorted((one.mean_loss for one in by), reverse=True)
    for told, stated in zip(simulation.losses_by_shock, case[1].shocks, strict=True):
        assert (told.attribute, told.value) == (stated.attribute, stated.value)
        assert told.struck == pytest.approx(stated.probability, abs=4 * 0.5 / np.sqrt(RUNS))
        assert told.mean_loss_struck == pytest.approx(law.mean_under(stated, struck=True), abs=9)
        assert told.mean_loss_spared == pytest.approx(law.mean_under(stated, struck=False), abs=4)
        together = told.struck * told.mean_loss_struck + (1 - told.struck) * told.mean_loss_spared
        assert together == pytest.approx(simulation.mean_loss)


def test_how_often_a_partner_fails_is_told_apart_from_how_often_that_costs_work() -> None:
    case = risky()
    by = {one.firm: one for one in simulate(*case, runs=RUNS).losses_by_partner}
    # a has reliability 0.7 in one of its tasks; land N strikes in one run out of five and halves it.
    assert by["a"].failed == pytest.approx(1 - 0.7 * (0.8 + 0.2 * 0.5), abs=0.01)
    assert by["a"].failed > by["a"].lost > 0


def changed_reliability(network: Network) -> Network:
    first, *others = network.firms
    return network.model_copy(update={"firms": (first.model_copy(update={"reliability": 0.93}), *others)})


def changed_offer(network: Network) -> Network:
    first, *others = network.firms
    offers = (first.offers[0], Offer(competence="welding", reliability=0.75))
    return network.model_copy(update={"firms": (first.model_copy(update={"offers": offers}), *others)})


def without_land(network: Network) -> Network:
    first, *others = network.firms
    return network.model_copy(update={"firms": (first.model_copy(update={"attributes": {}}), *others)})


@pytest.mark.parametrize("planted", [changed_reliability, changed_offer, without_land])
def test_a_planted_error_in_the_network_is_noticed(planted: Callable[[Network], Network]) -> None:
    enterprise, project, network = risky()
    wrong = Law(enterprise, project, planted(network))
    assert not agrees(simulate(enterprise, project, network, runs=RUNS), wrong)


def without_standbys(enterprise: Enterprise) -> Enterprise:
    return enterprise.model_copy(update={"backups": ()})


def without_the_last_standby(enterprise: Enterprise) -> Enterprise:
    return enterprise.model_copy(update={"backups": enterprise.backups[:-1]})


def with_shares_swapped(enterprise: Enterprise) -> Enterprise:
    swapped = tuple(
        one.model_copy(update={"share": 1 - one.share}) if one.task == "v" else one
        for one in enterprise.assignments
    )
    return enterprise.model_copy(update={"assignments": swapped})


@pytest.mark.parametrize("planted", [without_standbys, without_the_last_standby, with_shares_swapped])
def test_a_planted_error_in_the_enterprise_is_noticed(planted: Callable[[Enterprise], Enterprise]) -> None:
    enterprise, project, network = risky()
    wrong = Law(planted(enterprise), project, network)
    assert not agrees(simulate(enterprise, project, network, runs=RUNS), wrong)


def test_tasks_of_equal_reliability_fail_together() -> None:
    mine = project(task("t", loss=10), task("u", loss=20))
    theirs = network(firm("a", reliability=0.8))
    simulation = simulate(built(mine, theirs, [("t", "a"), ("u", "a")]), mine, theirs)
    assert set(simulation.losses.tolist()) == {0.0, 30.0}


def test_a_less_reliable_task_fails_whenever_a_more_reliable_one_does() -> None:
    mine = project(task("t", loss=10), task("u", "welding", loss=1))
    theirs = network(firm("a", offer(), offer("welding", reliability=0.5), reliability=0.8))
    simulation = simulate(built(mine, theirs, [("t", "a"), ("u", "a")]), mine, theirs)
    assert set(simulation.losses.tolist()) == {0.0, 1.0, 11.0}


def test_true_is_not_one() -> None:
    mine = project(task("t", loss=10), shocks=(shock("certified", True, 1.0, 0.0),))
    theirs = network(firm("a", attributes={"certified": 1}), firm("b", attributes={"certified": True}))
    assert simulate(built(mine, theirs, [("t", "a")]), mine, theirs).mean_loss == 0
    assert simulate(built(mine, theirs, [("t", "b")]), mine, theirs).mean_loss == 10


def test_a_task_without_a_loss_still_counts_for_success() -> None:
    mine, theirs = project(task("t")), network(firm("a", reliability=0.0))
    simulation = simulate(built(mine, theirs, [("t", "a")]), mine, theirs)
    assert (simulation.mean_loss, simulation.success_probability) == (0, 0)


def test_a_share_of_nothing_cannot_be_lost() -> None:
    mine, theirs = project(split_task("t", loss=10)), network(firm("a", reliability=0.0), firm("b"))
    simulation = simulate(built(mine, theirs, [("t", "a", 0.0), ("t", "b", 1.0)]), mine, theirs)
    assert (simulation.mean_loss, simulation.success_probability) == (0, 1)


def test_an_enterprise_that_was_formed_loses_what_its_audit_says() -> None:
    project, network = demo.example()
    enterprise = form_enterprise(project, network, time_limit=20, gap=0.05)
    simulation = simulate(enterprise, project, network, runs=RUNS)
    assert simulation.mean_loss == pytest.approx(
        enterprise.risk.expected_loss, abs=4 * simulation.standard_error
    )
    assert simulation.mean_cost == pytest.approx(enterprise.cost.total)
    assert simulation.cost_error == 0
    assert {one.firm for one in simulation.losses_by_partner} == set(enterprise.partners)
