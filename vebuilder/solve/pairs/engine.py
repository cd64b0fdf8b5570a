"""Choose partners by who trusts whom: relaxation, cuts and prices until the answer is proven.

Exchanges of single firms find first answers at once, and where firms are many a bound that needs no program
over all pairs rules most of them out before anything else is done (`thinning`).

Coordination is paid for every pair of partners, less what trust saves. With thousands of firms the pairs are
too many to write down, and written down pair by pair they prove nothing. So pairs enter firm by firm as
prices ask for them, limits on sets of partners and triangles of pairs tighten the relaxation, prices rule
firms out for good, and small programs over the firms the relaxation likes find the answers.
"""

import logging
import math
from dataclasses import dataclass, replace

import numpy as np

from vebuilder.formulate.linear_model import BoolArray, IntArray, LinearModel
from vebuilder.formulate.partner_sets import partner_sets
from vebuilder.formulate.program import Formulation
from vebuilder.solve.backend import Answer, Claim, own_mode
from vebuilder.solve.options import Options, relative_gap
from vebuilder.solve.pairs.forming import form_among
from vebuilder.solve.pairs.pricing import Prices, best_sum, price_firms
from vebuilder.solve.pairs.relaxation import Point, Relaxation
from vebuilder.solve.pairs.savings import split
from vebuilder.solve.pairs.separation import separate, triangle_cuts
from vebuilder.solve.pairs.thinning import Thinned, proven, thin
from vebuilder.solve.pairs.tree import Tree
from vebuilder.solve.watch import Watch

logger = logging.getLogger("vebuilder")

FIRST_FIRMS = 150
FEW, FIRST_TRIANGLES = 400, 2000
FIRMS_PER_SET = 15
MOST_NEW_FIRMS = 300
ROUNDS_BETWEEN_PRICES = 4
LARGEST_PART = 24
# Work on a part ends with so many nodes of its tree, and where time is limited with this part of what is
# left, or so many seconds.
PART_NODES, PART_OF_TIME, PART_SECONDS = 2, 0.1, 2.0
# Good answers come early; later a part is tried ever more rarely.
PRICINGS_WITH_PARTS = (1, 2, 3, 5, 8, 13, 21, 34, 55)
PART_GAP = 1e-6
ROUNDING = 1e-9


