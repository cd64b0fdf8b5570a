import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from check.builders import firm, network, project, shock, split_task, task
from vebuilder import evaluate
from vebuilder.check.cvar import conditional_value_at_risk
from vebuilder.check.draws import uniform
from vebuilder.model import CVaR, Network, Project, Strategy

LOSSES = np.array([0.0, 10.0, 20.0, 50.0])


@pytest.mark.parametrize(
    ("level", "value"),
    [
        (0.0, 20),
        (0.25, 80 / 3),
        (0.5, 35),
        (0.75, 50),
        (0.9, 50),
        (0.999, 50),
        (0.625, (50 + 0.5 * 20) / 1.5),
    ],
)
def test_by_hand(level: float, value: float) -> None:
    assert conditional_value_at_risk(LOSSES, level) == pytest.approx(value)


@given(
    st.lists(st.floats(0, 1000), min_size=1, max_size=30),
    st.one_of(st.floats(0, 0.999), st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99])),
)
def test_as_by_trying_every_threshold(losses: list[float], level: float) -> None:
    array = np.array(losses)

    def at(threshold: float) -> float:
        return threshold + float(np.maximum(array - threshold, 0).sum()) / ((1 - level) * len(array))

    # convex and piecewise linear: the least is at one of the losses
    assert conditional_value_at_risk(array, level) == pytest.approx(min(map(at, losses)), abs=1e-9)


MEASURE = CVaR(level=0.9, scenarios=400, seed=5)
MEMBERS = network(
    firm("a", reliability=0.9, attributes={"country": "DE"}),
    firm("b", reliability=0.8, attributes={"country": "DE"}),
    firm("c", reliability=0.6),
)
PLAN = [("t", "a", 0.25), ("t", "b", 0.75), ("u", "a")]
BACKUPS = [("t", "c")]


def risky(measure: CVaR = MEASURE) -> Project:
    return project(
        split_task("t", loss=100, backups=1),
        task("u", loss=40),
        shocks=(shock("country", "DE", 0.2, 0.5),),
        strategy=Strategy(risk=2, risk_measure=measure),
    )


def value(tasks: Project, members: Network) -> float:
    return evaluate(tasks, members, PLAN, backups=BACKUPS).risk.value


def test_it_is_measured_on_the_scenarios_that_the_draws_make() -> None:
    luck = {name: uniform(5, "firm", name, 400) for name in "abc"}
    factor = np.where(uniform(5, "shock", ("country", "text", "DE", 0), 400) <= 0.2, 0.5, 1.0)
    fails = {"a": luck["a"] > 0.9 * factor, "b": luck["b"] > 0.8 * factor, "c": luck["c"] > 0.6}
    losses = 100 * (0.25 * fails["a"] + 0.75 * fails["b"]) * fails["c"] + 40 * fails["a"]
    evaluation = evaluate(risky(), MEMBERS, PLAN, backups=BACKUPS)
    assert evaluation.risk.value == pytest.approx(np.sort(losses)[-40:].mean())
    assert evaluation.risk.measure == MEASURE
    assert evaluation.objective == pytest.approx(evaluation.cost.total + 2 * evaluation.risk.value)


def test_who_else_is_in_the_network_does_not_matter() -> None:
    more = network(firm("0"), *MEMBERS.firms[::-1], firm("z", attributes={"country": "DE"}))
    assert value(risky(), more) == value(risky(), MEMBERS) > 0


def test_the_seed_matters() -> None:
    seeds = {value(risky(CVaR(level=0.5, scenarios=50, seed=seed)), MEMBERS) for seed in range(20)}
    assert len(seeds) > 10


def test_at_level_0_it_is_the_mean_and_nears_the_expected_loss() -> None:
    measure = CVaR(level=0.0, scenarios=100_000)
    risk = evaluate(risky(measure), MEMBERS, PLAN, backups=BACKUPS).risk
    assert risk.value == pytest.approx(risk.expected_loss, abs=4 * 60 / np.sqrt(100_000))
    assert risk.value != risk.expected_loss


def test_it_grows_with_the_level() -> None:
    levels = [value(risky(CVaR(level=level, scenarios=500)), MEMBERS) for level in (0, 0.3, 0.8, 0.99)]
    assert levels == sorted(levels)
    assert levels[0] < levels[-1]
