"""A firm that may not stand by saves nothing, whatever the measure, and is told of."""

from typing import Any

import pytest
from explore.simulation.builders import built

from check.builders import firm, network, offer, package, project, shock, split_task
from vebuilder import CVaR, ExpectedLoss, Quote, Rules, Strategy, WorstCase, evaluate, simulate
from vebuilder.model import Network, Project

MEASURES = [ExpectedLoss(), CVaR(level=0.2, scenarios=200), WorstCase(failures=2)]
PLAN = [("t", "a", 0.5), ("t", "b", 0.5)]
INVALID = {
    "a partner of the task": "b",
    "no offer": "caster",
    "too little proficiency": "novice",
    "a quote below the proficiency needed": "quoted",
    "a bid in packages only": "bundler",
    "excluded": "shunned",
}


def instance(measure: Any) -> tuple[Project, Network]:
    names = ("a", "b", "able", "quoted", "shunned")
    members = network(
        *(firm(name, reliability=0.6, attributes={"country": "DE"}) for name in names),
        firm("caster", offer("casting"), reliability=0.6),
        firm("novice", offer(proficiency=0.5), reliability=0.6),
        firm("bundler", offer("casting"), reliability=0.6),
    )
    asked = project(
        split_task("t", loss=100, min_proficiency=0.8, backups=1),
        strategy=Strategy(risk=1, risk_measure=measure),
        shocks=(shock("country", "DE", 0.2, 0.5),),
        rules=Rules(excluded={"shunned"}),
        quotes=(Quote(task="t", firm="quoted", cost=1, proficiency=0.7),),
        packages=(package("bundler", 3, "t"),),
        retainer=0.0,
    )
    return asked, members


@pytest.mark.parametrize("measure", MEASURES, ids=lambda one: one.kind)
@pytest.mark.parametrize("reason", INVALID)
def test_a_firm_that_may_not_stand_by_saves_nothing(reason: str, measure: Any) -> None:
    asked, members = instance(measure)
    alone = evaluate(asked, members, PLAN)
    invalid = evaluate(asked, members, PLAN, backups=[("t", INVALID[reason])])
    assert invalid.risk == alone.risk
    assert invalid.objective == pytest.approx(alone.objective)
    assert INVALID[reason] in {name for one in invalid.violations for name in one.ids}
    helped = evaluate(asked, members, PLAN, backups=[("t", "able")])
    assert helped.risk.expected_loss < alone.risk.expected_loss
    assert helped.risk.value < alone.risk.value
    assert helped.violations == ()


def test_beside_a_valid_one_it_changes_nothing_either() -> None:
    asked, members = instance(CVaR(level=0.2, scenarios=200))
    helped = evaluate(asked, members, PLAN, backups=[("t", "able")])
    for name in INVALID.values():
        assert evaluate(asked, members, PLAN, backups=[("t", "able"), ("t", name)]).risk == helped.risk


def test_the_simulation_lets_it_take_over_nothing() -> None:
    asked, members = instance(ExpectedLoss())
    alone = simulate(built(asked, members, PLAN), asked, members, runs=1000)
    for name in INVALID.values():
        useless = simulate(built(asked, members, PLAN, [("t", name)]), asked, members, runs=1000)
        assert (useless.losses == alone.losses).all()
    helped = simulate(built(asked, members, PLAN, [("t", "able")]), asked, members, runs=1000)
    assert helped.mean_loss < alone.mean_loss
