import pytest

from check.builders import broken, firm, network, project, split_task, task

NETWORK = network(firm("a"), firm("b"), firm("c"))


@pytest.mark.parametrize(
    ("plan", "rule", "ids", "amount", "said"),
    [
        ([], "cover", ("t",), 1.0, "nobody does task 't'"),
        ([("t", "a", 0.7)], "cover", ("t", "a"), 0.3, "short of 1 by 0.3"),
        ([("t", "a", 0.7), ("t", "b", 0.5)], "cover", ("t", "a", "b"), 0.2, "above 1 by 0.2"),
    ],
)
def test_shares_add_up_to_1(
    plan: list[tuple[str, str, float]], rule: str, ids: tuple[str, ...], amount: float, said: str
) -> None:
    (violation,) = broken(project(split_task("t", min_partners=0)), NETWORK, plan)
    assert (violation.rule, violation.ids) == (rule, ids)
    assert violation.amount == pytest.approx(amount)
    assert said in violation.message


def test_rounding_is_no_violation() -> None:
    thirds = [("t", name, 1 / 3) for name in "abc"]
    assert broken(project(split_task("t")), NETWORK, thirds) == []
    assert broken(project(split_task("t")), NETWORK, [("t", "a", 0.5), ("t", "b", 0.4999995)]) == []


def test_too_few_partners() -> None:
    (violation,) = broken(project(split_task("t", min_partners=3, min_share=0.1)), NETWORK, {"t": "a"})
    assert (violation.rule, violation.ids, violation.amount) == ("task.min_partners", ("t", "a"), 2)
    assert "has 1 partner and needs at least 3" in violation.message


def test_too_many_partners() -> None:
    shared = [("t", "a", 0.5), ("t", "b", 0.25), ("t", "c", 0.25)]
    (violation,) = broken(project(task("t", max_partners=2)), NETWORK, shared)
    assert (violation.rule, violation.ids, violation.amount) == ("task.max_partners", ("t", "a", "b", "c"), 1)
    assert broken(project(split_task("t")), NETWORK, shared) == []


def test_a_partner_with_share_0_counts() -> None:
    with_idle = [("t", "a", 1.0), ("t", "b", 0.0)]
    assert broken(project(split_task("t", min_partners=2)), NETWORK, with_idle) == []
    (violation,) = broken(project(task("t")), NETWORK, with_idle)
    assert violation.rule == "task.max_partners"


def test_too_small_a_share() -> None:
    shared = [("t", "a", 0.9), ("t", "b", 0.1)]
    (violation,) = broken(project(split_task("t", min_share=0.25)), NETWORK, shared)
    assert (violation.rule, violation.ids) == ("task.min_share", ("t", "b"))
    assert violation.amount == pytest.approx(0.15)
    assert broken(project(split_task("t", min_share=0.1)), NETWORK, shared) == []


def test_every_task_is_looked_at() -> None:
    rules = [violation.ids[0] for violation in broken(project(task("t"), task("u")), NETWORK, [])]
    assert rules == ["t", "u"]


def test_a_task_nobody_does_is_one_violation_however_many_partners_it_wants() -> None:
    (violation,) = broken(project(split_task("t", min_partners=2, min_share=0.1)), NETWORK, [])
    assert (violation.rule, violation.message) == ("cover", "nobody does task 't'")
