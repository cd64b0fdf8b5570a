"""The relaxation of a project whose risk is a tail: rows over the bundles found where they are broken.

One more column stands for the risk, behind the flows. Whatever weights the tail gives to scenarios, the
losses so weighed bound it, and these add up over the bundles; the weights that are worst at a point make a
row that is exact there. A point is handed on only when its risk is its true one, so that whole points are
answers with their objective.
"""

from collections.abc import Callable, Sequence

import numpy as np

from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray
from vebuilder.formulate.program import Formulation
from vebuilder.formulate.tail import Tail
from vebuilder.solve.bundles.cut import Cut
from vebuilder.solve.bundles.links import Flows
from vebuilder.solve.bundles.point import Point, Restriction
from vebuilder.solve.bundles.pool import Pool
from vebuilder.solve.bundles.relaxation import NONE, Relaxation
from vebuilder.solve.bundles.root import Root
from vebuilder.solve.bundles.terms import Terms
from vebuilder.solve.options import Options
from vebuilder.solve.search.first_answer import first_answer
from vebuilder.solve.search.rounds import Work
from vebuilder.solve.watch import Watch

LEAST_BROKEN, EXACT = 1e-5, 1e-7
"""By this part of the objective the risk of a fractional point, and of a whole one, may be understated."""
ROUNDING = 1e-6
PART_OF_GAP = 0.02
MOST_ROUNDS = 30
"""Rows in a row for one fractional point."""
WIDE_OPEN, OTHER_WAYS, AGAIN_SECONDS, AGAIN_PART = 0.01, 2, 8.0, 0.1
"""With such a gap left before the tree, so many more searches, so long, each in such a part of the time."""


class RiskyFlows(Flows):
    """Flows, and behind the last one the risk: its column costs what its saving falls below 0."""

    @classmethod
    def beside(cls, flows: Flows, price: float) -> "RiskyFlows":
        """Return flows with a risk column that costs so much when it is 1."""
        money = None if flows.money is None else np.r_[flows.money, 0.0]
        return cls(flows.task, flows.firm, np.r_[flows.saving, -price], money)

    def take(self, kept: BoolArray) -> "RiskyFlows":
        """Return some of the flows, and the risk."""
        chosen = kept[:-1]
        saving = np.r_[self.saving[:-1][chosen], self.saving[-1]]
        money = None if self.money is None else np.r_[self.money[:-1][chosen], 0.0]
        return RiskyFlows(self.task[:, chosen], self.firm[:, chosen], saving, money)

    def possible(self, pool: Pool) -> BoolArray:
        """Return which flows some bundles at both ends could carry; the risk always stays."""
        return np.append(super().possible(pool), values=True)

    def ends(self, n_tasks: int) -> tuple[IntArray, IntArray]:
        """Return both ends of every flow, without the risk."""
        return Flows(self.task, self.firm, self.saving[:-1]).ends(n_tasks)


class Exposure:
    """What bundles lose in which scenario.

    Parameters
    ----------
    tail, terms
        The risk, and which pairs may be chosen.
    weight
        What one unit of risk weighs in the objective.
    """

    def __init__(self, tail: Tail, terms: Terms, weight: float) -> None:
        self._tail, self._weight = tail, weight
        self.most = _largest_risk(tail, terms)
        self.price = weight * self.most
        self._pair = np.full((terms.n_firms, terms.n_tasks), -1, dtype=np.int64)
        self._pair[terms.firm, terms.task] = terms.number

    def losses(self, pool: Pool, point: Point) -> FloatArray:
        """Return the loss of a point in each scenario."""
        share = np.zeros(len(self._tail.stake))
        which, task = np.nonzero(pool.member[point.bundles])
        np.add.at(share, self._pair[pool.firm[point.bundles][which], task], point.values[which])
        return self._tail.losses(share)

    def losses_of(self, share: FloatArray) -> FloatArray:
        """Return the loss of a plan in each scenario, its shares by position of the pair."""
        return self._tail.losses(share)

    def risk(self, losses: FloatArray) -> float:
        """Return the risk, in parts of the most there could be."""
        return self._tail.value(losses) / self.most

    def cut(self, pool: Pool, column: int, losses: FloatArray) -> Cut:
        """Return the row that is exact for some losses.

        Parameters
        ----------
        pool
            The bundles.
        column
            Where the risk is among the flows.
        losses
            In each scenario.
        """
        # In units of the objective: the solver's tolerance is then one of money.
        by_pair = self._weight * self._tail.prices(self._tail.weights(losses))
        by_task = np.where(self._pair >= 0, by_pair[self._pair], 0.0)
        value = np.einsum("bt,bt->b", pool.member, by_task[pool.firm])
        held = np.flatnonzero(value)
        return Cut(held, value[held], np.array([column]), np.full(1, -self.price), 0.0)


