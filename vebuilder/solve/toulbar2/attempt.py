"""toulbar2 for some seconds, before an engine that takes longer to begin but proves larger projects."""

from dataclasses import replace
from typing import TYPE_CHECKING

from vebuilder.formulate.linear_model import LinearModel
from vebuilder.formulate.program import Formulation
from vebuilder.model.errors import UnsupportedError
from vebuilder.solve.backend import Answer, Backend, Claim, no_longer_reproducible
from vebuilder.solve.bundles.choice import Remembering
from vebuilder.solve.options import Options
from vebuilder.solve.registry import ENTRIES, obstacle, version_of
from vebuilder.solve.toulbar2.choice import ENTRY
from vebuilder.solve.watch import Watch

if TYPE_CHECKING:
    from vebuilder.solve.bundles.memory import Memory

LEAST_PAIRS, MOST_PAIRS = 300, 700
"""With fewer eligible pairs the engine is done before a process starts, with more nothing is proven."""
ATTEMPT, PART = 10.0, 0.25
"""Seconds of the attempt, and the part of the time left it may take."""


class Attempt:
    """The `Backend` around an engine for one formulation.

    Parameters
    ----------
    formulation
        What is to be solved; every task single-sourced.
    inner
        Who takes over where the attempt proves nothing.
    version
        Version of toulbar2's package.

    Raises
    ------
    UnsupportedError
        If the project uses what a cost network cannot say.
    """

    name = "auto"

    def __init__(self, formulation: Formulation, inner: Backend, version: str) -> None:
        from vebuilder.solve.toulbar2.engine import Toulbar2Engine

        self._first, self._inner = Toulbar2Engine(formulation, version), inner
        self.version = f"(toulbar2 {version}, then {inner.version.strip('()')})"

    @property
    def memory(self) -> "Memory | None":
        """What is kept of the engine's search; None where it did not search."""
        return self._inner.memory if isinstance(self._inner, Remembering) else None

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Attempt a proof, and hand over what was found."""
        seconds = min(ATTEMPT, PART * watch.remaining())
        answer = self._first.attempt(model, options, watch, seconds)
        if answer.claim is not Claim.STOPPED or watch.stopping or watch.remaining() <= 0:
            return replace(answer, notes=(*answer.notes, "toulbar2 proved it"))
        return no_longer_reproducible(self._inner.search(model, options, watch))


def promising(formulation: Formulation) -> bool:
    """Whether toulbar2 is installed and may well prove such a project within an attempt.

    Parameters
    ----------
    formulation
        What is to be solved.
    """
    return LEAST_PAIRS <= len(formulation.problem.pairs) <= MOST_PAIRS and obstacle(ENTRIES[ENTRY]) is None


def with_attempt(formulation: Formulation, inner: Backend | None) -> Backend | None:
    """Return an engine with an attempt before it, where toulbar2 is installed and that is promising.

    Parameters
    ----------
    formulation
        What is to be solved.
    inner
        The engine; None where there is none.
    """
    if inner is None or not promising(formulation):
        return inner
    try:
        return Attempt(formulation, inner, version_of(ENTRIES[ENTRY]) or "")
    except UnsupportedError:
        return inner
