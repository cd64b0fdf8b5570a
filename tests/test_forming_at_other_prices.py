"""Enterprises at prices of every kind are the best there are: brute force says so."""

from collections import Counter
from functools import cache

import pytest
from priced_instances import best_evaluation, features, priced_instance
from priced_split import best_priced, split_instance

from vebuilder import InfeasibleError, evaluate, form_enterprise
from vebuilder.model import Network, Project

SEEDS, SPLIT_SEEDS = range(120), range(90)
FEW_SEEDS, FEW_SPLIT_SEEDS = range(25), range(20)
NEAR = 5e-6
"""Relative: an amount stays a millionth below a price that rises, which brute force takes as reached."""
GAPS = {"auto": 1e-7, "highs": 1e-7, "cpsat": 1e-4, "scip": 1e-7, "cbc": 1e-7}


@cache
def best_whole(seed: int) -> float | None:
    best = best_evaluation(*priced_instance(seed))
    return None if best is None else best.objective


@cache
def best_split(seed: int) -> float | None:
    best = best_priced(*split_instance(seed))
    return None if best is None else best.price.objective


def assert_formed_best(project: Project, network: Network, best: float | None, solver: str) -> None:
    gap = GAPS[solver]
    if best is None:
        with pytest.raises(InfeasibleError):
            form_enterprise(project, network, solver=solver, gap=gap)
        return
    enterprise = form_enterprise(project, network, solver=solver, gap=gap)
    assert enterprise.outcome == "optimal"
    assert enterprise.objective == pytest.approx(best, rel=max(gap, NEAR), abs=1e-6)
    assert enterprise.bound is not None
    assert enterprise.bound <= best + NEAR * max(1.0, abs(best))
    audit = evaluate(project, network, enterprise)
    assert audit.violations == ()
    assert audit.cost == enterprise.cost
    assert sum(one.cost for one in enterprise.assignments) == pytest.approx(enterprise.cost.work)


@pytest.mark.parametrize("seed", SEEDS)
def test_formed_enterprise_is_the_best(seed: int) -> None:
    assert_formed_best(*priced_instance(seed), best_whole(seed), "auto")


@pytest.mark.parametrize("seed", SPLIT_SEEDS)
def test_formed_enterprise_is_the_best_where_tasks_are_split(seed: int) -> None:
    assert_formed_best(*split_instance(seed), best_split(seed), "auto")


@pytest.mark.parametrize("seed", FEW_SEEDS)
@pytest.mark.parametrize("solver", [name for name in GAPS if name != "auto"])
def test_backends_agree(solver: str, seed: int) -> None:
    assert_formed_best(*priced_instance(seed), best_whole(seed), solver)


@pytest.mark.parametrize("seed", FEW_SPLIT_SEEDS)
@pytest.mark.parametrize("solver", [name for name in GAPS if name != "auto"])
def test_backends_agree_where_tasks_are_split(solver: str, seed: int) -> None:
    assert_formed_best(*split_instance(seed), best_split(seed), solver)


def test_the_seeds_switch_everything_on() -> None:
    on: Counter[str] = Counter()
    for seed in SEEDS:
        project, network = priced_instance(seed)
        seen = features(project, network, best_evaluation(project, network))
        on.update({name: int(is_on) for name, is_on in seen.items()})
    assert {name: count for name, count in on.items() if count < 4} == {}
    assert len(on) == 11


def test_the_split_seeds_switch_everything_on() -> None:
    on: Counter[str] = Counter()
    for seed in SPLIT_SEEDS:
        if best_split(seed) is None:
            continue
        project, network = split_instance(seed)
        enterprise = form_enterprise(project, network)
        breaking = {firm.id for firm in network.firms if any(offer.price_breaks for offer in firm.offers)}
        split = {one.firm for one in enterprise.assignments if 0 < one.share < 1}
        on["packages taken"] += bool(enterprise.packages)
        on["split at a price with breaks"] += bool(split & breaking)
        on["funding paid"] += enterprise.cost.funding < 0
    assert {name: count for name, count in on.items() if count < 3} == {}
    assert len(on) == 3
