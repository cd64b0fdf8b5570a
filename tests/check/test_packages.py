import pytest

from check.builders import broken, firm, network, package, project, split_task, task

NETWORK = network(firm("a"), firm("b"))
TU, UV = package("a", 10, "t", "u"), package("b", 10, "u", "v")
PROJECT = project(split_task("t"), split_task("u"), split_task("v"), packages=(TU, UV))


def test_a_package_taken_whole_is_fine() -> None:
    assert broken(PROJECT, NETWORK, dict.fromkeys("tuv", "a"), packages=[TU]) == []


def test_its_firm_does_all_of_each_task() -> None:
    plan = [("t", "a"), ("u", "a", 0.6), ("u", "b", 0.4), ("v", "b")]
    (violation,) = broken(PROJECT, NETWORK, plan, packages=[TU])
    assert (violation.rule, violation.ids) == ("packages", ("a", "u"))
    assert violation.amount == pytest.approx(0.4)
    assert "does only 0.6 of task 'u'" in violation.message


def test_a_chosen_package_that_is_not_carried_out() -> None:
    violations = broken(PROJECT, NETWORK, dict.fromkeys("tuv", "b"), packages=[TU])
    assert [violation.ids for violation in violations] == [("a", "t"), ("a", "u")]


def test_packages_do_not_overlap() -> None:
    plan = [("t", "a"), ("u", "a"), ("v", "b")]
    violations = broken(PROJECT, NETWORK, plan, packages=[TU, UV])
    assert [violation.ids for violation in violations] == [("b", "u"), ("u", "a", "b")]
    assert "task 'u' is in two chosen packages" in violations[1].message
    assert violations[1].amount == 1


def test_not_even_with_themselves() -> None:
    violations = broken(PROJECT, NETWORK, dict.fromkeys("tuv", "a"), packages=[TU, TU])
    assert [violation.ids for violation in violations] == [("t", "a", "a"), ("u", "a", "a")]


def test_a_packages_own_task_needs_a_single_partner_not_a_share_of_0_besides() -> None:
    single = project(task("t"), task("u"), packages=(TU,))
    plan = [("t", "a"), ("t", "b", 0.0), ("u", "a")]
    assert [violation.rule for violation in broken(single, NETWORK, plan, packages=[TU])] == [
        "task.max_partners"
    ]
