"""Contenders in processes of their own: what they find, and what becomes of those that fail."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from brute_force import best_plan

from benchmarks.comparison import hearing
from benchmarks.comparison.measures import Standard, standard
from benchmarks.comparison.runs import Point
from benchmarks.comparison.supervisor import Instance, measure, on_disk
from benchmarks.comparison.tree import PROC, Tree
from benchmarks.contenders.contender import Limits
from benchmarks.contenders.memory import peak_megabytes
from benchmarks.synthetic import Law, synthetic

needs_proc = pytest.mark.skipif(not PROC.is_dir(), reason="memory and process trees are read from /proc")


@pytest.fixture(scope="module")
def tiny() -> Iterator[Instance]:
    with on_disk("tiny", *synthetic(Law(firms=5, tasks=3))) as instance:
        yield instance


def script(text: str) -> tuple[str, ...]:
    return (sys.executable, "-c", f"import json, os, subprocess, sys, time\n{text}\n")


READY = "print(json.dumps({'ready': 1.0}), flush=True)\n"
POINT = "print(json.dumps({'point': [0.1, 5.0, 4.0]}), flush=True)\n"


def test_a_crash_is_a_run(tiny: Instance) -> None:
    dying = script(READY + POINT + "print('no room left', file=sys.stderr)\nsys.exit(3)")
    run = measure("highs", tiny, Limits(5.0), command=dying)
    assert (run.outcome, run.objective, run.bound) == ("failed", None, None)
    assert run.words == "ended with exit code 3; its last words: no room left"
    assert run.trace == (Point(0.1, 5.0, 4.0),)


def test_a_kill_from_outside_is_a_run_even_in_the_middle_of_a_word(tiny: Instance) -> None:
    dying = script(READY + "sys.stdout.write('{\"poi')\nsys.stdout.flush()\nos.kill(os.getpid(), 9)")
    run = measure("highs", tiny, Limits(5.0), command=dying)
    assert (run.outcome, run.words) == ("failed", "killed by signal SIGKILL")


def is_alive(stat: Path) -> bool:
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@needs_proc
def test_what_does_not_end_is_killed_with_all_it_started(
    tiny: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "LEAST_GRACE", 0.5)
    endless = script(
        READY + "child = subprocess.Popen(['sleep', '600'], start_new_session=True)\n"
        "print(json.dumps({'point': [float(child.pid), 1.0, 1.0]}), flush=True)\ntime.sleep(600)"
    )
    run = measure("highs", tiny, Limits(0.5), command=endless)
    assert run.outcome == "killed"
    assert run.words.startswith("still at it 1 s after the start")
    child = PROC / str(int(run.trace[0].seconds)) / "stat"
    patience = time.monotonic() + 30
    while is_alive(child) and time.monotonic() < patience:  # a busy computer takes its time to end it
        time.sleep(0.05)
    assert not is_alive(child)


def test_a_run_can_be_given_up(tiny: Instance) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(hearing.Stopped):
        measure("highs", tiny, Limits(5.0), stop, command=script("time.sleep(600)"))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("'plan': [], 'objective': 0.0", "nobody does task 't000'"),
        ("'plan': [['t000', 'nobody', 1.0]], 'objective': 0.0", "firm 'nobody' is not in the network"),
    ],
)
def test_a_plan_that_breaks_rules_is_invalid(tiny: Instance, answer: str, words: str) -> None:
    end = f"{{'outcome': 'answered', 'bound': 1.0, 'solver': '', 'seconds': 0.1, 'megabytes': 1.0, {answer}}}"
    run = measure("highs", tiny, Limits(5.0), command=script(READY + f"print(json.dumps({{'end': {end}}}))"))
    assert (run.outcome, run.objective) == ("invalid", None)
    assert words in run.words
    assert standard([run]) == Standard(None, None)


def test_a_plan_priced_wrongly_is_invalid(tiny: Instance) -> None:
    best = best_plan(tiny.project, tiny.network)
    assert best is not None
    end = {
        "outcome": "answered", "bound": 1.0, "solver": "", "seconds": 0.1, "megabytes": 1.0,
        "plan": [[task, firm, share] for (task, firm), share in best.shares.items()],
        "objective": best.price.objective * 1.01,
    }  # fmt: skip
    run = measure("highs", tiny, Limits(5.0), command=script(READY + f"print(json.dumps({{'end': {end}}}))"))
    assert run.outcome == "invalid"
    assert run.words.startswith("says its plan costs")


@needs_proc
def test_memory_is_that_of_the_process_not_of_its_parent() -> None:
    ballast = b"x" * 150_000_000
    code = "from benchmarks.contenders.memory import peak_megabytes; print(peak_megabytes())"
    told = float(subprocess.check_output([sys.executable, "-c", code], text=True))
    assert told < 60 < len(ballast) / 1e6 < (peak_megabytes() or 0)


@needs_proc
def test_memory_of_what_a_process_started_is_counted() -> None:
    child = "held = b'x' * 80_000_000; print('here', flush=True); input()"
    # A process of its own, so that nothing else the tests have started counts.
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with subprocess.Popen([sys.executable, "-c", parent], stdin=-1, stdout=-1, text=True) as root:
        assert root.stdout is not None
        root.stdout.readline()
        tree = Tree(root.pid)
        tree.look()
        assert tree.below_megabytes == 0, "a process just born may be the copy of its parent"
        tree.look()
        root.communicate("\n")
    assert 75 < tree.below_megabytes < 200
