"""Enterprises in time, by hand: each rule of durations and schedules where it decides something."""

from typing import Any

import pytest
from check.builders import firm, interface, network, offer, project, split_task, task
from scheduled_instances import scheduled_instance

from vebuilder import Enterprise, UnsupportedError, evaluate, form_enterprise
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.formulate.start import read_start, start_vector
from vebuilder.model import CVaR, Network, Project, Quote, Scheduled, Strategy
from vebuilder.solve.residual import residual

SOLVERS = ["auto", "highs", "cpsat", "scip", "cbc"]
FAST_AND_SLOW = network(
    firm("fast", offer(unit_cost=10, unit_duration=1)), firm("slow", offer(unit_cost=1, unit_duration=3))
)


def times(enterprise: Enterprise) -> dict[str, tuple[float, float]]:
    return {one.task: (one.start, one.finish) for one in enterprise.schedule}


def firms(enterprise: Enterprise) -> dict[str, str]:
    return {one.task: one.firm for one in enterprise.assignments}


def test_a_deadline_buys_the_faster_firm_where_that_is_cheapest() -> None:
    asked = project(task("t", amount=2), task("u", amount=3, after=("t",)), task("v"))
    assert set(firms(form_enterprise(asked, FAST_AND_SLOW)).values()) == {"slow"}
    strict = form_enterprise(asked.model_copy(update={"deadline": 11.0}), FAST_AND_SLOW)
    assert firms(strict) == {"t": "fast", "u": "slow", "v": "slow"}
    assert times(strict) == {"t": (0, 2), "u": (2, 11), "v": (0, 3)}
    assert (strict.makespan, strict.cost.total) == (11, 2 * 10 + 3 + 1)
    assert strict.schedule[0] == Scheduled(task="t", start=0, finish=2)


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_deadline_that_is_just_met_is_met(solver: str) -> None:
    # In floating point 0.1 + 0.2 + 0.4 + 0.7 is more than 1.4.
    tasks = [
        task(name, duration=time, after=(before,) if before else ())
        for name, time, before in (("t", 0.1, ""), ("u", 0.2, "t"), ("v", 0.4, "u"), ("w", 0.7, "v"))
    ]
    asked = project(*tasks, deadline=1.4)
    assert form_enterprise(asked, network(firm("a")), solver=solver).makespan == pytest.approx(1.4)
    assert form_enterprise(asked, network(firm("a", max_parallel=1)), solver=solver).outcome == "optimal"
    thirds = project(*(task(name, duration=1 / 3) for name in "tuv"), deadline=1.0)
    formed = form_enterprise(thirds, network(firm("a", max_parallel=1)), solver=solver)
    assert formed.makespan == pytest.approx(1)


@pytest.mark.parametrize("solver", SOLVERS)
def test_being_late_is_weighed_against_being_dear(solver: str) -> None:
    asked = project(task("t", amount=2, due=3, lateness_cost=4), task("u", amount=2, due=3, lateness_cost=7))
    formed = form_enterprise(asked, FAST_AND_SLOW, solver=solver)
    # Slow costs 18 less a task and is 3 late: 12 for the first, 21 for the second.
    assert firms(formed) == {"t": "slow", "u": "fast"}
    assert formed.cost.lateness == 12


def test_the_budget_counts_lateness() -> None:
    asked = project(task("t", amount=2, due=3, lateness_cost=100))
    by_budget = asked.model_copy(update={"budget": 20.0, "strategy": Strategy(cost=0, time=0)})
    assert firms(form_enterprise(by_budget, FAST_AND_SLOW)) == {"t": "fast"}


@pytest.mark.parametrize("solver", SOLVERS)
def test_time_weighs_the_makespan(solver: str) -> None:
    asked = project(
        task("t", amount=2),
        task("u", amount=2, after=("t",)),
        task("v", amount=1),
        strategy=Strategy(cost=1, time=5),
    )
    formed = form_enterprise(asked, FAST_AND_SLOW, solver=solver)
    # A day is worth 5: 4 days less for 18 more pay, and only on the longest chain.
    assert firms(formed) == {"t": "fast", "u": "fast", "v": "slow"}
    assert formed.objective == pytest.approx(formed.cost.total + 5 * formed.makespan)


