"""What a caller may ask of any solver, in words that belong to none of them."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from vebuilder.formulate.linear_model import FloatArray


def never() -> bool:
    """Return that nobody asks to stop."""
    return False


@dataclass(frozen=True)
class Progress:
    """How far a running search has come.

    Parameters
    ----------
    seconds
        Seconds since the solve was asked for.
    incumbent
        Objective of the best answer so far, constant included; None before the first.
    bound
        Proven lower bound on the objective, constant included; None before the first.
    gap
        ``(incumbent - bound) / max(|incumbent|, 1e-9)``; None while either is missing.
    """

    seconds: float
    incumbent: float | None
    bound: float | None
    gap: float | None


@dataclass(frozen=True)
class Options:
    """The one neutral option set; what a solver cannot honour is stated in the result's notes.

    Parameters
    ----------
    time_limit
        Seconds for this solve; None for no limit.
    gap
        Relative gap at which the search may stop: ``(objective - bound) / max(|objective|, 1e-9)``.
    threads
        None for a reproducible run, on one thread or as many as stay reproducible; a number to race on that
        many, or to keep to one.
    seed
        Random seed, a non-negative integer.
    start
        A known solution, one value per column; never lost if it satisfies the model.
    progress
        Called in the calling thread, some times a second, while the search runs. If it raises, the
        search is stopped and the exception goes on to the caller.
    interrupted
        Asked some times a second, in the calling thread, whether the caller was interrupted and wants the
        best answer so far.
    nodes
        Nodes of its tree that a search may look at, so that it ends at the same place on every computer;
        None for no limit. HiGHS alone heeds it.
    """

    time_limit: float | None = None
    gap: float = 1e-4
    threads: int | None = None
    seed: int = 0
    start: FloatArray | None = None
    progress: Callable[[Progress], None] | None = None
    interrupted: Callable[[], bool] = never
    nodes: int | None = None

    def __post_init__(self) -> None:
        if self.time_limit is not None and not self.time_limit >= 0:
            raise ValueError(f"time_limit is {self.time_limit}; it must be a number of seconds, 0 or more")
        if not 0 <= self.gap < math.inf:
            raise ValueError(f"gap is {self.gap}; it must be a finite number, 0 or more")
        if self.threads is not None and self.threads < 1:
            raise ValueError(f"threads is {self.threads}; it must be None or at least 1")
        if self.seed < 0:
            raise ValueError(f"seed is {self.seed}; it must be 0 or more")


def relative_gap(objective: float, bound: float) -> float:
    """Return ``(objective - bound) / max(|objective|, 1e-9)``, the gap as defined everywhere here."""
    return (objective - bound) / max(abs(objective), 1e-9)
