"""Firms left out before anything is written down: those that a bound by shared savings rules out.

In a network of a whole country thousands of firms may do each task, and most of them are in no good
enterprise. The bound tells which (reduced cost fixing), and what is left is small enough for bundles.
"""

import logging
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from vebuilder.formulate.linear_model import BoolArray, FloatArray, LinearModel
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.solve.backend import Answer, Backend, Claim, own_mode
from vebuilder.solve.bundles.choice import bundle_engine
from vebuilder.solve.bundles.engine import first_answers
from vebuilder.solve.bundles.terms import Terms
from vebuilder.solve.options import Options, Progress
from vebuilder.solve.pairs.forming import embedded
from vebuilder.solve.search.rounds import Work
from vebuilder.solve.size.ascent import Ascent
from vebuilder.solve.size.engine import proven
from vebuilder.solve.size.shares import Ground
from vebuilder.solve.solve import solve
from vebuilder.solve.watch import Watch

logger = logging.getLogger("vebuilder")

FIRST_SECONDS = 3.0
"""Work of the first search, in seconds of an ordinary computer."""
FIRST_PART = 0.4
"""Part of the time left that it may take: to look at millions of savings takes some seconds by itself."""
FEW, LOOK_EVERY = 300, 20
"""With so few firms left the bound need not rise any more; looked at every so many steps."""
MOST_LEFT = 0.5
"""If more of the firms are left than this, nothing is gained by leaving the others out."""
WITHIN = 0.5
"""What costs this part of the gap less than the best at most need not be looked at."""


class ThinnedEngine:
    """The `Backend` for one single-sourced formulation with many firms and few of them any good.

    Parameters
    ----------
    formulation, terms
        What is to be solved.
    inner
        Solves it where no firm can be left out.
    version
        Of what solves the rest.
    """

    name = "auto"

    def __init__(self, formulation: Formulation, terms: Terms, inner: Backend, version: str) -> None:
        self.version = f"(shared savings, then bundles by price and cut, highs {version})"
        self._formulation, self._terms, self._inner = formulation, terms, inner

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Search until proven or stopped by the watch."""
        work = Work.within(watch.remaining(), FIRST_SECONDS)
        if options.start is not None:
            watch.incumbent(options.start)
        first_answers(self._formulation, options, watch, work, FIRST_PART)
        if not watch.kept:
            return self._inner.search(model, options, watch)
        ascent = Ascent(Ground.of(self._terms), lambda: watch.kept[0][0])
        left: list[BoolArray] = [np.ones(self._terms.n_firms, dtype=bool)]

        def few() -> bool:
            left[0] = ascent.bound + ascent.extra() < self._cut(watch, options)
            return int(left[0].sum()) <= FEW

        ascent.run(watch.prove, _now_and_then(few, lambda: watch.stopping or proven(watch, options)))
        few()
        logger.debug("bound %.9g, %d of %d firms left", ascent.bound, left[0].sum(), len(left[0]))
        if proven(watch, options):
            return Answer(Claim.EXHAUSTED, mode=own_mode(cut_short=work.cut_short))
        if watch.stopping:
            return Answer(Claim.STOPPED, mode=own_mode(cut_short=True))
        if left[0].mean() > MOST_LEFT:
            return self._inner.search(model, options, watch)
        return self._among(left[0], options, watch, cut_short=work.cut_short)

    @staticmethod
    def _cut(watch: Watch, options: Options) -> float:
        best = watch.kept[0][0]
        return best - WITHIN * options.gap * max(abs(best), 1e-9)

    def _among(self, left: BoolArray, options: Options, watch: Watch, *, cut_short: bool) -> Answer:
        """Solve what is left, from the best answer so far."""
        whole, cut = self._formulation, self._cut(watch, options)
        best = watch.kept[0][1]
        keep = best[whole.decisions.partner] > 0.5
        keep[self._terms.firm_number[left]] = True
        part = formulate(whole.problem.restricted(keep))

        def hear(event: Progress) -> None:
            if event.bound is not None:
                watch.prove(min(event.bound, cut))

        inner = replace(
            options,
            time_limit=watch.solver_limit(),
            start=_restricted(whole, part, best),
            progress=hear,
            interrupted=lambda: watch.stopping,
        )
        result = solve(part.model, inner, bundle_engine(part) or "auto")
        if result.solution is not None:
            watch.incumbent(embedded(whole, part, result.solution))
        if result.bound is not None:
            watch.prove(min(result.bound, cut))
        if proven(watch, options):
            return Answer(Claim.EXHAUSTED, mode=own_mode(cut_short=cut_short))
        return Answer(Claim.STOPPED, mode=own_mode(cut_short=True))


def _restricted(whole: Formulation, part: Formulation, vector: FloatArray) -> FloatArray:
    """Return the column vector of the part for a solution of the whole by firms that are in it."""
    number = part.problem.firm_position
    firms, pairs = whole.problem.firm_ids, whole.problem.pairs
    partners = {number[firm] for firm in firms[vector[whole.decisions.partner] > 0.5]}
    shares = {
        part.problem.pair_position[int(pairs.task[pair]), number[firms[pairs.firm[pair]]]]: 1.0
        for pair in np.flatnonzero(vector[whole.decisions.share] > 0.5)
    }
    return part.vector(partners, shares)


def _now_and_then(look: Callable[[], bool], over: Callable[[], bool]) -> Callable[[], bool]:
    """Return what asks one thing always, and another one every so many times."""
    count = [0]

    def asked() -> bool:
        count[0] += 1
        return over() or (count[0] % LOOK_EVERY == 0 and look())

    return asked
