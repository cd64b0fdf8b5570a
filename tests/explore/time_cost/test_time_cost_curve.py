"""The time-cost curve: every point there is, none dominated, each proven."""

import logging
import math
from pathlib import Path
from typing import Any

import pytest
from brute_schedule import plans, schedules
from scheduled_instances import scheduled_instance

import vebuilder as ve
from benchmarks.readers.time_cost import published_front, published_optima, read_time_cost
from vebuilder import (
    Firm,
    Network,
    Offer,
    Project,
    Quote,
    Rules,
    Strategy,
    Task,
    TimeCostCurve,
    time_cost_curve,
)

Front = list[tuple[float, float]]


def crews(*options: tuple[float, float], count: int = 1, **fields: Any) -> tuple[Project, Network]:
    """Build so many tasks in a row, each with the same options of duration and cost."""
    firms = tuple(Firm(id=f"crew {number}") for number in range(len(options)))
    tasks = tuple(
        Task(id=f"t{n}", competence="work", after=(f"t{n - 1}",) if n else (), loss=10.0)
        for n in range(count)
    )
    quotes = tuple(
        Quote(task=task.id, firm=firm.id, duration=duration, cost=cost)
        for task in tasks
        for firm, (duration, cost) in zip(firms, options, strict=True)
    )
    return Project(id="row", tasks=tasks, quotes=quotes, **fields), Network(firms=firms)


def front(curve: TimeCostCurve) -> Front:
    return [(point.makespan, pytest.approx(point.objective)) for point in curve]


def efficient(found: Front) -> Front:
    """Leave out what another is at least as good as in both."""
    kept: Front = []
    for time, price in sorted({(round(time, 9), round(price, 6)) for time, price in found}):
        if not kept or price < kept[-1][1]:
            kept.append((time, price))
    return kept


def every_schedule(project: Project, network: Network) -> Front:
    """Return makespan and price of every choice of firms and order of work that breaks no rule."""
    found = []
    for plan in plans(project, network):
        for starts in schedules(project, network, plan):
            told = ve.evaluate(project, network, plan, starts=starts)
            if told.feasible:
                found.append((told.makespan, told.objective))
    return found


def assert_points_hold(curve: TimeCostCurve, network: Network) -> None:
    for point in curve:
        told = ve.evaluate(point.project, network, point.enterprise)
        assert told.violations == ()
        assert told.makespan == pytest.approx(point.makespan)
        assert told.cost.total == pytest.approx(point.cost)
        assert point.proven
        assert point.enterprise.makespan <= (point.project.deadline or math.inf) + 1e-9


SEEDS = (*range(16), 24, 25, 27, 30, 32, 35, 51, 78, 87, 139, 152, 177, 190)
"""Where the curve has several points, and others."""


def priced_instance(seed: int, *, limited: bool) -> tuple[Project, Network]:
    """Return a scheduled instance with something to lose, which every third strategy weighs."""
    project, network = scheduled_instance(seed, limited=limited)
    firms = tuple(
        firm.model_copy(update={"reliability": 1 - 0.1 * number}) for number, firm in enumerate(network.firms)
    )
    tasks = tuple(task.model_copy(update={"loss": 7.0}) for task in project.tasks)
    strategy = Strategy(cost=1.0, time=3.0, risk=2.0 if seed % 3 == 0 else 0.0)
    project = project.model_copy(update={"tasks": tasks, "strategy": strategy})
    return project, network.model_copy(update={"firms": firms})


def true_front(project: Project, network: Network) -> Front:
    """Return the front by trying everything."""
    strategy = project.strategy.model_copy(update={"time": 0.0})
    return efficient(every_schedule(project.model_copy(update={"strategy": strategy}), network))


@pytest.mark.parametrize("limited", [False, True], ids=["free", "limited"])
@pytest.mark.parametrize("seed", SEEDS)
def test_it_is_the_front_of_all_choices_and_orders(seed: int, limited: bool) -> None:
    project, network = priced_instance(seed, limited=limited)
    expected = true_front(project, network)
    if not expected:
        with pytest.raises(ve.InfeasibleError):
            time_cost_curve(project, network)
        return
    curve = time_cost_curve(project, network)
    assert front(curve) == expected
    assert curve.complete
    assert curve.shortest == expected[0][0]
    assert_points_hold(curve, network)


def test_the_seeds_have_curves_of_several_points() -> None:
    fronts = [
        true_front(*priced_instance(seed, limited=limited)) for seed in SEEDS for limited in (False, True)
    ]
    assert sum(len(front) >= 3 for front in fronts) >= 12
    assert max(map(len, fronts)) >= 5
    assert [] in fronts


def test_the_published_front_is_reached(data_folder: Path) -> None:
    path = data_folder / "cases" / "dtctp_18_subcontractor_options.json"
    if not path.exists():
        pytest.skip("the case is not there")
    project, network = read_time_cost(path).as_project()
    curve = time_cost_curve(project, network)
    assert [(point.makespan, round(point.cost, 6)) for point in curve] == list(published_front(path))
    assert curve.complete
    for per_day, optimum in published_optima(path).items():
        best = curve.best(per_day)
        assert best.objective + per_day * best.makespan == pytest.approx(optimum)


