import pytest

from check.builders import broken, firm, network, offer, package, project, split_task, task
from vebuilder.model import Quote

NETWORK = network(
    firm("a", offer("milling", effort=2, capacity=10), offer("turning"), capacity=14),
    firm("b", capacity=3),
)


def test_effort_of_all_tasks_of_a_firm() -> None:
    tasks = project(task("t", amount=5), task("u", "turning", amount=6))
    # 5 * 2 + 6 * 1 = 16 > 14; the offer of milling itself is exactly full
    (violation,) = broken(tasks, NETWORK, dict.fromkeys("tu", "a"))
    assert (violation.rule, violation.ids, violation.amount) == ("capacity", ("a",), 2)
    assert violation.message == "firm 'a' is asked for effort 16 with capacity 14: short by 2"


def test_effort_of_all_tasks_of_an_offer() -> None:
    tasks = project(task("t", amount=4), task("u", amount=2.5))
    (violation,) = broken(tasks, NETWORK, dict.fromkeys("tu", "a"))  # 8 + 5 = 13 <= 14, but > 10
    assert (violation.ids, violation.amount) == (("a", "milling"), 3)
    assert "in its offer of 'milling'" in violation.message


def test_effort_scales_with_the_share() -> None:
    tasks = project(split_task("t", amount=6))
    assert broken(tasks, NETWORK, [("t", "a", 0.5), ("t", "b", 0.5)]) == []  # a 6, b 3
    (violation,) = broken(tasks, NETWORK, [("t", "a", 0.4), ("t", "b", 0.6)])  # b 3.6
    assert violation.ids == ("b",)
    assert violation.amount == pytest.approx(0.6)


def test_a_quotes_effort_is_for_the_whole_task_and_counts_for_the_offer() -> None:
    quotes = (Quote(task="t", firm="a", cost=1, effort=11),)
    (violation,) = broken(project(task("t", amount=1), quotes=quotes), NETWORK, {"t": "a"})
    assert (violation.ids, violation.amount) == (("a", "milling"), 1)


def test_a_quote_without_an_offer_takes_effort_1_per_amount_of_the_firm_only() -> None:
    quotes = (Quote(task="t", firm="b", cost=1),)
    (violation,) = broken(project(task("t", "casting", amount=5), quotes=quotes), NETWORK, {"t": "b"})
    assert (violation.ids, violation.amount) == (("b",), 2)


def test_a_packaged_task_takes_as_much_effort_as_without() -> None:
    bundle = package("a", 3, "t")
    bids = project(task("t", amount=6), packages=(bundle,))
    (violation,) = broken(bids, NETWORK, {"t": "a"}, packages=[bundle])
    assert (violation.ids, violation.amount) == (("a", "milling"), 2)


def test_without_a_stated_capacity_nothing_binds() -> None:
    assert broken(project(task("t", amount=1e9)), network(firm("a")), {"t": "a"}) == []


def test_rounding_is_no_violation() -> None:
    assert broken(project(task("t", amount=3 * (1 + 5e-7))), NETWORK, {"t": "b"}) == []
