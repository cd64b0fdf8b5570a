"""The door to the search: from a formulation to a column vector of it."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.formulate.program import Formulation
from vebuilder.solve.residual import residual
from vebuilder.solve.search.annealing import Annealing
from vebuilder.solve.search.at_risk import NO_PREFERENCE
from vebuilder.solve.search.crowd import grid_of
from vebuilder.solve.search.crowd_annealing import CrowdAnnealing
from vebuilder.solve.search.landscape import Landscape, can_be_compiled, landscape_of
from vebuilder.solve.search.rounds import never
from vebuilder.solve.standby_swaps import StandbySwaps, standby_swaps, standbys_in

if TYPE_CHECKING:
    from vebuilder.solve.search.compiled import CompiledAnnealing

PATIENCE = 2
# With fewer choices, loading what is compiled takes longer than it saves.
LEAST_COMPILED = 500
# Compiling takes some ten seconds, once on a machine: only a search with so much time, or more, begins it.
SECONDS_TO_COMPILE = 2.0
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
) -> FloatArray | None:
    """Search a good answer to a single-sourced project, without proof.

    Parameters
    ----------
    formulation
        What is to be solved.
    seconds
        Time to search; it ends earlier when it has long found nothing better.
    seed
        Same seed, same way; the time given says only how far it is followed.
    patience
        End after so many cycles of growing length without anything better.
    found
        Told each better answer on the way, as a column vector.
    stop
        Asked now and then whether to end before the time is over.

    Returns
    -------
    FloatArray
        One value per column, every row satisfied; None if tasks may be split, the instance is too large for
        the search, or nothing sound was found.
    """
    deadline = time.monotonic() + seconds
    swaps = standby_swaps(formulation)
    best, preferred = None, NO_PREFERENCE
    for turn in range(1 if swaps is None else TURNS):
        left = max(deadline - time.monotonic(), 0.0)
        landscape = landscape_of(formulation, preferred) if turn == 0 or (left > 0 and not stop()) else None
        if landscape is None:
            break
        vector = _searched(
            formulation, landscape, left / (TURNS - turn) if swaps else left, seed, patience, found, stop
        )
        if vector is None:
            break
        if swaps is not None:
            vector = _swapped(formulation, swaps, vector)
            if found is not None:
                found(vector)
        if best is not None and formulation.model.objective(vector) >= formulation.model.objective(best):
            break
        best = vector
        preferred = standbys_in(formulation, vector)
    return best


def _searched(
    formulation: Formulation,
    landscape: Landscape,
    seconds: float,
    seed: int,
    patience: int,
    found: Callable[[FloatArray], None] | None,
    stop: Callable[[], bool],
) -> FloatArray | None:
    """Search one landscape."""
    deadline = time.monotonic() + seconds

    def tell(choice: IntArray, _cost: float) -> None:
        vector = _vector(formulation, landscape, choice)
        if found is not None and vector is not None:
            found(vector)

    listener = None if found is None else tell
    grid = grid_of(landscape)
    search: Annealing | CompiledAnnealing | CrowdAnnealing
    if grid is not None:
        search = CrowdAnnealing(landscape, grid, seed, listener, stop)
    else:
        search = _search(landscape, seconds)(landscape, seed, listener, stop)
    # Loading what is compiled must not be all there was time for.
    search.run(max(deadline, time.monotonic() + LEAST_PART * seconds), patience)
    return None if search.best is None else _vector(formulation, landscape, search.best)


def _swapped(formulation: Formulation, swaps: StandbySwaps, vector: FloatArray) -> FloatArray:
    """Return a plan with better standbys, or as it is."""
    better = formulation.builder.complete(swaps.improve(vector))
    return better if residual(formulation.model, better).feasible else vector


def _search(landscape: Landscape, seconds: float) -> "type[Annealing | CompiledAnnealing]":
    """Return the search for a landscape: the compiled one where it pays to load it, or to compile it."""
    if len(landscape.firm) < LEAST_COMPILED or not can_be_compiled(landscape):
        return Annealing
    from vebuilder.solve.search.compiled import CompiledAnnealing, at_hand

    return CompiledAnnealing if seconds >= SECONDS_TO_COMPILE or at_hand() else Annealing


def _vector(formulation: Formulation, landscape: Landscape, choice: IntArray) -> FloatArray | None:
    """Return the column vector of a plan; None if it breaks a row the search knows nothing of."""
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
