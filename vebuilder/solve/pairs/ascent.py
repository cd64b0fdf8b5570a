"""A bound for thousands of firms that looks at all pairs and writes down none.

Every saving of a pair is shared between its two firms. Each firm then picks its partners for itself, as if
the others had no say, and what it gains lowers its own cost; the firms are chosen at these costs. Whatever
the shares, no enterprise costs less (Lagrangian decomposition; Caprara, Pisinger and Toth 1999 for the
quadratic knapsack problem). The shares are moved where picks disagree, along running averages of the picks
(the volume algorithm, Barahona and Anbil 2000). Triangles of pairs that the averages break are kept to at a
price (`triangles`). Most steps look at the firms that are cheap of late; the bound is proven over all.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray
from vebuilder.formulate.partner_sets import PartnerSets
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.solve.pairs.base_program import BaseProgram
from vebuilder.solve.pairs.gains import Gains, Multipliers
from vebuilder.solve.pairs.kernel import LEAST_PICKED, moved_shares, squared_disagreement
from vebuilder.solve.pairs.savings import Split, split
from vebuilder.solve.pairs.triangles import most_broken
from vebuilder.solve.watch import Watch

logger = logging.getLogger("vebuilder")

STAGES, STEPS = 50, 60
CORE = 300
MOST_PARTNERS = 200
"""With more partners than this each firm's picks would no longer be few."""
# Step lengths as parts of the distance to the goal; how new picks weigh against old ones, ever less.
FIRST_STEP, LONGER, SHORTER, LONGEST_STEP, PATIENCE = 0.3, 1.1, 0.8, 1.0, 6
NEW_PICKS, STEADIER, LEAST_NEW = 0.12, 0.85, 0.03
GOAL = 0.02
"""Without an answer to aim for, so much above the bound is aimed for."""
STALLED, MOST_STALLS = 5e-5, 3
"""A stage that raises the bound by a smaller part of it has stalled; so many in a row are put up with."""
STAGES_WITHOUT_TRIANGLES = 1
BROKEN, NEW_TRIANGLES = 0.05, 3000
"""Triangles broken by so much are brought in, and so many of them at a time."""


def worth_ascending(sets: PartnerSets) -> bool:
    """Whether the picks of firms are few enough to be told one by one."""
    return 2 <= int(sets.limit[0]) <= MOST_PARTNERS


@dataclass(frozen=True)
class Risen:
    """What an ascent comes to.

    Parameters
    ----------
    left
        Of each firm, whether it may still be in a better enterprise.
    triangles
        The triangles with a price, the dearest first: apex, one and other, in rows.
    """

    left: BoolArray
    triangles: IntArray


