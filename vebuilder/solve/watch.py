"""Between the caller's thread and the solver's: deadline, Ctrl-C, streamed answers, progress."""

import logging
import math
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, Literal, TypeVar

from vebuilder.formulate.linear_model import FloatArray, LinearModel
from vebuilder.solve.options import Options, Progress, relative_gap

logger = logging.getLogger("vebuilder")

SOLVER_THREAD = "vebuilder solver"
POLL = 0.05
HEARTBEAT = 1.0
GRACE = 1.5
GRACE_WITHOUT_ANSWER = 5.0
KEPT = 5

Result = TypeVar("Result")


class Watch:
    """Runs a search in a worker thread and can always be asked to stop it.

    Parameters
    ----------
    model
        The model searched; values streamed solutions.
    options
        Time limit and progress callback are taken from here.
    """

    def __init__(self, model: LinearModel, options: Options) -> None:
        self.model = model
        self.progress = options.progress
        self.interrupted = options.interrupted
        self.started = time.monotonic()
        self.deadline = math.inf if options.time_limit is None else self.started + options.time_limit
        self.stop_reason: Literal["time", "interrupted"] | None = None
        self.abandoned = False
        self.bound = -math.inf
        self.kept: list[tuple[float, FloatArray]] = []
        self._stop = threading.Event()
        self._stop_action: Callable[[], None] | None = None
        self._stopped_at = math.inf
        self._grace = GRACE
        self._lock = threading.RLock()
        self._reported: tuple[float | None, float | None] | None = None
        self._reported_at = -math.inf

    def remaining(self) -> float:
        """Return the seconds left before the deadline, infinity without one."""
        return max(0.0, self.deadline - time.monotonic())

    def solver_limit(self, share: float = 0.05, most: float = 0.25) -> float | None:
        """Return the limit to give a solver: a little less than what is left, None for none.

        Parameters
        ----------
        share, most
            What is kept back: this share of what is left, at most so many seconds.
        """
        left = self.remaining()
        return None if math.isinf(left) else left - min(share * left, most)

    @property
    def stopping(self) -> bool:
        """Whether the search has been asked to stop."""
        return self._stop.is_set()

    def on_stop(self, action: Callable[[], None]) -> None:
        """Say how to stop the solver from another thread; called at once if it is already too late."""
        with self._lock:
            self._stop_action = action
            late = self.stopping
        if late:
            action()

    def incumbent(self, solution: FloatArray) -> None:
        """Take a streamed solution; it must be the caller's to keep."""
        value = self.model.objective(solution)
        with self._lock:
            if not self.kept or value < self.kept[0][0]:
                self.kept.insert(0, (value, solution))
                del self.kept[KEPT:]

    def prove(self, bound: float) -> None:
        """Take a streamed lower bound, constant included."""
        if math.isfinite(bound):
            with self._lock:
                self.bound = max(self.bound, bound)

    def grace(self) -> float:
        """Return the seconds a solver told to stop may take: longer where it holds the only answer."""
        return min(GRACE if self.kept else GRACE_WITHOUT_ANSWER, max(0.3, time.monotonic() - self.started))

    def run(self, search: Callable[[], Result]) -> Result | None:
        """Run a search and return its result; None when it had to be left behind.

        Raises
        ------
        KeyboardInterrupt
            On a second Ctrl-C.
        Exception
            What the search or the progress callback raised.
        """
        worker = _Worker(search)
        while True:
            try:
                self._attend(worker)
                break
            except KeyboardInterrupt:
                if self.stop_reason == "interrupted":
                    raise
                self.stop("interrupted")
            except BaseException:
                self.stop("interrupted")
                worker.done.wait(self._grace)
                raise
        if not worker.done.is_set():
            self.abandoned = True
            logger.warning(
                "The solver was told to stop and has not ended %.1f s later; it is not waited for, and %s.",
                self._grace,
                "the best answer it has shown is used" if self.kept else "it has shown no answer so far",
            )
            return None
        return worker.result()

    def overdue(self) -> bool:
        """Stop the search if its time is over or the caller was interrupted; return whether it is stopped."""
        if self.interrupted():
            self.stop("interrupted")
        elif self.remaining() <= 0:
            self.stop("time")
        return self.stopping

    def stop(self, reason: Literal["time", "interrupted"]) -> None:
        """Ask the search to stop, once."""
        with self._lock:
            if self._stop.is_set():
                return
            self.stop_reason = reason
            self._stopped_at = time.monotonic()
            self._grace = self.grace()
            self._stop.set()
            action = self._stop_action
        if action is not None:
            with suppress(Exception):  # a solver that cannot be told is left behind after the grace
                action()

    def _attend(self, worker: "_Worker[Result]") -> None:
        """Wait for the worker, keeping the deadline and the caller informed."""
        while not worker.done.wait(min(POLL, max(self.remaining(), 0.001))):
            if self.stopping:
                if time.monotonic() > self._stopped_at + self._grace:
                    return
                continue
            if self.overdue():
                continue
            self._report()
        self._report(last=True)

    def _report(self, *, last: bool = False) -> None:
        """Tell the caller what is new, and now and then that the search goes on."""
        if self.progress is None:
            return
        with self._lock:
            incumbent = self.kept[0][0] if self.kept else None
            bound = self.bound if math.isfinite(self.bound) else None
        now = time.monotonic()
        news = (incumbent, bound) != self._reported
        if not news and (last or now < self._reported_at + HEARTBEAT):
            return
        self._reported, self._reported_at = (incumbent, bound), now
        gap = None if incumbent is None or bound is None else relative_gap(incumbent, min(bound, incumbent))
        self.progress(Progress(now - self.started, incumbent, bound, gap))


class _Worker(Generic[Result]):
    """A thread that runs one function and keeps what came of it."""

    def __init__(self, function: Callable[[], Result]) -> None:
        self.done = threading.Event()
        self._value: list[Result] = []
        self._error: BaseException | None = None
        self._function = function
        threading.Thread(target=self._run, name=SOLVER_THREAD, daemon=True).start()

    def _run(self) -> None:
        try:
            self._value.append(self._function())
        except BaseException as error:
            self._error = error
        finally:
            self.done.set()

    def result(self) -> Result:
        """Return the function's value or raise its error."""
        if self._error is not None:
            raise self._error
        return self._value[0]
