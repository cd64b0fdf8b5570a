import pytest
from hypothesis import given
from hypothesis import strategies as st

from check.builders import case, firm, network, offer, package, project, split_task, task
from vebuilder.check.work import unit_cost, work_by_firm, work_costs
from vebuilder.model import PriceBreak, Quote

BREAKS = (PriceBreak(from_amount=20, unit_cost=3), PriceBreak(from_amount=10, unit_cost=4))
NETWORK = network(
    firm("a", offer("milling", 5, price_breaks=BREAKS), offer("turning", 2)),
    firm("b", offer("milling", 6)),
)


def test_share_times_amount_times_unit_cost() -> None:
    tasks = project(split_task("t", amount=8), task("u", "turning", amount=3))
    plan = [("t", "a", 0.75), ("t", "b", 0.25), ("u", "a")]
    # t: a 0.75 * 8 * 5 = 30, b 0.25 * 8 * 6 = 12; u: 3 * 2 = 6
    costs = work_costs(case(tasks, NETWORK, plan))
    assert costs == {("t", "a"): 30, ("t", "b"): 12, ("u", "a"): 6}
    assert work_by_firm(costs) == {"a": 36, "b": 12}


def test_a_quote_is_for_the_whole_task_and_may_be_negative() -> None:
    quotes = (Quote(task="t", firm="a", cost=-40), Quote(task="t", firm="b", cost=10))
    tasks = project(split_task("t", amount=8), quotes=quotes)
    assert work_costs(case(tasks, NETWORK, [("t", "a", 0.25), ("t", "b", 0.75)])) == {
        ("t", "a"): -10,
        ("t", "b"): 7.5,
    }


def test_a_quote_that_leaves_the_cost_open_takes_the_offers() -> None:
    quotes = (Quote(task="t", firm="a", effort=1),)
    assert work_costs(case(project(task("t", amount=8), quotes=quotes), NETWORK, {"t": "a"})) == {
        ("t", "a"): 40
    }


@pytest.mark.parametrize(
    ("amount", "price"), [(0, 5), (9.99, 5), (10, 4), (19.99, 4), (20, 3), (1000, 3), (20 * (1 - 1e-12), 3)]
)
def test_all_units_cost_what_the_largest_amount_reached_says(amount: float, price: float) -> None:
    assert unit_cost(offer("milling", 5, price_breaks=BREAKS), amount) == price


def test_a_price_break_from_0_replaces_the_unit_cost() -> None:
    assert unit_cost(offer("milling", 5, price_breaks=(PriceBreak(from_amount=0, unit_cost=1),)), 0) == 1


def test_the_whole_amount_of_the_offer_counts_over_its_tasks() -> None:
    tasks = project(task("t", amount=8), split_task("u", amount=4), task("v", "turning", amount=100))
    plan = [("t", "a"), ("u", "a", 0.5), ("u", "b", 0.5), ("v", "a")]
    # milling by a: 8 + 2 = 10, so 4 a unit: t 32, u 8; turning has its own offer; b: 2 * 6
    assert work_costs(case(tasks, NETWORK, plan)) == {
        ("t", "a"): 32,
        ("u", "a"): 8,
        ("u", "b"): 12,
        ("v", "a"): 200,
    }


def test_quoted_and_packaged_tasks_do_not_count_for_price_breaks() -> None:
    bundle = package("a", 30, "u", "w")
    quotes = (Quote(task="v", firm="a", cost=7),)
    tasks = [task(name, amount=6) for name in "tuvw"]
    plan = dict.fromkeys("tuvw", "a")
    bids = project(*tasks, quotes=quotes, packages=(bundle,))
    # only t is paid at the offer's price: 6 < 10, so 5 a unit; the package's 30 falls equally on u and w
    assert work_costs(case(bids, NETWORK, plan, packages=[bundle])) == {
        ("t", "a"): 30,
        ("v", "a"): 7,
        ("u", "a"): 15,
        ("w", "a"): 15,
    }
    # package not chosen: t, u and w are 18 together, 4 a unit
    assert work_costs(case(bids, NETWORK, plan)) == {
        ("t", "a"): 24,
        ("u", "a"): 24,
        ("v", "a"): 7,
        ("w", "a"): 24,
    }


def test_a_quote_whose_cost_is_the_offers_counts_for_price_breaks() -> None:
    quotes = (Quote(task="u", firm="a", reliability=0.5),)
    tasks = project(task("t", amount=6), task("u", amount=6), quotes=quotes)
    assert work_costs(case(tasks, NETWORK, dict.fromkeys("tu", "a"))) == {("t", "a"): 24, ("u", "a"): 24}


def test_what_nothing_prices_costs_nothing() -> None:
    assert work_costs(case(project(task("t", "casting")), NETWORK, {"t": "a"})) == {("t", "a"): 0}


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 1))
def test_splitting_between_equal_offers_changes_nothing(amount: float, price: float, share: float) -> None:
    twins = network(firm("a", offer("milling", price)), firm("b", offer("milling", price)))
    tasks = project(split_task("t", amount=amount))
    parts = work_costs(case(tasks, twins, [("t", "a", share), ("t", "b", 1 - share)]))
    assert sum(parts.values()) == pytest.approx(amount * price)
