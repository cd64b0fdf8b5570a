"""Annealing of a crowd of plans, where every two firms have a rate for what tasks exchange.

In each round half of the plans begin hot, from anywhere, and the other half begin mild, as copies of the best
few: the hot ones find which firms go together, which a mild plan never changes, the mild ones work out the
details. Within a half the temperatures differ, since none is right for every instance.
"""

import math
import time
from collections.abc import Callable

import numpy as np

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.solve.options import never
from vebuilder.solve.search.annealing import (
    BETTER,
    CHEAPER,
    DEARER,
    LEAST_PENALTY,
    MOST_PENALTY,
    SOUND,
)
from vebuilder.solve.search.crowd import Crowd, Grid
from vebuilder.solve.search.landscape import Landscape
from vebuilder.solve.search.rounds import GROWTH, Found, Work, fitting

FEWEST_PLANS, MOST_PLANS, PRICES = 16, 64, 100_000
"""Plans side by side: as many as keep so many prices, within limits."""
FIRST_ROUND = 32
HOT, MILD = (0.2, 2.0), (0.01, 0.12)
"""Temperatures at which rounds begin, in units of the median price difference in plans drawn at random."""
COLD = 60.0
"""How much colder they end."""
BEST_FEW = 8
"""One in so many plans is copied."""
EXCESS_PRICE = 10.0
"""What counts as a good plan: the price of a unit of excess, in the same units as temperatures."""
REASSIGN, REASSIGN_UNLIMITED = 0.5, 0.8
"""How often tasks are reassigned rather than exchanged: with capacities, and without."""
SWEEPS_BETWEEN_REBUILDS = 64
STEPS_A_SECOND = 8_000
"""What an ordinary computer takes, each of all plans; another one takes more or less time for the same."""


class CrowdAnnealing:
    """A search with a memory for its best sound plan.

    Parameters
    ----------
    landscape
        What everything costs.
    grid
        The same as a grid.
    seed
        Same seed, same way; the time given says only how far it is followed.
    found
        Told each better sound plan at the end of the sweep that met it: one choice a task, and its cost.
    stop
        Asked between sweeps whether to end.
    """

    def __init__(
        self,
        landscape: Landscape,
        grid: Grid,
        seed: int,
        found: Found | None = None,
        stop: Callable[[], bool] = never,
    ) -> None:
        self.best: IntArray | None = None
        self.best_cost = math.inf
        self._landscape, self._found, self._stop = landscape, found, stop
        self._told = math.inf
        self._best_firms: IntArray | None = None
        self._random = np.random.default_rng(seed)
        self._crowd = Crowd(grid, self._anywhere(grid), self._random)
        self._scale = self._crowd.price_gap()
        self._often = REASSIGN if self._crowd.limited else REASSIGN_UNLIMITED
        self._sweep_seconds = 0.0
        self._work = Work()

    def run(self, deadline: float, patience: int, work: Work | None = None) -> None:
        """Anneal in rounds, each twice as long as the one before.

        Parameters
        ----------
        deadline
            In seconds of ``time.monotonic``.
        patience
            End after so many rounds without anything better, once there is a sound plan.
        work
            How much may be done; None for as much as there is time for.
        """
        self._work = work = work or Work()
        sweep_work = self._landscape.n_tasks / STEPS_A_SECOND
        n_plans = len(self._crowd.firm)
        hot = np.geomspace(*HOT, n_plans)
        halves = np.r_[np.geomspace(*MILD, n_plans // 2), np.geomspace(*HOT, n_plans - n_plans // 2)]
        sweeps, idle, number = FIRST_ROUND, 0, 0
        while idle < patience and not work.over(deadline) and not self._stop():
            before = self.best_cost
            if number:
                self._copy_the_best()
            length = fitting(sweeps, deadline, self._sweep_seconds, work, sweep_work)
            self._round((halves if number else hot) * self._scale, length, deadline)
            sweeps, number = sweeps * GROWTH, number + 1
            idle = 0 if self.best_cost < before or self.best is None else idle + 1

    def _anywhere(self, grid: Grid) -> IntArray:
        """Return plans drawn at random from what firms may do."""
        able = np.isfinite(grid.alone)
        n_plans = min(max(PRICES // able.size, FEWEST_PLANS), MOST_PLANS)
        chance = np.where(able, self._random.random((n_plans, *able.shape)), -1.0)
        return np.asarray(chance.argmax(axis=2))

    def _copy_the_best(self) -> None:
        """Let the first half of the plans be copies of the best few, the best one met among them."""
        crowd = self._crowd
        half = len(crowd.firm) // 2
        order = np.argsort(crowd.cost + EXCESS_PRICE * self._scale * crowd.excess, kind="stable")
        firm = crowd.firm[order]
        few = firm[: max(len(firm) // BEST_FEW, 1)].copy()
        if self._best_firms is not None:
            few[-1] = self._best_firms
        firm[:half] = few[np.arange(half) % len(few)]
        crowd.firm = firm
        crowd.rebuild()

    def _round(self, hot: FloatArray, sweeps: int, deadline: float) -> None:
        """Cool down once, and settle."""
        begin = time.monotonic()
        penalty = np.full(len(hot), self._scale)
        done = 0
        for sweep in range(sweeps):
            self._sweep(hot * COLD ** -(sweep / max(sweeps - 1, 1)), penalty)
            done += 1
            if sweep % SWEEPS_BETWEEN_REBUILDS == SWEEPS_BETWEEN_REBUILDS - 1:
                self._crowd.rebuild()
            if self._work.late(deadline) or self._stop():
                break
        self._sweep(np.zeros(len(hot)), penalty)
        self._crowd.rebuild()
        self._sweep_seconds = (time.monotonic() - begin) / done

    def _sweep(self, temperature: FloatArray, penalty: FloatArray) -> None:
        """Take as many steps as there are tasks, then set the penalties anew, in place."""
        crowd = self._crowd
        n_tasks = len(crowd.grid.alone)
        tasks = self._random.integers(n_tasks, size=n_tasks).tolist()
        kinds = self._random.random(n_tasks).tolist()
        for task, kind in zip(tasks, kinds, strict=True):
            step = crowd.reassign if kind < self._often else crowd.exchange
            if step(task, temperature, penalty):
                self._remember()
        if crowd.limited:
            penalty *= np.where(crowd.excess > SOUND, DEARER, CHEAPER)
            np.clip(penalty, LEAST_PENALTY * self._scale, MOST_PENALTY * self._scale, out=penalty)
        if self._found is not None and self.best is not None and self.best_cost < self._told:
            self._told = self.best_cost
            self._found(self.best, self.best_cost)

    def _remember(self) -> None:
        """Keep the best sound plan of the crowd if it is better than any before."""
        crowd = self._crowd
        cost = np.where(crowd.excess <= SOUND, crowd.cost, np.inf)
        plan = int(cost.argmin())
        least = float(cost[plan])
        if least < math.inf and least < self.best_cost - BETTER * abs(least):
            self.best_cost, self._best_firms = least, crowd.firm[plan].copy()
            self.best = self._landscape.place[np.arange(len(self._best_firms)), self._best_firms]
