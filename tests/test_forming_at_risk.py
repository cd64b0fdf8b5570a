"""Enterprises with something to lose are the best there are, whatever the measure: brute force says so."""

from collections import Counter
from functools import cache
from itertools import pairwise

import pytest
from instances import Instance
from risky_instances import risky_instance, sound_plans

from vebuilder import InfeasibleError, evaluate, form_enterprise
from vebuilder.model import CVaR, ExpectedLoss, Strategy, WorstCase

SEEDS = range(60)
FEW_SEEDS = range(12)
FEASIBLE_SEEDS = (0, 2, 4, 9, 10, 12, 14, 17, 18, 24, 29, 31, 34, 38, 39, 41, 43, 54, 58, 59)
GAP = 1e-7
GAPS = {"highs": 1e-6, "cpsat": 1e-3, "scip": 1e-6, "cbc": 1e-6, "pulp:PULP_CBC_CMD": 1e-6}


@cache
def best_objective(seed: int) -> float | None:
    sound = sound_plans(*risky_instance(seed))
    return min((evaluation.objective for _, evaluation in sound), default=None)


def assert_formed_best(seed: int, solver: str, gap: float) -> None:
    (project, network), best = risky_instance(seed), best_objective(seed)
    if best is None:
        with pytest.raises(InfeasibleError):
            form_enterprise(project, network, solver=solver, gap=gap)
        return
    enterprise = form_enterprise(project, network, solver=solver, gap=gap)
    assert enterprise.solver.startswith(solver) or solver == "auto"
    assert enterprise.outcome == "optimal"
    assert enterprise.objective == pytest.approx(best, rel=max(gap, 1e-6), abs=1e-6)
    assert enterprise.bound is not None
    assert enterprise.bound <= best + 1e-6 * max(1.0, abs(best))
    audit = evaluate(project, network, enterprise)
    assert audit.violations == ()
    assert audit.objective == pytest.approx(enterprise.objective, rel=1e-9, abs=1e-9)
    assert audit.cost == enterprise.cost
    assert sum(one.cost for one in enterprise.backups) == pytest.approx(enterprise.cost.retainer)


@pytest.mark.parametrize("seed", SEEDS)
def test_formed_enterprise_is_the_best(seed: int) -> None:
    assert_formed_best(seed, "auto", GAP)


@pytest.mark.parametrize("seed", FEW_SEEDS)
@pytest.mark.parametrize("solver", GAPS)
def test_backends_agree(solver: str, seed: int) -> None:
    assert_formed_best(seed, solver, GAPS[solver])


def test_the_seeds_switch_everything_on() -> None:
    on: Counter[str] = Counter()
    for seed in SEEDS:
        if best_objective(seed) is None:
            continue
        project, network = risky_instance(seed)
        strategy, backed = project.strategy, any(task.backups for task in project.tasks)
        weighs = strategy.risk > 0 and any(task.loss for task in project.tasks)
        kind = strategy.risk_measure.kind
        on[f"{kind} with standbys"] += backed and weighs
        on[f"{kind} without standbys"] += weighs and not backed
        on["standbys where risk weighs nothing"] += backed and not weighs
        on["two standbys"] += any(task.backups > 1 for task in project.tasks)
        on["shocks"] += bool(project.shocks) and weighs
        on["shocks with standbys"] += bool(project.shocks) and backed and weighs
        on["success"] += project.rules.min_success_probability is not None
        spread = any(offer.cost_spread for firm in network.firms for offer in firm.offers)
        on["protection"] += strategy.price_protection > 0 and spread
        on["budget"] += project.budget is not None
        on["incompatible"] += backed and bool(project.rules.incompatible)
    assert {name: count for name, count in on.items() if count < 2} == {}
    assert len(on) == 14


def raised(instance: Instance, weight: float) -> tuple[float, float, float]:
    """Return the risk, and by how much cost and risk together may miss their best."""
    project, network = instance
    strategy = project.strategy.model_copy(update={"cost": 1.0, "risk": weight})
    enterprise = form_enterprise(project.model_copy(update={"strategy": strategy}), network, gap=GAP)
    assert enterprise.bound is not None
    return enterprise.risk.value, enterprise.objective - enterprise.bound, weight


@pytest.mark.parametrize("seed", FEASIBLE_SEEDS)
def test_raising_the_weight_of_risk_never_raises_the_risk(seed: int) -> None:
    found = [raised(risky_instance(seed), weight) for weight in (0.1, 0.5, 2.0, 10.0)]
    for (low, slack, weight), (high, other_slack, other_weight) in pairwise(found):
        allowed = (slack + other_slack) / (other_weight - weight)
        assert high <= low + allowed + 1e-6 * max(1.0, abs(low))


def test_every_measure_has_a_weight_of_nothing() -> None:
    project, network = risky_instance(2)
    for measure in (ExpectedLoss(), CVaR(scenarios=20), WorstCase(failures=2)):
        careless = project.model_copy(update={"strategy": Strategy(risk_measure=measure)})
        enterprise = form_enterprise(careless, network, gap=GAP)
        assert enterprise.objective == pytest.approx(enterprise.cost.total)
        assert enterprise.risk == evaluate(careless, network, enterprise).risk
