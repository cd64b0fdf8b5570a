"""Form an enterprise by bundles: first answers, relaxation and cuts, branch and bound."""

import logging

from vebuilder.formulate.linear_model import FloatArray, LinearModel
from vebuilder.formulate.program import Formulation
from vebuilder.solve.backend import Answer, Claim
from vebuilder.solve.bundles.pool import Pool
from vebuilder.solve.bundles.root import Root
from vebuilder.solve.bundles.terms import Terms
from vebuilder.solve.bundles.tree import Tree
from vebuilder.solve.options import Options
from vebuilder.solve.search.first_answer import first_answer
from vebuilder.solve.watch import Watch

logger = logging.getLogger("vebuilder")

# Before the relaxation shows the way: seconds, by bundles and at most, and part of the time left.
FIRST_SECONDS_OF_BUNDLE = 2e-5
FIRST_SECONDS = 5.0
# Where that was too short for any, as on a busy machine, so many more.
MORE_SECONDS = 2.0
FIRST_PART = 0.1
# So many of its answers, the best ones, give the relaxation its first bundles.
MOST_SEEN = 100


class BundleEngine:
    """The `Backend` for one formulation whose firms have room for few tasks.

    Parameters
    ----------
    formulation
        What is to be solved.
    terms, pool
        The same in bundles.
    version
        Version of HiGHS, which solves its linear programs.
    """

    name = "auto"

    def __init__(self, formulation: Formulation, terms: Terms, pool: Pool, version: str) -> None:
        self.version = f"(bundles by price and cut, highs {version})"
        self._formulation, self._terms, self._pool = formulation, terms, pool

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Search until proven or stopped by the watch."""
        root = Root(self._formulation, options, watch, self._terms, self._pool)
        try:
            return _search(root)
        finally:
            root.relaxation.close()


def _begin(root: Root) -> None:
    """Search for first answers, and bring in the bundles of the best of them."""
    watch = root.watch
    seconds = min(FIRST_SECONDS, 0.2 + FIRST_SECONDS_OF_BUNDLE * len(root.pool))
    seen: list[FloatArray] = []

    def hear(answer: FloatArray) -> None:
        watch.incumbent(answer)
        seen.append(answer)

    for most in (seconds, MORE_SECONDS):
        if not seen:
            time = min(most, FIRST_PART * watch.remaining())
            first_answer(root.formulation, time, root.options.seed, found=hear, stop=lambda: watch.stopping)
    root.begin_with(seen[-MOST_SEEN:])


def _search(root: Root) -> Answer:
    mode = "1 thread"
    _begin(root)
    point = root.run()
    if point is None:
        return Answer(Claim.STOPPED, mode=mode)
    tree = Tree(root)
    ended = point.bound >= root.target()
    if point.whole:
        root.keep(point)
        ended = True
    if point.short and not ended:
        feasible = root.relaxation.feasible(root.everything())
        if feasible is None:
            return Answer(Claim.STOPPED, mode=mode)
        if not feasible and not root.watch.kept:
            return Answer(Claim.INFEASIBLE, mode=mode)
    if not ended:
        ended = tree.run(point)
    logger.debug("%d parts", tree.parts)
    if not ended:
        return Answer(Claim.STOPPED, mode=mode)
    root.prove(root.best())
    return Answer(Claim.EXHAUSTED if root.watch.kept else Claim.INFEASIBLE, mode=mode)
