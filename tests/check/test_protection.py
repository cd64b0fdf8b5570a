import pytest
from hypothesis import given
from hypothesis import strategies as st

from check.builders import firm, network, offer, package, project, split_task, task
from vebuilder import evaluate
from vebuilder.model import PriceBreak, Quote, Strategy

MEMBERS = network(
    firm("a", offer(unit_cost=3, cost_spread=0.5), offer("turning", 2, cost_spread=0.1)),
    firm("b", offer(unit_cost=4, cost_spread=0.25, price_breaks=(PriceBreak(from_amount=5, unit_cost=2),))),
    firm("c", offer(unit_cost=9, cost_spread=1.0)),
)
# a mills t and half of u: 0.5 * 3 * 12 = 18; b the other half, at 2: 0.25 * 2 * 10 = 5
# a turns v: 0.1 * 2 * 20 = 4
TASKS = (task("t", amount=2), split_task("u", amount=20), task("v", "turning", amount=20))
PLAN = [("t", "a"), ("u", "a", 0.5), ("u", "b", 0.5), ("v", "a")]


@pytest.mark.parametrize(("offers", "expected"), [(0, 0), (1, 18), (2, 23), (3, 27), (9, 27)])
def test_the_largest_spreads_of_the_used_offers(offers: int, expected: float) -> None:
    tasks = project(*TASKS, strategy=Strategy(cost=2, price_protection=offers), budget=130)
    evaluation = evaluate(tasks, MEMBERS, PLAN)
    assert evaluation.cost.protection == pytest.approx(expected)
    assert evaluation.objective == pytest.approx(2 * (36 + 20 + 40 + expected))
    assert evaluation.violations == ()


def test_quotes_and_packages_are_fixed() -> None:
    bundle = package("b", 100, "u")
    quotes = (Quote(task="t", firm="a", cost=500), Quote(task="v", firm="a", effort=1))
    tasks = project(*TASKS, quotes=quotes, packages=(bundle,), strategy=Strategy(price_protection=9))
    plan = {"t": "a", "u": "b", "v": "a"}
    # a quote without a cost leaves the price to the offer
    assert evaluate(tasks, MEMBERS, plan, packages=[bundle]).cost.protection == pytest.approx(4)


def test_it_is_not_part_of_the_work() -> None:
    evaluation = evaluate(project(*TASKS, strategy=Strategy(price_protection=9)), MEMBERS, PLAN)
    assert evaluation.cost.work == 36 + 20 + 40
    assert evaluation.cost.total == pytest.approx(96 + 27)


@given(
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from([0.0, 0.1, 0.5, 1.0])), min_size=1, max_size=6),
    st.integers(0, 7),
)
def test_as_sorted_sums(offers: list[tuple[int, float]], protected: int) -> None:
    members = network(
        *(
            firm(f"f{i}", offer(unit_cost=price, cost_spread=spread))
            for i, (price, spread) in enumerate(offers)
        )
    )
    tasks = project(
        *(task(f"t{i}") for i in range(len(offers))), strategy=Strategy(price_protection=protected)
    )
    plan = {f"t{i}": f"f{i}" for i in range(len(offers))}
    sums = sorted((price * spread for price, spread in offers), reverse=True)
    assert evaluate(tasks, members, plan).cost.protection == pytest.approx(sum(sums[:protected]))
