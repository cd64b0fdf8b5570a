"""Form an enterprise by search alone, where firms exchange so much that no proof is within reach."""

from vebuilder.formulate.linear_model import LinearModel
from vebuilder.formulate.program import Formulation
from vebuilder.solve.backend import Answer, Claim, own_mode
from vebuilder.solve.options import Options
from vebuilder.solve.search.crowd import grid_of
from vebuilder.solve.search.first_answer import first_answer
from vebuilder.solve.search.landscape import landscape_of
from vebuilder.solve.search.pair_floor import pair_floor
from vebuilder.solve.search.rounds import Work
from vebuilder.solve.watch import Watch

PATIENCE = 4
"""Rounds without anything better after which a search without a time limit ends."""
ROUNDS_WITH_LIMIT = 10**6
GIVEN_UP = "the search ended because it had long found nothing better; a time limit lets it search as long"


class SearchEngine:
    """The `Backend` for one formulation with dense exchange; its bound needs no solver and is a weak one.

    Parameters
    ----------
    formulation
        What is to be solved; `grid_of` its landscape must not be None.
    reason
        Why search alone was chosen, for the planner.
    """

    name = "auto"

    def __init__(self, formulation: Formulation, reason: str) -> None:
        self.version = f"(annealing of many plans, {reason})"
        self._formulation = formulation

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Search until stopped by the watch, or for long without success where there is no limit."""
        landscape = landscape_of(self._formulation)
        grid = None if landscape is None else grid_of(landscape)
        if grid is not None:
            watch.prove(pair_floor(grid))
        patience = PATIENCE if options.time_limit is None else ROUNDS_WITH_LIMIT
        work = Work.within(watch.remaining())
        first_answer(
            self._formulation,
            watch.remaining(),
            options.seed,
            patience,
            found=watch.incumbent,
            stop=lambda: watch.stopping,
            work=work,
        )
        mode = own_mode(cut_short=work.cut_short)
        if options.time_limit is not None or watch.stopping:
            return Answer(Claim.STOPPED, mode=mode)
        if not watch.kept:
            return Answer(Claim.STOPPED, mode=mode, notes=(GIVEN_UP,))
        return Answer(Claim.EXHAUSTED, mode=mode, notes=(GIVEN_UP,))
