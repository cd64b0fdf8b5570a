"""Solvers in a process of their own: reuse, death, and no trace left."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from solve.models import hard_model, random_model
from vebuilder import SolverError
from vebuilder.solve import child as children
from vebuilder.solve.isolated import Isolated
from vebuilder.solve.options import Options
from vebuilder.solve.solve import solve


@pytest.fixture
def no_idle_children():
    for idle in children._IDLE.values():
        while idle:
            idle.pop().kill()


def only_child():
    (alive,) = children._ALIVE
    return alive


@pytest.mark.usefixtures("no_idle_children")
def test_a_healthy_child_is_kept():
    model = random_model(0, mixed=False)
    solve(model, Options(), "cbc")
    first = only_child().process.pid
    solve(model, Options(), "cbc")
    solve(model, Options(), "scip")
    assert only_child().process.pid == first


@pytest.mark.usefixtures("no_idle_children")
def test_a_child_killed_while_idle_is_replaced():
    model = random_model(0, mixed=False)
    solve(model, Options(), "cbc")
    dead = only_child().process
    dead.kill()
    dead.wait()
    assert solve(model, Options(), "cbc").status == "optimal"
    assert only_child().process.pid != dead.pid


@pytest.mark.usefixtures("no_idle_children")
def test_a_child_that_dies_at_work_is_an_error_in_words(monkeypatch):
    def killed(alive):
        time.sleep(0.5)
        os.kill(alive.process.pid, signal.SIGKILL)

    from threading import Thread

    real = children.Child.send

    def send(self, message):
        real(self, message)
        if message != "stop":
            Thread(target=killed, args=(self,)).start()

    monkeypatch.setattr(children.Child, "send", send)
    with pytest.raises(SolverError, match=r"^cbc died: killed by signal SIGKILL; it said nothing\.$"):
        solve(hard_model(), Options(), "cbc")
    assert not children._ALIVE


def test_last_words_are_quoted(monkeypatch):
    script = "import sys; sys.stderr.write('one\\ntwo\\nlicence expired\\n'); sys.exit(3)"
    monkeypatch.setattr(
        "vebuilder.solve.isolated.borrow", lambda _kind: children.Child((sys.executable, "-c", script))
    )
    with pytest.raises(
        SolverError, match=r"died: exit code 3; its last words: one / two / licence expired\."
    ):
        solve(random_model(0, mixed=False), Options(), "cbc")


@pytest.mark.usefixtures("no_idle_children")
def test_an_adapter_that_raises_is_an_error_in_words(monkeypatch):
    broken = Isolated("cbc", "", "vebuilder.solve.cbc", "NoSuchAdapter", (), "ortools")
    monkeypatch.setattr("vebuilder.solve.solve.load", lambda _name: broken)
    with pytest.raises(SolverError, match="NoSuchAdapter failed: AttributeError"):
        solve(random_model(0, mixed=False), Options(), "cbc")


SCRIPT = """
    import sys
    sys.path[:0] = {paths!r}
    from solve.models import hard_model, random_model
    from vebuilder.solve import child
    from vebuilder.solve.options import Options
    from vebuilder.solve.solve import solve
    print("once")
    for name in ("cbc", "pulp:PULP_CBC_CMD"):
        print(solve(random_model(0, False), Options(), name).status)
    print(*[alive.process.pid for alive in child._ALIVE])
    solve(hard_model(), Options(time_limit=1.0), "pulp:PULP_CBC_CMD")
"""


def test_a_script_without_a_main_guard_runs_once_and_leaves_no_child(tmp_path):
    script, scratch = tmp_path / "plan.py", tmp_path / "scratch"
    scratch.mkdir()
    script.write_text(textwrap.dedent(SCRIPT).format(paths=[path for path in sys.path if path]))
    # Files that would be imported instead of the libraries if the child looked here first.
    (tmp_path / "pulp.py").write_text("raise RuntimeError('the wrong pulp')")
    run = subprocess.run(
        [sys.executable, "-P", str(script)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert run.stderr == ""
    once, *statuses, pids = run.stdout.splitlines()
    assert (once, statuses) == ("once", ["optimal", "optimal"])
    for pid in pids.split():
        with pytest.raises(ProcessLookupError):
            os.kill(int(pid), 0)
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("solver", ["highs", "cpsat", "scip", "cbc", "pulp:PULP_CBC_CMD"])
def test_solvers_print_nothing(solver, capfd):
    solve(random_model(1, mixed=True), Options(), solver)
    solve(hard_model(), Options(time_limit=1.0), solver)
    assert capfd.readouterr() == ("", "")