class PairEngine:
    """The `Backend` for one formulation with many trusting pairs.

    Parameters
    ----------
    formulation
        What is to be solved.
    version
        Version of HiGHS, which solves its linear programs.
    """

    name = "auto"

    def __init__(self, formulation: Formulation, version: str) -> None:
        self.version = f"(pairs by price and cut, highs {version})"
        self._formulation = formulation

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Search until proven or stopped by the watch."""
        thinned = thin(self._formulation, options, watch)
        if thinned.settled:
            return Answer(Claim.EXHAUSTED, mode=own_mode(cut_short=thinned.cut_short))
        formulation = thinned.formulation
        parts = split(formulation)
        if parts is None:
            return _without_trust(thinned, options, watch)
        relaxation = Relaxation(parts, partner_sets(formulation.problem), watch)
        try:
            return _Search(thinned, options, watch, relaxation, thinned.cut_short).run()
        finally:
            relaxation.close()


def _without_trust(thinned: Thinned, options: Options, watch: Watch) -> Answer:
    """Solve what is left in one program, where none of the firms left saves anything with another."""
    left = watch.remaining()
    rest = Options(
        left if math.isfinite(left) else None,
        options.gap,
        seed=options.seed,
        interrupted=lambda: watch.stopping,
    )
    formulation = thinned.formulation
    formed = form_among(formulation, np.ones(formulation.problem.n_firms, dtype=bool), rest)
    if formed.vector is not None:
        thinned.tell(formed.vector)
    mode = own_mode(cut_short=thinned.cut_short or formed.cut_short)
    if not watch.kept:
        return Answer(Claim.INFEASIBLE if formed.bound == math.inf else Claim.STOPPED, mode=mode)
    best = watch.kept[0][0]
    bound = min(formed.bound, best)
    watch.prove(bound)
    done = not formed.cut_short or relative_gap(best, bound) <= options.gap
    return Answer(Claim.EXHAUSTED if done else Claim.STOPPED, mode=mode)


@dataclass
class _Search:
    """One run of the engine."""

    thinned: Thinned
    options: Options
    watch: Watch
    relaxation: Relaxation
    cut_short: bool

    def run(self) -> Answer:
        answer = self._run()
        return replace(answer, mode=own_mode(cut_short=self.cut_short))

    def _run(self) -> Answer:
        self.alive: BoolArray = np.ones(self.relaxation.n_firms, dtype=bool)
        self.tried: dict[tuple[bytes, bool], float] = {}
        self.priced = 0
        self._begin()
        since = 0
        while (point := self.relaxation.solve()) is not None:
            due = self._try_whole(point) or since >= ROUNDS_BETWEEN_PRICES
            since = 0 if due else since + 1
            changed = due and self._price(point)
            if not changed:
                changed = separate(self.relaxation, point) > 0 or (not due and self._price(point))
            logger.debug(
                "relaxation %.9g, bound %.9g, %d firms inside, %d left, %d pairs, %d cuts",
                point.objective,
                self.watch.bound,
                self.relaxation.inside.sum(),
                self.alive.sum(),
                len(self.relaxation.first),
                len(self.relaxation.cuts),
            )
            if proven(self.watch, self.options):
                return Answer(Claim.EXHAUSTED)
            if not changed:
                return self._branch()
        return self._exhausted() if self.relaxation.infeasible else Answer(Claim.STOPPED)

    def _begin(self) -> None:
        """Bring the first firms in, all of them where they are few, and what is known of triangles."""
        relaxation = self.relaxation
        few = relaxation.n_firms <= FEW
        relaxation.enter(np.arange(relaxation.n_firms) if few else _first_firms(relaxation))
        triangles = self.thinned.triangles
        triangles = triangles[:, relaxation.inside[triangles].all(axis=0)]
        relaxation.add(triangle_cuts(relaxation, triangles[:, :FIRST_TRIANGLES]))

    def _price(self, point: Point) -> bool:
        """Prove a bound, rule firms out, and let tempting ones in; return whether any went or came."""
        prices = price_firms(self.relaxation, point, self.alive)
        self.watch.prove(prices.bound)
        self.priced += 1
        if self.priced in PRICINGS_WITH_PARTS:
            self._try_part(point)
        hopeless = self._hopeless(prices, point)
        self.alive &= ~hopeless
        self.relaxation.drop(np.flatnonzero(hopeless))
        outside = ~self.relaxation.inside & self.alive
        tempting = np.flatnonzero(outside & ((prices.firm < -1e-7) | (point.partner > 1e-9)))
        order = np.argsort(prices.firm[tempting], kind="stable")[:MOST_NEW_FIRMS]
        self.relaxation.enter(np.sort(tempting[order]))
        return len(tempting) > 0 or bool(hopeless.any())

    def _hopeless(self, prices: Prices, point: Point) -> BoolArray:
        """Return the firms that are in no enterprise better than the best one known."""
        if not self.watch.kept:
            return np.zeros(len(self.alive), dtype=bool)
        best = self.watch.kept[0][0]
        least = prices.firm + point.objective + prices.spare
        return np.asarray((least > best + 1e-9 * abs(best)) & self.alive & (point.partner < 1e-9))

    def _try_whole(self, point: Point) -> bool:
        """Form the enterprise of the relaxation's partners if they are whole; return whether they are."""
        if not _whole(point):
            return False
        self._form_among(point.partner > 0.5)
        return True

    def _try_part(self, point: Point) -> None:
        """Form an enterprise among the firms the relaxation likes best."""
        liked = np.argsort(-point.partner, kind="stable")[:LARGEST_PART]
        keep = np.zeros(self.relaxation.n_firms, dtype=bool)
        keep[liked[point.partner[liked] > 1e-6]] = True
        self._form_among(keep)

    def _form_among(self, keep: BoolArray, *, to_the_end: bool = False) -> float:
        """Form the best enterprise among some firms, unless that was tried before; return its bound."""
        key = keep.tobytes(), to_the_end
        if key not in self.tried:
            options = self._to_the_end() if to_the_end else self._in_passing()
            formed = form_among(self.thinned.formulation, keep, options)
            self.cut_short |= formed.cut_short
            if formed.vector is not None:
                self.thinned.tell(formed.vector)
            self.tried[key] = formed.bound
        return self.tried[key]

    def _in_passing(self) -> Options:
        """Return how a part is searched for answers: not for long, whatever is left open."""
        left = self.watch.remaining()
        return Options(
            max(PART_OF_TIME * left, min(PART_SECONDS, left)) if math.isfinite(left) else None,
            PART_GAP,
            seed=self.options.seed,
            interrupted=lambda: self.watch.stopping,
            nodes=PART_NODES,
        )

    def _to_the_end(self) -> Options:
        """Return how a part is searched that must be settled, to half the gap: rounding costs no proof."""
        left = self.watch.remaining()
        return Options(
            left if math.isfinite(left) else None,
            min(PART_GAP, self.options.gap / 2),
            seed=self.options.seed,
            interrupted=lambda: self.watch.stopping,
        )

    def _branch(self) -> Answer:
        """Settle by branching what the relaxation left open; all firms not ruled out are brought in."""
        self.relaxation.enter(np.flatnonzero(self.alive & ~self.relaxation.inside))
        tree = Tree(self.relaxation, self.watch.bound)
        while (node := tree.take()) is not None:
            self.watch.prove(min(node.bound, tree.bound, self._best()))
            if proven(self.watch, self.options):
                return Answer(Claim.EXHAUSTED)
            point = tree.relax(node, self._best())
            if point is None and not self.relaxation.infeasible:
                return Answer(Claim.STOPPED)
            if point is None or self._reaches(point.objective):
                continue
            logger.debug("node %d: %.9g, bound %.9g", node.number, point.objective, self.watch.bound)
            if not tree.split(node, point):
                tree.settle(node, point, self._settle(point.partner > 0.5))
        if self._reaches(tree.bound):
            return self._exhausted()
        self.watch.prove(min(tree.bound, self._best()))
        return Answer(
            Claim.STOPPED if self.cut_short and not proven(self.watch, self.options) else Claim.EXHAUSTED
        )

    def _settle(self, partners: BoolArray) -> float:
        """Form the best enterprise of some firms, as long as that takes; return its bound."""
        bound = self._form_among(partners)
        return bound if self._reaches(bound) else self._form_among(partners, to_the_end=True)

    def _reaches(self, bound: float) -> bool:
        """Whether what is not below this bound is no better than the best enterprise known."""
        best = self._best()
        return bound >= (best - ROUNDING * abs(best) if math.isfinite(best) else best)

    def _exhausted(self) -> Answer:
        """Return that nothing is left to look at: the best enterprise known is the best, or there is none."""
        if not self.watch.kept:
            return Answer(Claim.INFEASIBLE)
        self.watch.prove(self._best())
        return Answer(Claim.EXHAUSTED)

    def _best(self) -> float:
        return self.watch.kept[0][0] if self.watch.kept else np.inf


def _whole(point: Point) -> bool:
    return bool(np.abs(point.partner - np.rint(point.partner)).max(initial=0.0) <= 1e-6)


def _first_firms(relaxation: Relaxation) -> IntArray:
    """Return the firms to begin with: the most promising of all, and outside each set."""
    savings, sets = relaxation.split.savings, relaxation.sets
    most = int(sets.limit[0])
    best = best_sum(savings.source, savings.value, relaxation.n_firms, most - 1)
    promise = relaxation.split.base.cost[relaxation.split.partner] - best / 2
    order = np.argsort(promise, kind="stable")
    chosen = list(order[:FIRST_FIRMS])
    for member in sets.member:
        chosen += list(order[~member[order]][:FIRMS_PER_SET])
    return np.unique(np.array(chosen, dtype=np.int64))
