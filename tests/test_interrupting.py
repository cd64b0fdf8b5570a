"""Ctrl-C at any moment of a call: the best answer so far comes back, or words that say there is none."""

import os
import signal
import threading
from collections.abc import Callable
from random import Random
from types import ModuleType
from typing import Any

import pytest

import vebuilder as ve
from vebuilder import api, forming
from vebuilder.diagnose import infeasible
from vebuilder.solve import ctrl_c, judge
from vebuilder.solve.search import head_start

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are sent")

PHASES_WITHOUT_ANSWER = (
    (api, "lint"),
    (api, "refuse_unsupported"),
    (api, "refuse_impossible"),
    (forming, "formulate"),
)


def instance(firms: int = 40, tasks: int = 30) -> tuple[ve.Project, ve.Network]:
    """Return a project that is searched before a solver sees it: over 500 choices, and a risk to weigh."""
    dice = Random(3)
    network = ve.Network(
        firms=tuple(
            ve.Firm(
                id=f"f{i}",
                joining_cost=dice.uniform(5, 30),
                reliability=dice.uniform(0.8, 0.99),
                offers=tuple(
                    ve.Offer(competence=f"c{c}", unit_cost=dice.uniform(5, 20))
                    for c in sorted(dice.sample(range(tasks), 2 * tasks // 3))
                ),
            )
            for i in range(firms)
        )
    )
    project = ve.Project(
        id="p",
        tasks=tuple(ve.Task(id=f"t{i}", competence=f"c{i}", loss=30) for i in range(tasks)),
        strategy=ve.Strategy(risk=1.0, risk_measure=ve.WorstCase(failures=2)),
    )
    return project, network


def press() -> None:
    """Press Ctrl-C, as a terminal does."""
    os.kill(os.getpid(), signal.SIGINT)


def pressing(function: Callable[..., Any], times: int = 1) -> Callable[..., Any]:
    """Return the function with Ctrl-C pressed in the middle of it."""

    def pressed(*arguments: Any, **options: Any) -> Any:
        result = function(*arguments, **options)
        for _ in range(times):
            press()
        return result

    return pressed


def plan(project: ve.Project, network: ve.Network) -> dict[str, str]:
    return {
        task.id: next(
            firm.id for firm in network.firms if task.competence in {one.competence for one in firm.offers}
        )
        for task in project.tasks
    }


@pytest.mark.parametrize(("module", "phase"), PHASES_WITHOUT_ANSWER)
def test_before_there_is_an_answer_it_is_told_so(
    module: ModuleType, phase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, phase, pressing(getattr(module, phase)))
    with pytest.raises(ve.NoSolutionError, match="interrupted before a first answer") as caught:
        ve.form_enterprise(*instance())
    assert caught.value.stop_reason == "interrupted"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize(("module", "phase"), [*PHASES_WITHOUT_ANSWER, (forming, "engine_of")])
def test_a_start_is_an_answer_from_the_first_moment(
    module: ModuleType, phase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, network = instance()
    start = plan(project, network)
    monkeypatch.setattr(module, phase, pressing(getattr(module, phase)))
    answer = ve.form_enterprise(project, network, start=start)
    assert answer.stop_reason == "interrupted"
    assert {one.task: one.firm for one in answer.assignments} == start


def searched_until_stopped(monkeypatch: pytest.MonkeyPatch, then: Callable[[], None]) -> None:
    """Let the first search find something, do something, and go on until it is stopped."""
    search = head_start.first_answer

    def searching(*arguments: Any, stop: Callable[[], bool], **options: Any) -> Any:
        options["work"].left = 0.01
        found = search(*arguments, stop=stop, **options)
        then()
        while not stop():
            threading.Event().wait(0.01)
        return found

    monkeypatch.setattr(head_start, "first_answer", searching)


def test_in_the_first_search_the_answer_so_far_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    searched_until_stopped(monkeypatch, press)
    project, network = instance()
    answer = ve.form_enterprise(project, network)
    assert answer.stop_reason == "interrupted"
    assert ve.evaluate(project, network, answer).feasible
    assert "reproducible" not in answer.solver


def test_time_over_in_the_first_search_the_answer_so_far_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    searched_until_stopped(monkeypatch, lambda: None)
    answer = ve.form_enterprise(*instance(), time_limit=3)
    assert answer.stop_reason == "time"


def test_the_first_search_reports_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    searched_until_stopped(monkeypatch, lambda: None)
    reports: list[ve.Progress] = []
    answer = ve.form_enterprise(*instance(), time_limit=3, progress=reports.append)
    assert reports[-1].incumbent == pytest.approx(answer.objective)


@pytest.mark.parametrize(("module", "phase"), [(forming, "audit"), (judge, "residual"), (forming, "solve")])
def test_once_there_is_an_answer_it_is_not_lost(
    module: Any, phase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, network = instance(12, 6)
    wanted = ve.form_enterprise(project, network)
    monkeypatch.setattr(module, phase, pressing(getattr(module, phase)))
    answer = ve.form_enterprise(project, network)
    assert answer.objective == pytest.approx(wanted.objective)
    assert answer.stop_reason == "interrupted"


def test_whoever_presses_twice_gets_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forming, "audit", pressing(forming.audit, times=2))
    with pytest.raises(KeyboardInterrupt):
        ve.form_enterprise(*instance(12, 6))
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_what_is_infeasible_stays_so_without_its_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    project, network = instance(12, 6)
    asked = project.model_copy(update={"budget": 30.0})
    with pytest.raises(ve.InfeasibleError):
        ve.form_enterprise(asked, network)
    with monkeypatch.context() as patch:
        patch.setattr(infeasible, "explained", pressing(infeasible.explained))
        with pytest.raises(ve.InfeasibleError, match="the budget of 30"):
            ve.form_enterprise(asked, network)
    monkeypatch.setattr(infeasible, "impossible", lambda _: ())
    monkeypatch.setattr(infeasible, "explained", pressing(infeasible.explained))
    with pytest.raises(ve.InfeasibleError, match="not worked out: interrupted"):
        ve.form_enterprise(asked, network)


def test_a_handler_of_the_callers_own_is_left_alone() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        with ctrl_c.CtrlC() as ours:
            press()
        assert (heard, ours.pressed()) == ([signal.SIGINT], False)
    finally:
        signal.signal(signal.SIGINT, before)


def test_outside_the_main_thread_nothing_is_changed() -> None:
    answers: list[ve.Enterprise] = []
    thread = threading.Thread(target=lambda: answers.append(ve.form_enterprise(*instance(12, 6))))
    thread.start()
    thread.join()
    assert answers[0].outcome == "optimal"
