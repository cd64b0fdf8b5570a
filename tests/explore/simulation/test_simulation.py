"""What a simulation says, and how it is kept."""

import copy
import json
import pickle
from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest
from check.builders import firm, network, offer, project, task

from explore.simulation.builders import built, risky, shock
from vebuilder.explore import PartnerLoss, ShockLoss, Simulation, TaskLoss, simulate
from vebuilder.model import DataError


def simulation(**fields: Any) -> Simulation:
    stated: dict[str, Any] = {
        "project": "p",
        "runs": 5,
        "seed": 0,
        "losses": np.array([0.0, 1_000.0, 0.0, 3_000.0, 0.0]),
        "costs": np.array([10.0, 12.0, 11.0, 13.0, 14.0]),
        "success_probability": 0.6,
        "losses_by_partner": (
            PartnerLoss(firm="b", mean_loss=800, failed=0.5, lost=0.4),
            PartnerLoss(firm="a"),
        ),
        "losses_by_task": (TaskLoss(task="t", mean_loss=800, lost=0.4),),
        "losses_by_shock": (
            ShockLoss(attribute="land", value="N", struck=0.2, mean_loss_struck=3_000, mean_loss_spared=250),
        ),
        "currency": "CHF",
        "names": {"b": "Böhm & Söhne"},
    }
    return Simulation(**(stated | fields))


def test_the_figures_are_those_of_the_runs() -> None:
    told = simulation()
    assert told.mean_loss == 800
    assert told.standard_error == pytest.approx(np.sqrt(6_800_000 / 4 / 5))
    assert told.mean_cost == 12
    assert told.cost_error == pytest.approx(np.sqrt(10 / 4 / 5))
    assert told.success_error == pytest.approx(np.sqrt(0.6 * 0.4 / 4))
    assert [told.quantile(q) for q in (0, 0.6, 0.61, 0.8, 1)] == [0, 0, 1_000, 1_000, 3_000]
    assert told.cvar(0.6) == pytest.approx(2_000)
    assert told.cvar(0) == pytest.approx(800)
    assert told.cvar_error(0) == pytest.approx(told.standard_error)
    assert told.cvar_error(0.6) == pytest.approx(told.standard_error / 0.4)


@pytest.mark.parametrize("q", [-0.1, 1.1, float("nan"), "half", None, True])
def test_a_quantile_lies_between_nothing_and_all(q: Any) -> None:
    with pytest.raises(DataError, match="is not a number from 0 to 1"):
        simulation().quantile(q)


@pytest.mark.parametrize("level", [-0.1, 1, float("nan"), "half", None, False])
def test_a_level_is_below_one(level: Any) -> None:
    for ask in (simulation().cvar, simulation().cvar_error):
        with pytest.raises(DataError, match="is not a number of at least 0 and below 1"):
            ask(level)


def test_an_error_needs_runs_beyond_the_level() -> None:
    with pytest.raises(
        DataError, match=r"the worst 5 % of 5 runs are 0.25 runs, .* \(simulate at least 40 runs\)"
    ):
        simulation().cvar_error(0.95)
    assert simulation(runs=40, losses=np.arange(40.0)).cvar_error(0.95) > 0


def test_it_reads_like_a_mail() -> None:
    lines = str(simulation()).splitlines()
    assert lines[:2] == [
        "Simulation of project p: 5 runs, seed 0",
        "Every task is delivered in 60 % of the runs (± 24.5 %)",
    ]
    text = "\n".join(lines)
    assert "over the runs (CHF)" in text
    assert "  loss, mean                                  800.00  ± 583.10\n" in text
    assert "  loss exceeded in at most 5 % of the runs  3,000.00\n" in text
    assert "  cost, largest                                14.00" in text
    assert "  Böhm & Söhne (b)           800.00   100 %      50 %          40 %" in text
    assert "  t              800.00     40 %" in text
    assert "  land N        20 %              3,000.00     250.00" in text


def test_it_names_the_first_few() -> None:
    partners = tuple(PartnerLoss(firm=f"f{number:02}", mean_loss=12 - number) for number in range(12))
    text = str(simulation(losses_by_partner=partners))
    assert "  f09" in text
    assert "  f10" not in text
    assert "  and 2 more" in text


def test_it_says_when_nothing_was_lost() -> None:
    safe = str(
        simulation(losses=np.zeros(5), success_probability=1.0, losses_by_partner=(), losses_by_task=())
    )
    assert "Every task was delivered in every run: a failure that costs work is rarer than 60 %" in safe
    assert "Partners that cause the losses" not in safe
    mine, theirs = project(task("t", loss=5)), network(firm("a"))
    text = str(simulate(built(mine, theirs, [("t", "a")]), mine, theirs))
    assert "rarer than 0.03 %" in text
    assert "cost, largest" not in text


def test_shocks_that_hit_nobody_in_play_are_left_out() -> None:
    shocks = (shock("land", "S", 0.5, 0.0), shock("land", "N", 1.0, 0.0), shock("mood", "N", 0.5, 0.0))
    mine, theirs = project(task("t", loss=5), shocks=shocks), network(firm("a", attributes={"land": "N"}))
    (told,) = simulate(built(mine, theirs, [("t", "a")]), mine, theirs).losses_by_shock
    assert (told.struck, told.mean_loss_struck, told.mean_loss_spared) == (1.0, 5.0, None)


def test_the_figures_can_be_written_as_json() -> None:
    told = simulate(*risky())
    figures = json.loads(json.dumps(told.figures()))
    assert figures["mean_loss"] == told.mean_loss
    assert figures["losses_by_partner"][0] == told.losses_by_partner[0].model_dump()
    assert {"standard_error", "mean_cost", "success_probability", "seed", "runs"} <= figures.keys()


def test_it_can_be_copied_and_not_be_changed() -> None:
    told = simulate(*risky(), runs=100)
    for twin in (told, pickle.loads(pickle.dumps(told)), copy.deepcopy(told), replace(told)):
        assert twin.figures() == told.figures()
        assert (twin.losses == told.losses).all()
        for values in (twin.losses, twin.costs):
            with pytest.raises(ValueError, match="read-only"):
                values[0] = 1.0
    with pytest.raises(FrozenInstanceError):
        told.runs = 3  # type: ignore[misc]
    assert repr(told) == "<Simulation of project 'p': 100 runs, seed 0>"


def test_a_partner_without_work_loses_nothing() -> None:
    mine, theirs = project(task("t", loss=5)), network(firm("a", offer(), reliability=0.0), firm("lead"))
    told = simulate(built(mine, theirs, [("t", "a")], partners=("a", "lead")), mine, theirs)
    assert told.losses_by_partner == (
        PartnerLoss(firm="a", mean_loss=5.0, failed=1.0, lost=1.0),
        PartnerLoss(firm="lead"),
    )