@pytest.mark.parametrize("solver", ["auto", "highs", "cpsat", "scip"])
def test_a_split_task_lasts_as_long_as_its_slowest_partner(solver: str) -> None:
    members = network(
        firm("a", offer(unit_cost=1, unit_duration=2)), firm("b", offer(unit_cost=1, unit_duration=3))
    )
    asked = project(split_task("t", amount=10), strategy=Strategy(cost=0, time=1))
    formed = form_enterprise(asked, members, solver=solver, gap=1e-6)
    # a does 0.6 and b 0.4 of it: both take 12.
    assert formed.makespan == pytest.approx(12, rel=1e-5)
    stated = project(split_task("t", amount=10, duration=7, min_share=0.3), strategy=Strategy(cost=0, time=1))
    mixed = network(firm("a", offer(unit_cost=1, unit_duration=2)), firm("c", joining_cost=1))
    assert form_enterprise(stated, mixed, solver=solver, gap=1e-6).makespan == pytest.approx(7)


@pytest.mark.parametrize("solver", ["auto", "highs", "cpsat"])
def test_a_partner_is_busy_for_its_own_share_only(solver: str) -> None:
    members = network(
        firm("a", offer(unit_duration=1), max_parallel=1), firm("b", offer(unit_cost=50, unit_duration=1))
    )
    asked = project(
        split_task("t", amount=10, min_partners=2, min_share=0.2),
        task("u", amount=4),
        strategy=Strategy(cost=0, time=1),
        quotes=(Quote(task="u", firm="b", cost=1, duration=100),),
    )
    formed = form_enterprise(asked, members, solver=solver, gap=1e-6, time_limit=60)
    # a first does 3 of t, then u, which takes 4; b does the other 7 of t in the meantime.
    assert formed.makespan == pytest.approx(7, rel=1e-4)
    assert evaluate(asked, members, formed).feasible


def test_standby_firms_take_no_time() -> None:
    members = network(firm("a", max_parallel=1), firm("b", offer(unit_cost=9), max_parallel=1))
    asked = project(
        task("t", duration=2, loss=1, backups=1),
        task("u", duration=2, loss=1, backups=1),
        strategy=Strategy(cost=1, time=0),
        deadline=4.0,
    )
    formed = form_enterprise(asked, members)
    assert set(firms(formed).values()) == {"a"}
    assert {one.firm for one in formed.backups} == {"b"}
    assert formed.makespan == 4


@pytest.mark.parametrize(("most", "least"), [(1, 12), (2, 6), (3, 5), (4, 5)])
@pytest.mark.parametrize("solver", SOLVERS)
def test_a_firm_does_so_many_tasks_at_once(solver: str, most: int, least: float) -> None:
    tasks = [task(name, duration=time) for name, time in zip("tuvw", (5, 4, 2, 1), strict=True)]
    asked = project(*tasks, strategy=Strategy(cost=1, time=1))
    formed = form_enterprise(asked, network(firm("a", max_parallel=most)), solver=solver, gap=1e-6)
    assert formed.makespan == least


def test_the_solver_says_why_it_was_taken() -> None:
    tasks = (task("t", duration=2), task("u", duration=2))
    timed = project(*tasks, strategy=Strategy(time=1))
    only_time = timed.model_copy(update={"strategy": Strategy(cost=0, time=1)})
    formed = form_enterprise(only_time, network(firm("a", max_parallel=1)))
    assert formed.solver.startswith("cpsat")
    assert "firm 'a' works on few tasks at once (max_parallel)" in formed.solver
    formed = form_enterprise(timed, network(firm("a", max_parallel=1)))
    assert formed.solver.startswith("auto (highs")
    assert "cpsat" in formed.solver
    assert "firm 'a' works on few tasks at once (max_parallel)" in formed.solver
    for plain in (
        form_enterprise(timed, network(firm("a", max_parallel=2))),  # never more at once
        form_enterprise(project(*tasks), network(firm("a", max_parallel=1))),  # when, does not matter
        form_enterprise(
            project(tasks[0], task("u", duration=2, after=("t",)), strategy=Strategy(time=1)),
            network(firm("a", max_parallel=1)),  # one after the other anyway
        ),
    ):
        assert plain.solver.startswith("highs")


def test_where_time_weighs_nothing_a_schedule_still_keeps_all_rules() -> None:
    asked = project(
        task("t", duration=2), task("u", duration=3, starts_with=("t",)), task("v", duration=1), task("w")
    )
    members = network(firm("a", max_parallel=1), firm("b", offer(unit_cost=2), max_parallel=1))
    formed = form_enterprise(asked, members)
    assert sorted([firms(formed)["t"], firms(formed)["u"]]) == ["a", "b"]
    assert times(formed)["t"][0] == times(formed)["u"][0]
    assert evaluate(asked, members, formed).feasible


