import pytest
from hypothesis import given
from hypothesis import strategies as st

from check.builders import case, firm, interface, network, project, split_task, task, trust
from vebuilder.check.transaction import transaction_cost
from vebuilder.model import PairCost

NETWORK = network(
    firm("a"), firm("b"), firm("c"), costs={"rate": 10, "internal_rate": 1}, trust=[trust("a", "b", 0.8)]
)


def test_volume_times_rate_between_single_partners() -> None:
    tasks = (task("t"), task("u"), task("v"))
    links = (interface("t", "u", volume=3), interface("u", "v", volume=2), interface("t", "v", volume=0))
    # t-u: a to b, 3 * 10 * (1 - 0.8) = 6; u-v: b to c, 2 * 10 = 20
    joined = project(*tasks, interfaces=links)
    assert transaction_cost(case(joined, NETWORK, {"t": "a", "u": "b", "v": "c"})) == pytest.approx(26)
    # all in one house: (3 + 2) * 1
    assert transaction_cost(case(joined, NETWORK, dict.fromkeys("tuv", "c"))) == 5


def test_every_stated_interface_counts_even_twice() -> None:
    links = (interface("t", "u"), interface("t", "u"), interface("u", "t"))
    joined = project(task("t"), task("u"), interfaces=links)
    assert transaction_cost(case(joined, NETWORK, {"t": "a", "u": "c"})) == 30


def test_direction_matters_where_trust_is_one_sided() -> None:
    one_sided = network(firm("a"), firm("b"), costs={"rate": 10}, trust=[trust("a", "b", 0.8, mutual=False)])
    tasks = (task("t"), task("u"))
    there = project(*tasks, interfaces=(interface("t", "u"),))
    back = project(*tasks, interfaces=(interface("u", "t"),))
    assert transaction_cost(case(there, one_sided, {"t": "a", "u": "b"})) == pytest.approx(2)
    assert transaction_cost(case(back, one_sided, {"t": "a", "u": "b"})) == pytest.approx(10)


def test_split_tasks_ship_the_cheapest_way() -> None:
    tasks = (split_task("t"), split_task("u"))
    joined = project(*tasks, interfaces=(interface("t", "u", volume=4),))
    plan = [("t", "a", 0.5), ("t", "c", 0.5), ("u", "b", 0.75), ("u", "c", 0.25)]
    # rates a-b 2, a-c 10, c-b 10, c-c 1: a ships 0.5 to b, c 0.25 to itself and 0.25 to b
    # 4 * (0.5 * 2 + 0.25 * 1 + 0.25 * 10) = 15
    assert transaction_cost(case(joined, NETWORK, plan)) == pytest.approx(15)


def test_the_interfaces_own_rates_come_first() -> None:
    own = (PairCost(source="a", target="c", rate=-5),)
    joined = project(
        task("t"), task("u"), interfaces=(interface("t", "u", volume=2, pairs=own), interface("u", "t"))
    )
    # t-u: 2 * -5; u-t from c to a: 10
    assert transaction_cost(case(joined, NETWORK, {"t": "a", "u": "c"})) == 0


def test_a_task_nobody_does_exchanges_nothing() -> None:
    joined = project(task("t"), task("u"), interfaces=(interface("t", "u"),))
    assert transaction_cost(case(joined, NETWORK, {"t": "a"})) == 0


def test_a_partner_with_share_0_exchanges_nothing() -> None:
    joined = project(split_task("t"), task("u"), interfaces=(interface("t", "u"),))
    plan = [("t", "a", 1.0), ("t", "c", 0.0), ("u", "b")]
    assert transaction_cost(case(joined, NETWORK, plan)) == pytest.approx(2)


@given(st.floats(0, 1000), st.floats(0, 1))
def test_cost_is_proportional_to_volume(volume: float, share: float) -> None:
    plan = [("t", "a", share), ("t", "c", 1 - share), ("u", "b", 0.5), ("u", "c", 0.5)]
    costs = [
        transaction_cost(
            case(
                project(split_task("t"), split_task("u"), interfaces=(interface("t", "u", volume=size),)),
                NETWORK,
                plan,
            )
        )
        for size in (1.0, volume)
    ]
    assert costs[1] == pytest.approx(volume * costs[0])
