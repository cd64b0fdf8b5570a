"""The door to the search: from a formulation to a column vector of it."""

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.formulate.program import Formulation
from vebuilder.solve.options import never
from vebuilder.solve.residual import residual
from vebuilder.solve.search.annealing import Annealing
from vebuilder.solve.search.crowd import grid_of
from vebuilder.solve.search.crowd_annealing import CrowdAnnealing
from vebuilder.solve.search.landscape import Landscape, can_be_compiled, landscape_of
from vebuilder.solve.search.rounds import Work

if TYPE_CHECKING:
    from vebuilder.solve.search.compiled import CompiledAnnealing

PATIENCE = 2
# With fewer choices, loading what is compiled takes longer than it saves.
LEAST_COMPILED = 500
# Compiling takes some ten seconds, once on a machine: only a search with so much time, or more, begins it.
SECONDS_TO_COMPILE = 2.0


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
    landscape = landscape_of(formulation)
    if landscape is None:
        return None
    work = work or Work()

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
        search = _search(landscape, seconds, work)(landscape, seed, listener, stop)
    search.run(deadline, patience, work)
    work.cut_short |= stop()
    return None if search.best is None else _vector(formulation, landscape, search.best)


def _search(landscape: Landscape, seconds: float, work: Work) -> "type[Annealing | CompiledAnnealing]":
    """Return the search for a landscape: the compiled one where it pays to load it, or to compile it."""
    if len(landscape.firm) < LEAST_COMPILED or not can_be_compiled(landscape):
        return Annealing
    from vebuilder.solve.search.compiled import CompiledAnnealing, at_hand

    # Without a limit nothing is saved by going without what may be compiled by the next time.
    enough = math.isinf(seconds) or min(seconds, work.left) >= SECONDS_TO_COMPILE
    if enough or at_hand():
        return CompiledAnnealing
    work.cut_short = True
    return Annealing


def _vector(formulation: Formulation, landscape: Landscape, choice: IntArray) -> FloatArray | None:
    """Return the column vector of a plan; None if it breaks a row the search knows nothing of."""
    partners = {int(firm) for firm in landscape.firm[choice]}
    if landscape.initiator is not None:
        partners.add(landscape.initiator)
    vector = formulation.vector(partners, {int(pair): 1.0 for pair in choice})
    return vector if residual(formulation.model, vector).feasible else None