def test_nothing_is_scheduled_where_nothing_is_said_of_time() -> None:
    formed = form_enterprise(project(task("t"), task("u")), network(firm("a", max_parallel=1)))
    assert (formed.schedule, formed.makespan) == ((), 0)
    assert "Who works when" not in str(formed)
    ordered = form_enterprise(project(task("t"), task("u", after=("t",))), network(firm("a")))
    assert times(ordered) == {"t": (0, 0), "u": (0, 0)}


def test_the_schedule_survives_json_and_is_shown() -> None:
    asked = project(
        task("t", duration=2), task("u", duration=2, after=("t",)), time_unit="week", deadline=9.0
    )
    members = network(firm("a"))
    formed = form_enterprise(asked, members)
    again = Enterprise.model_validate_json(formed.model_dump_json())
    assert again == formed
    assert evaluate(asked, members, again).makespan == 4
    text = str(formed)
    assert "Who works when (in week; all is done at 4)" in text
    assert "\n  t     a            0       2  ====================\n" in text
    assert "\n  u     a            2       4                      ====================\n" in text


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_start_with_a_schedule_is_never_lost(solver: str) -> None:
    asked = project(
        *(task(name, duration=time) for name, time in zip("tuvw", (5, 4, 2, 1), strict=True)),
        strategy=Strategy(cost=1, time=1),
    )
    members = network(firm("a", max_parallel=2))
    known = form_enterprise(asked, members, gap=1e-6)
    again = form_enterprise(asked, members, solver=solver, start=known, time_limit=0)
    assert again.objective == known.objective
    assert times(again) == times(known)
    plain = form_enterprise(asked, members, solver=solver, start=dict.fromkeys("tuvw", "a"), time_limit=0)
    assert plain.makespan >= known.makespan


@pytest.mark.parametrize("limited", [False, True])
@pytest.mark.parametrize("seed", range(15))
def test_a_schedule_is_a_solution_at_the_price_evaluate_finds(seed: int, limited: bool) -> None:
    asked, members = scheduled_instance(seed, limited=limited)
    asked = asked.model_copy(update={"deadline": None})
    enterprise = form_enterprise(asked, members)
    formulation = formulate(Problem.of(asked, members))
    vector = start_vector(formulation, read_start(formulation.problem, enterprise))
    told = evaluate(asked, members, enterprise)
    assert residual(formulation.model, vector).feasible
    assert formulation.model.measures["cost"].value(vector) == pytest.approx(told.cost.total, abs=1e-6)
    if asked.strategy.time:
        assert formulation.model.measures["time"].value(vector) == pytest.approx(told.makespan, abs=1e-6)
    assert formulation.model.objective(vector) == pytest.approx(told.objective, abs=1e-6)


def at_risk(**fields: Any) -> tuple[Project, Network]:
    members = network(
        firm("a", offer(unit_cost=1), max_parallel=1, reliability=0.5),
        firm("b", offer(unit_cost=4), max_parallel=1, reliability=0.9),
        costs={"rate": 1},
    )
    tasks = (task("t", duration=2, loss=9), task("u", duration=3, loss=9), task("v", duration=2, loss=9))
    asked = project(*tasks, interfaces=(interface("t", "u"),), **fields)
    return asked, members


@pytest.mark.parametrize("solver", ["auto", "highs", "cpsat"])
def test_risk_by_cuts_and_work_in_order_go_together(solver: str) -> None:
    strategy = Strategy(risk=1, time=2, risk_measure=CVaR(level=0.5, scenarios=50))
    asked, members = at_risk(strategy=strategy)
    formed = form_enterprise(asked, members, solver=solver, gap=1e-6)
    best = min(
        evaluate(asked, members, plan, starts=starts).objective
        for t in "ab"
        for u in "ab"
        for v in "ab"
        for plan in [{"t": t, "u": u, "v": v}]
        for starts in [serial(plan)]
    )
    assert formed.objective == pytest.approx(best, rel=1e-5)


def serial(plan: dict[str, str]) -> dict[str, float]:
    """One after the other at each firm: without any order between tasks nothing is quicker."""
    done = {"a": 0.0, "b": 0.0}
    starts = {}
    for name, lasts in (("t", 2), ("u", 3), ("v", 2)):
        starts[name] = done[plan[name]]
        done[plan[name]] += lasts
    return starts


def test_what_knows_nothing_of_time_steps_aside() -> None:
    asked, members = at_risk(deadline=4.0)
    with pytest.raises(UnsupportedError, match="time"):
        form_enterprise(asked, members, solver="toulbar2")
    with pytest.raises(UnsupportedError, match="time"):
        form_enterprise(
            project(task("t", duration=1), task("u", duration=1, starts_with=("t",))),
            network(firm("a", max_parallel=1), firm("b")),
            solver="toulbar2",
        )
