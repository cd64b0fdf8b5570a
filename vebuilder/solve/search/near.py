"""A search around a plan that was the best before something was forbidden or asked for."""

import time
from collections.abc import Callable

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.formulate.program import Formulation
from vebuilder.solve.search.first_answer import LEAST_COMPILED, vector_of
from vebuilder.solve.search.landscape import can_be_compiled, landscape_of
from vebuilder.solve.search.rounds import Work, cheapest_choices

PATIENCE, SWEEPS = 2, 10_000


def near_answers(
    formulation: Formulation,
    firm: IntArray,
    seconds: float,
    seed: int,
    found: Callable[[FloatArray], None],
    stop: Callable[[], bool],
    work: Work,
) -> None:
    """Search good answers to a single-sourced project near a plan for another one.

    Nothing is done where the steps of the search are not compiled on this machine, or cannot be.

    Parameters
    ----------
    formulation
        What is to be solved.
    firm
        The plan: position of the firm of each task, below 0 where that firm is not there any more. A firm
        that may not do the task any more gives way to the cheapest one.
    seconds, seed, found, stop, work
        As for `first_answer`.
    """
    landscape = landscape_of(formulation)
    if landscape is None or len(landscape.firm) < LEAST_COMPILED or not can_be_compiled(landscape):
        return
    from vebuilder.solve.search.compiled import CompiledAnnealing, at_hand

    if not at_hand():
        return
    kept = landscape.place[range(len(firm)), firm]
    choice = cheapest_choices(landscape)
    there = (firm >= 0) & (kept >= 0)
    choice[there] = kept[there]

    def tell(best: IntArray, _cost: float) -> None:
        vector = vector_of(formulation, landscape, best)
        if vector is not None:
            found(vector)

    search = CompiledAnnealing(landscape, seed, tell, stop)
    search.around(choice, SWEEPS, time.monotonic() + seconds, PATIENCE, work)
