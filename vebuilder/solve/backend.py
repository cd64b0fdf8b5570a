"""What every solver adapter offers: one search, and its abilities as data."""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Protocol, runtime_checkable

from vebuilder.formulate.linear_model import FloatArray, LinearModel
from vebuilder.solve.options import Options
from vebuilder.solve.watch import Watch

REPRODUCIBLE = ", reproducible"
"""Part of a mode: the same call gives the same answer, unless it is stopped by the clock or Ctrl-C."""


class Ability(Enum):
    """What a solver can do; the value is how a planner reads it."""

    BOUND = "proves a bound"
    START = "takes a start solution"
    INCUMBENTS = "hands out answers while it runs"
    PROGRESS = "reports progress"
    INTERRUPT = "keeps its best answer when stopped"
    THREADS = "runs on several threads"
    SEED = "takes a random seed"
    CONTINUOUS = "handles shares and flows natively"
    PARALLEL = "knows limits on parallel work natively"


class Claim(Enum):
    """What a solver says its search ended with; it is believed only as far as it can be checked."""

    EXHAUSTED = "exhausted"
    """The search ended by itself: within the gap, or with every possibility looked at."""
    STOPPED = "stopped"
    WORKED_OFF = "worked off"
    """It looked at as many nodes as it was told to."""
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    INFEASIBLE_OR_UNBOUNDED = "infeasible or unbounded"


@dataclass(frozen=True)
class Answer:
    """What an adapter brings back, before anything is checked.

    Parameters
    ----------
    claim
        What the solver says.
    solution
        Its best solution, one value per column, if any. Streamed ones are with the `Watch`.
    bound
        Lower bound on the objective, constant included, if it tells one.
    mode
        How it ran, such as ``1 thread, reproducible``.
    notes
        Options it could not honour.
    """

    claim: Claim
    solution: FloatArray | None = None
    bound: float | None = None
    mode: str = ""
    notes: tuple[str, ...] = ()


class Backend(Protocol):
    """A solver behind its adapter."""

    name: str
    version: str

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Search until proven, stopped by the watch, or out of time; runs in a worker thread."""
        ...


@runtime_checkable
class ByTurns(Backend, Protocol):
    """A backend that lets another one solve programs of its own, and brings back finished solutions."""

    @property
    def abilities(self) -> frozenset[Ability]:
        """What the other one can do."""
        ...

    def settle(self, model: LinearModel, solution: FloatArray, seconds: float) -> FloatArray:
        """Return a solution as it may be handed out; only this backend knows all rows."""
        ...


def mode_text(threads: int | None) -> str:
    """Return how a run on these threads is described."""
    if threads is None:
        return f"1 thread{REPRODUCIBLE}"
    return f"{threads} thread" if threads == 1 else f"{threads} threads"


def own_mode(*, cut_short: bool, threads: int = 1) -> str:
    """Return how an engine of this library ran: reproducible unless the clock had a say."""
    return mode_text(threads) + ("" if cut_short else REPRODUCIBLE)


def no_longer_reproducible(answer: Answer) -> Answer:
    """Return an answer in whose way to it the clock had a say."""
    return replace(answer, mode=answer.mode.removesuffix(REPRODUCIBLE))