class Ascent:
    """The bound on its way up.

    Parameters
    ----------
    problem
        The instance.
    parts
        Its model and the savings of pairs.
    sets
        Limits on sets of partners.
    watch
        Says when to stop; told each bound.
    best
        Objective of the best enterprise known, infinite before the first.
    """

    def __init__(
        self, problem: Problem, parts: Split, sets: PartnerSets, watch: Watch, best: Callable[[], float]
    ) -> None:
        self._problem, self._watch, self._best = problem, watch, best
        self._sets, self._gains = sets, Gains.of(parts.savings, sets)
        self._program = BaseProgram(parts, watch)
        self._alive: BoolArray = np.ones(problem.n_firms, dtype=bool)
        self._least: FloatArray = np.full(problem.n_firms, -np.inf)
        self._step, self._size = FIRST_STEP, CORE
        self.bound = -np.inf

    def run(self, enough: Callable[[], bool]) -> Risen:
        """Ascend until told that it is enough, until it stalls, or until stopped."""
        point = summit = self._gains.even(self._alive)
        averages, stalled = _Averages.none(self._gains), 0
        for stage in range(STAGES):
            before = self.bound
            core = self._prove(point)
            if core is None:
                break
            logger.debug(
                "ascent: bound %.9g, %d firms left, %d triangles",
                self.bound, self._alive.sum(), len(self._gains.triangles),
            )  # fmt: skip
            stalled = stalled + 1 if self.bound - before < STALLED * max(abs(self.bound), 1e-9) else 0
            rose = self.bound > before
            if rose:
                summit = point
            if enough() or stalled > MOST_STALLS:
                break
            if not rose:
                # Mostly, firms outside the core hold the bound down although the core's rises.
                self._size = min(2 * self._size, self._problem.n_firms)
                core = self._prove(summit)
                if core is None:
                    break
            elif stage > STAGES_WITHOUT_TRIANGLES:
                summit = self._tightened(point, averages)
            point = self._climb(summit, core, averages)
            averages.stage += 1
        self._program.close()
        order = np.argsort(-summit.weight, kind="stable")[: int((summit.weight > 0).sum())]
        return Risen(self._alive, self._gains.triangles.corners[:, order])

    def _prove(self, point: Multipliers) -> IntArray | None:
        """Prove the bound over all firms, rule firms out, and return those to look at; None if stopped."""
        picks = self._gains.empty()
        self._gains.pick(point, picks)
        valued = self._program.solve(picks.gain)
        if valued is None:
            return None
        proof = self._program.prove(picks.gain, valued.row_dual, ~self._alive)
        best = self._best()
        self.bound = max(self.bound, min(proof.bound, best))
        self._watch.prove(self.bound)
        np.maximum(self._least, proof.bound + proof.reduced, out=self._least)
        hopeless = self._alive & (self._least > best + 1e-9 * abs(best)) & (valued.partner < 1e-9)
        if hopeless.any():
            self._alive &= ~hopeless
            self._program.forbid(hopeless)
        point.share[:] = self._shares(point)
        order = np.argsort(proof.reduced - 1e9 * (valued.partner > 1e-9), kind="stable")
        return np.sort(order[self._alive[order]][: self._size])

    def _climb(self, point: Multipliers, core: IntArray, averages: "_Averages") -> Multipliers:
        """Move the shares of the pairs of some firms, as if no other firm could be chosen."""
        keep = np.zeros(self._problem.n_firms, dtype=bool)
        keep[core] = True
        inside = self._problem.restricted(keep)
        parts = split(formulate(inside))
        if parts is None:
            return point
        number = np.array([self._problem.firm_position[firm.id] for firm in inside.firms], dtype=np.int64)
        program = BaseProgram(parts, self._watch)
        picks, value = self._gains.empty(), self._gains.value(self._alive)
        reached, top, fails = point, -np.inf, 0
        for _ in range(STEPS):
            self._gains.pick(point, picks, number)
            valued = program.solve(picks.gain[number])
            if valued is None:
                break
            averages.take(picks.pair, number, valued.partner)
            if valued.value > top:
                reached, top, fails = point, valued.value, 0
                self._step = min(self._step * LONGER, LONGEST_STEP)
            else:
                fails += 1
                if fails >= PATIENCE:
                    self._step, fails = self._step * SHORTER, 0
            goal = self._best()
            if not np.isfinite(goal):
                goal = top + GOAL * abs(top)
            point = averages.step(reached, self._step * max(goal - valued.value, 0.0), value)
        program.close()
        return reached

    def _shares(self, point: Multipliers) -> FloatArray:
        """Return the shares, both ends changed by the same, such that they make what pairs are worth now."""
        gains = self._gains
        worth = gains.triangles.worth(gains.value(self._alive), point.weight)
        everything = np.arange(len(worth))
        return moved_shares(point.share, np.zeros_like(worth), gains.back, worth, 0.0, everything)

    def _tightened(self, point: Multipliers, averages: "_Averages") -> Multipliers:
        """Bring in triangles that the averages break, and let those go that have no price."""
        old = self._gains
        once = np.flatnonzero(old.savings.source < old.savings.target)
        mutual = (averages.pair + averages.pair[old.back])[once] / 2
        first, second = old.savings.source[once], old.savings.target[once]
        partner = np.where(self._alive, averages.partner, 0.0)
        broken = most_broken(first, second, mutual, partner, BROKEN, NEW_TRIANGLES)
        kept = (point.weight > 0) & self._alive[old.triangles.corners].all(axis=0)
        corners, place = np.unique(np.c_[old.triangles.corners[:, kept], broken], axis=1, return_index=True)
        weight = np.r_[point.weight[kept], np.zeros(broken.shape[1])][place]
        first, second = np.c_[corners[[0, 1]], corners[[0, 2]], corners[[1, 2]]]
        savings = old.savings.extended(first, second, self._alive)
        self._gains = Gains.of(savings, self._sets, corners)
        averages.gains, averages.pair = self._gains, savings.taken_over(old.savings, averages.pair)
        point = Multipliers(savings.taken_over(old.savings, point.share), point.price, weight)
        return replace(point, share=self._shares(point))


@dataclass
class _Averages:
    """Running averages of who is a partner and whom partners pick."""

    gains: Gains
    partner: FloatArray
    pair: FloatArray
    fresh: bool = True
    stage: int = 0

    @classmethod
    def none(cls, gains: Gains) -> "_Averages":
        return cls(gains, np.zeros(len(gains.group)), np.zeros(len(gains.savings.value)))

    def take(self, picked: IntArray, firms: IntArray, partner: FloatArray) -> None:
        """Mix the picks of a point in."""
        weight = 1.0 if self.fresh else max(NEW_PICKS * STEADIER**self.stage, LEAST_NEW)
        self.fresh = False
        self.partner *= 1 - weight
        self.pair *= 1 - weight
        self.partner[firms] += weight * partner
        chosen = np.flatnonzero(partner > 1e-9)
        pairs = picked[firms[chosen]]
        values = np.repeat(weight * partner[chosen], pairs.shape[1])[pairs.ravel() >= 0]
        self.pair[pairs[pairs >= 0]] += values

    def step(self, point: Multipliers, length: float, value: FloatArray) -> Multipliers:
        """Return a point moved so that firms that are picked too often get less of a saving."""
        gains = self.gains
        used = np.flatnonzero(self.pair > LEAST_PICKED)
        source, target = gains.savings.source[used], gains.savings.target[used]
        charge = np.zeros_like(point.price)
        for number in range(charge.shape[1]):
            taken = self.pair[used] * gains.member[target, number]
            charge[:, number] = np.bincount(source, taken, minlength=len(charge))
        charge -= gains.room * self.partner[:, None]
        charge[(point.price <= 0) & (charge < 0)] = 0.0
        broken = gains.triangles.broken(self.pair, self.partner)
        broken[(point.weight <= 0) & (broken < 0)] = 0.0
        size = squared_disagreement(self.pair, gains.back, used)
        size += float((charge * charge).sum()) + float(broken @ broken)
        factor = length / max(size, 1e-12)
        weight = np.maximum(point.weight + factor * broken, 0.0)
        worth = gains.triangles.worth(value, weight)
        touched = np.r_[used, gains.triangles.left, gains.triangles.right, gains.triangles.base]
        return Multipliers(
            moved_shares(point.share, self.pair, gains.back, worth, factor, touched),
            np.maximum(point.price + factor * charge, 0.0),
            weight,
        )
