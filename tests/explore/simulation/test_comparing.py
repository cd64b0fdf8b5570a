"""Two enterprises of one network meet the same luck."""

import numpy as np
import pytest
from check.builders import firm, network, offer, project, split_task, task

from explore.simulation.builders import Case, built, risky, shock
from vebuilder.explore import simulate
from vebuilder.model import DataError

RUNS = 20_000
SHOCKS = (shock("land", "N", 0.3, 0.5),)
FIRMS = [
    firm("a", offer(unit_cost=10, cost_spread=0.5), reliability=0.8, attributes={"land": "N"}),
    firm("b", offer(unit_cost=20, cost_spread=0.5), reliability=0.7, attributes={"land": "N"}),
    firm("c", offer(unit_cost=30), reliability=0.9),
]
TASKS = project(task("t", loss=100), split_task("u", loss=50), shocks=SHOCKS)


def with_plan(*plan: tuple[str, str], standbys: tuple[tuple[str, str], ...] = ()) -> Case:
    theirs = network(*FIRMS)
    return built(TASKS, theirs, plan, standbys), TASKS, theirs


def test_a_firm_fails_in_the_same_runs_whoever_else_is_there() -> None:
    alone = simulate(*with_plan(("t", "a")), runs=RUNS).losses
    beside = simulate(*with_plan(("t", "a"), ("u", "b")), runs=RUNS).losses
    # 150 or 100 where a fails, 50 or 0 where it does not
    assert ((beside >= 100) == (alone > 0)).all()
    assert set(beside.tolist()) == {0, 50, 100, 150}


def test_a_firm_fails_in_the_same_runs_whatever_the_network_holds() -> None:
    few, many = network(FIRMS[0]), network(firm("z"), *reversed(FIRMS))
    losses = [simulate(built(TASKS, one, [("t", "a")]), TASKS, one, runs=RUNS).losses for one in (few, many)]
    assert (losses[0] == losses[1]).all()


def test_shocks_on_one_value_are_told_apart_and_others_do_not_disturb() -> None:
    theirs = network(firm("a", reliability=1.0, attributes={"land": "N", "size": 1}))
    first, second = shock("land", "N", 0.5, 0.0), shock("land", "N", 0.4, 0.0)

    def losses(*shocks: object) -> np.ndarray:
        mine = project(task("t", loss=1), shocks=shocks)
        return simulate(built(mine, theirs, [("t", "a")]), mine, theirs, runs=RUNS).losses

    one, both = losses(first), losses(first, second)
    assert both.mean() == pytest.approx(1 - 0.5 * 0.6, abs=4 * 0.5 / np.sqrt(RUNS))
    assert (losses(shock("size", 1, 0.0, 0.0), first) == one).all()
    assert (losses(shock("size", 1.0, 0.5, 0.0)) == losses(shock("size", 1, 0.5, 0.0))).all()


def test_the_difference_is_known_better_than_either_mean() -> None:
    one = simulate(*with_plan(("t", "a"), ("u", "b")), runs=RUNS)
    other = simulate(*with_plan(("t", "a"), ("u", "c")), runs=RUNS)
    difference = one.minus(other)
    apart = np.hypot(one.standard_error, other.standard_error)
    assert difference.mean_loss == pytest.approx(one.mean_loss - other.mean_loss)
    assert difference.standard_error < 0.6 * apart
    # b fails in 0.3 of the runs, with the shock in 0.65; c in 0.1
    exact = 50 * (1 - 0.7 * (0.7 + 0.3 * 0.5) - 0.1)
    assert difference.mean_loss == pytest.approx(exact, abs=4 * difference.standard_error)
    assert difference.mean_cost == pytest.approx(one.mean_cost - other.mean_cost, abs=1e-9)
    assert difference.cost_error == pytest.approx(20 * 0.5 / np.sqrt(6 * RUNS), rel=0.05)
    error = f"{difference.standard_error:,.2f}"
    assert f"Loss: {difference.mean_loss:,.2f} EUR more in the mean (± {error})\n" in str(difference)
    assert "EUR less in the mean" in str(other.minus(one))


def test_a_standby_is_worth_what_it_saves_in_the_same_runs() -> None:
    bare = simulate(*with_plan(("t", "a"), ("u", "b")), runs=RUNS)
    backed = simulate(*with_plan(("t", "a"), ("u", "b"), standbys=(("t", "c"),)), runs=RUNS)
    assert (backed.losses <= bare.losses).all()
    assert backed.minus(bare).mean_loss < 0


def test_nothing_differs_from_itself() -> None:
    simulation = simulate(*risky())
    difference = simulation.minus(simulation)
    assert set(difference.model_dump().values()) == {0.0, "EUR"}
    assert str(difference) == "Loss: the same in every run\nCost: the same in every run"


def test_a_difference_that_never_varies_is_told_as_such() -> None:
    one, other = (with_plan(("t", "c")) for _ in range(2))
    dearer = one[0].model_copy(update={"cost": one[0].cost.model_copy(update={"work": 5.0})}), *one[1:]
    difference = simulate(*dearer).minus(simulate(*other))
    assert str(difference) == "Loss: the same in every run\nCost: 5.00 EUR more in every run"


def test_other_draws_and_other_money_are_not_compared() -> None:
    case = risky()
    simulation = simulate(*case, runs=100)
    with pytest.raises(DataError) as caught:
        simulation.minus(simulate(*case, runs=200, seed=3))
    assert [fault.path for fault in caught.value.faults] == ["other.runs", "other.seed"]
    assert "did not see the same draws" in str(caught.value)
    _, mine, theirs = case
    dollars = mine.model_copy(update={"currency": "USD"})
    with pytest.raises(DataError, match="money in 'USD' cannot be taken from money in 'EUR'"):
        simulation.minus(simulate(built(dollars, theirs, [("t", "a")]), dollars, theirs, runs=100))
    with pytest.raises(DataError, match="a Simulation is needed, not a float"):
        simulation.minus(3.0)  # type: ignore[arg-type]
