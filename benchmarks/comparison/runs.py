"""What is kept of each run, one JSON object a line."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from pydantic import BaseModel, ConfigDict, ValidationError

Outcome: TypeAlias = Literal[
    "answered", "invalid", "no answer", "infeasible", "refused", "unavailable", "failed", "killed"
]
ABSENT = frozenset({"refused", "unavailable"})
"""The contender did not compete; all other outcomes without an answer count as out of time."""


class Point(NamedTuple):
    """How far a contender had come."""

    seconds: float
    """Since it was handed the project and the network."""
    cost: float | None
    """Of its best answer so far."""
    bound: float | None
    """Proven so far."""


class Key(NamedTuple):
    """What tells runs apart."""

    instance: str
    contender: str
    limit: float
    gap: float
    seed: int


class Run(BaseModel):
    """One contender on one instance.

    Times are seconds of wall time from the project and the network in memory to the answer, memory is in MB.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    instance: str
    contender: str
    limit: float
    gap: float
    seed: int
    firms: int
    tasks: int
    currency: str
    outcome: Outcome
    words: str = ""
    """Why there is no answer, or what is wrong with it."""
    solver: str = ""
    seconds: float | None = None
    """Of the whole run; None if it did not live to tell."""
    objective: float | None = None
    """Of the answer, recomputed by `evaluate`; None without a valid one."""
    bound: float | None = None
    peak_megabytes: float | None = None
    """Of the process itself and the solver processes it started, interpreter and instance included."""
    read_megabytes: float | None = None
    """Of the process when it had just been imported and had read the instance."""
    trace: tuple[Point, ...] = ()
    plan: tuple[tuple[str, str, float], ...] = ()
    """Task, firm and share of each assignment."""

    @property
    def key(self) -> Key:
        """What tells this run from others."""
        return Key(self.instance, self.contender, self.limit, self.gap, self.seed)


class UnreadableRunsError(Exception):
    """A file of runs that cannot be read; the text says where and why."""


def read_runs(path: Path) -> tuple[Run, ...]:
    """Read the runs of a file, in its order; a last line that was cut short is left out.

    Raises
    ------
    UnreadableRunsError
        If the file is missing or a whole line of it is no run.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableRunsError(f"{path}: {error}") from error
    # A run was written whole only if its line was ended.
    lines = text[: text.rfind("\n") + 1].splitlines()
    runs = []
    for number, line in enumerate(lines, start=1):
        try:
            runs.append(Run.model_validate_json(line))
        except ValidationError as error:
            what = error.errors()[0]
            place = ".".join(map(str, what["loc"])) or "line"
            raise UnreadableRunsError(f"{path}, line {number}: {place}: {what['msg']}") from error
    return tuple(runs)


def append_run(path: Path, run: Run) -> None:
    """Add a run to a file; the rest of a line that was cut short is removed first."""
    with path.open("ab+") as file:
        file.seek(0)
        content = file.read()
        file.truncate(content.rfind(b"\n") + 1)
        file.write(run.model_dump_json().encode() + b"\n")


def latest(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return the last run of each contender, instance and seed: what was measured anew replaces the old."""
    return tuple({(run.instance, run.contender, run.seed): run for run in runs}.values())
