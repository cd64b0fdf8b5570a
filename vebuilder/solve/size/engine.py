"""Form an enterprise from more firms than a program holds: searches, and a bound by shared savings."""

import logging

from vebuilder.formulate.linear_model import LinearModel
from vebuilder.formulate.program import Formulation
from vebuilder.solve.backend import Answer, Backend, Claim, own_mode
from vebuilder.solve.bundles.engine import FIRST_PART, first_answers
from vebuilder.solve.bundles.terms import Terms
from vebuilder.solve.options import Options, relative_gap
from vebuilder.solve.search.first_answer import first_answer
from vebuilder.solve.search.rounds import Work
from vebuilder.solve.size.ascent import Ascent
from vebuilder.solve.size.shares import Ground
from vebuilder.solve.watch import Watch

logger = logging.getLogger("vebuilder")

FIRST_SECONDS, MORE_SECONDS, WAYS = 10.0, 20.0, 4
"""Work of the first search and of each further one, in seconds of an ordinary computer, and their number."""
NOTE = (
    "too many firms for a proof to the gap asked for: searched {ways} times, and bounded by shared savings "
    "(state a time limit to search as long as that)"
)


class SizeEngine:
    """The `Backend` for one single-sourced formulation of very many firms.

    Parameters
    ----------
    formulation, terms
        What is to be solved.
    inner
        Takes over where no search finds a first answer.
    """

    name = "auto"

    def __init__(self, formulation: Formulation, terms: Terms, inner: Backend) -> None:
        self.version = "(search, and a bound by shared savings)"
        self._formulation, self._terms, self._inner = formulation, terms, inner

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Search until proven, until all ways have been searched, or until stopped by the watch."""
        work = Work.within(watch.remaining(), FIRST_SECONDS)
        first_answers(self._formulation, options, watch, work, FIRST_PART)
        if not watch.kept:
            if watch.stopping:
                return Answer(Claim.STOPPED, mode=_mode(cut_short=True))
            return self._inner.search(model, options, watch)
        ascent = Ascent(Ground.of(self._terms), lambda: watch.kept[0][0] if watch.kept else float("inf"))
        ascent.run(watch.prove, lambda: watch.stopping or proven(watch, options))
        logger.debug("bound %.9g by shared savings, best %.9g", ascent.bound, watch.kept[0][0])
        ways, cut_short = 1, work.cut_short
        while not proven(watch, options) and not watch.stopping:
            if watch.remaining() <= 0:
                break
            if options.time_limit is None and ways > WAYS:
                return Answer(Claim.WORKED_OFF, mode=_mode(cut_short), notes=(NOTE.format(ways=ways),))
            cut_short |= self._again(options, watch, ways)
            ways += 1
        if proven(watch, options):
            return Answer(Claim.EXHAUSTED, mode=_mode(cut_short))
        return Answer(Claim.STOPPED, mode=_mode(cut_short=True))

    def _again(self, options: Options, watch: Watch, way: int) -> bool:
        """Search from another seed; return whether the clock had a say."""
        work = Work.within(watch.remaining(), MORE_SECONDS)

        first_answer(
            self._formulation,
            watch.remaining(),
            options.seed + way,
            found=watch.incumbent,
            stop=lambda: watch.stopping,
            work=work,
        )
        return work.cut_short


def _mode(cut_short: bool) -> str:
    return own_mode(cut_short=cut_short)


def proven(watch: Watch, options: Options) -> bool:
    """Return whether the best answer is proven to the gap asked for.

    Parameters
    ----------
    watch, options
        What is known, and what was asked for.
    """
    if not watch.kept:
        return False
    best = watch.kept[0][0]
    return relative_gap(best, min(watch.bound, best)) <= options.gap
