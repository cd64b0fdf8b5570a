import pytest

from check.builders import broken, firm, network, offer, package, project, split_task, task
from vebuilder.model import Backup, Quote, Rules, Violation

MEMBERS = network(
    firm("a"),
    firm("b", offer(proficiency=0.5)),
    firm("c"),
    firm("d", offer("casting")),
    firm("e", offer("casting")),
)


def told(backups: list[tuple[str, str]], number: int = 1, rules: Rules | None = None) -> list[Violation]:
    tasks = project(
        split_task("t", min_proficiency=0.8, backups=number, min_partners=1),
        task("u"),
        rules=rules or Rules(),
        packages=(package("e", 3, "t"),),
        quotes=(Quote(task="t", firm="b", cost=2, proficiency=0.9),),
    )
    return broken(tasks, MEMBERS, [("t", "a", 1.0), ("u", "c")], backups=backups)


def test_a_task_has_the_standbys_it_asks_for() -> None:
    assert told([("t", "c")]) == []
    assert told([], number=0) == []


def test_a_partner_elsewhere_may_stand_by_and_one_may_stand_by_for_many() -> None:
    tasks = project(task("t", backups=1), task("u", backups=1), task("v"))
    plan = {"t": "a", "u": "a", "v": "c"}
    assert broken(tasks, MEMBERS, plan, backups=[("t", "c"), ("u", "c")]) == []


def test_the_initiator_may_stand_by() -> None:
    tasks = project(task("t", backups=1), initiator="c")
    assert broken(tasks, MEMBERS, {"t": "a"}, backups=[("t", "c")]) == []


@pytest.mark.parametrize(
    ("backups", "number", "rule", "ids", "amount", "said"),
    [
        ([], 1, "task.backups", ("t",), 1, "task 't' has 0 standby firms and needs 1"),
        ([("t", "c")], 3, "task.backups", ("t", "c"), 2, "has 1 standby firm ('c') and needs 3"),
        ([("t", "c")], 0, "task.backups", ("t", "c"), 1, "has 1 standby firm ('c') and asks for none"),
        ([("t", "a")], 1, "backups", ("a", "t"), 1, "firm 'a' is both a partner and a standby for task 't'"),
        ([("t", "c")] * 2, 1, "backups", ("c", "t"), 1, "'c' is stated as a standby for task 't' more than"),
        (
            [("t", "d")],
            1,
            "eligibility",
            ("d", "t"),
            0,
            "'d' cannot stand by for task 't': it offers nothing",
        ),
        ([("t", "e")], 1, "eligibility", ("e", "t"), 0, "it bids for it only in packages"),
    ],
)
def test_what_is_wrong_with_standbys(
    backups: list[tuple[str, str]], number: int, rule: str, ids: tuple[str, ...], amount: float, said: str
) -> None:
    (violation,) = told(backups, number)
    assert (violation.rule, violation.ids, violation.amount) == (rule, ids, amount)
    assert said in violation.message


def test_the_proficiency_of_a_standby_must_suffice() -> None:
    assert told([("t", "b")]) == []  # its quote says so
    (violation,) = broken(
        project(task("t", min_proficiency=0.8, backups=1)), MEMBERS, {"t": "a"}, backups=[("t", "b")]
    )
    assert (violation.rule, violation.amount) == ("eligibility", pytest.approx(0.3))
    assert "short by 0.3" in violation.message


def test_an_excluded_firm_may_not_stand_by() -> None:
    (violation,) = told([("t", "b")], rules=Rules(excluded={"b"}))
    assert (violation.rule, violation.ids) == ("rules.excluded", ("b", "t"))
    assert violation.message == "firm 'b' is excluded but stands by for 't'"


def test_incompatible_firms_are_apart_also_where_one_or_both_stand_by() -> None:
    pairs = Rules(incompatible=(("b", "a"), ("d", "e")))
    (violation,) = told([("t", "b")], rules=pairs)
    assert (violation.rule, violation.ids) == ("rules.incompatible", ("b", "a"))
    assert violation.message == "firms 'b' (a standby for 't') and 'a' (a partner) are incompatible"
    (violation,) = told([("t", "b"), ("t", "c")], 2, Rules(incompatible=(("b", "c"),)))
    assert "'b' (a standby for 't') and 'c' (a partner) are incompatible" in violation.message
    both = project(task("t", backups=2), rules=Rules(incompatible=(("b", "c"),)))
    (violation,) = broken(both, MEMBERS, {"t": "a"}, backups=[("t", "b"), ("t", "c")])
    assert "'b' (a standby for 't') and 'c' (a standby for 't') are incompatible" in violation.message


def test_two_incompatible_partners_are_told_once() -> None:
    told_of = told([("t", "c")], rules=Rules(incompatible=(("a", "c"),)))
    assert [violation.rule for violation in told_of] == ["rules.incompatible"]


def test_no_other_rule_binds_a_standby() -> None:
    rules = Rules(max_partners=1, min_trust=1.0, trust_connected=True, max_partner_share=1.0)
    tasks = project(task("t", backups=1), rules=rules)
    assert broken(tasks, MEMBERS, {"t": "a"}, backups=[Backup(task="t", firm="c")]) == []
    required = project(task("t", backups=1), rules=Rules(required={"c"}, min_partners=2))
    rules_broken = [one.rule for one in broken(required, MEMBERS, {"t": "a"}, backups=[("t", "c")])]
    assert rules_broken == ["rules.required", "rules.min_partners"]
