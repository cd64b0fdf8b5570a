import pytest

from check.builders import firm, network, offer, package, project, task
from vebuilder import evaluate
from vebuilder.model import Backup, PriceBreak, Project, Quote

MEMBERS = network(
    firm("a", offer(unit_cost=3, setup_cost=9), joining_cost=50),
    firm("b", offer(unit_cost=4, setup_cost=9, capacity=1), joining_cost=70),
    firm("c", offer(unit_cost=5, price_breaks=(PriceBreak(from_amount=5, unit_cost=1),))),
)


def retainer(firm_id: str, cost: float = 0.0, **fields: object) -> float:
    tasks = project(task("t", amount=10, backups=1), **fields)
    backup = Backup(task="t", firm=firm_id, cost=cost)
    return evaluate(tasks, MEMBERS, {"t": "a"}, backups=[backup]).cost.retainer


def test_a_part_of_what_the_whole_task_would_cost() -> None:
    assert retainer("b") == pytest.approx(0.1 * 10 * 4)
    assert retainer("b", retainer=0.25) == pytest.approx(10)
    assert retainer("b", retainer=0.0) == 0


def test_the_cost_stated_for_the_standby_is_recomputed() -> None:
    assert retainer("b", cost=999) == pytest.approx(4)


def test_price_breaks_are_for_what_is_done() -> None:
    assert retainer("c") == pytest.approx(0.1 * 10 * 5)


@pytest.mark.parametrize(
    ("quote", "expected"), [({"cost": 70}, 7), ({"cost": -20}, -2), ({"effort": 3}, 4), ({"cost": 0}, 0)]
)
def test_a_quote_comes_before_the_offer(quote: dict[str, float], expected: float) -> None:
    assert retainer("b", quotes=(Quote(task="t", firm="b", **quote),)) == pytest.approx(expected)


def test_it_is_paid_for_each_standby_and_each_task_and_nothing_else_is() -> None:
    tasks = project(task("t", amount=10, backups=2), task("u", amount=2, backups=1), budget=100)
    backups = [("t", "b"), ("t", "c"), ("u", "b")]
    evaluation = evaluate(tasks, MEMBERS, dict.fromkeys("tu", "a"), backups=backups)
    assert evaluation.cost.retainer == pytest.approx(4 + 5 + 0.8)
    assert (evaluation.cost.joining, evaluation.cost.setup, evaluation.cost.work) == (50, 9, 36)
    (violation,) = evaluation.violations  # in the budget; b's capacity is not asked for
    assert (violation.rule, violation.amount) == ("budget", pytest.approx(4.8))


def test_a_firm_without_a_price_adds_nothing() -> None:
    bundle = package("b", 30, "t")
    tasks = project(task("t", "casting", backups=1), packages=(bundle,), quotes=QUOTES)
    assert evaluate(tasks, MEMBERS, {"t": "a"}, backups=[("t", "b")]).cost.retainer == 0


QUOTES = (Quote(task="t", firm="a", cost=1),)


def test_the_project_may_do_without() -> None:
    plain: Project = project(task("t"))
    assert evaluate(plain, MEMBERS, {"t": "a"}).cost.retainer == 0
