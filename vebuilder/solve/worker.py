"""What runs in the child process: take a job, let its adapter search, send the answer back."""

import importlib
import os
import pickle
import queue
import signal
import sys
import threading
from contextlib import suppress
from types import FrameType
from typing import IO

from vebuilder.formulate.linear_model import FloatArray, LinearModel
from vebuilder.model.errors import SolverError, VebuilderError
from vebuilder.solve.backend import Backend
from vebuilder.solve.isolated import Job
from vebuilder.solve.options import Options
from vebuilder.solve.watch import Watch


class Line:
    """The two pipes to the caller, taken out of the reach of solvers that print."""

    def __init__(self) -> None:
        self.incoming: IO[bytes] = os.fdopen(os.dup(0), "rb")
        self.outgoing: IO[bytes] = os.fdopen(os.dup(1), "wb")
        self._sending = threading.Lock()
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(2, 1)

    def send(self, kind: str, content: object) -> None:
        """Send one message."""
        with self._sending:
            pickle.dump((kind, content), self.outgoing, protocol=pickle.HIGHEST_PROTOCOL)
            self.outgoing.flush()


class RemoteWatch(Watch):
    """A watch that passes on what it is told."""

    def __init__(self, model: LinearModel, options: Options, line: Line) -> None:
        super().__init__(model, options)
        self.line = line

    def incumbent(self, solution: FloatArray) -> None:
        """Pass a solution on."""
        self.line.send("incumbent", solution)

    def prove(self, bound: float) -> None:
        """Pass a bound on."""
        self.line.send("bound", bound)


class Worker:
    """Takes jobs until the caller is gone."""

    def __init__(self) -> None:
        self.line = Line()
        self.jobs: queue.Queue[Job] = queue.Queue()
        self.watch: Watch | None = None

    def listen(self) -> None:
        """Take messages; when the caller is gone, so is this process and all it started."""
        while True:
            try:
                message = pickle.load(self.line.incoming)
            except (EOFError, OSError, pickle.UnpicklingError):
                _end()
            if message == "stop":
                if self.watch is not None:
                    self.watch.stop("interrupted")
            else:
                self.jobs.put(message)

    def run(self) -> None:
        """Work."""
        threading.Thread(target=self.listen, daemon=True).start()
        while True:
            job = self.jobs.get()
            self.watch = RemoteWatch(job.model, job.options, self.line)
            try:
                adapter = getattr(importlib.import_module(job.module), job.adapter)
                backend: Backend = adapter(*job.arguments)
                self.line.send("answer", backend.search(job.model, job.options, self.watch))
            except VebuilderError as error:
                self.line.send("error", error)
            except MemoryError:
                self.line.send("error", SolverError(f"{job.adapter} ran out of memory."))
            except Exception as error:
                self.line.send("error", SolverError(f"{job.adapter} failed: {type(error).__name__}: {error}"))
            self.watch = None


def _end() -> None:
    """End this process and whatever it started."""
    if hasattr(os, "killpg"):
        with suppress(OSError):
            os.killpg(os.getpgid(0), signal.SIGKILL)
    os._exit(0)


def _take_no_notice(_number: int, _frame: FrameType | None) -> None:
    """Survive the interrupt that is meant for the solver's own program."""


if __name__ == "__main__":
    sys.stderr.reconfigure(errors="replace")  # type: ignore[union-attr]
    signal.signal(signal.SIGINT, _take_no_notice)
    Worker().run()