def test_a_curve_by_hand() -> None:
    # Two tasks in a row, each fast and dear or slow and cheap: 2 + 2, 2 + 5, 5 + 5.
    project, network = crews((2, 40), (5, 10), (6, 12), count=2)
    curve = time_cost_curve(project, network)
    assert front(curve) == [(4, 80), (7, 50), (10, 20)]
    assert (len(curve), curve[0].makespan, curve[-1].cost) == (3, 4, 20)
    assert [point.makespan for point in curve[1:]] == [7, 10]
    assert curve.within(9.5) is curve[1]
    assert curve.within(3) is None
    assert curve.within(1000) is curve[2]
    assert curve.best(0).makespan == 10
    assert curve.best(10).makespan == 4
    assert curve.best(11).makespan == 4
    assert curve.best(9).makespan == 10
    assert str(curve) == (
        "Time-cost curve of project row: 3 points, each proven to be the cheapest so fast\n"
        "  makespan (day)  total cost (EUR)  saving one day costs\n"
        "               4             80.00                 10.00\n"
        "               7             50.00                 10.00\n"
        "              10             20.00                     -\n"
        "Shortest possible makespan: 4 day"
    )


def test_decimals_are_a_grid_of_their_own() -> None:
    project, network = crews((0.25, 40), (0.3, 10), count=2)
    assert front(time_cost_curve(project, network)) == [(0.5, 80), (pytest.approx(0.55), 50), (0.6, 20)]


def test_durations_on_no_grid_are_told_apart_by_a_hundred_thousandth() -> None:
    third, sure = 1 / 3, (0.4 + 1e-4 / 3, 20)
    project, network = crews((third, 40), (third + 2e-4, 30), sure, (sure[0] + 1e-7, 19.9))
    found = time_cost_curve(project, network, gap=0)
    assert [pytest.approx(point.makespan) for point in found] == [third, third + 2e-4, sure[0] + 1e-7]
    assert [point.cost for point in found] == [40, 30, 19.9]


def test_of_many_plans_of_one_price_the_fastest_is_taken() -> None:
    """Without that the sweep would go through all of them, a day at a time."""
    options = [(float(day), 5.0) for day in range(1, 300)]
    project, network = crews(*options, (500.0, 1.0))
    assert front(time_cost_curve(project, network)) == [(1, 5), (500, 1)]


def test_a_weight_on_cost_is_kept_and_none_becomes_one() -> None:
    project, network = crews((2, 40), (5, 10), strategy=Strategy(cost=0, time=1))
    assert front(time_cost_curve(project, network)) == [(2, 40), (5, 10)]
    halved = project.model_copy(update={"strategy": Strategy(cost=0.5, time=1)})
    curve = time_cost_curve(halved, network)
    assert front(curve) == [(2, 20), (5, 5)]
    assert [point.cost for point in curve] == [40, 10]
    assert "objective" in str(curve)


def test_a_deadline_ends_it_and_a_budget_begins_it() -> None:
    project, network = crews((2, 40), (3, 30), (5, 10), (9, 1))
    assert front(time_cost_curve(project.model_copy(update={"deadline": 8.0}), network)) == [
        (2, 40), (3, 30), (5, 10),
    ]  # fmt: skip
    thrifty = project.model_copy(update={"budget": 35.0})
    curve = time_cost_curve(thrifty, network)
    assert front(curve) == [(3, 30), (5, 10), (9, 1)]
    assert curve.shortest == 3


def test_without_durations_it_is_one_point() -> None:
    network = Network(firms=(Firm(id="a", offers=(Offer(competence="work", unit_cost=3.0),)),))
    curve = time_cost_curve(Project(id="p", tasks=(Task(id="t", competence="work"),)), network)
    assert front(curve) == [(0, 3)]


EVEN = [(float(day), 200.0 - day) for day in range(10, 61)]


def test_an_even_sample_has_both_ends_and_points_of_the_whole_curve() -> None:
    project, network = crews(*EVEN)
    assert [point.makespan for point in time_cost_curve(project, network, points=6)] == [
        10, 20, 30, 40, 50, 60,
    ]  # fmt: skip
    assert [point.makespan for point in time_cost_curve(project, network, points=2)] == [10, 60]
    everything = time_cost_curve(project, network, points=500)
    assert [point.makespan for point in everything] == [day for day, _ in EVEN]
    assert everything.complete


def test_a_sample_between_the_points_there_are() -> None:
    project, network = crews((10, 90), (12, 80), (58, 20), (60, 10))
    # Deadlines 10, 22.5, 35, 47.5 and 60; three of them have the point at 12.
    assert front(time_cost_curve(project, network, points=5)) == [(10, 90), (12, 80), (60, 10)]


def shared() -> tuple[Project, Network]:
    """A task that a slow cheap firm and a quick dear one may share, each at its pace."""
    firms = (
        Firm(id="slow", offers=(Offer(competence="work", unit_cost=1.0, unit_duration=10.0),)),
        Firm(id="quick", offers=(Offer(competence="work", unit_cost=11.0, unit_duration=2.0),)),
    )
    task = Task(id="t", competence="work", max_partners=2)
    return Project(id="shared", tasks=(task,)), Network(firms=firms)


