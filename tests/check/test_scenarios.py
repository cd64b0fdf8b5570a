import numpy as np
import pytest

from check.builders import firm, shock
from vebuilder.check.scenarios import Scenarios
from vebuilder.model import CVaR

MANY = CVaR(scenarios=20_000, seed=3)
GERMAN = firm("a", attributes={"country": "DE"})


def test_a_firm_fails_above_its_reliability() -> None:
    scenarios = Scenarios(MANY, ())
    for level in (0.0, 0.3, 0.9, 1.0):
        failing = scenarios.fails(GERMAN, level)
        assert np.array_equal(failing, scenarios.luck(GERMAN) > level)
        assert failing.mean() == pytest.approx(1 - level, abs=4 * np.sqrt(0.25 / 20_000))
    # one draw for all its tasks: who fails in the more reliable one fails in the other
    assert not (scenarios.fails(GERMAN, 0.9) & ~scenarios.fails(GERMAN, 0.3)).any()


def test_shocks_strike_whole_countries_and_multiply() -> None:
    shocks = (shock("country", "DE", 0.25, 0.5), shock("country", "DE", 0.5, 0.2), shock("country", "FR"))
    scenarios = Scenarios(MANY, shocks)
    factor = scenarios.factor(GERMAN)
    assert np.array_equal(factor, scenarios.factor(firm("b", attributes={"country": "DE"})))
    assert sorted(set(factor.round(12))) == [0.1, 0.2, 0.5, 1.0]
    # two shocks of one value strike apart from each other: each of the four factors as often as it should
    for value, share in ((0.1, 0.125), (0.2, 0.375), (0.5, 0.125), (1.0, 0.375)):
        assert np.isclose(factor, value).mean() == pytest.approx(share, abs=0.015)
    assert np.array_equal(scenarios.fails(GERMAN, 0.8), scenarios.luck(GERMAN) > 0.8 * factor)
    assert (scenarios.factor(firm("c")) == 1).all()


def test_what_is_certain_happens_always_and_what_is_impossible_never() -> None:
    shocks = (shock("country", "DE", 1.0, 0.5), shock("country", "DE", 0.0, 0.0))
    assert (Scenarios(MANY, shocks).factor(GERMAN) == 0.5).all()
    assert Scenarios(MANY, ()).fails(GERMAN, 0.0).all()
    assert not Scenarios(MANY, ()).fails(GERMAN, 1.0).any()


def test_scenarios_do_not_depend_on_other_shocks_or_on_how_many_there_are() -> None:
    france, small = shock("country", "FR", 0.5, 0.5), shock("size", 1, 0.5, 0.5)
    one = firm("a", attributes={"country": "FR", "size": 2})
    alone = Scenarios(CVaR(scenarios=50), (france,))
    beside = Scenarios(CVaR(scenarios=80), (small, shock("country", "DE"), france))
    assert np.array_equal(alone.factor(one), beside.factor(one)[:50])
    assert np.array_equal(alone.luck(one), beside.luck(one)[:50])
    assert not np.array_equal(alone.luck(one), Scenarios(CVaR(scenarios=50, seed=1), ()).luck(one))


def test_a_shock_on_true_is_not_one_on_1() -> None:
    shocks = (shock("small", True, 0.5, 0.0), shock("small", 1, 0.5, 0.0))
    scenarios = Scenarios(CVaR(scenarios=200), shocks)
    yes, one = (scenarios.factor(firm("a", attributes={"small": value})) for value in (True, 1))
    assert not np.array_equal(yes, one)
    assert np.array_equal(one, scenarios.factor(firm("b", attributes={"small": 1.0})))
