"""An enterprise chosen by its scenarios is flattered by them; fresh ones tell by how much."""

import math
from itertools import product
from random import Random
from statistics import mean, stdev
from typing import Any

import pytest
from check.builders import firm, network, offer, project, task

from vebuilder import (
    CVaR,
    DataError,
    Enterprise,
    ExpectedLoss,
    FreshRisk,
    Strategy,
    evaluate,
    form_enterprise,
    sampling_error,
)
from vebuilder.model import Network, Project

LEVEL = 0.8


def instance(scenarios: int = 40, weight: float = 1.0, measure: Any = None) -> tuple[Project, Network]:
    """Return many firms as good as each other, of which few scenarios pick the lucky ones."""
    rng = Random(3)
    firms = tuple(
        firm(f"f{number}", offer(unit_cost=rng.uniform(10, 10.5)), reliability=0.85, capacity=1.0)
        for number in range(9)
    )
    measure = measure or CVaR(level=LEVEL, scenarios=scenarios, seed=5)
    tasks = tuple(task(f"t{number}", loss=50) for number in range(2))
    return project(*tasks, strategy=Strategy(risk=weight, risk_measure=measure)), network(*firms)


def asked(seeds: int = 20, others: int = 5, **fields: Any) -> tuple[FreshRisk, Enterprise, Project, Network]:
    mine, theirs = instance(**fields)
    enterprise = form_enterprise(mine, theirs, gap=1e-6)
    return sampling_error(enterprise, mine, theirs, seeds, others, gap=1e-6), enterprise, mine, theirs


def true_objective(mine: Project, theirs: Network) -> float:
    """Return the truly best objective: firms fail independently, so the tail is worked out."""
    prices = sorted(one.offers[0].unit_cost for one in theirs.firms)[:2]
    chance = {0: 0.85**2, 50: 2 * 0.85 * 0.15, 100: 0.15**2}
    left, tail = 1 - LEVEL, 0.0
    for loss in (100, 50, 0):
        taken = min(left, chance[loss])
        tail, left = tail + taken * loss, left - taken
    return sum(prices) + mine.strategy.risk * tail / (1 - LEVEL)


def test_every_figure_is_what_evaluate_says_on_those_seeds() -> None:
    found, enterprise, mine, theirs = asked(others=0)
    assert found.chosen_by == pytest.approx(enterprise.risk.value)
    assert len(set(found.seeds)) == 20
    assert 5 not in found.seeds
    for seed, value in zip(found.seeds, found.values, strict=True):
        strategy = Strategy(risk=1, risk_measure=CVaR(level=LEVEL, scenarios=40, seed=seed))
        fresh = evaluate(mine.model_copy(update={"strategy": strategy}), theirs, enterprise)
        assert fresh.risk.value == pytest.approx(value)
    assert found.mean == pytest.approx(mean(found.values))
    assert found.scatter == pytest.approx(stdev(found.values))
    assert found.standard_error == pytest.approx(stdev(found.values) / math.sqrt(20))
    assert found.fresh_objective == pytest.approx(enterprise.objective + found.mean - found.chosen_by)
    assert (found.lowest, found.gap, found.bounds) == (None, None, ())


def test_few_scenarios_flatter_the_enterprise_they_chose_and_many_hardly_do() -> None:
    few, many = asked(others=0)[0], asked(others=0, scenarios=4000)[0]
    assert few.bias > few.scatter + 4 * few.standard_error
    assert abs(many.bias) < few.bias / 4
    assert many.scatter < few.scatter / 4


def test_one_that_no_scenario_chose_is_not_flattered() -> None:
    found = asked(others=0, weight=0.0, scenarios=400)[0]
    assert abs(found.bias) < 4 * found.scatter


def test_the_limits_enclose_the_truly_best() -> None:
    found, enterprise, mine, theirs = asked(others=8, scenarios=200)
    truth = true_objective(mine, theirs)
    assert found.ended == "enough"
    assert len(found.bounds) == 8
    assert enterprise.objective < truth - 1
    assert found.lowest is not None
    assert found.lowest < truth < found.highest
    assert found.gap == pytest.approx((found.highest - found.lowest) / found.highest)


def test_the_bounds_are_those_of_enterprises_formed_on_other_scenarios() -> None:
    found, _, mine, theirs = asked(others=3)
    assert len(found.bounds) == 3
    for one, bound in enumerate(found.bounds):
        measure = CVaR(level=LEVEL, scenarios=40, seed=5 + 1 + 20 + one)
        other = mine.model_copy(update={"strategy": Strategy(risk=1, risk_measure=measure)})
        pairs = product(theirs.firms, repeat=2)
        plans = [{"t0": a.id, "t1": b.id} for a, b in pairs if a is not b]
        best = min(evaluate(other, theirs, plan).objective for plan in plans)
        assert bound == pytest.approx(best, rel=1e-5)


def test_out_of_time_keeps_the_figures() -> None:
    mine, theirs = instance()
    enterprise = form_enterprise(mine, theirs)
    found = sampling_error(enterprise, mine, theirs, time_limit=0.0)
    assert (found.ended, found.bounds, found.lowest) == ("time", (), None)
    assert len(found.values) == 20
    assert str(found).endswith("sought on 0 other sets of scenarios: stopped by the time limit")


def test_a_search_that_proved_nothing_leaves_no_limit() -> None:
    found = asked(others=2)[0]
    assert found.lowest is not None
    assert found.model_copy(update={"bounds": (*found.bounds, None)}).lowest is None


def test_the_text_says_all_of_it() -> None:
    found = asked(others=3)[0]
    text = str(found)
    assert text.startswith("Sampling error of project p: CVaR at 0.8 on 40 scenarios\n")
    for said in ("chosen by", "on fresh scenarios, mean", "flatters it by", "no enterprise below"):
        assert said in text
    assert f"Within {found.gap:.2%} of the truly best enterprise" in text
    assert FreshRisk.model_validate_json(found.model_dump_json()) == found


def test_what_cannot_be_meant_is_told_at_once() -> None:
    mine, theirs = instance(measure=ExpectedLoss())
    enterprise = form_enterprise(mine, theirs)
    with pytest.raises(DataError) as told:
        sampling_error(enterprise, mine, theirs, seeds=1, others=1, gap=2.0)
    paths = [fault.path for fault in told.value.faults]
    assert paths == ["project.strategy.risk_measure", "seeds", "others", "gap"]
    assert "ExpectedLoss is exact" in str(told.value)


def test_an_enterprise_of_other_inputs_is_refused() -> None:
    mine, theirs = instance()
    enterprise = form_enterprise(mine, theirs)
    with pytest.raises(DataError, match="formed from other data"):
        sampling_error(enterprise, instance(scenarios=50)[0], theirs)
