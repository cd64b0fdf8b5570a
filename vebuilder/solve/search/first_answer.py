"""The door to the search: from a formulation to a column vector of it."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.formulate.program import Formulation
from vebuilder.solve.options import never
from vebuilder.solve.residual import residual
from vebuilder.solve.search.annealing import Annealing
from vebuilder.solve.search.at_risk import NO_PREFERENCE
from vebuilder.solve.search.crowd import grid_of
from vebuilder.solve.search.crowd_annealing import CrowdAnnealing
from vebuilder.solve.search.landscape import Landscape, can_be_compiled, landscape_of
from vebuilder.solve.search.rounds import Work
from vebuilder.solve.standby_swaps import StandbySwaps, standby_swaps, standbys_in

if TYPE_CHECKING:
    from vebuilder.solve.search.compiled import CompiledAnnealing

PATIENCE = 2
# With fewer choices, loading what is compiled takes longer than it saves.
LEAST_COMPILED = 500
# Compiling takes ten to twenty seconds, once on a machine: shorter searches than this are not worth it.
LEAST_WORTH_COMPILING = 2.0
LEAST_PART = 0.3
TURNS = 3
"""Searches with standbys, each with the ones that proved best before."""


def first_answer(
    formulation: Formulation,
    seconds: float,
    seed: int,
    patience: int = PATIENCE,
    found: Callable[[FloatArray], None] | None = None,
    stop: Callable[[], bool] = never,
    work: Work | None = None,
) -> FloatArray | None:
    """Search a good answer to a single-sourced project, without proof.

    Parameters
    ----------
    formulation
        What is to be solved.
    seconds
        Time to search; it ends earlier when it has long found nothing better, or the work is done.
    seed
        Same seed, same way; the time given says only how far it is followed.
    patience
        End after so many cycles of growing length without anything better.
    found
        Told each better answer on the way, as a column vector.
    stop
        Asked now and then whether to end before the time is over.
    work
        How much to do; told whether the clock had a say. None for as much as there is time for.

    Returns
    -------
    FloatArray
        One value per column, every row satisfied; None if tasks may be split, the instance is too large for
        the search, or nothing sound was found.
    """
    deadline = time.monotonic() + seconds
    work = work or Work.within(seconds)
    search = _Search(formulation, seed, patience, found, stop)
    swaps = standby_swaps(formulation)
    if swaps is not None:
        return _with_standbys(search, swaps, deadline, work)
    landscape = landscape_of(formulation)
    return None if landscape is None else search.over(landscape, deadline, work)


def search_over(
    formulation: Formulation,
    landscape: Landscape,
    deadline: float,
    seed: int,
    found: Callable[[FloatArray], None],
    stop: Callable[[], bool],
    work: Work,
) -> FloatArray | None:
    """Search a landscape of somebody's making; what comes of it, every row of the formulation satisfied.

    Parameters
    ----------
    formulation
        What is to be solved.
    landscape
        What a plan is taken to cost.
    deadline
        In seconds of ``time.monotonic``.
    seed, found, stop, work
        As for `first_answer`.
    """
    return _Search(formulation, seed, PATIENCE, found, stop).over(landscape, deadline, work)


@dataclass(frozen=True)
class _Search:
    """How to search; see `first_answer`."""

    formulation: Formulation
    seed: int
    patience: int
    found: Callable[[FloatArray], None] | None
    stop: Callable[[], bool]

    def over(self, landscape: Landscape, deadline: float, work: Work) -> FloatArray | None:
        """Search one landscape."""

        def tell(choice: IntArray, _cost: float) -> None:
            vector = vector_of(self.formulation, landscape, choice)
            if self.found is not None and vector is not None:
                self.found(vector)

        listener = None if self.found is None else tell
        grid = grid_of(landscape)
        seconds = deadline - time.monotonic()
        search: Annealing | CompiledAnnealing | CrowdAnnealing
        if grid is not None:
            search = CrowdAnnealing(landscape, grid, self.seed, listener, self.stop)
        else:
            search = _search(landscape, seconds, work)(landscape, self.seed, listener, self.stop)
        # Loading what is compiled must not be all there was time for.
        search.run(max(deadline, time.monotonic() + LEAST_PART * seconds), self.patience, work)
        work.cut_short |= self.stop()
        return None if search.best is None else vector_of(self.formulation, landscape, search.best)


def _with_standbys(search: _Search, swaps: StandbySwaps, deadline: float, work: Work) -> FloatArray | None:
    """Search by turns for partners, their standbys following from them, and for better standbys."""
    formulation = search.formulation
    best, preferred = None, NO_PREFERENCE
    for turn in range(TURNS):
        landscape = landscape_of(formulation, preferred)
        if landscape is None or (turn > 0 and (work.over(deadline) or search.stop())):
            break
        part = work.part(TURNS - turn)
        now = time.monotonic()
        vector = search.over(landscape, now + (deadline - now) / (TURNS - turn), part)
        work.count(part)
        if vector is None:
            break
        vector = _swapped(formulation, swaps, vector)
        if search.found is not None:
            search.found(vector)
        if best is not None and formulation.model.objective(vector) >= formulation.model.objective(best):
            break
        best, preferred = vector, standbys_in(formulation, vector)
    return best


def _swapped(formulation: Formulation, swaps: StandbySwaps, vector: FloatArray) -> FloatArray:
    """Return a plan with better standbys, or as it is."""
    better = formulation.builder.complete(swaps.improve(vector))
    return better if residual(formulation.model, better).feasible else vector


def _search(landscape: Landscape, seconds: float, work: Work) -> "type[Annealing | CompiledAnnealing]":
    """Return the search for a landscape: the compiled one where it pays to load it, or to compile it."""
    if len(landscape.firm) < LEAST_COMPILED or not can_be_compiled(landscape):
        return Annealing
    from vebuilder.solve.search.compiled import CompiledAnnealing, at_hand

    # Without a limit nothing is saved by going without what may be compiled by the next time.
    enough = math.isinf(seconds) or min(seconds, work.left) >= LEAST_WORTH_COMPILING
    if (enough and work.may_compile) or at_hand():
        return CompiledAnnealing
    work.cut_short = True
    return Annealing


def vector_of(formulation: Formulation, landscape: Landscape, choice: IntArray) -> FloatArray | None:
    """Return the column vector of a plan; None if it breaks a row the search knows nothing of.

    Parameters
    ----------
    formulation, landscape
        What is to be solved, and as the search sees it.
    choice
        One choice a task.
    """
    partners = {int(firm) for firm in landscape.firm[choice]}
    if landscape.initiator is not None:
        partners.add(landscape.initiator)
    shares = {int(pair): 1.0 for pair in choice}
    together = landscape.at_risk.standbys
    if together:
        standbys = [int(one) for pair in shares for one in together.get(pair, ())]
        vector = formulation.vector(partners, shares, standbys)
        if residual(formulation.model, vector).feasible:
            return vector
    vector = formulation.vector(partners, shares)
    return vector if residual(formulation.model, vector).feasible else None
