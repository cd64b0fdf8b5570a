"""The sampling error of an optimum, against laws that can be written down."""

import itertools

import pytest
from check.builders import firm, network, offer, project, task

from explore.simulation.builders import risky
from explore.simulation.exact import Law
from vebuilder import DataError, Network, Project, SamplingError, evaluate, form_enterprise, sampling_error
from vebuilder.model import CVaR, Strategy, WorstCase


def choice(scenarios: int = 40, level: float = 0.8, seed: int = 0) -> tuple[Project, Network]:
    """Return twelve firms of one kind: which of them looks safest is luck alone."""
    firms = [firm(f"f{number}", offer(unit_cost=1.0), reliability=0.9) for number in range(12)]
    strategy = Strategy(risk=1.0, risk_measure=CVaR(level=level, scenarios=scenarios, seed=seed))
    return project(task("t", loss=10), task("u", loss=10), strategy=strategy), network(*firms)


def best_true(level: float = 0.8) -> float:
    """Return the least true objective: both tasks at one firm, or at two."""
    together = min(0.1, 1 - level) * 20 / (1 - level)
    both, one = 0.1**2, 2 * 0.1 * 0.9
    apart = (both * 20 + min(one, 1 - level - both) * 10) / (1 - level)
    return 2.0 + min(together, apart)


def test_an_enterprise_chosen_by_its_scenarios_looks_better_on_them_than_it_is() -> None:
    asked, members = choice()
    enterprise = form_enterprise(asked, members)
    error = sampling_error(enterprise, asked, members, fresh=200, bounds=20)
    assert error.objective == pytest.approx(enterprise.objective)
    true = best_true()
    assert error.optimism > 4 * error.fresh_error
    assert error.fresh_mean == pytest.approx(true, abs=4 * error.fresh_error + 0.2)
    # The mean of the best of each set is no better than the truth, and the regret is never below 0 by much.
    assert error.least is not None
    assert error.least_error is not None
    assert error.regret is not None
    assert error.regret_error is not None
    assert error.least <= true + 4 * error.least_error
    assert error.regret == pytest.approx(error.fresh_mean - error.least)
    assert error.regret >= -4 * error.regret_error
    assert len(error.fresh) == 200
    assert len(error.bounds) == error.asked == 20


def test_what_is_not_chosen_by_its_scenarios_is_not_flattered() -> None:
    enterprise, asked, members = risky()
    measure = CVaR(level=0.9, scenarios=4000)
    weighed = asked.model_copy(update={"strategy": Strategy(cost=0.0, risk=2.0, risk_measure=measure)})
    from vebuilder.model.fingerprint import fingerprint

    mine = enterprise.model_copy(update={"fingerprint": fingerprint(weighed, members)})
    error = sampling_error(mine, weighed, members, fresh=30)
    exact = 2.0 * Law(enterprise, asked, members).cvar(0.9)
    assert error.fresh_mean == pytest.approx(exact, abs=4 * error.fresh_error)
    assert abs(error.optimism) < 4 * error.fresh_error * (1 + 30**0.5)
    assert error.fresh_error < 0.05 * exact


def test_fresh_scenarios_are_those_of_the_seeds_that_follow() -> None:
    asked, members = choice(seed=5)
    enterprise = form_enterprise(asked, members)
    error = sampling_error(enterprise, asked, members, fresh=3, bounds=1)
    for seed, value in zip(itertools.count(6), error.fresh, strict=False):
        measure = asked.strategy.risk_measure.model_copy(update={"seed": seed})
        strategy = asked.strategy.model_copy(update={"risk_measure": measure})
        other = asked.model_copy(update={"strategy": strategy})
        # One threshold serves all sets, so no value is below the set's own.
        assert value >= evaluate(other, members, enterprise).objective - 1e-9
    measure = asked.strategy.risk_measure.model_copy(update={"seed": 9})
    other = asked.model_copy(update={"strategy": asked.strategy.model_copy(update={"risk_measure": measure})})
    assert error.bounds == (form_enterprise(other, members).bound,)
    assert sampling_error(enterprise, asked, members, fresh=3, bounds=1) == error


def test_without_bounds_nothing_is_said_of_the_best_there_is() -> None:
    asked, members = choice()
    enterprise = form_enterprise(asked, members)
    error = sampling_error(enterprise, asked, members)
    assert (error.bounds, error.least, error.least_error, error.regret, error.regret_error) == (
        (), None, None, None, None,
    )  # fmt: skip
    assert "best there is" not in str(error)
    none_left = sampling_error(enterprise, asked, members, fresh=2, bounds=3, time_limit=0)
    assert none_left.bounds == ()
    assert "Time ran out after 0 of 3 bounds." in str(none_left)
    assert SamplingError.model_validate_json(none_left.model_dump_json()) == none_left


def test_what_cannot_be_meant_is_told_all_at_once() -> None:
    asked, members = choice()
    enterprise = form_enterprise(asked, members)
    with pytest.raises(DataError) as caught:
        sampling_error(enterprise, asked, members, fresh=1, bounds=-1, time_limit=-2, gap=3)
    assert {fault.path for fault in caught.value.faults} == {"fresh", "bounds", "time_limit", "gap"}
    exact = asked.model_copy(update={"strategy": Strategy(risk=1.0, risk_measure=WorstCase())})
    with pytest.raises(DataError, match="WorstCase is computed exactly, not from scenarios"):
        sampling_error(form_enterprise(exact, members), exact, members)
    with pytest.raises(DataError, match="was formed from other data"):
        sampling_error(enterprise, choice(seed=3)[0], members)
