"""Time, as evaluation sees it: durations, order, parallel work, deadline and lateness."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from check.builders import broken, firm, network, offer, only, package, project, split_task, task
from vebuilder import DataError, evaluate
from vebuilder.check.parallel import Work, busiest
from vebuilder.check.precedence import Precedence
from vebuilder.model import Assignment, Network, Project, Quote, Scheduled, Strategy

ONE = network(firm("a"))


def makespan(tasks: Project, members: Network, plan: Any, **fields: Any) -> float:
    return evaluate(tasks, members, plan, **fields).makespan


@pytest.mark.parametrize(
    ("quote", "pace", "stated", "takes"),
    [
        (None, None, None, 0),
        (None, None, 7.0, 7),
        (None, 2.0, 7.0, 2 * 3),
        (None, 0.0, 7.0, 0),
        (5.0, 2.0, 7.0, 5),
        (0.0, 2.0, 7.0, 0),
    ],
)
def test_a_duration_is_the_quotes_else_the_offers_else_the_tasks(
    quote: float | None, pace: float | None, stated: float | None, takes: float
) -> None:
    members = network(firm("a", offer(unit_duration=pace)))
    quotes = () if quote is None else (Quote(task="t", firm="a", duration=quote),)
    asked = project(task("t", amount=3, duration=stated), quotes=quotes)
    assert makespan(asked, members, {"t": "a"}) == takes


def test_only_an_offers_own_pace_scales_with_the_share_and_the_slowest_partner_counts() -> None:
    members = network(firm("a", offer(unit_duration=2)), firm("b", offer(unit_duration=5)), firm("c"))
    asked = project(
        split_task("t", amount=10, duration=3), quotes=(Quote(task="t", firm="b", duration=6, cost=1),)
    )
    assert makespan(asked, members, [("t", "a", 0.25), ("t", "c", 0.75)]) == 5  # 2 * 10 / 4
    assert makespan(asked, members, [("t", "a", 0.1), ("t", "c", 0.9)]) == 3
    assert makespan(asked, members, [("t", "a", 0.1), ("t", "b", 0.9)]) == 6
    assert makespan(asked, members, [("t", "a", 1.0), ("t", "b", 0.0)]) == 20


def test_standby_firms_and_packages_take_the_time_of_the_work_itself() -> None:
    bundle = package("b", 1, "t")
    asked = project(task("t", duration=4, backups=1), packages=(bundle,))
    members = network(firm("a", offer(unit_duration=9)), firm("b", offer("turning")))
    assert makespan(asked, members, {"t": "b"}, packages=[bundle], backups=[("t", "a")]) == 4


CHAIN = project(
    task("cut", duration=2),
    task("weld", duration=3, after=("cut",)),
    task("paint", duration=1, starts_with=("inspect",)),
    task("inspect", duration=5, after=("cut",)),
    task("ship", duration=1, after=("paint", "weld", "weld")),
    strategy=Strategy(cost=1, time=10),
)
ALL = dict.fromkeys(["cut", "weld", "paint", "inspect", "ship"], "a")


def test_everything_starts_as_early_as_it_can() -> None:
    evaluation = evaluate(CHAIN, ONE, ALL)
    assert evaluation.makespan == 7  # cut 0-2, inspect and paint from 2, weld 2-5, ship 5-6
    assert evaluation.objective == evaluation.cost.total + 70
    assert evaluation.violations == ()
    assert "Makespan: 7\n" in str(evaluation)


def test_starts_are_taken_as_stated() -> None:
    starts = {"cut": 1, "weld": 4.5, "paint": 3, "inspect": 3, "ship": 20}
    evaluation = evaluate(CHAIN, ONE, ALL, starts=starts)
    assert (evaluation.makespan, evaluation.violations) == (21, ())


@pytest.mark.parametrize(
    ("starts", "rule", "ids", "amount"),
    [
        ({"cut": -1}, "starts", ("cut",), 1),
        ({"weld": 1.5}, "task.after", ("weld", "cut"), 0.5),
        ({"ship": 4}, "task.after", ("ship", "weld"), 1),
        ({"paint": 2.5}, "task.starts_with", ("paint", "inspect"), 0.5),
    ],
)
def test_a_broken_order_is_told(
    starts: dict[str, float], rule: str, ids: tuple[str, ...], amount: float
) -> None:
    sound = {"cut": 0, "weld": 2, "paint": 2, "inspect": 2, "ship": 6}
    found = only(evaluate(CHAIN, ONE, ALL, starts=sound | starts))
    assert (found.rule, set(found.ids), found.amount) == (rule, set(ids), pytest.approx(amount))


def test_the_deadline_is_told_with_what_is_late() -> None:
    assert broken(CHAIN.model_copy(update={"deadline": 7.0}), ONE, ALL) == []
    assert broken(CHAIN.model_copy(update={"deadline": 7 - 5e-6}), ONE, ALL) == []  # rounding
    late = only(evaluate(CHAIN.model_copy(update={"deadline": 5.5}), ONE, ALL))
    assert (late.rule, late.ids, late.amount) == ("deadline", ("p", "inspect", "ship"), 1.5)


def test_lateness_is_paid_by_the_day() -> None:
    asked = project(
        task("t", duration=5, due=3, lateness_cost=10),
        task("u", duration=5, due=6, lateness_cost=10, after=("t",)),
        task("v", duration=5, due=5, lateness_cost=99),
        task("w", duration=5, due=1),
        budget=59.0,
    )
    evaluation = evaluate(asked, ONE, dict.fromkeys("tuvw", "a"))
    assert evaluation.cost.lateness == 10 * 2 + 10 * 4
    assert evaluation.cost.total == 60 + 4
    assert only(evaluation).rule == "budget"


BUSY = project(
    task("t", duration=2), task("u", duration=3), task("v", duration=4), task("w", duration=0), deadline=9.0
)
PAIR = dict.fromkeys("tuvw", "a")


def test_work_that_cannot_all_be_done_at_once_needs_starts() -> None:
    with pytest.raises(DataError) as refused:
        evaluate(BUSY, network(firm("a", max_parallel=2)), PAIR)
    (fault,) = refused.value.faults
    assert fault.ids == ("a", "t", "u", "v")
    assert "can work on 2 tasks at once" in fault.message
    assert "starts=" in fault.mend


@pytest.mark.parametrize(
    ("most", "starts", "count"),
    [
        (
            1,
            {"t": 0, "u": 2, "v": 5, "w": 3},
            0,
        ),  # the next begins when the last ends; no time occupies nobody
        (1, {"t": 0, "u": 1.5, "v": 4.5, "w": 3}, 1),
        (1, {"t": 4, "u": 0, "v": 1, "w": 0}, 1),
        (2, {"t": 0, "u": 0, "v": 2, "w": 0}, 0),
        (2, {"t": 0, "u": 0, "v": 1, "w": 0}, 1),
        (2, {"t": 0, "u": 0, "v": 2 - 5e-7, "w": 0}, 0),
        (3, {"t": 0, "u": 0, "v": 0, "w": 0}, 0),
    ],
)
def test_a_firm_works_on_so_many_tasks_at_once(most: int, starts: dict[str, float], count: int) -> None:
    found = broken(BUSY, network(firm("a", max_parallel=most)), PAIR, starts=starts)
    assert [violation.rule for violation in found] == ["max_parallel"] * count
    assert all(violation.ids[0] == "a" and violation.amount == 1 for violation in found)


def test_each_firm_is_counted_by_its_own_share() -> None:
    members = network(firm("a", offer(unit_duration=1), max_parallel=1), firm("b", offer(unit_duration=1)))
    asked = project(split_task("t", amount=10), task("u", amount=1))
    plan = [("t", "a", 0.2), ("t", "b", 0.8), ("u", "a")]
    assert broken(asked, members, plan, starts={"t": 0, "u": 2}) == []
    assert broken(asked, members, plan, starts={"t": 0, "u": 1}) != []


@pytest.mark.parametrize(
    ("starts", "said"),
    [
        ({"cut": 0.0}, r"leave out 'weld', 'paint', 'inspect', 'ship'"),
        (dict.fromkeys(ALL, 0.0) | {"shp": 1.0}, "task 'shp' is not in project 'p'"),
        (dict.fromkeys(ALL, float("nan")), "which is no time"),
        (dict.fromkeys(ALL, True), "which is no time"),
        ([1, 2, 3], "does not say when tasks start"),
    ],
)
def test_starts_that_say_nothing_are_refused(starts: Any, said: str) -> None:
    with pytest.raises(DataError, match=said):
        evaluate(CHAIN, ONE, ALL, starts=starts)


def test_an_enterprise_brings_its_schedule() -> None:
    assignments = [Assignment(task=name, firm=who) for name, who in ALL.items()]
    plan: dict[str, Any] = {"assignments": assignments, "packages": (), "backups": (), "preparations": ()}
    starts = {"cut": 1, "weld": 3, "paint": 3, "inspect": 3, "ship": 6}
    schedule = tuple(Scheduled(task=name, start=time, finish=time) for name, time in starts.items())
    assert makespan(CHAIN, ONE, SimpleNamespace(**plan, schedule=schedule)) == 8
    assert makespan(CHAIN, ONE, SimpleNamespace(**plan, schedule=())) == 7
    assert makespan(CHAIN, ONE, SimpleNamespace(**plan), starts=starts) == 8
    with pytest.raises(DataError, match="brings its own starts"):
        evaluate(CHAIN, ONE, SimpleNamespace(**plan, schedule=schedule), starts=starts)


def test_a_task_nobody_does_takes_no_time() -> None:
    evaluation = evaluate(CHAIN, ONE, {"cut": "a"})
    assert evaluation.makespan == 2
    assert {violation.rule for violation in evaluation.violations} == {"cover"}


def test_a_group_waits_for_what_any_of_it_waits_for() -> None:
    order = Precedence(
        [
            task("late", starts_with=("b",)),
            task("a"),
            task("b", starts_with=("c",)),
            task("c", after=("a",)),
            task("d", after=("late",)),
        ]
    )
    assert [set(members) for members in order.members] == [{"a"}, {"late", "b", "c"}, {"d"}]
    start = order.earliest_starts({"late": 1, "a": 2, "b": 1, "c": 1, "d": 1})
    assert start == {"late": 2, "a": 0, "b": 2, "c": 2, "d": 3}


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 5)), max_size=8),
    st.integers(1, 3),
)
def test_the_busiest_moment_is_that_of_counting_each_moment(work: list[tuple[int, int]], most: int) -> None:
    def at(time: float) -> int:
        return sum(start <= time < start + duration for start, duration in work)

    crowd = busiest([Work(str(n), start, duration) for n, (start, duration) in enumerate(work)], most)
    peak = max((at(time) for time in range(20)), default=0)
    assert (crowd is not None) == (peak > most)
    if crowd is not None:
        assert len(crowd.tasks) == peak == at(crowd.time)
        assert all(at(time) < peak for time in range(int(crowd.time)))
