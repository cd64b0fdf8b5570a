"""A bound for thousands of firms that looks at all pairs and writes down none.

Every saving of a pair is shared between its two firms. Each firm then picks its partners for itself, as if
the others had no say, and what it gains lowers its own cost; the firms are chosen at these costs. Whatever
the shares, no enterprise costs less (Lagrangian decomposition; Caprara, Pisinger and Toth 1999 for the
quadratic knapsack problem). The shares are moved where picks disagree, along running averages of the picks
(the volume algorithm, Barahona and Anbil 2000). Most steps look at the firms that are cheap of late; the
bound is proven over all of them.
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
from vebuilder.solve.pairs.savings import Split, split
from vebuilder.solve.watch import Watch

logger = logging.getLogger("vebuilder")

STAGES, STEPS = 25, 40
CORE = 600
MOST_PARTNERS = 200
"""With more partners than this each firm's picks would no longer be few."""
# Step lengths as parts of the distance to the goal, and how new picks weigh against old ones.
FIRST_STEP, LONGER, SHORTER, LONGEST_STEP, PATIENCE = 0.15, 1.1, 0.66, 1.0, 8
NEW_PICKS = 0.1
GOAL = 0.02
"""Without an answer to aim for, so much above the bound is aimed for."""
STALLED = 3e-4


def worth_ascending(sets: PartnerSets) -> bool:
    """Whether the picks of firms are few enough to be told one by one."""
    return 2 <= int(sets.limit[0]) <= MOST_PARTNERS


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
        self._gains = Gains.of(parts.savings, sets)
        self._program = BaseProgram(parts, watch)
        self._alive: BoolArray = np.ones(problem.n_firms, dtype=bool)
        self._least: FloatArray = np.full(problem.n_firms, -np.inf)
        self._step = FIRST_STEP
        self.bound = -np.inf

    def run(self, enough: Callable[[], bool]) -> BoolArray:
        """Ascend until told that it is enough, until it stalls, or until stopped; return the firms left."""
        point = self._gains.even(self._alive)
        averages = _Averages.none(self._gains)
        for _ in range(STAGES):
            before = self.bound
            core = self._prove(point)
            if core is None:
                break
            logger.debug("ascent: bound %.9g, %d firms left", self.bound, self._alive.sum())
            if enough() or self.bound - before < STALLED * max(abs(self.bound), 1e-9):
                break
            point = self._climb(point, core, averages)
        self._program.close()
        return self._alive

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
            worth = self._gains.worth(self._alive)
            np.minimum(point.share, worth, out=point.share)
        order = np.argsort(proof.reduced - 1e9 * (valued.partner > 1e-9), kind="stable")
        return np.sort(order[self._alive[order]][:CORE])

    def _climb(self, point: Multipliers, core: IntArray, averages: "_Averages") -> Multipliers:
        """Move the shares of the pairs of some firms, as if there were no other firms."""
        keep = np.zeros(self._problem.n_firms, dtype=bool)
        keep[core] = True
        inside = self._problem.restricted(keep)
        parts = split(formulate(inside))
        if parts is None:
            return point
        number = np.array([self._problem.firm_position[firm.id] for firm in inside.firms], dtype=np.int64)
        program = BaseProgram(parts, self._watch)
        picks, worth = self._gains.empty(), self._gains.worth(self._alive)
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
            point = averages.step(reached, self._step * max(goal - valued.value, 0.0), worth)
        program.close()
        return reached


@dataclass
class _Averages:
    """Running averages of who is a partner and whom partners pick."""

    gains: Gains
    partner: FloatArray
    pair: FloatArray
    fresh: bool = True

    @classmethod
    def none(cls, gains: Gains) -> "_Averages":
        return cls(gains, np.zeros(len(gains.group)), np.zeros(len(gains.savings.value)))

    def take(self, picked: IntArray, firms: IntArray, partner: FloatArray) -> None:
        """Mix the picks of a point in."""
        weight = 1.0 if self.fresh else NEW_PICKS
        self.fresh = False
        self.partner *= 1 - weight
        self.pair *= 1 - weight
        self.partner[firms] += weight * partner
        chosen = np.flatnonzero(partner > 1e-9)
        pairs = picked[firms[chosen]]
        values = np.repeat(weight * partner[chosen], pairs.shape[1])[pairs.ravel() >= 0]
        self.pair[pairs[pairs >= 0]] += values

    def step(self, point: Multipliers, length: float, worth: FloatArray) -> Multipliers:
        """Return a point moved so that firms that are picked too often get less of a saving."""
        gains = self.gains
        toward = self.pair[gains.back] - self.pair
        used = np.flatnonzero(self.pair > 1e-9)
        source, target = gains.savings.source[used], gains.savings.target[used]
        charge = np.zeros_like(point.price)
        for number in range(charge.shape[1]):
            taken = self.pair[used] * gains.member[target, number]
            charge[:, number] = np.bincount(source, taken, minlength=len(charge))
        charge -= gains.room * self.partner[:, None]
        charge[(point.price <= 0) & (charge < 0)] = 0.0
        size = float(toward @ toward) / 2 + float((charge * charge).sum())
        factor = length / max(size, 1e-12)
        return replace(
            point,
            share=np.clip(point.share + factor * toward, 0.0, worth),
            price=np.maximum(point.price + factor * charge, 0.0),
        )
