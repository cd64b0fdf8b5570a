"""Form an enterprise by bundles: first answers, relaxation and cuts, branch and bound."""

import logging

from vebuilder.formulate.linear_model import FloatArray, LinearModel
from vebuilder.formulate.program import Formulation
from vebuilder.formulate.tail import Tail
from vebuilder.solve.backend import Ability, Answer, Claim, own_mode
from vebuilder.solve.bundles.branching import History
from vebuilder.solve.bundles.memory import Memory, memory_of
from vebuilder.solve.bundles.pool import Pool
from vebuilder.solve.bundles.root import Root
from vebuilder.solve.bundles.tail import TailRoot
from vebuilder.solve.bundles.terms import Terms
from vebuilder.solve.bundles.tree import SIDE_BY_SIDE, Tree
from vebuilder.solve.options import Options
from vebuilder.solve.search.first_answer import first_answer
from vebuilder.solve.search.rounds import Work
from vebuilder.solve.search.within_budget import answers_within_budget, is_limited
from vebuilder.solve.threads import threads_of
from vebuilder.solve.watch import Watch

logger = logging.getLogger("vebuilder")

# Part of the time left that the search for first answers may take; the second, within a budget.
FIRST_PART = 0.1
PART_WITHIN_BUDGET = 0.3
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
    root_class: type[Root] = Root

    def __init__(self, formulation: Formulation, terms: Terms, pool: Pool, version: str) -> None:
        self.memory: Memory | None = None
        self.version = f"(bundles by price and cut, highs {version})"
        self._formulation, self._terms, self._pool = formulation, terms, pool

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Search until proven or stopped by the watch."""
        work = Work.within(watch.remaining(), self.root_class.first_work_on(self._pool))
        seen = first_answers(self._formulation, options, watch, work, FIRST_PART)
        # With many bundles the rows of the relaxation take seconds, which first answers must not wait for.
        if watch.overdue():
            return Answer(Claim.STOPPED, mode=own_mode(cut_short=True))
        root = self._root(options, watch)
        try:
            root.begin_with(seen)
            tree = Tree(root)
            answer = conclude(root, tree, work)
            self.memory = memory_of(root, tree.history)
            return answer
        finally:
            root.companion.dismiss()
            root.relaxation.close()

    def _root(self, options: Options, watch: Watch) -> Root:
        return Root(self._formulation, options, watch, self._terms, self._pool)


class RootEngine(BundleEngine):
    """The same, but it only tightens the relaxation: for what is worth keeping of it."""

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Tighten until it no longer pays, or until stopped by the watch."""
        root = self._root(options, watch)
        try:
            root.begin_with([] if options.start is None else [options.start])
            if root.run() is not None:
                self.memory = memory_of(root, History())
            return Answer(Claim.WORKED_OFF)
        finally:
            root.companion.dismiss()
            root.relaxation.close()


class TailEngine(BundleEngine):
    """The same where the risk is the tail of the losses, which the linear model does not state whole.

    Parameters
    ----------
    formulation, terms, pool, version
        As without it.
    tail
        The risk.
    """

    root_class = TailRoot

    def __init__(self, formulation: Formulation, terms: Terms, pool: Pool, version: str, tail: Tail) -> None:
        super().__init__(formulation, terms, pool, version)
        self.version = f"(bundles by price and cut, cuts for risk, highs {version})"
        self._tail = tail

    def _root(self, options: Options, watch: Watch) -> Root:
        return TailRoot(self._formulation, options, watch, self._terms, self._pool, self._tail)

    @property
    def abilities(self) -> frozenset[Ability]:
        """What an engine can do."""
        return frozenset(Ability)

    @staticmethod
    def settle(_model: LinearModel, solution: FloatArray, _seconds: float) -> FloatArray:
        """Return the solution as it is: its risk is the true one, which the model's rows understate."""
        return solution


def first_answers(
    formulation: Formulation, options: Options, watch: Watch, work: Work, part: float
) -> list[FloatArray]:
    """Search before anything is relaxed; return the answers that were found, the better ones later.

    Parameters
    ----------
    formulation, options, watch
        What is searched, how, and who is told.
    work
        How much to do.
    part
        Part of the time left that the search may take; within a budget it takes a larger one at least.
    """
    seen: list[FloatArray] = []

    def hear(answer: FloatArray) -> None:
        watch.incumbent(answer)
        seen.append(answer)

    seconds = part * watch.remaining()
    if is_limited(formulation):
        seconds = max(part, PART_WITHIN_BUDGET) * watch.remaining()
        answers_within_budget(formulation, seconds, options.seed, hear, lambda: watch.stopping, work)
    else:
        first_answer(formulation, seconds, options.seed, found=hear, stop=lambda: watch.stopping, work=work)
    start = [] if options.start is None else [options.start]
    return start + seen[-MOST_SEEN:]


def conclude(root: Root, tree: Tree, work: Work) -> Answer:
    """Tighten the relaxation, then divide, until proven or stopped.

    Parameters
    ----------
    root
        The relaxation to begin with.
    tree
        The search below it.
    work
        What was done before.
    """
    if threads_of(root.options.threads) > 1:
        root.companion.begin()
    point = root.run()
    threads = min(SIDE_BY_SIDE, threads_of(root.options.threads))
    mode = own_mode(cut_short=work.cut_short or root.cut_short, threads=threads)
    if point is None:
        return Answer(Claim.STOPPED, mode=mode)
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
