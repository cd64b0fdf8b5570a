from typing import Any

import pytest

from check.builders import broken, firm, network, offer, project, task
from vebuilder.model import GroupRule, Quote, Rules, Violation

NETWORK = network(
    firm("a", offer(unit_cost=5), attributes={"country": "DE", "sme": True, "tier": 1}),
    firm("b", offer(unit_cost=3), attributes={"country": "DE", "sme": False, "tier": 1.0}),
    firm("c", offer(unit_cost=2), attributes={"country": "FR", "sme": True, "tier": True}),
    firm("d", offer(unit_cost=9), attributes={"country": "IT"}),
    firm("e", offer(unit_cost=0)),
)
TASKS = (task("t"), task("u"), task("v"), task("w"))
# Work: a 5, b 3, c 2, e 0; 10 in all. Germany 8, France 2; e states nothing; d is no partner.
PLAN = {"t": "a", "u": "b", "v": "c", "w": "e"}


def under(attribute: str = "country", **bounds: Any) -> list[Violation]:
    rules = Rules(groups=(GroupRule(attribute=attribute, **bounds),))
    return broken(project(*TASKS, rules=rules), NETWORK, PLAN)


@pytest.mark.parametrize(
    ("bounds", "field", "ids", "amount"),
    [
        # with values: all partners that show one of them, together
        ({"values": ("DE", "FR"), "min_firms": 4}, "min_firms", ("a", "b", "c"), 1),
        ({"values": ("DE", "FR"), "max_firms": 2}, "max_firms", ("a", "b", "c"), 1),
        ({"values": ("IT",), "min_firms": 1}, "min_firms", (), 1),
        ({"values": ("DE", "FR"), "max_per_value": 1}, "max_per_value", ("a", "b"), 1),
        ({"values": ("DE", "FR", "IT"), "min_distinct": 3}, "min_distinct", ("a", "b", "c"), 1),
        ({"values": ("FR", "IT"), "min_share": 0.25}, "min_share", ("c",), 0.5),
        ({"values": ("DE", "FR"), "max_share": 0.75}, "max_share", ("a", "b", "c"), 2.5),
        # without: every partner that states the attribute
        ({"min_firms": 4}, "min_firms", ("a", "b", "c"), 1),
        ({"max_firms": 2}, "max_firms", ("a", "b", "c"), 1),
        ({"max_per_value": 1}, "max_per_value", ("a", "b"), 1),
        ({"min_distinct": 3}, "min_distinct", ("a", "b", "c"), 1),
        # each value by itself: Germany has 8 of 10, France 2
        ({"max_share": 0.75}, "max_share", ("a", "b"), 0.5),
    ],
)
def test_each_bound(bounds: dict[str, Any], field: str, ids: tuple[str, ...], amount: float) -> None:
    (violation,) = under(**bounds)
    assert violation.rule == f"rules.groups[0].{field}"
    assert sorted(violation.ids) == sorted(ids)
    assert violation.amount == pytest.approx(amount)
    assert "'country'" in violation.message


@pytest.mark.parametrize(
    "bounds",
    [
        {"values": ("DE", "FR"), "min_firms": 3, "max_firms": 3, "max_per_value": 2, "min_distinct": 2},
        {"values": ("DE",), "min_share": 0.8, "max_share": 0.8},
        {"values": ("FR", "IT"), "max_per_value": 1, "min_distinct": 1, "min_share": 0.2},
        {"min_firms": 3, "max_firms": 3, "max_per_value": 2, "min_distinct": 2, "max_share": 0.8},
    ],
)
def test_what_is_exactly_at_its_limit_is_kept(bounds: dict[str, Any]) -> None:
    assert under(**bounds) == []


def test_true_is_not_1_but_1_is_1_0() -> None:
    # tier: a shows 1, b shows 1.0, c shows True
    (violation,) = under("tier", values=(1,), min_firms=3)
    assert sorted(violation.ids) == ["a", "b"]
    (violation,) = under("tier", values=(True,), min_firms=2)
    assert violation.ids == ("c",)
    assert under("tier", min_distinct=2) == []
    assert under("tier", min_distinct=3) != []


def test_false_is_a_value() -> None:
    assert under("sme", values=(False,), min_firms=1) == []
    assert under("sme", min_firms=3, min_distinct=2) == []


def test_the_initiator_counts() -> None:
    rules = Rules(groups=(GroupRule(attribute="country", values=("IT",), min_firms=1),))
    assert broken(project(*TASKS, rules=rules, initiator="d"), NETWORK, PLAN) == []


def test_each_rule_is_named_by_its_place() -> None:
    bounds = GroupRule(attribute="country", max_firms=0)
    rules = Rules(groups=(GroupRule(attribute="country", max_firms=9), bounds))
    (violation,) = broken(project(*TASKS, rules=rules), NETWORK, PLAN)
    assert violation.rule == "rules.groups[1].max_firms"


def test_shares_are_linear_even_where_the_total_is_negative() -> None:
    quotes = (Quote(task="t", firm="a", cost=-20),)
    rules = Rules(groups=(GroupRule(attribute="country", values=("DE",), min_share=0.5),))
    # Germany: -20 + 3 = -17, France 2: total -15, half of it -7.5: short by 9.5
    (violation,) = broken(project(*TASKS, quotes=quotes, rules=rules), NETWORK, PLAN)
    assert violation.amount == pytest.approx(9.5)
