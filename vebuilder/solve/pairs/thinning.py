"""Before the search proper: a first answer by exchange, and a bound that rules most of the firms out."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.formulate.partner_sets import PartnerSets, partner_sets
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.solve.options import Options, relative_gap
from vebuilder.solve.pairs.ascent import Ascent, Risen, worth_ascending
from vebuilder.solve.pairs.forming import embedded, form_among
from vebuilder.solve.pairs.opening import flags, opening
from vebuilder.solve.pairs.savings import Split, split
from vebuilder.solve.search.first_answer import first_answer
from vebuilder.solve.search.rounds import Work
from vebuilder.solve.watch import Watch

MANY_FIRMS = 200
"""With fewer firms the relaxation looks at all of them soon enough."""
TRIED = 8
"""So many sets of partners are tried, the best ones first; more until one is an enterprise."""
SECONDS_OF_PAIR, SEARCH_SECONDS, SEARCH_PART = 2e-3, 10.0, 0.2
"""How much is searched where none is one: seconds by pair, at most, and the part of the time left."""
TRIAL_GAP, TRIAL_NODES, TRIAL_PART = 1e-6, 2, 0.1


@dataclass(frozen=True)
class Thinned:
    """What is left to search.

    Parameters
    ----------
    formulation
        Of the firms left.
    tell
        Takes a column vector of it.
    settled
        Whether the best answer is proven already.
    cut_short
        Whether the clock had a say.
    triangles
        Triangles of its firms the bound found a price for, the dearest first: apex, one and other, in rows.
    """

    formulation: Formulation
    tell: Callable[[FloatArray], None]
    settled: bool
    cut_short: bool
    triangles: IntArray = field(default_factory=lambda: np.zeros((3, 0), dtype=np.int64))


def proven(watch: Watch, options: Options) -> bool:
    """Return whether the best answer is proven to the gap asked for, with a little to spare for rounding.

    Parameters
    ----------
    watch, options
        What is known, and what was asked for.
    """
    if not watch.kept:
        return False
    best = watch.kept[0][0]
    return relative_gap(best, min(watch.bound, best)) <= 0.99 * options.gap


def thin(formulation: Formulation, options: Options, watch: Watch) -> Thinned:
    """Find first answers, prove a bound, and leave out the firms that cannot be in a better enterprise.

    Parameters
    ----------
    formulation
        The whole.
    options
        Gap and seed are taken from here.
    watch
        Says when to stop; told answers and bounds.
    """
    problem, parts = formulation.problem, split(formulation)
    whole = Thinned(formulation, watch.incumbent, settled=False, cut_short=False)
    if parts is None:
        return whole
    sets = partner_sets(problem)
    cut_short = _first_answers(formulation, parts, sets, options, watch)

    def best() -> float:
        return watch.kept[0][0] if watch.kept else math.inf

    def enough() -> bool:
        return proven(watch, options)

    if problem.n_firms < MANY_FIRMS or not worth_ascending(sets) or watch.stopping:
        return Thinned(formulation, watch.incumbent, settled=enough(), cut_short=cut_short or watch.stopping)
    risen = Ascent(problem, parts, sets, watch, best).run(enough)
    cut_short |= watch.stopping
    if enough() or watch.stopping or risen.left.all():
        return Thinned(formulation, watch.incumbent, enough(), cut_short, risen.triangles)
    return _among(formulation, risen, watch, cut_short)


def _among(formulation: Formulation, risen: Risen, watch: Watch, cut_short: bool) -> Thinned:
    part = formulate(formulation.problem.restricted(risen.left))
    position = part.problem.firm_position
    number = np.array([position.get(firm, -1) for firm in formulation.problem.firm_ids], dtype=np.int64)

    def tell(solution: FloatArray) -> None:
        watch.incumbent(embedded(formulation, part, solution))

    triangles = number[risen.triangles]
    return Thinned(part, tell, False, cut_short, triangles[:, (triangles >= 0).all(axis=0)])


def _first_answers(
    formulation: Formulation, parts: Split, sets: PartnerSets, options: Options, watch: Watch
) -> bool:
    """Form the enterprises of the best circles of partners; return whether the clock had a say.

    Circles know nothing of capacities: where the best ones are no enterprises, all is searched, task by task.
    """
    circles = opening(formulation.problem, parts, sets, lambda: watch.stopping)
    cut_short = _form(formulation, circles[:TRIED], options, watch)
    if not watch.kept:
        seconds = min(SECONDS_OF_PAIR * len(formulation.problem.pairs), SEARCH_SECONDS)
        work = Work.within(watch.remaining(), seconds)
        first_answer(
            formulation,
            SEARCH_PART * watch.remaining(),
            options.seed,
            found=watch.incumbent,
            stop=lambda: watch.stopping,
            work=work,
        )
        cut_short |= work.cut_short
    for partners in circles[TRIED:]:
        if watch.kept:
            break
        cut_short |= _form(formulation, [partners], options, watch)
    return cut_short or watch.stopping


def _form(formulation: Formulation, circles: list[IntArray], options: Options, watch: Watch) -> bool:
    """Form an enterprise of each circle; return whether the clock had a say."""
    cut_short = False
    for partners in circles:
        if watch.stopping:
            break
        left = watch.remaining()
        trial = Options(
            TRIAL_PART * left if math.isfinite(left) else None,
            TRIAL_GAP,
            seed=options.seed,
            interrupted=lambda: watch.stopping,
            nodes=TRIAL_NODES,
        )
        formed = form_among(formulation, flags(partners, formulation.problem.n_firms), trial)
        cut_short |= formed.cut_short
        if formed.vector is not None:
            watch.incumbent(formed.vector)
    return cut_short
