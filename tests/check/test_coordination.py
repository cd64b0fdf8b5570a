import pytest

from check.builders import case, firm, network, project, task, trust
from vebuilder.check.coordination import coordination_cost

FIRMS = [firm(name) for name in "abcd"]
TASKS = project(task("t"), task("u"), task("v"))


def test_each_pair_of_partners_once_with_the_mean_of_both_directions() -> None:
    links = [trust("a", "b", 0.5), trust("a", "c", 0.8, mutual=False), trust("c", "a", -0.2, mutual=False)]
    linked = network(*FIRMS, costs={"coordination": 10, "trust_discount": 0.5}, trust=links)
    # ab: 10 * (1 - 0.5 * 0.5) = 7.5; ac: mean (0.8 - 0.2) / 2 = 0.3, 10 * (1 - 0.15) = 8.5; bc: 10
    plan = {"t": "a", "u": "b", "v": "c"}
    assert coordination_cost(case(TASKS, linked, plan)) == pytest.approx(26)


def test_one_direction_counts_half() -> None:
    linked = network(*FIRMS, costs={"coordination": 10}, trust=[trust("a", "b", 1.0, mutual=False)])
    assert coordination_cost(case(TASKS, linked, {"t": "a", "u": "b"})) == 5


def test_the_initiator_is_coordinated_without_a_task() -> None:
    strangers = network(*FIRMS, costs={"coordination": 10})
    begun = TASKS.model_copy(update={"initiator": "d"})
    assert coordination_cost(case(begun, strangers, dict.fromkeys("tuv", "a"))) == 10
    assert coordination_cost(case(TASKS, strangers, dict.fromkeys("tuv", "a"))) == 0


def test_distrust_costs_more() -> None:
    linked = network(*FIRMS, costs={"coordination": 10}, trust=[trust("a", "b", -1.0)])
    assert coordination_cost(case(TASKS, linked, {"t": "a", "u": "b"})) == 20
