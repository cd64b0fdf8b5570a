"""A solver that is given a searched answer to begin with, where by itself it finds good ones late."""

import math
from dataclasses import replace

from vebuilder.formulate.linear_model import FloatArray, LinearModel
from vebuilder.formulate.program import Formulation
from vebuilder.solve.backend import Ability, Answer, Backend, ByTurns, Claim, no_longer_reproducible
from vebuilder.solve.options import Options
from vebuilder.solve.polish import polish
from vebuilder.solve.registry import entry_of
from vebuilder.solve.search.first_answer import first_answer
from vebuilder.solve.search.rounds import Work
from vebuilder.solve.search.scheduling import first_schedule
from vebuilder.solve.toulbar2.choice import pair_costs_decide
from vebuilder.solve.watch import Watch

LEAST_SEARCHED = 500
"""With fewer eligible pairs a solver's own first answers are good enough."""
LEAST_SCHEDULED = 60
"""The same where firms can only do so much at once."""
SEARCH_SECONDS, SEARCH_PART = 10.0, 0.2
"""How much is searched, in seconds of an ordinary computer, and the part of the time left it may take."""


class HeadStart:
    """The `Backend` around another one for one formulation.

    An answer the caller begins with is kept beside the searched ones, the best of them is handed on.

    Parameters
    ----------
    formulation
        What is to be solved.
    inner
        Who proves it.
    notes
        What the planner should know about the choice.
    """

    def __init__(self, formulation: Formulation, inner: Backend, notes: tuple[str, ...] = ()) -> None:
        self.name, self.version = inner.name, inner.version
        self._formulation, self._inner, self._notes = formulation, inner, notes

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Search a good answer, then let the other one search from the best there is."""
        left = watch.remaining()
        work = Work.within(left, SEARCH_SECONDS)
        seconds = SEARCH_PART * left if math.isfinite(left) else left
        if model.resources:
            self._schedule(min(seconds, SEARCH_SECONDS), options.seed, watch)
        else:
            first_answer(
                self._formulation,
                seconds,
                options.seed,
                found=watch.incumbent,
                stop=lambda: watch.stopping,
                work=work,
            )
        if watch.stopping:
            return Answer(Claim.STOPPED, notes=self._notes)
        best = watch.kept[0][1] if watch.kept else None
        answer = self._inner.search(model, replace(options, start=best), watch)
        if work.cut_short:
            answer = no_longer_reproducible(answer)
        return replace(answer, notes=self._notes + answer.notes)

    def _schedule(self, seconds: float, seed: int, watch: Watch) -> None:
        found = first_schedule(self._formulation, seconds, seed)
        if found is not None:
            watch.incumbent(found)

    @property
    def abilities(self) -> frozenset[Ability]:
        """What the other one can do."""
        inner = self._inner
        return inner.abilities if isinstance(inner, ByTurns) else entry_of(inner.name).abilities

    def settle(self, model: LinearModel, solution: FloatArray, seconds: float) -> FloatArray:
        """Return a solution as the other one would hand it out."""
        inner = self._inner
        settle = inner.settle if isinstance(inner, ByTurns) else polish
        return settle(model, solution, seconds)


def pays(formulation: Formulation) -> bool:
    """Whether a searched answer to begin with pays.

    Parameters
    ----------
    formulation
        What is to be solved.
    """
    problem = formulation.problem
    if formulation.model.resources:
        return len(problem.pairs) >= LEAST_SCHEDULED
    return len(problem.pairs) >= LEAST_SEARCHED or pair_costs_decide(problem)
