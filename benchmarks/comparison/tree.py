"""A process and all it started: their memory, and their end."""

import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from benchmarks.contenders.memory import peak_megabytes

PROC = Path("/proc")


class Process(NamedTuple):
    """A process; with the moment of its start, so that a number used again is not mistaken for it."""

    number: int
    started: str


class Tree:
    """What runs below a process; on Linux, from ``/proc``.

    Parameters
    ----------
    root
        Number of the process.
    """

    def __init__(self, root: int) -> None:
        self._root = root
        self._seen: set[Process] = set()
        self.below_megabytes = 0.0
        """Largest sum, over the processes seen below the root at one time, of their peaks."""
        self.root_megabytes: float | None = None
        """Peak of the root when last seen."""

    def look(self) -> None:
        """Take note of what runs now and how much memory it has used."""
        self.root_megabytes = peak_megabytes(self._root) or self.root_megabytes
        below = descendants(self._root)
        # A process just born may still be the copy of its parent, memory and all: it counts when seen again.
        known = [peak_megabytes(one.number) or 0.0 for one in below if one in self._seen]
        self.below_megabytes = max(self.below_megabytes, sum(known))
        self._seen.update(below)

    def end(self) -> None:
        """Kill what was started below the root and is still there."""
        for one in self._seen:
            if _process(one.number) == one:
                with suppress(OSError):
                    os.kill(one.number, signal.SIGKILL)


def descendants(root: int) -> tuple[Process, ...]:
    """Return all processes a process has started, directly or not, that are still there."""
    children: dict[int, list[Process]] = {}
    for folder in PROC.glob("[0-9]*"):
        stat = _stat(int(folder.name))
        if stat is not None:
            children.setdefault(int(stat[1]), []).append(Process(int(folder.name), stat[19]))
    found: list[Process] = []
    waiting = [root]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += [one.number for one in below]
    return tuple(found)


def _process(number: int) -> Process | None:
    stat = _stat(number)
    return None if stat is None else Process(number, stat[19])


def _stat(number: int) -> list[str] | None:
    """Return the fields of ``/proc/N/stat`` from the state on; None if the process is gone."""
    try:
        text = (PROC / str(number) / "stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    # The name before it stands in brackets and may hold anything.
    return text.rpartition(")")[2].split()
