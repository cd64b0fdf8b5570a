from types import SimpleNamespace
from typing import Any

import pytest

from check.builders import firm, network, package, project, split_task, task
from vebuilder import DataError
from vebuilder.check.plan import read_plan
from vebuilder.model import Assignment, Backup, Preparation

NETWORK = network(firm("a"), firm("b"))
BUNDLE = package("a", 10, "t", "u")
PROJECT = project(split_task("t"), task("u"), packages=(BUNDLE,))
WANTED = (Assignment(task="t", firm="a"), Assignment(task="u", firm="b"))


@pytest.mark.parametrize(
    "plan",
    [
        {"t": "a", "u": "b"},
        [("t", "a"), ("u", "b")],
        [["t", "a", 1.0], ("u", "b", 1)],
        (Assignment(task="t", firm="a"), ("u", "b")),
        SimpleNamespace(assignments=list(WANTED), packages=(), backups=(), preparations=()),
    ],
    ids=["mapping", "pairs", "triples", "mixed", "enterprise-like"],
)
def test_all_forms_are_one(plan: object) -> None:
    assert read_plan(plan, PROJECT, NETWORK).assignments == WANTED


def test_a_generator_is_read_once_and_wholly() -> None:
    assert read_plan((pair for pair in [("t", "a"), ("u", "b")]), PROJECT, NETWORK).assignments == WANTED


def test_an_enterprise_brings_its_own_completion_and_partners() -> None:
    enterprise = SimpleNamespace(
        assignments=WANTED, packages=(BUNDLE,), backups=(), preparations=(), partners=["b", "a"]
    )
    plan = read_plan(enterprise, PROJECT, NETWORK)
    assert plan.packages == (BUNDLE,)
    assert plan.partners == ("a", "b")
    with pytest.raises(DataError, match="brings its own"):
        read_plan(enterprise, PROJECT, NETWORK, packages=[BUNDLE])


def test_assignments_are_completed_by_the_arguments() -> None:
    backup = Backup(task="t", firm="b")
    offering = PROJECT.model_copy(update={"preparations": (Preparation(id="audit", cost=1.0),)})
    plan = read_plan(
        {"t": "a"}, offering, NETWORK, packages=[BUNDLE], backups=[backup], preparations=["audit"]
    )
    assert (plan.packages, plan.backups, plan.preparations) == ((BUNDLE,), (backup,), ("audit",))
    assert plan.partners is None


@pytest.mark.parametrize(
    ("plan", "path", "said"),
    [
        ([("x", "a")], "plan[0].task", "task 'x' is not in project 'p'"),
        ([("t", "a", 0.5), ("t", "z", 0.5)], "plan[1].firm", "firm 'z' is not in the network"),
        ([("t", "a", 0.5), ("t", "a", 0.5)], "plan[1]", "firm 'a' is assigned to task 't' twice"),
        ([("t", "a", 1.5)], "plan[0].share", "1.5"),
        ([("t", "a", float("nan"))], "plan[0].share", "nan"),
        ([("t", "a", "half")], "plan[0].share", "'half'"),
        ([("t", 7)], "plan[0].firm", "7"),
        (["ta"], "plan[0]", "'ta' is not an assignment"),
        ([("t",)], "plan[0]", "is not an assignment"),
        ("ta", "plan", "a str is no plan"),
        (None, "plan", "a NoneType is no plan"),
        (42, "plan", "a int is no plan"),
    ],
)
def test_what_is_no_plan_is_refused(plan: object, path: str, said: str) -> None:
    with pytest.raises(DataError) as refused:
        read_plan(plan, PROJECT, NETWORK)
    (fault,) = refused.value.faults
    assert fault.path == path
    assert said in fault.message
    assert fault.mend


def test_all_faults_come_at_once() -> None:
    with pytest.raises(DataError) as refused:
        read_plan([("x", "z"), ("t", "a", 2.0), "u"], PROJECT, NETWORK, packages=[package("b", 1, "t")])
    assert [fault.path for fault in refused.value.faults] == [
        "plan[1].share",
        "plan[2]",
        "plan[0].task",
        "plan[0].firm",
        "packages[0]",
    ]


def test_a_standby_may_be_written_as_a_pair() -> None:
    backups = [("t", "b"), ["u", "a"], Backup(task="t", firm="a", cost=3)]
    plan = read_plan({"t": "a"}, PROJECT, NETWORK, backups=backups)
    assert plan.backups == (Backup(task="t", firm="b"), Backup(task="u", firm="a"), backups[2])


@pytest.mark.parametrize(
    ("backups", "path", "said"),
    [
        ([("t", "z")], "backups[0].firm", "firm 'z' is not in the network"),
        ([("t", "b"), ("x", "b")], "backups[1].task", "task 'x' is not in project 'p'"),
        ([("t", 7)], "backups[0].firm", "7"),
        (["tb"], "backups[0]", "'tb' is not a standby firm"),
        ([("t", "b", 0.5)], "backups[0]", "is not a standby firm"),
        ("tb", "backups", "a str is no backups"),
        (7, "backups", "a int is no backups"),
    ],
)
def test_what_is_no_standby_is_refused(backups: Any, path: str, said: str) -> None:
    with pytest.raises(DataError) as refused:
        read_plan({"t": "a"}, PROJECT, NETWORK, backups=backups)
    (fault,) = refused.value.faults
    assert fault.path == path
    assert said in fault.message
    assert fault.mend


def test_unknown_stated_partners_are_refused() -> None:
    enterprise = SimpleNamespace(
        assignments=WANTED, packages=(), backups=(), preparations=(), partners=["a", "b", "z"]
    )
    with pytest.raises(DataError, match="firm 'z' is not in the network"):
        read_plan(enterprise, PROJECT, NETWORK)
