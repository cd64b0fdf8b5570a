"""What a measured process tells, up to its end or its deadline."""

import json
import queue
import subprocess
import threading
import time
from contextlib import suppress
from typing import Any

from benchmarks.comparison.runs import Point
from benchmarks.comparison.tree import Tree

LOOK = 0.2
"""Seconds between two looks at the memory."""
START = 300.0
"""Seconds a process may take to start and read the instance."""
GRACE_PART, LEAST_GRACE = 0.1, 15.0
"""What a contender may take beyond its limit: part of the limit, and at least so many seconds."""
LEAVE = 10.0
"""Seconds a process may take to leave after it has told its end."""


class Stopped(Exception):  # noqa: N818
    """The whole comparison was asked to stop."""


class Hearing:
    """Listens to a process, keeps an eye on its memory, and sees to it that it ends.

    Parameters
    ----------
    process
        Tells JSON objects, one a line, on its standard output.
    limit
        Seconds it was told to take, from when it says that it is ready.
    stop
        Set from another thread to give it up.
    """

    def __init__(self, process: "subprocess.Popen[bytes]", limit: float, stop: threading.Event) -> None:
        self.trace: list[Point] = []
        self.read_megabytes: float | None = None
        self.too_late = ""
        """Why it had to be killed; empty if it had not."""
        self._process, self._stop = process, stop
        self._patience = limit + max(GRACE_PART * limit, LEAST_GRACE)
        self._tree = Tree(process.pid)
        self._lines: queue.Queue[bytes | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def end(self) -> dict[str, Any] | None:
        """Listen to the end and return what it tells of it; None if it did not live to tell.

        Raises
        ------
        Stopped
            If it was given up.
        """
        told = None
        try:
            told = self._listen()
            return told
        finally:
            self._tree.look()
            if told is not None:
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(LEAVE)
            self._process.kill()
            self._process.wait()
            self._tree.end()

    def peak_megabytes(self, own: float | None) -> float | None:
        """Return the peak memory: its own, as it told or was last seen, and of what it started."""
        own = own if own is not None else self._tree.root_megabytes
        return None if own is None else own + self._tree.below_megabytes

    def _listen(self) -> dict[str, Any] | None:
        deadline, late = time.monotonic() + START, f"had not read the instance after {START:.0f} s"
        look = 0.0
        while True:
            if self._stop.is_set():
                raise Stopped
            now = time.monotonic()
            if now > deadline:
                self.too_late = late
                return None
            if now > look:
                self._tree.look()
                look = time.monotonic() + LOOK
            try:
                line = self._lines.get(timeout=LOOK)
            except queue.Empty:
                continue
            if line is None or not line.endswith(b"\n"):  # it died, perhaps in the middle of a word
                return None
            message: dict[str, Any] = json.loads(line)
            if "end" in message:
                end: dict[str, Any] = message["end"]
                return end
            if "ready" in message:
                self.read_megabytes = message["ready"]
                deadline = time.monotonic() + self._patience
                late = f"still at it {self._patience:.0f} s after the start"
            else:
                self.trace.append(Point(*message["point"]))

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                self._lines.put(line)
        self._lines.put(None)
