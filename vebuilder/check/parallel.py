"""How many tasks a firm works on at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from vebuilder.check.tolerance import RELATIVE_TOLERANCE


@dataclass(frozen=True, slots=True)
class Work:
    """A firm works on a task from its start on, up to but not at the moment it is done."""

    task: str
    start: float
    duration: float


@dataclass(frozen=True, slots=True)
class Crowd:
    """The tasks a firm works on at one moment."""

    time: float
    tasks: tuple[str, ...]


def busiest(work: Sequence[Work], most: int) -> Crowd | None:
    """Return the first of a firm's busiest moments; None if it works on at most so many tasks at any time.

    Work that takes no time occupies nobody, and a start may lie before an end by what a computed figure may
    miss a limit.

    Parameters
    ----------
    work
        All the firm works on.
    most
        The number of tasks it can work on at once.
    """
    ends = [
        (one, one.start + one.duration - RELATIVE_TOLERANCE * max(1.0, abs(one.start + one.duration)))
        for one in work
    ]
    occupied = sorted(((one, end) for one, end in ends if end > one.start), key=lambda entry: entry[0].start)
    if len(occupied) <= most:
        return None
    worst: Crowd | None = None
    running: list[tuple[Work, float]] = []
    for one, end in occupied:
        running = [(other, until) for other, until in running if until > one.start]
        running.append((one, end))
        if len(running) > (most if worst is None else len(worst.tasks)):
            worst = Crowd(one.start, tuple(other.task for other, _ in running))
    return worst
