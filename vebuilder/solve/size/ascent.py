"""Prices and shares moved until the bound they prove rises no more."""

from collections.abc import Callable

import numpy as np

from vebuilder.formulate.linear_model import FloatArray
from vebuilder.solve.size.packing import MOST_NODES
from vebuilder.solve.size.shares import Asked, Ground, asked, extra

STEPS, BY_THE_PART = 1000, 250
"""Far from the best prices nothing is gained by whole tasks, which take longer to choose."""
LONGEST, LONGER, SHORTER, PATIENCE = 1.5, 1.05, 0.8, 8
"""Step lengths, as parts of the distance to the goal; after so many steps without a gain they get shorter."""
SHORTEST = 0.005
NEW = 0.1
"""How new answers of the firms weigh against earlier ones (volume algorithm; Barahona and Anbil, 2000)."""
GOAL = 0.03
"""Without an answer to aim for, so much above the bound is aimed for."""


class Ascent:
    """The way up (subgradient steps; Held, Wolfe and Crowder, 1974).

    Parameters
    ----------
    ground
        The instance.
    best
        Tells the objective of the best answer known, infinite before the first.
    """

    def __init__(self, ground: Ground, best: Callable[[], float]) -> None:
        self._ground, self._best = ground, best
        terms = ground.terms
        self._price = np.full(terms.n_tasks, np.inf)
        np.minimum.at(self._price, terms.task, terms.alone)
        self._price[~np.isfinite(self._price)] = 0.0
        self._share: FloatArray = ground.saving / 2
        self._step = 1.0
        self.bound = -np.inf

    def run(self, told: Callable[[float], None], over: Callable[[], bool]) -> None:
        """Step until it no longer pays.

        Parameters
        ----------
        told
            Told each better bound.
        over
            Asked whether to end.
        """
        price, share, fails = self._price, self._share, 0
        uncovered, unmatched = np.zeros(len(price)), np.zeros(len(share))
        for number in range(STEPS):
            answer = asked(self._ground, price, share, 0 if number < BY_THE_PART else MOST_NODES)
            if answer.bound > self.bound:
                self._price, self._share, self.bound, fails = price, share, answer.bound, 0
                self._step = min(self._step * LONGER, LONGEST)
                told(self.bound)
            else:
                fails += 1
                if fails >= PATIENCE:
                    self._step, fails = self._step * SHORTER, 0
            if over() or self._step < SHORTEST:
                return
            weight = NEW if number else 1.0
            uncovered += weight * (self._missing(answer) - uncovered)
            unmatched += weight * (answer.picked[self._ground.back] - answer.picked - unmatched)
            price, share = self._moved(answer.bound, uncovered, unmatched)

    def extra(self) -> FloatArray:
        """Return by how much the bound rises at least if a firm must be given a task, one figure a firm."""
        return extra(self._ground, self._price, self._share)

    def _missing(self, answer: Asked) -> FloatArray:
        """Return how much of each task nobody would do."""
        terms = self._ground.terms
        done = np.bincount(terms.task, answer.part, terms.n_tasks).astype(np.float64)
        return 1.0 - done

    def _moved(
        self, reached: float, uncovered: FloatArray, unmatched: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return prices raised where tasks are left, and shares moved to the end that counts on them less."""
        ground, goal = self._ground, self._best()
        if not np.isfinite(goal):
            goal = self.bound + GOAL * abs(self.bound)
        size = float(uncovered @ uncovered) + float(unmatched @ unmatched) / 2
        length = self._step * max(goal - reached, 0.0) / max(size, 1e-12)
        share = np.clip(self._share + length * unmatched, 0.0, ground.saving)
        # Both ends together get all of it.
        share = (share + ground.saving - share[ground.back]) / 2
        return self._price + length * uncovered, share
