"""Ties and costs by partner add up to what the enterprise costs."""

import pytest

import vebuilder as ve
from tests.report.cases import chain
from vebuilder.demo import example
from vebuilder.report.facts import Facts, facts_of


def demo() -> tuple[ve.Project, ve.Network]:
    return example()


@pytest.fixture(scope="module", params=[demo, lambda: chain(3), lambda: chain(12)], ids=["demo", "3", "12"])
def facts(request: pytest.FixtureRequest) -> Facts:
    project, network = request.param()
    return facts_of(ve.form_enterprise(project, network), project, network)


def test_exchanges_add_up_to_the_transaction_cost(facts: Facts) -> None:
    cost = facts.enterprise.cost
    assert sum(one.cost for one in facts.exchanges) == pytest.approx(cost.transaction)
    between = sum(tie.interface_cost for tie in facts.ties)
    inside = sum(one.cost for one in facts.exchanges if one.giver == one.taker)
    assert between + inside == pytest.approx(cost.transaction)


def test_costs_by_partner_and_shared_costs_add_up_to_the_total(facts: Facts) -> None:
    by_firm = sum(cost.total for cost in facts.costs.values())
    assert by_firm + sum(facts.shared_costs.values()) == pytest.approx(facts.enterprise.cost.total)


@pytest.mark.parametrize("kind", ["joining", "setup", "work", "retainer"])
def test_each_kind_adds_up(facts: Facts, kind: str) -> None:
    by_firm = sum(getattr(cost, kind) for cost in facts.costs.values())
    assert by_firm == pytest.approx(getattr(facts.enterprise.cost, kind))


def test_a_split_task_is_exchanged_at_the_cheapest() -> None:
    network = ve.Network(
        firms=[
            ve.Firm(id="a", offers=[ve.Offer(competence="x")], capacity=0.5),
            ve.Firm(id="b", offers=[ve.Offer(competence="x")], capacity=0.5),
            ve.Firm(id="c", offers=[ve.Offer(competence="y")], capacity=0.5),
            ve.Firm(id="d", offers=[ve.Offer(competence="y")], capacity=0.5),
        ],
        trust=[ve.TrustLink(source="a", target="d", trust=1.0)],
        transaction_costs=ve.TransactionCosts(rate=10.0),
    )
    tasks = [ve.Task(id=name, competence=name, max_partners=2, min_share=0.1) for name in "xy"]
    project = ve.Project(id="p", tasks=tasks, interfaces=[ve.Interface(source="x", target="y", volume=4.0)])
    facts = facts_of(ve.form_enterprise(project, network, gap=0), project, network)
    moved = {(one.giver, one.taker): (one.volume, one.cost) for one in facts.exchanges}
    assert moved == {("a", "d"): (2.0, 0.0), ("b", "c"): (2.0, 20.0)}
