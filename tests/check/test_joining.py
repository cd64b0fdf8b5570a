from check.builders import case, firm, network, project, task
from vebuilder.check.joining import joining_cost

NETWORK = network(
    firm("a", joining_cost=10), firm("b", joining_cost=20), firm("c", joining_cost=40), firm("d")
)


def test_each_partner_joins_once() -> None:
    plan = {"t": "a", "u": "a", "v": "b"}
    assert joining_cost(case(project(task("t"), task("u"), task("v")), NETWORK, plan)) == 30


def test_the_initiator_pays_nothing_with_or_without_a_task() -> None:
    assert joining_cost(case(project(task("t"), initiator="a"), NETWORK, {"t": "a"})) == 0
    assert joining_cost(case(project(task("t"), initiator="c"), NETWORK, {"t": "b"})) == 20


def test_a_partner_with_share_0_joins_too() -> None:
    both = project(task("t", max_partners=2))
    assert joining_cost(case(both, NETWORK, [("t", "a", 1.0), ("t", "b", 0.0)])) == 30
