from types import SimpleNamespace
from typing import Any

import pytest

from check.builders import broken, firm, network, offer, project, task
from vebuilder.model import Assignment, Quote, Rules, Violation

NETWORK = network(firm("a", offer(unit_cost=3)), firm("b"), firm("c"), firm("d"))
TASKS = (task("t"), task("u"), task("v"))
PLAN = {"t": "a", "u": "a", "v": "b"}


def under(rules: Rules, **fields: Any) -> list[Violation]:
    return broken(project(*TASKS, rules=rules, **fields), NETWORK, PLAN)


@pytest.mark.parametrize(
    ("rules", "rule", "ids", "amount", "said"),
    [
        (Rules(required={"a", "c"}), "rules.required", ("c",), 1, "firm 'c' is required but no partner"),
        (Rules(excluded={"b", "c"}), "rules.excluded", ("b",), 1, "firm 'b' is excluded but a partner"),
        (
            Rules(incompatible=(("a", "c"), ("b", "a"))),
            "rules.incompatible",
            ("b", "a"),
            1,
            "'b' and 'a' are incompatible",
        ),
        (Rules(min_partners=4), "rules.min_partners", ("a", "b"), 2, "2 partners and needs at least 4"),
        (Rules(max_partners=1), "rules.max_partners", ("a", "b"), 1, "2 partners and may have at most 1"),
        # a does 6 of 7; half would be 3.5
        (Rules(max_partner_share=0.5), "rules.max_partner_share", ("a",), 2.5, "2.5 EUR too much"),
    ],
)
def test_each_rule(rules: Rules, rule: str, ids: tuple[str, ...], amount: float, said: str) -> None:
    (violation,) = under(rules)
    assert (violation.rule, violation.ids) == (rule, ids)
    assert violation.amount == pytest.approx(amount)
    assert said in violation.message


def test_what_is_exactly_at_its_limit_is_kept() -> None:
    kept = Rules(
        required={"a"}, excluded={"c"}, incompatible=(("a", "c"),), min_partners=2, max_partners=2,
        max_partner_share=6 / 7,
    )  # fmt: skip
    assert under(kept) == []


def test_the_initiator_is_a_partner_to_every_rule() -> None:
    rules = Rules(max_partners=2, incompatible=(("a", "d"),), excluded={"d"}, required={"d"})
    assert {violation.rule for violation in under(rules, initiator="d")} == {
        "rules.max_partners",
        "rules.incompatible",
        "rules.excluded",
    }
    assert under(Rules(min_partners=3), initiator="d") == []


def test_shares_of_work_where_quotes_are_negative() -> None:
    quotes = (Quote(task="t", firm="a", cost=-8), Quote(task="u", firm="b", cost=2))
    tasks = project(task("t"), task("u"), quotes=quotes, rules=Rules(max_partner_share=0.5))
    # total -6, half of it -3: only b, with 2, is above that
    (violation,) = broken(tasks, NETWORK, {"t": "a", "u": "b"})
    assert violation.ids == ("b",)
    assert violation.amount == pytest.approx(5)


def test_no_work_at_all_is_too_large_a_share_of_a_negative_total() -> None:
    quotes = (Quote(task="t", firm="a", cost=-8),)
    tasks = project(task("t"), quotes=quotes, rules=Rules(max_partner_share=1.0), initiator="d")
    # work_d = 0 <= 1.0 * -8 does not hold; the rule is linear whatever the sign
    (violation,) = broken(tasks, NETWORK, {"t": "a"})
    assert (violation.ids, violation.amount) == (("d",), 8)


def stating(*partners: str) -> Any:
    assignments = [Assignment(task=name, firm=who) for name, who in PLAN.items()]
    return SimpleNamespace(
        assignments=assignments, packages=(), backups=(), preparations=(), partners=partners
    )


@pytest.mark.parametrize(
    ("partners", "initiator", "rule", "ids"),
    [
        (("a",), None, "partners", ("b",)),
        (("a", "b", "c"), None, "partners", ("c",)),
        (("a", "b", "b"), None, "partners", ("b",)),
        (("a", "b"), "c", "initiator", ("c",)),
    ],
)
def test_stated_partners_are_those_with_tasks_and_the_initiator(
    partners: tuple[str, ...], initiator: str | None, rule: str, ids: tuple[str, ...]
) -> None:
    (violation,) = broken(project(*TASKS, initiator=initiator), NETWORK, stating(*partners))
    assert (violation.rule, violation.ids, violation.amount) == (rule, ids, 1)


def test_rightly_stated_partners_pass_in_any_order() -> None:
    assert broken(project(*TASKS, initiator="c"), NETWORK, stating("c", "b", "a")) == []