def _largest_risk(tail: Tail, terms: Terms) -> float:
    """Return more than any plan risks: every task lost in every scenario that counts."""
    most = np.zeros(terms.n_tasks)
    np.maximum.at(most, terms.task, tail.stake[terms.number])
    return float(most.sum() * tail.factor * tail.largest) or 1.0


class TailRelaxation(Relaxation):
    """The relaxation with its risk.

    Parameters
    ----------
    terms, pool, flows, watch
        As without risk.
    exposure
        What bundles lose.
    """

    def __init__(
        self, terms: Terms, pool: Pool, flows: Flows, watch: Watch, exposure: Exposure, kept: IntArray
    ) -> None:
        super().__init__(terms, pool, flows, watch, kept)
        self._exposure, self._watch = exposure, watch
        self.told: Callable[[float], None] | None = None
        # Losses of the points of late: rows that are exact in their middle spare half of the rounds.
        self._middle: FloatArray | None = None

    def solve(self, restriction: Restriction, cutoff: float = np.inf) -> Point | None:
        """Solve under restrictions until the risk is the true one, or nearly so; None if it was stopped."""
        rounds = 0
        while True:
            point = super().solve(restriction, cutoff)
            if point is None or point.short or point.bound > cutoff:
                return point
            if self.told is not None:
                self.told(point.bound)
            losses = self._exposure.losses(self.pool, point)
            missing = self._exposure.price * (self._exposure.risk(losses) - float(point.flows[-1]))
            if missing <= self._allowed(point) or (rounds >= MOST_ROUNDS and not point.whole):
                return point
            self._middle = losses if self._middle is None else (losses + self._middle) / 2
            column = len(self.flows) - 1
            self.add([self._exposure.cut(self.pool, column, one) for one in (losses, self._middle)])
            rounds += 1

    def _allowed(self, point: Point) -> float:
        """Return by how much a point may understate the risk: little, or a small part of what is open."""
        if point.whole:
            return max(EXACT * abs(point.bound), ROUNDING)
        kept = self._watch.kept
        still_open = kept[0][0] - point.bound if kept else 0.0
        return max(LEAST_BROKEN * abs(point.bound), PART_OF_GAP * still_open, ROUNDING)


class TailRoot(Root):
    """The shared state of a search whose risk is a tail.

    Parameters
    ----------
    formulation, options, watch, terms, pool
        As without risk.
    tail
        The risk.
    """

    search_work = 4.0
    other_ways = 0

    def __init__(
        self,
        formulation: Formulation,
        options: Options,
        watch: Watch,
        terms: Terms,
        pool: Pool,
        tail: Tail,
    ) -> None:
        self._exposure = Exposure(tail, terms, formulation.problem.project.strategy.risk)
        super().__init__(formulation, options, watch, terms, pool)

    def new_flows(self) -> Flows:
        """Return the flows, and the risk."""
        return RiskyFlows.beside(super().new_flows(), self._exposure.price)

    def relax(self, pool: Pool, flows: Flows, kept: IntArray = NONE) -> Relaxation:
        """Return the relaxation over some bundles and flows, with rows that are to be kept."""
        return TailRelaxation(self.terms, pool, flows, self.watch, self._exposure, kept)

    def solve(self) -> Point | None:
        """Solve the relaxation without restrictions but what is alive; what is proven on the way is told."""
        relaxation = self.relaxation
        assert isinstance(relaxation, TailRelaxation)
        relaxation.told = self.prove
        try:
            return super().solve()
        finally:
            relaxation.told = None

    def run(self) -> Point | None:
        """Tighten the relaxation as long as it pays; if much stays open, search answers once more."""
        point = super().run()
        if point is not None and self.best() - point.bound > WIDE_OPEN * abs(self.best()):
            self._search_again()
            self.fix(point)
        return point

    def _search_again(self) -> None:
        """Search by other ways: where the bound stays far away, the best answer is all there is to gain."""
        for other in range(1, 1 + OTHER_WAYS):
            work = Work.within(self.watch.remaining(), AGAIN_SECONDS)
            first_answer(
                self.formulation,
                AGAIN_PART * self.watch.remaining(),
                self.options.seed + other,
                found=self.watch.incumbent,
                stop=lambda: self.watch.stopping,
                work=work,
            )
            self.cut_short |= work.cut_short

    def begin_with(self, answers: Sequence[FloatArray]) -> None:
        """Bring the bundles of known answers in, and the row that is exact for the best."""
        super().begin_with(answers)
        if answers:
            share = answers[-1][self.formulation.decisions.share]
            losses = self._exposure.losses_of(share)
            self.relaxation.add([self._exposure.cut(self.pool, len(self.flows) - 1, losses)])
