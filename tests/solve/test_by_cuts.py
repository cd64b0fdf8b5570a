"""A solver that learns rows on the way: what it hands out is true, however and whenever it is stopped."""

from random import Random
from typing import Any

import numpy as np
import pytest
from check.builders import firm, interface, network, offer, package, project, shock, task, trust

from vebuilder import (
    Enterprise,
    InfeasibleError,
    NoSolutionError,
    Progress,
    UnsupportedError,
    evaluate,
    form_enterprise,
)
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.model import CVaR, Firm, Network, Project, Rules, Strategy, WorstCase
from vebuilder.solve.by_cuts import ByCuts
from vebuilder.solve.engines import engine_of
from vebuilder.solve.options import Options
from vebuilder.solve.registry import load
from vebuilder.solve.solve import solve

CVAR = CVaR(level=0.9, scenarios=200)


def instance(measure: Any = CVAR, size: int = 8, backups: int = 0) -> tuple[Project, Network]:
    rng = Random(4)
    firms = tuple(
        firm(
            f"f{number}",
            offer(unit_cost=rng.uniform(5, 9), cost_spread=0.3),
            reliability=rng.uniform(0.7, 0.98),
            joining_cost=rng.uniform(0, 4),
            capacity=3.0,
            attributes={"country": rng.choice(["DE", "FR"])},
        )
        for number in range(size)
    )
    losses = [rng.uniform(10, 40) for _ in range(size // 2)]
    tasks = tuple(task(f"t{number}", loss=loss, backups=backups) for number, loss in enumerate(losses))
    strategy = Strategy(risk=1.0, risk_measure=measure, price_protection=2)
    return project(*tasks, strategy=strategy, shocks=(shock("country", "DE", 0.1, 0.5),)), network(*firms)


def assert_true(enterprise: Enterprise, asked: Project, members: Network) -> None:
    audit = evaluate(asked, members, enterprise)
    assert audit.violations == ()
    assert audit.objective == pytest.approx(enterprise.objective, rel=1e-12)
    assert enterprise.bound is None or enterprise.bound <= enterprise.objective + 1e-9


def test_the_answer_says_who_found_it_and_progress_tells_true_figures() -> None:
    asked, members = instance()
    events: list[Progress] = []
    enterprise = form_enterprise(asked, members, progress=events.append)
    assert enterprise.solver.startswith("auto (highs 1.")
    assert "cuts for risk" in enterprise.solver
    assert enterprise.outcome == "optimal"
    assert_true(enterprise, asked, members)
    shown = [event.incumbent for event in events if event.incumbent is not None]
    assert shown == sorted(shown, reverse=True)
    assert shown[-1] == pytest.approx(enterprise.objective, rel=1e-9)
    assert all(one >= enterprise.objective - 1e-9 for one in shown)


def test_the_same_call_gives_the_same_answer() -> None:
    first, second = (form_enterprise(*instance()) for _ in range(2))
    assert first.assignments == second.assignments
    assert "reproducible" in first.solver


@pytest.mark.parametrize("measure", [CVAR, WorstCase(failures=3)])
def test_a_start_is_never_lost(measure: Any) -> None:
    asked, members = instance(measure, backups=1)
    best = form_enterprise(asked, members, gap=0.2, time_limit=10.0)
    again = form_enterprise(asked, members, start=best, time_limit=0.0)
    assert again.stop_reason == "time"
    assert again.objective == pytest.approx(best.objective, rel=1e-12)
    assert again.backups == best.backups
    assert_true(again, asked, members)


def test_standbys_are_sought_for_a_start_that_names_none() -> None:
    asked, members = instance(backups=1)
    plan = {one.id: members.firms[number].id for number, one in enumerate(asked.tasks)}
    enterprise = form_enterprise(asked, members, start=plan, time_limit=0.0)
    assert {one.task: one.firm for one in enterprise.assignments} == plan
    assert len(enterprise.backups) == len(asked.tasks)
    assert enterprise.notes == ()
    assert_true(enterprise, asked, members)


def test_without_time_and_start_there_is_no_answer() -> None:
    with pytest.raises(NoSolutionError):
        form_enterprise(*instance(), time_limit=0.0)


@pytest.mark.parametrize("seconds", [0.3, 1.0])
def test_what_is_there_when_time_is_up_is_true(seconds: float) -> None:
    asked, members = instance(CVaR(level=0.9, scenarios=500), size=40)
    enterprise = form_enterprise(
        asked, members, start={t.id: f.id for t, f in zip(asked.tasks, members.firms, strict=False)},
        gap=0.0, time_limit=seconds,
    )  # fmt: skip
    assert_true(enterprise, asked, members)


def test_a_callback_that_raises_stops_the_search() -> None:
    def refuse(_: Progress) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        form_enterprise(*instance(), progress=refuse)


def test_a_solver_told_by_another_that_it_is_stopped_hands_out_what_it_has() -> None:
    asked, members = instance(WorstCase(failures=2), size=5, backups=1)
    formulation = formulate(Problem.of(asked, members))
    engine = ByCuts(formulation, load("highs"), "highs")
    result = solve(formulation.model, Options(gap=1e-6), engine)
    assert result.solution is not None
    true = result.solution.copy()
    for source in formulation.cuts:
        source.complete(true)
    assert np.allclose(true, result.solution, rtol=0, atol=1e-9)
    assert result.bound == pytest.approx(formulation.model.objective(result.solution), rel=1e-6)


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        (instance()[0], "risk_measure"),
        (project(task("t", backups=1)), "standby firms"),
        (project(task("t"), strategy=Strategy(price_protection=1)), "price_protection"),
        (project(task("t"), rules=Rules(min_success_probability=0.5)), "min_success_probability"),
    ],
)
def test_engines_for_certain_projects_decline(asked: Project, what: str) -> None:
    formulation = formulate(Problem.of(asked, instance()[1]))
    with pytest.raises(UnsupportedError, match=what):
        engine_of(formulation, "toulbar2")
    engine = engine_of(formulation, "auto")
    assert engine is None or isinstance(engine, ByCuts)


def idle_where_required() -> tuple[Project, Network]:
    """b must take part and has room for one of two tasks; the other can be had in packages of both only."""
    members = network(
        Firm(id="a", reliability=0.7),
        firm(
            "b",
            offer("x", 5.0, capacity=3.0, effort=2.0, proficiency=0.8),
            offer("z", 12.0, proficiency=0.5),
            reliability=0.9,
        ),
        Firm(id="c", reliability=0.7),
        costs={"rate": 2.0, "standard_discount": 0.3, "internal_rate": 1.0, "coordination": 5.0},
        trust=(trust("a", "b", 0.3, mutual=False), trust("b", "c", -0.5, mutual=False)),
    )
    asked = project(
        task("t0", "x", loss=50.0),
        task("t1", "x", min_proficiency=0.6, loss=20.0),
        interfaces=(interface("t0", "t1", volume=0.5),),
        packages=(package("c", 22.0, "t0", "t1"), package("a", 7.0, "t0", "t1")),
        rules=Rules(min_partners=1, required=frozenset("b")),
        strategy=Strategy(cost=0.5, risk=1.0, risk_measure=CVaR(level=0.8, scenarios=50, seed=85)),
    )
    return asked, members


@pytest.mark.parametrize("solver", ["auto", "highs", "scip"])
def test_where_a_solver_gives_up_it_is_asked_again(solver: str) -> None:
    asked, members = idle_where_required()
    with pytest.raises(InfeasibleError, match="'b'"):
        form_enterprise(asked, members, solver)
