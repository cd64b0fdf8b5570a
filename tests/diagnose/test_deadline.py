"""A deadline nobody can meet: the chain that is too long, by how much, and the shortest possible makespan."""

from typing import Any

import pytest
from brute_schedule import plans, schedules
from check.builders import firm, network, offer, project, task
from scheduled_instances import scheduled_instance

from vebuilder import InfeasibleError, evaluate, form_enterprise
from vebuilder.model import Fault, Network, Project, Strategy

CHAIN = (
    task("cut", duration=3),
    task("weld", duration=4),
    task("paint", duration=2, after=("cut",)),
)


def refused(asked: Project, members: Network, **options: Any) -> Fault:
    with pytest.raises(InfeasibleError) as error:
        form_enterprise(asked, members, **options)
    (fault,) = error.value.diagnosis
    assert fault.message in str(error.value)
    return fault


def test_a_chain_that_is_too_long_by_itself_is_told_before_any_search() -> None:
    fault = refused(project(*CHAIN, deadline=4.5), network(firm("a"), firm("b")))
    assert fault.path == "project.deadline"
    assert fault.ids == ("p", "cut", "paint")
    assert fault.message == (
        "the deadline of 4.5 day is missed by 0.5: the chain 'cut' (3), 'paint' (2) takes 5 day even if each "
        "task is at its fastest; with all other requirements kept, that is the shortest possible"
    )
    assert fault.mend == "move the deadline to 5 at least, or find faster firms for these tasks"


def test_each_task_counts_at_its_fastest_firm() -> None:
    members = network(firm("a", offer(unit_duration=1), joining_cost=9), firm("b"))
    fault = refused(project(*CHAIN, deadline=1.5), members)
    assert "'cut' (1), 'paint' (1) takes 2 day" in fault.message


@pytest.mark.parametrize("solver", ["auto", "cpsat", "highs"])
@pytest.mark.parametrize("deadline", [8.0, 4.0])
def test_what_a_firm_can_do_at_once_makes_it_longer(solver: str, deadline: float) -> None:
    fault = refused(project(*CHAIN, deadline=deadline), network(firm("a", max_parallel=1)), solver=solver)
    assert fault.path == "project.deadline"
    assert set(fault.ids) == {"p", "cut", "weld", "paint"}
    assert "makes 9 day the shortest possible with all other requirements kept" in fault.message
    assert f"missed by {9 - deadline:g}" in fault.message
    assert "move the deadline to 9," in fault.mend


def test_a_budget_makes_it_longer() -> None:
    members = network(firm("fast", offer(unit_cost=10, unit_duration=1)), firm("slow", offer(unit_cost=1)))
    fault = refused(project(*CHAIN, deadline=2.0, budget=25.0), members)
    assert "shortest possible" in fault.message
    assert fault.ids[0] == "p"


def test_tasks_that_start_together_at_one_firm_are_told_without_any_deadline() -> None:
    asked = project(task("cut", duration=3), task("weld", duration=4, starts_with=("cut",)))
    fault = refused(asked, network(firm("a", max_parallel=1), firm("b", offer("turning"))))
    assert fault.path == "network.firms.max_parallel"
    assert fault.ids == ("a", "cut", "weld")
    assert form_enterprise(asked, network(firm("a", max_parallel=2))).makespan == 4


@pytest.mark.parametrize("seed", [*range(12)])
def test_the_shortest_possible_makespan_is_that_of_trying_everything(seed: int) -> None:
    asked, members = scheduled_instance(seed, limited=True)
    free = asked.model_copy(update={"deadline": None, "strategy": Strategy(time=1)})
    shortest = min(
        told.makespan
        for plan in plans(free, members)
        for starts in schedules(free, members, plan)
        if (told := evaluate(free, members, plan, starts=starts)).feasible
    )
    if shortest > 1:
        strict = asked.model_copy(update={"deadline": shortest - 1})
        fault = refused(strict, members)
        assert "missed by 1:" in fault.message
        assert f"{shortest:g} day" in fault.message
    exact = asked.model_copy(update={"deadline": shortest})
    assert form_enterprise(exact, members).makespan <= shortest
