"""Lets a contender run in a process of its own, and ends it when its time is over."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import vebuilder as ve
from benchmarks.comparison.hearing import Hearing
from benchmarks.comparison.runs import Run
from benchmarks.contenders.contender import Limits
from benchmarks.data import REPOSITORY

COMMAND = (sys.executable, "-m", "benchmarks.contenders.process")
LAST_LINES = 5
SAME = 1e-5
"""Relative difference up to which what a contender says its plan costs is what it costs."""
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Instance:
    """A project and a network, in memory and in files.

    Parameters
    ----------
    name
        What it is called in the tables.
    project, network
        The instance.
    folder
        Where its files lie.
    """

    name: str
    project: ve.Project
    network: ve.Network
    folder: Path

    @property
    def files(self) -> tuple[Path, Path]:
        """The project's file and the network's."""
        return self.folder / "project.json", self.folder / "network.json"


@contextmanager
def on_disk(name: str, project: ve.Project, network: ve.Network) -> Iterator[Instance]:
    """Keep an instance in files while it is measured."""
    with tempfile.TemporaryDirectory(prefix="vebuilder-") as folder:
        instance = Instance(name, project, network, Path(folder))
        project_file, network_file = instance.files
        ve.save(project, project_file)
        ve.save(network, network_file)
        yield instance


def measure(
    contender: str,
    instance: Instance,
    limits: Limits,
    stop: threading.Event | None = None,
    command: Sequence[str] = COMMAND,
) -> Run:
    """Let a contender run and return what came of it; whatever it does, it is a run.

    Parameters
    ----------
    contender
        Its name.
    instance
        What it is to form an enterprise from.
    limits
        What it is told; some time after its limit it is killed.
    stop
        Set from another thread to give the run up.
    command
        What to start.

    Raises
    ------
    Stopped
        If ``stop`` was set.
    """
    told = [contender, *map(str, instance.files), f"{limits.seconds!r}", f"{limits.gap!r}", f"{limits.seed}"]
    with tempfile.TemporaryDirectory(prefix="vebuilder-") as scratch, tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [*command, *told],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=REPOSITORY,
            # What a killed solver leaves behind goes with the folder.
            env=os.environ | ONE_THREAD | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), scratch),
            start_new_session=True,  # a Ctrl-C in the terminal is for the comparison as a whole
        )
        hearing = Hearing(process, limits.seconds, stop or threading.Event())
        end = hearing.end()
        if end is None:
            late = hearing.too_late
            end = {"outcome": "killed" if late else "failed", "words": late or _last_words(process, log)}
    return _judged(contender, instance, limits, end, hearing)


def _last_words(process: "subprocess.Popen[bytes]", log: IO[bytes]) -> str:
    """Return how a process ended and what it said last."""
    code = process.wait()
    how = f"killed by signal {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
    log.seek(0)
    lines = [line.strip() for line in log.read().decode(errors="replace").splitlines() if line.strip()]
    return how + (f"; its last words: {' / '.join(lines[-LAST_LINES:])}" if lines else "")


def _judged(contender: str, instance: Instance, limits: Limits, end: dict[str, Any], hearing: Hearing) -> Run:
    """Return the run; its plan is priced and checked here, whatever the contender says of it."""
    project, network = instance.project, instance.network
    outcome, words, objective = end["outcome"], end.get("words", ""), None
    plan = tuple((task, firm, share) for task, firm, share in end.get("plan", ()))
    if outcome == "answered":
        objective, words = _priced(project, network, plan, end["objective"])
        outcome = "answered" if objective is not None else "invalid"
    return Run(
        instance=instance.name,
        contender=contender,
        limit=limits.seconds,
        gap=limits.gap,
        seed=limits.seed,
        firms=len(network.firms),
        tasks=len(project.tasks),
        currency=project.currency,
        outcome=outcome,
        words=words,
        solver=end.get("solver", ""),
        seconds=end.get("seconds"),
        objective=objective,
        bound=end.get("bound"),
        peak_megabytes=hearing.peak_megabytes(end.get("megabytes")),
        read_megabytes=hearing.read_megabytes,
        trace=tuple(hearing.trace),
        plan=plan,
    )


def _priced(
    project: ve.Project, network: ve.Network, plan: Sequence[tuple[str, str, float]], said: float
) -> tuple[float | None, str]:
    """Return what a plan costs, or None and what is wrong with it."""
    try:
        evaluation = ve.evaluate(project, network, plan)
    except ve.VebuilderError as error:
        return None, str(error)
    if evaluation.violations:
        return None, "; ".join(map(str, evaluation.violations))
    if abs(said - evaluation.objective) > SAME * max(1.0, abs(evaluation.objective)):
        return None, f"says its plan costs {said:,.6g}; it costs {evaluation.objective:,.6g}"
    return evaluation.objective, ""
