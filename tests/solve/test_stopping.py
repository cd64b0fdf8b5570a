"""Deadlines, Ctrl-C, progress and start solutions: the best answer so far is never lost."""

import os
import signal
import threading
import time

import numpy as np
import pytest

from solve.models import INTEGER, hard_mixed_model, hard_model, hard_model_start, linear_model, random_model
from vebuilder import SolverError
from vebuilder.solve.options import Options
from vebuilder.solve.residual import residual
from vebuilder.solve.solve import solve

SOLVERS = ("highs", "cpsat", "scip", "cbc", "pulp:PULP_CBC_CMD")
every_solver = pytest.mark.parametrize("solver", SOLVERS)
SECONDS = 1.5
AT_ONCE = 20  # a busy machine is slow to stop; a solver that does not stop goes on for days


def interrupt_after(seconds):
    timer = threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    return timer


@every_solver
def test_time_limit_returns_the_best_so_far(solver):
    model = hard_model()
    solve(random_model(0, mixed=False), Options(), solver)  # the child, if any, is up
    started = time.monotonic()
    result = solve(model, Options(time_limit=SECONDS, gap=0), solver)
    assert time.monotonic() - started < SECONDS + AT_ONCE
    assert (result.status, result.stop_reason) == ("feasible", "time")
    assert "reproducible" not in result.solver
    assert residual(model, result.solution).feasible
    if result.bound is not None:
        assert result.bound < model.objective(result.solution)


@every_solver
def test_ctrl_c_returns_the_best_so_far(solver):
    model = hard_model()
    solve(random_model(0, mixed=False), Options(), solver)
    timer = interrupt_after(SECONDS)
    started = time.monotonic()
    result = solve(model, Options(gap=0), solver)
    timer.cancel()
    assert SECONDS - 0.2 < time.monotonic() - started < SECONDS + AT_ONCE
    assert (result.status, result.stop_reason) == ("feasible", "interrupted")
    assert "reproducible" not in result.solver
    assert residual(model, result.solution).feasible


@pytest.mark.parametrize("solver", ["highs", "cpsat", "scip"])
def test_ctrl_c_on_a_mixed_program(solver):
    model = hard_mixed_model()
    solve(random_model(0, mixed=False), Options(), solver)
    timer = interrupt_after(SECONDS)
    result = solve(model, Options(gap=0), solver)
    timer.cancel()
    assert result.stop_reason == "interrupted"
    assert residual(model, result.solution).feasible


@every_solver
def test_almost_no_time_is_no_error(solver):
    started = time.monotonic()
    result = solve(hard_model(), Options(time_limit=1e-3), solver)
    assert time.monotonic() - started < AT_ONCE
    assert (result.status, result.stop_reason) == ("no_solution", "time")
    assert solve(hard_model(), Options(time_limit=0), solver).status == "no_solution"


@every_solver
def test_a_start_is_never_lost(solver):
    model = hard_model()
    start = hard_model_start(model) * (1 + 1e-12)
    result = solve(model, Options(time_limit=1e-3, start=start), solver)
    assert (result.status, result.stop_reason) == ("feasible", "time")
    assert result.solution.tolist() == np.rint(start).tolist()


@every_solver
def test_a_perfect_start_is_proven(solver):
    model = random_model(1, mixed=True)
    best = solve(model, Options(gap=0), "highs")
    result = solve(model, Options(start=best.solution), solver)
    assert result.status == "optimal"
    assert model.objective(result.solution) == pytest.approx(model.objective(best.solution))


def test_a_start_that_breaks_the_model_is_refused_in_words():
    model = linear_model([1, 1], [[1, 1]], [1], [2], [0, 0], [1, 1], [INTEGER, INTEGER])
    refused = {
        "breaks a row": np.zeros(2),
        "no whole number": np.array([0.5, 0.5]),
        "too short": np.array([1.0]),
        "not a number": np.array([1.0, np.nan]),
    }
    for start in refused.values():
        result = solve(model, Options(start=start), "highs")
        assert result.status == "optimal"
        assert result.notes[0].startswith("the start solution was refused")