def test_where_there_is_no_end_of_points_a_number_is_asked_for() -> None:
    project, network = shared()
    with pytest.raises(ve.DataError, match="the time that task 't' takes depends on how it is shared"):
        time_cost_curve(project, network)
    curve = time_cost_curve(project, network, points=4)
    # Within a time T the slow firm does T / 10; the quick one keeps up from T = 10 / 6 on.
    times = [10 / 6 + part * (10 - 10 / 6) / 3 for part in range(4)]
    assert [point.makespan for point in curve] == pytest.approx(times, rel=1e-4)
    assert [point.cost for point in curve] == pytest.approx([11 - time for time in times], rel=1e-4)


def test_a_sweep_that_is_interrupted_keeps_what_is_finished() -> None:
    project, network = crews((2, 40), (3, 30), (5, 10), (9, 1))
    seen: list[float] = []

    def stop_after_two(point: ve.TimeCostPoint) -> None:
        seen.append(point.makespan)
        if len(seen) == 2:
            raise KeyboardInterrupt

    curve = time_cost_curve(project, network, progress=stop_after_two)
    assert front(curve) == [(5, 10), (9, 1)]
    assert (curve.complete, curve.stop_reason) == (False, "interrupted")
    assert seen == [9, 5]
    assert "2 points, not complete: it was interrupted" in str(curve)
    assert "Shortest possible makespan: 2 day" in str(curve)


def test_what_a_caller_raises_goes_on_to_the_caller() -> None:
    def burst(_: ve.TimeCostPoint) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        time_cost_curve(*crews((2, 40)), progress=burst)


def test_without_time_there_is_no_curve() -> None:
    with pytest.raises(ve.NoSolutionError, match="ran out of time") as refused:
        time_cost_curve(*crews((2, 40), (5, 10)), time_limit=0)
    assert refused.value.stop_reason == "time"


def test_faults_of_the_call_come_together() -> None:
    with pytest.raises(ve.DataError) as refused:
        time_cost_curve(*crews((2, 40)), points=1, gap=2.0, progress=3)  # type: ignore[arg-type]
    assert {fault.path for fault in refused.value.faults} == {"points", "gap", "progress"}


def test_an_infeasible_project_is_told_as_such() -> None:
    project, network = crews((2, 40), (5, 10), deadline=1.0)
    with pytest.raises(ve.InfeasibleError, match="shortest"):
        time_cost_curve(project, network)
    with pytest.raises(ve.InfeasibleError):
        time_cost_curve(*crews((2, 40), rules=Rules(min_partners=2)))


def test_warnings_are_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    project, network = crews((2, 40), (5, 10))
    odd = project.model_copy(update={"tasks": (project.tasks[0].model_copy(update={"lateness_cost": 3.0}),)})
    with caplog.at_level(logging.WARNING, logger="vebuilder"):
        time_cost_curve(odd, network)
    assert len([one for one in caplog.records if "never late" in one.getMessage()]) == 1


def stopped_at(call: int, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one of the searches end early: with an answer that is not proven, or with none."""
    calls = 0

    def form(*args: Any, **options: Any) -> ve.Enterprise:
        nonlocal calls
        calls += 1
        if calls == call and how == "no answer":
            raise ve.NoSolutionError("out of time", stop_reason="time")
        enterprise = ve.form_enterprise(*args, **options)
        return enterprise if calls != call else enterprise.model_copy(update={"stop_reason": how})

    monkeypatch.setattr("vebuilder.explore.time_cost.sweep.form_enterprise", form)


@pytest.mark.parametrize(
    ("how", "reason"), [("time", "time"), ("interrupted", "interrupted"), ("no answer", "time")]
)
def test_a_search_that_is_cut_short_is_left_out(
    how: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, network = crews((2, 40), (3, 30), (5, 10), (9, 1))
    stopped_at(4, how, monkeypatch)  # the fastest, then those of 9, 5 and 3 days
    curve = time_cost_curve(project, network)
    # That 5 days are no longer than they need be was not proven any more.
    assert front(curve) == [(9, 1)]
    assert (curve.complete, curve.stop_reason) == (False, reason)
    stopped_at(1, how, monkeypatch)
    with pytest.raises(ve.NoSolutionError) as refused:
        time_cost_curve(project, network)
    assert refused.value.stop_reason == reason


def test_a_point_that_is_not_proven_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def form(*args: Any, **options: Any) -> ve.Enterprise:
        return ve.form_enterprise(*args, **options).model_copy(update={"outcome": "feasible"})

    monkeypatch.setattr("vebuilder.explore.time_cost.sweep.form_enterprise", form)
    curve = time_cost_curve(*crews((2, 40), (5, 10)))
    assert [point.proven for point in curve] == [False, False]
    assert (curve.complete, curve.stop_reason) == (False, "finished")
    assert "not all proven" in str(curve)
