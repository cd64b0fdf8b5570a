"""Simulated annealing over single-sourced plans: every step looks at all firms for one task.

A step draws the firm of a task by its price (heat bath), exchanges the firms of two tasks, or divides the
tasks of two firms anew. Capacities and rules may be broken on the way, at a price that rises while they are.
"""

import math
import time
from collections.abc import Callable

import numpy as np

from vebuilder.formulate.linear_model import IntArray
from vebuilder.solve.options import never
from vebuilder.solve.search.division import divide
from vebuilder.solve.search.heat import Heat
from vebuilder.solve.search.landscape import Landscape
from vebuilder.solve.search.moves import exchange, reassign
from vebuilder.solve.search.rounds import GROWTH, Found, Work, cheapest_choices, fitting
from vebuilder.solve.search.state import State

SOUND = 1e-7
"""Excess (in mean efforts, or rules broken) that is rounding."""
BETTER = 1e-9
REASSIGN, EXCHANGE = 0.5, 0.3
"""How often which move; the rest are divisions."""
FIRST_ROUND = 32
HOT = (0.3, 0.15)
"""Temperatures at which rounds begin, in units of the median price difference between the firms of a task."""
COLD = 30.0
"""How much colder they end."""
DEARER, CHEAPER = 1.08, 0.93
LEAST_PENALTY, MOST_PENALTY = 0.03, 1e3
SWEEPS_BETWEEN_REBUILDS = 64
STEPS_A_SECOND = 12_000
"""What an ordinary computer takes, to size the work; another one takes more or less time for the same."""


class Annealing:
    """A search with a memory for its best sound plan.

    Parameters
    ----------
    landscape
        What everything costs.
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
        seed: int,
        found: Found | None = None,
        stop: Callable[[], bool] = never,
    ) -> None:
        self.landscape = landscape
        self.best: IntArray | None = None
        self.best_cost = math.inf
        self._heat = Heat(np.random.default_rng(seed))
        self._found, self._stop = found, stop
        self._told = math.inf
        self._sweep_seconds = 0.0
        self._work = Work()

    def run(self, deadline: float, patience: int, work: Work | None = None) -> None:
        """Anneal in cycles of rounds, each round twice as long as the one before.

        Parameters
        ----------
        deadline
            In seconds of ``time.monotonic``.
        patience
            End after so many cycles without anything better.
        work
            How much may be done; None for as much as there is time for.
        """
        self._work = work = work or Work()
        sweep_work = self.landscape.n_tasks / STEPS_A_SECOND
        state = State(self.landscape, cheapest_choices(self.landscape))
        sweeps, idle = FIRST_ROUND, 0
        while idle < patience and not work.over(deadline) and not self._stop():
            before = self.best_cost
            for hot in HOT:
                length = fitting(sweeps, deadline, self._sweep_seconds, work, sweep_work)
                self._round(state, hot, length, deadline)
                sweeps *= GROWTH
            idle = 0 if self.best_cost < before or self.best is None else idle + 1

    def _round(self, state: State, hot: float, sweeps: int, deadline: float) -> None:
        """Cool down once, from hot to cold, and settle."""
        begin = time.monotonic()
        scale = self._scale(state)
        self._heat.penalty = scale
        for sweep in range(sweeps):
            self._heat.temperature = hot * scale * COLD ** -(sweep / max(sweeps - 1, 1))
            self._sweep(state, scale)
            if sweep % SWEEPS_BETWEEN_REBUILDS == SWEEPS_BETWEEN_REBUILDS - 1:
                state.rebuild()
            if self._work.late(deadline) or self._stop():
                break
        self._heat.temperature = 0.0
        self._sweep(state, scale)
        state.rebuild()
        self._sweep_seconds = (time.monotonic() - begin) / sweeps

    def _scale(self, state: State) -> float:
        """Return the median price difference between a task's firm and another one, as the plan sees it."""
        gaps = []
        for task in range(self.landscape.n_tasks):
            state.lift(task)
            cost, _ = state.prices_of(task)
            gaps.append(np.abs(cost - cost[state.choice[task] - self.landscape.start[task]]))
            state.put(task, int(state.choice[task]))
        gap = np.concatenate(gaps)
        return float(np.median(gap[gap > 0])) if np.any(gap > 0) else 1.0

    def _sweep(self, state: State, scale: float) -> None:
        """Take as many steps as there are tasks, then set the penalty anew."""
        n_tasks, heat = self.landscape.n_tasks, self._heat
        tasks = heat.random.integers(n_tasks, size=n_tasks).tolist()
        chances = heat.random.integers(1 << 30, size=n_tasks).tolist()
        kinds = heat.random.random(n_tasks).tolist()
        for task, at, kind in zip(tasks, chances, kinds, strict=True):
            if kind < REASSIGN:
                reassign(state, heat, task, at)
            elif kind < REASSIGN + EXCHANGE:
                exchange(state, heat, task, at)
            else:
                divide(state, heat, task, at)
            if state.excess <= SOUND and state.cost < self.best_cost - BETTER * abs(state.cost):
                self.best_cost, self.best = state.cost, state.choice.copy()
        state.retune()
        penalty = heat.penalty * (DEARER if state.excess > SOUND else CHEAPER)
        heat.penalty = min(max(penalty, LEAST_PENALTY * scale), MOST_PENALTY * scale)
        if self._found is not None and self.best is not None and self.best_cost < self._told:
            self._told = self.best_cost
            self._found(self.best, self.best_cost)
