"""Inferred trust counts for costs and rules as if it were stated."""

import pytest

from trust.builders import directed, joint
from vebuilder import (
    BestPath,
    Communities,
    Firm,
    Interface,
    JointProjects,
    Network,
    Offer,
    Project,
    Rules,
    Task,
    TransactionCosts,
    evaluate,
    form_enterprise,
    trust_from_graph,
    trust_to_graph,
)
from vebuilder.model.trust import TrustModel

MODELS = {
    "best path": BestPath(decay=0.9),
    "communities": Communities(level=0.6),
    "joint projects": JointProjects(projects=(joint("p", "ac"), joint("q", "abd"))),
}
PROJECT = Project(
    id="p",
    tasks=(Task(id="mill", competence="milling"), Task(id="weld", competence="welding")),
    interfaces=(Interface(source="mill", target="weld", volume=10),),
)


def members(model: TrustModel) -> Network:
    """Return a network where the cheapest firms to work with are told by inferred trust alone."""
    milling, welding = Offer(competence="milling", unit_cost=1), Offer(competence="welding", unit_cost=1)
    return Network(
        firms=(
            Firm(id="a", offers=(milling,), communities={"x"}),
            Firm(id="b", offers=(milling,)),
            Firm(id="c", offers=(welding,), communities={"x"}),
            Firm(id="d", offers=(welding,)),
            Firm(id="e"),  # offers nothing, yet its links lead on
        ),
        trust=directed(("a", "e", 0.9), ("e", "c", 0.8), ("b", "d", 0.1)),
        trust_model=model,
        transaction_costs=TransactionCosts(rate=5, coordination=7),
    )


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_inferred_trust_counts_as_if_it_were_stated(model: TrustModel) -> None:
    network = members(model)
    stated = network.model_copy(
        update={"trust": trust_from_graph(trust_to_graph(network)), "trust_model": {"kind": "stated"}}
    )
    formed, expected = form_enterprise(PROJECT, network), form_enterprise(PROJECT, stated)
    assert formed.partners == expected.partners == ("a", "c")
    assert formed.outcome == "optimal"
    assert formed.objective == pytest.approx(expected.objective)
    strangers = form_enterprise(PROJECT, network.model_copy(update={"trust_model": {"kind": "stated"}}))
    assert strangers.partners == ("b", "d")
    assert formed.objective < strangers.objective


def test_the_cost_is_that_of_the_inferred_trust() -> None:
    evaluation = evaluate(PROJECT, members(MODELS["best path"]), {"mill": "a", "weld": "c"})
    trust = 0.9 * 0.8 * 0.9
    assert evaluation.cost.transaction == pytest.approx(10 * 5 * (1 - trust))
    assert evaluation.cost.coordination == pytest.approx(7 * (1 - trust / 2))


def test_rules_look_at_inferred_trust() -> None:
    asking = PROJECT.model_copy(update={"rules": Rules(min_trust=0.6, trust_connected=True)})
    for model in MODELS.values():
        assert evaluate(asking, members(model), {"mill": "a", "weld": "c"}).violations == ()
        assert {
            violation.rule
            for violation in evaluate(asking, members(model), {"mill": "b", "weld": "c"}).violations
        } == {"rules.min_trust", "rules.trust_connected"}
