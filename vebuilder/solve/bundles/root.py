"""What the whole search shares: the relaxation, its cuts, the bundles still alive, the best answer."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray
from vebuilder.formulate.program import Formulation
from vebuilder.solve.bundles.companion import Companion
from vebuilder.solve.bundles.cut import Cut
from vebuilder.solve.bundles.links import Flows, Link, links_of
from vebuilder.solve.bundles.point import Point, Restriction
from vebuilder.solve.bundles.pool import Pool, numbering
from vebuilder.solve.bundles.relaxation import NONE, Relaxation
from vebuilder.solve.bundles.separation import firm_cuts, link_cuts, subset_cuts
from vebuilder.solve.bundles.terms import Terms
from vebuilder.solve.options import Options
from vebuilder.solve.watch import Watch

logger = logging.getLogger("vebuilder")

# Work before the relaxation shows the way, in seconds of an ordinary computer: by bundles, and at most.
FIRST_SECONDS_OF_BUNDLE = 2e-5
FIRST_SECONDS = 5.0
# A cut must be broken by this part of the objective.
LEAST_BROKEN = 1e-5
# The links are worked out anew when so much of the bundles is left.
SHRUNK = 0.8
# Cutting ends when some rounds together close less than this part of the gap.
PATIENCE = 4
LEAST_PROGRESS = 0.04
CLEANED_AFTER = 150
REBUILT = 0.5
# Before the search divides, the relaxation is solved from the beginning so often.
SOLVED_ANEW = 3
# And no more once more than this part of the bundles stays.
WORTH_ANEW = 0.85


@dataclass(frozen=True)
class First:
    """Where a search began: all bundles and flows, and the first point over them."""

    pool: Pool
    flows: Flows
    point: Point


class Root:
    """The shared state of one search.

    Parameters
    ----------
    formulation, options, watch
        What is to be solved, how, and who is told.
    terms, pool
        The instance in bundles.
    """

    search_work = 1.0
    """How many times as much is searched for first answers as bundles alone call for."""
    other_ways = 4
    """So many more searches, from other seeds, run beside the relaxation."""

    def __init__(
        self, formulation: Formulation, options: Options, watch: Watch, terms: Terms, pool: Pool
    ) -> None:
        self.formulation, self.options, self.watch = formulation, options, watch
        self.terms, self.pool = terms, pool
        self.flows = self.new_flows()
        self.relaxation = self.begun()
        self.origin: IntArray = np.arange(len(pool))
        """Where each bundle was when the search began."""
        self.first: First | None = None
        self.alive: BoolArray = np.ones(len(pool), dtype=bool)
        self.known: set[tuple[int, ...]] = set()
        self._links: list[Link] = []
        self._linked = 0
        self._cleaned = 0
        work = self.first_work_on(pool)
        self.companion = Companion(formulation, options, watch, work, self.other_ways)
        self.cut_short = False

    @classmethod
    def first_work_on(cls, pool: Pool) -> float:
        """Return how much to search before there is a relaxation, in seconds of an ordinary computer."""
        return cls.search_work * min(FIRST_SECONDS, 0.2 + FIRST_SECONDS_OF_BUNDLE * len(pool))

    def new_flows(self) -> Flows:
        """Return the continuous columns of the relaxation."""
        return Flows.of(self.terms)

    def begun(self) -> Relaxation:
        """Return the relaxation to begin with."""
        return self.relax(self.pool, self.flows)

    def relax(self, pool: Pool, flows: Flows, kept: IntArray = NONE) -> Relaxation:
        """Return the relaxation over some bundles and flows, with rows that are to be kept."""
        return Relaxation(self.terms, pool, flows, self.watch, kept)

    @property
    def rounding(self) -> float:
        """Differences of the objective that are only rounding."""
        return 1e-7 * max(1.0, abs(self.best())) if np.isfinite(self.best()) else 0.0

    @property
    def stopped(self) -> bool:
        """Whether the search has been asked to stop."""
        return self.watch.stopping or self.watch.remaining() <= 0

    def best(self) -> float:
        """Return the objective of the best answer, infinity without one."""
        return self.watch.kept[0][0] if self.watch.kept else np.inf

    def target(self, best: float = np.inf) -> float:
        """Return the bound from which on nothing better than the gap asked for is left.

        Parameters
        ----------
        best
            Objective of an answer that is not known to all yet.
        """
        best = min(best, self.best())
        if not np.isfinite(best):
            return best
        return best - max(0.99 * self.options.gap * abs(best), self.rounding)

    def prove(self, bound: float) -> None:
        """Tell a bound on the whole search; what the target cut off lies within the gap, or rounding."""
        best = self.best()
        if np.isfinite(best):
            bound = min(bound, best - 0.99 * self.options.gap * abs(best))
        self.watch.prove(bound)

    def keep(self, point: Point) -> None:
        """Keep the answer a whole point is."""
        self.watch.incumbent(self.vector(self.pool, point))

    def vector(self, pool: Pool, point: Point) -> FloatArray:
        """Return the columns of the whole model for a whole point."""
        chosen = point.bundles[point.values > 0.5]
        place = {
            key: int(number)
            for key, number in zip(
                zip(self.terms.firm.tolist(), self.terms.task.tolist(), strict=True),
                self.terms.number,
                strict=True,
            )
        }
        firms = pool.firm[chosen].tolist()
        shares = {
            place[firm, int(task)]: 1.0
            for firm, bundle in zip(firms, chosen, strict=True)
            for task in np.flatnonzero(pool.member[bundle])
        }
        return self.formulation.vector({int(self.terms.firm_number[firm]) for firm in firms}, shares)

    def begin_with(self, answers: Sequence[FloatArray]) -> None:
        """Bring the bundles of known answers in, so that the first prices are not far off."""
        column = self.formulation.decisions.share[self.terms.number]
        found: set[int] = set()
        for answer in answers:
            chosen = answer[column] > 0.5
            member = np.zeros((self.terms.n_firms, self.pool.n_tasks), dtype=np.uint8)
            member[self.terms.firm[chosen], self.terms.task[chosen]] = 1
            for firm in np.flatnonzero(member.any(axis=1)).tolist():
                part = self.pool.of(firm)
                same = (self.pool.member[part] == member[firm]).all(axis=1)
                found.update((np.flatnonzero(same) + part.start).tolist())
        self.relaxation.bring_in(np.array(sorted(found), dtype=np.int64))

    def run(self) -> Point | None:
        """Tighten the relaxation as long as it pays; return its point, None if stopped."""
        bounds: list[float] = []
        while (point := self.solve()) is not None:
            self.prove(point.bound)
            if self.first is None:
                self.first = First(self.pool, self.flows, point)
            self.fix(point)
            bounds.append(point.bound)
            logger.debug(
                "relaxation %.9g, best %.9g, %d bundles left, %d inside, %d rows",
                point.bound,
                self.best(),
                self.alive.sum(),
                *self.relaxation.size,
            )
            if point.whole or point.short or point.bound >= self.target():
                return point
            ends = self._tails_off(bounds)
            if ends and self._compare(point):
                # With so much less left, cutting starts to pay again.
                ends = self._tails_off(bounds) or self.alive.sum() > REBUILT * len(self.pool)
            if ends:
                break
            if len(self.relaxation.cuts) > self._cleaned + CLEANED_AFTER:
                self._clean()
            if not self.tighten(point):
                break
            if self.alive.sum() < REBUILT * len(self.pool):
                self._rebuild(point)
        return None if point is None else self._compact(point)

    def _compact(self, point: Point) -> Point | None:
        """Solve what is left from the beginning: prices other than those before rule other bundles out."""
        for _ in range(SOLVED_ANEW):
            before = int(self.alive.sum())
            self._rebuild(point)
            again = self.solve()
            if again is None:
                return None
            point = again
            self.prove(point.bound)
            self.fix(point)
            if point.whole or point.bound >= self.target():
                break
            logger.debug("%d of %d bundles left", self.alive.sum(), len(self.pool))
            if self.alive.sum() > WORTH_ANEW * before:
                break
        return point

    def _compare(self, point: Point) -> bool:
        """Ask the companion, once; return whether it knows something better."""
        before, answers = self.best(), self.companion.answers()
        for answer in answers:
            self.watch.incumbent(answer)
        self.cut_short |= self.companion.cut_short
        if self.best() >= before:
            return False
        self.begin_with(answers)
        self.fix(point)
        return True

    def _rebuild(self, point: Point) -> None:
        """Build the relaxation anew, without what is in nothing better than the best answer."""
        relaxation, pool = self.relaxation, self.pool.take(self.alive)
        useful = self.flows.possible(pool)
        useful &= self.cheap(point.flow_reduced, point, self.target())
        bundle, flow = numbering(self.alive), numbering(useful)
        inside = bundle[np.sort(relaxation.inside)]
        cuts = [cut.renumbered(bundle, flow) for cut in relaxation.cuts]
        relaxation.close()
        self.pool, self.flows = pool, self.flows.take(useful)
        self.origin = self.origin[self.alive]
        # Solved from the beginning: prices other than those before rule other bundles out.
        self.relaxation = self.relax(pool, self.flows)
        self.relaxation.take_over(inside[inside >= 0], cuts)
        self.alive = np.ones(len(pool), dtype=bool)
        self._links = []
        logger.debug("%d bundles and %d flows left", len(pool), len(self.flows))

    def solve(self) -> Point | None:
        """Solve the relaxation without restrictions but what is alive."""
        return self.relaxation.solve(self.everything())

    def everything(self) -> Restriction:
        """Return the restriction to what is alive."""
        return Restriction(self.alive, np.zeros(0, dtype=np.int64))

    def fix(self, point: Point) -> None:
        """Rule out the bundles that are in nothing better than the best answer."""
        if np.isfinite(self.best()):
            self.alive &= self.cheap(point.reduced, point, self.target())

    def cheap(self, reduced: FloatArray, point: Point, target: float) -> BoolArray:
        """Return what may be in something below a target, by its reduced costs at a point."""
        return np.asarray(reduced <= target - point.bound + self.rounding)

    def tighten(self, point: Point) -> bool:
        """Add the cuts a point breaks; return whether there were any."""
        self._link()
        cuts = broken(self.relaxation, self._links, point, self.known)
        self.relaxation.add(cuts)
        return len(cuts) > 0

    def _link(self) -> None:
        """Work out the links of the bundles that are left, where many have gone."""
        left = int(self.alive.sum())
        if not self._links or left < SHRUNK * self._linked:
            self._links, self._linked = links_of(self.pool, self.flows, self.alive), left

    def _clean(self) -> None:
        """Take out of the solver what it no longer needs; right after a solve only."""
        self.relaxation.drop_slack()
        self.relaxation.drop(~self.alive)
        self.known = {cut.tasks for cut in self.relaxation.cuts if cut.tasks}
        self._cleaned = len(self.relaxation.cuts)

    def _tails_off(self, bounds: list[float]) -> bool:
        if len(bounds) <= PATIENCE:
            return False
        gained = bounds[-1] - bounds[-1 - PATIENCE]
        best = self.best() if np.isfinite(self.best()) else bounds[-1] + 0.02 * abs(bounds[-1])
        return gained < LEAST_PROGRESS * max(best - bounds[-1], 0.0)


def broken(relaxation: Relaxation, links: list[Link], point: Point, known: set[tuple[int, ...]]) -> list[Cut]:
    """Return the cuts a point breaks.

    Parameters
    ----------
    relaxation, links, point
        Where they are wanted.
    known
        Triples that have rows already; those of the new rows are noted.
    """
    budget = relaxation.terms.budget
    scale = abs(point.bound) if budget is None else abs(budget.most) + relaxation.flows.worth.max(initial=0.0)
    least = LEAST_BROKEN * max(float(scale), 1e-9)
    pool = relaxation.pool
    cuts = link_cuts(links, relaxation.flows, point, pool, least)
    cuts += subset_cuts(pool, point, known)
    return cuts + firm_cuts(pool, point, known)
