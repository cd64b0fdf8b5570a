"""What says who does a task, or how much at once, takes part in clashes like every other rule."""

import pytest
from check.builders import firm, network, offer, package, project, task

from diagnose.repairing import repaired
from vebuilder import InfeasibleError, form_enterprise
from vebuilder.model import Project

MEMBERS = network(
    firm("a", offer(unit_cost=9.0), capacity=4.0, core={"milling"}, max_parallel=1),
    firm("b", offer(unit_cost=1.0), max_parallel=1),
)


def refused(asked: Project, members=MEMBERS, **options):
    with pytest.raises(InfeasibleError) as error:
        form_enterprise(asked, members, **options)
    return {fault.path: fault for fault in error.value.diagnosis}


@pytest.mark.parametrize("amount", [1.0, 2.0])
def test_a_decided_assignment_and_a_budget_clash(amount: float) -> None:
    asked = project(task("t", amount=amount), task("u"), budget=5.0)
    told = refused(asked, fixed=[("t", "a")])
    # Split, the task could be done by both.
    assert told.keys() == {"fixed", "project.budget", "project.tasks.max_partners"}
    assert told["fixed"].ids[:2] == ("t", "a")
    assert "let another firm than 'a' do task 't'" in told["fixed"].mend
    form_enterprise(asked, MEMBERS)
    (repair,) = told["project.budget"].repairs
    form_enterprise(*repaired(asked, MEMBERS, repair), fixed=[("t", "a")])
    nearly = asked.model_copy(update={"budget": repair.changes[0].value - 0.01})
    with pytest.raises(InfeasibleError):
        form_enterprise(nearly, MEMBERS, fixed=[("t", "a")])


@pytest.mark.parametrize("together", [2, 3])
def test_tasks_that_start_together_need_room_for_so_many(together: int) -> None:
    first = task("t0", duration=1)
    rest = [task(f"t{i}", duration=1, starts_with=("t0",)) for i in range(1, together)]
    asked, members = project(first, *rest), network(firm("a", max_parallel=1))
    fault = refused(asked, members)["network.firms.max_parallel"]
    ((change,),) = (repair.changes for repair in fault.repairs)
    assert (change.value, change.amount, change.exact) == (together, together - 1, True)
    form_enterprise(asked, network(firm("a", max_parallel=together)))


def test_a_package_that_does_not_fit_is_told_with_what_it_holds() -> None:
    members = network(firm("a", offer("turning")), firm("b", offer("turning")))
    bids = (package("a", 1, "t", "u"), package("b", 1, "u", "v"))
    fault = refused(project(task("t"), task("u"), task("v"), packages=bids), members)["project.packages"]
    assert "only in packages with 'u'" in fault.message
    assert {"a", "t"} <= set(fault.ids) or {"b", "v"} <= set(fault.ids)


def test_a_deadline_tells_by_how_much_it_would_have_to_move() -> None:
    asked = project(task("t", duration=2), task("u", duration=2), deadline=3.0)
    members = network(firm("a", max_parallel=1))
    fault = refused(asked, members)["project.deadline"]
    ((change,),) = (repair.changes for repair in fault.repairs)
    assert (change.value, change.amount, change.exact) == (4.0, 1.0, True)
    assert "work on more at once" in fault.mend
    form_enterprise(asked.model_copy(update={"deadline": 4.0}), members)


def test_nobody_is_told_to_work_on_more_at_once_where_no_limit_binds() -> None:
    members = network(firm("a", offer(unit_duration=2)))
    fault = refused(project(task("t"), task("u", after=("t",)), deadline=3.0), members)["project.deadline"]
    assert "at once" not in fault.mend
