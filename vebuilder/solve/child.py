"""A solver in a process of its own: it can be killed, crash or clash without harm to the caller.

The child is started as a fresh interpreter (never by ``multiprocessing``, which would run a planner's
script again), speaks pickles over its standard input and output, and is kept for the next solve.
"""

import atexit
import os
import pickle
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import IO, Any

from vebuilder.model.errors import SolverError

LAST_LINES = 5
WORKER = "vebuilder.solve.worker"


class Child:
    """One solver process.

    Parameters
    ----------
    command
        The program to run; by default this interpreter with the worker module.
    """

    def __init__(self, command: tuple[str, ...] | None = None) -> None:
        self._log: IO[bytes] = tempfile.TemporaryFile(mode="a+b")  # noqa: SIM115
        self._sending = threading.Lock()
        # What solvers write and a kill leaves behind goes when the child goes.
        self._folder = tempfile.mkdtemp(prefix="vebuilder-")
        self.process = subprocess.Popen(
            # -P keeps this package's own folder, where pulp.py lies, off the import path.
            command or (sys.executable, "-P", "-m", WORKER),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=_environment(self._folder),
            start_new_session=True,  # a Ctrl-C in the terminal is for the caller to pass on
        )
        _ALIVE.add(self)

    def send(self, message: object) -> None:
        """Send a message; a dead child shows when it is next listened to."""
        assert self.process.stdin is not None
        with self._sending, suppress(OSError):
            pickle.dump(message, self.process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
            self.process.stdin.flush()

    def receive(self) -> Any:
        """Wait for a message.

        Raises
        ------
        EOFError
            The child is gone.
        """
        assert self.process.stdout is not None
        try:
            return pickle.load(self.process.stdout)
        except (pickle.UnpicklingError, ValueError, OSError) as error:
            raise EOFError from error

    def forget_log(self) -> None:
        """Empty what the child said, so that its last words concern the next solve."""
        self._log.truncate(0)

    def interrupt(self) -> None:
        """Ask the solver, and whatever program it started, to stop and report."""
        self.send("stop")
        self._signal(signal.SIGINT)

    def kill(self) -> None:
        """End the child and whatever program it started, at once."""
        self._signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        with suppress(OSError):
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                pipe.close() if pipe is not None else None
        shutil.rmtree(self._folder, ignore_errors=True)
        _ALIVE.discard(self)

    def obituary(self) -> str:
        """Return how the child ended and its last words."""
        code = self.process.wait()
        ending = f"exit code {code}"
        if code < 0:
            with suppress(ValueError):
                ending = f"killed by signal {signal.Signals(-code).name}"
        self._log.seek(0)
        lines = self._log.read().decode(errors="replace").split("\n")
        said = [line.strip() for line in lines if line.strip()][-LAST_LINES:]
        return ending + (f"; its last words: {' / '.join(said)}" if said else "; it said nothing")

    def _signal(self, number: int) -> None:
        """Send a signal to the child's process group."""
        if self.process.poll() is None and hasattr(os, "killpg"):
            with suppress(OSError):
                os.killpg(self.process.pid, number)


def borrow(kind: str) -> Child:
    """Return an idle child of this kind, or a new one."""
    with _POOL:
        _forget_after_fork()
        idle = _IDLE.setdefault(kind, [])
        while idle:
            child = idle.pop()
            if child.process.poll() is None:
                child.forget_log()
                return child
            child.kill()
    try:
        return Child()
    except OSError as error:
        raise SolverError(f"The process for the solver could not be started: {error}.") from error


def give_back(kind: str, child: Child) -> None:
    """Keep a healthy child for the next solve."""
    with _POOL:
        _IDLE.setdefault(kind, []).append(child)


def _environment(folder: str) -> Mapping[str, str]:
    """Return an environment in which the child imports what this process imports and writes here."""
    paths = [os.path.abspath(path or os.getcwd()) for path in sys.path]
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder)
    return os.environ | temporary | {"PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))}


def _forget_after_fork() -> None:
    """Leave the children of the process this one was forked from alone."""
    if _OWNER[0] != os.getpid():
        _OWNER[0] = os.getpid()
        _IDLE.clear()
        _ALIVE.clear()


def _end_all() -> None:
    """Leave no child behind."""
    if _OWNER[0] == os.getpid():
        for child in tuple(_ALIVE):
            child.kill()


_POOL = threading.Lock()
_OWNER = [os.getpid()]
_IDLE: dict[str, list[Child]] = {}
_ALIVE: set[Child] = set()
atexit.register(_end_all)