def test_what_a_solver_cannot_honour_is_stated():
    model = random_model(0, mixed=False)
    start = np.zeros(model.n_columns)
    result = solve(model, Options(start=start, seed=3, progress=lambda _: None), "cbc")
    assert [note.split(":")[0] for note in result.notes] == [
        "cbc takes no start solution",
        "cbc reports no progress while it runs",
        "cbc takes no random seed",
    ]


@pytest.mark.parametrize("solver", ["highs", "cpsat", "scip"])
def test_progress_comes_in_order(solver):
    reports = []
    model = hard_model()
    solve(model, Options(time_limit=SECONDS, progress=reports.append), solver)
    assert len(reports) >= 2
    seconds = [report.seconds for report in reports]
    assert seconds == sorted(seconds)
    found = [report.incumbent for report in reports if report.incumbent is not None]
    assert found == sorted(found, reverse=True)
    bounds = [report.bound for report in reports if report.bound is not None]
    assert bounds
    assert bounds == sorted(bounds)
    last = reports[-1]
    assert last.gap == pytest.approx((last.incumbent - last.bound) / abs(last.incumbent))


@every_solver
def test_what_progress_raises_reaches_the_caller(solver):
    class Enough(Exception):  # noqa: N818
        pass

    def raise_enough(_report):
        raise Enough

    started = time.monotonic()
    with pytest.raises(Enough):
        solve(hard_model(), Options(time_limit=90, progress=raise_enough), solver)
    assert time.monotonic() - started < AT_ONCE


def test_a_second_ctrl_c_goes_through(monkeypatch):
    from vebuilder.solve.highs import Highs

    def deaf(_self, _model, _options, _watch):
        time.sleep(4)

    monkeypatch.setattr(Highs, "search", deaf)
    timers = [interrupt_after(0.5), interrupt_after(0.8)]
    with pytest.raises(KeyboardInterrupt):
        solve(hard_model(), Options(), "highs")
    for timer in timers:
        timer.cancel()


def test_a_solver_that_does_not_stop_is_left_behind(monkeypatch, caplog):
    from vebuilder.solve.highs import Highs

    model = hard_model()
    answer = hard_model_start(model)

    def deaf(_self, _model, _options, watch):
        watch.incumbent(answer)
        watch.prove(-1e6)
        time.sleep(30)

    monkeypatch.setattr(Highs, "search", deaf)
    started = time.monotonic()
    result = solve(model, Options(time_limit=0.5), "highs")
    assert time.monotonic() - started < AT_ONCE
    assert (result.status, result.stop_reason, result.bound) == ("feasible", "time", -1e6)
    assert np.array_equal(result.solution, answer)
    (record,) = caplog.records
    assert record.getMessage().endswith("it is not waited for, and the best answer it has shown is used.")


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ({"time_limit": -1.0}, "time_limit"),
        ({"time_limit": float("nan")}, "time_limit"),
        ({"gap": -0.1}, "gap"),
        ({"threads": 0}, "threads"),
        ({"seed": -1}, "seed"),
    ],
)
def test_options_out_of_range(fault, text):
    with pytest.raises(ValueError, match=text):
        Options(**fault)


def test_nonsense_is_an_error_not_an_answer(monkeypatch):
    from vebuilder.solve.backend import Answer, Claim
    from vebuilder.solve.highs import Highs

    model = linear_model([1, 1], [[1, 1]], [1], [2], [0, 0], [1, 1], [INTEGER, INTEGER])
    nonsense = {
        "does not satisfy the model": Answer(Claim.EXHAUSTED, np.array([0.0, 0.0]), 0.0),
        "shows no solution": Answer(Claim.EXHAUSTED),
        "nothing is below": Answer(Claim.EXHAUSTED, np.array([1.0, 0.0]), 5.0),
        "stopped without being asked": Answer(Claim.STOPPED, np.array([1.0, 0.0]), 0.0),
        "every decision is bounded": Answer(Claim.UNBOUNDED),
    }
    for text, answer in nonsense.items():
        monkeypatch.setattr(Highs, "search", lambda *_, answer=answer: answer)
        with pytest.raises(SolverError, match=text):
            solve(model, Options(), "highs")
    monkeypatch.setattr(Highs, "search", lambda *_: Answer(Claim.INFEASIBLE))
    with pytest.raises(SolverError, match="calls the model infeasible, but a solution is known"):
        solve(model, Options(start=np.array([1.0, 0.0])), "highs")
