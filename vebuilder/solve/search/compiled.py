"""Simulated annealing over single-sourced plans, with its steps compiled.

The walk is that of `Annealing`; it takes a hundred times as many steps a second, once the steps have been
compiled on this machine.
"""

import math
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.solve.options import never
from vebuilder.solve.search.affinity import Listed, Table
from vebuilder.solve.search.kernel import anneal, rebuild
from vebuilder.solve.search.landscape import Landscape
from vebuilder.solve.search.records import Land, Plan
from vebuilder.solve.search.rounds import GROWTH, Found, Work, cheapest_choices, fitting
from vebuilder.solve.search.steps import BEST, EXCESS, PARTNERS, PENALTY, TIE

FIRST_ROUND = 1024
HOT = (0.3, 0.15)
NEAR = 0.1
"""How hot a round begins that must not forget the plan it begins from."""
COLD = 30.0
SLICE, SLICES_BETWEEN_TALKS = 64, 16
NOISE, LONGEST = 1 << 16, 4096
STEPS_A_SECOND = 1_000_000
TAIL_STEP = 3
"""How many times as long a step takes that looks at the tail of the losses."""
"""What an ordinary computer takes, to size the work; another one takes more or less time for the same."""


class CompiledAnnealing:
    """A search with a memory for its best sound plan; the same doors as `Annealing`.

    Parameters
    ----------
    landscape
        What everything costs; its affinity is a list or a table.
    seed
        Same seed, same way; the time given says only how far it is followed.
    found
        Told better sound plans now and then: one choice a task, and its cost.
    stop
        Asked many times a second whether to end.
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
        self._found, self._stop = found, stop
        self._land = _land(landscape, seed)
        tail = landscape.at_risk.tail
        n_scenarios = 0 if tail is None else tail.n_scenarios
        self._plan = _plan(self._land, landscape, seed, n_scenarios)
        self._rewards = len(landscape.required) * _reward(landscape)
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
        slower = 1 if self.landscape.at_risk.tail is None else TAIL_STEP
        sweep_work = slower * self.landscape.n_tasks / STEPS_A_SECOND
        begin = time.monotonic()
        rebuild(self._land, self._plan)
        scale = self._scale()
        anneal(self._land, self._plan, 1, scale, scale, scale)
        deadline += time.monotonic() - begin  # compiling, if that is what it was, is not searching
        sweeps, idle = FIRST_ROUND, 0
        while idle < patience and not work.over(deadline) and not self._stop():
            before = self.best_cost
            for hot in HOT:
                length = fitting(sweeps, deadline, self._sweep_seconds, work, sweep_work)
                self._round(hot * scale, scale, length, deadline)
                sweeps *= GROWTH
            idle = 0 if self.best_cost < before or self.best is None else idle + 1

    def around(self, choice: IntArray, sweeps: int, deadline: float, patience: int, work: Work) -> None:
        """Anneal from one plan on, again and again, never so hot that the plan is forgotten.

        Parameters
        ----------
        choice
            The plan: one choice a task.
        sweeps
            How long each time.
        deadline, work
            As for `run`.
        patience
            End after so many times without anything better.
        """
        self._work = work
        sweep_work = self.landscape.n_tasks / STEPS_A_SECOND
        idle = 0
        while idle < patience and not work.over(deadline) and not self._stop():
            before = self.best_cost
            self._plan.choice[:] = choice
            rebuild(self._land, self._plan)
            scale = self._scale()
            self._round(NEAR * scale, scale, sweeps, deadline)
            work.left -= sweeps * sweep_work
            idle = 0 if self.best_cost < before else idle + 1

    def _round(self, hot: float, scale: float, sweeps: int, deadline: float) -> None:
        """Cool down once, from hot to cold, in slices short enough to stop between them."""
        begin = time.monotonic()
        self._plan.figures[PENALTY] = scale
        for number, done in enumerate(range(0, sweeps, SLICE)):
            size = min(SLICE, sweeps - done)
            warm, cool = (hot * COLD ** -(at / sweeps) for at in (done, done + size))
            anneal(self._land, self._plan, size, warm, cool, scale)
            self._sweep_seconds = (time.monotonic() - begin) / (done + size)
            if self._work.late(deadline) or self._stop():
                break
            if number % SLICES_BETWEEN_TALKS == 0:
                self._tell()
        self._tell()

    def _tell(self) -> None:
        cost = float(self._plan.figures[BEST]) + self._rewards
        if cost >= self.best_cost:
            return
        self.best_cost, self.best = cost, self._plan.best.copy()
        if self._found is not None:
            self._found(self.best, self.best_cost)

    def _scale(self) -> float:
        """Return the median price difference between the firms of a task, joining included."""
        land, plan = self._land, self._plan
        entry = land.joining - plan.tied + plan.figures[TIE] * plan.figures[PARTNERS]
        price = plan.prices + np.where(plan.held[land.firm] > 0, 0.0, entry[land.firm])
        gap = np.abs(price - np.repeat(price[plan.choice], np.diff(land.start)))
        return float(np.median(gap[gap > 0])) if np.any(gap > 0) else 1.0


def at_hand() -> bool:
    """Whether the steps have been compiled before, in this process or on this machine."""
    if anneal.signatures:  # type: ignore[attr-defined]
        return True
    try:
        kept = Path(anneal._cache.cache_path)  # type: ignore[attr-defined]
    except AttributeError:  # no public way to ask
        return False
    return any(kept.glob(f"kernel.{anneal.__name__}-*.nbi"))


def _land(landscape: Landscape, seed: int) -> Land:
    """Return the landscape as plain arrays, every price weighed as the objective weighs it."""
    assert isinstance(landscape.affinity, Listed | Table)
    pairs = csr_array(landscape.affinity.costs)
    weight = landscape.weight
    joining = weight * landscape.joining
    joining[landscape.required] -= _reward(landscape)
    holder = np.zeros((len(landscape.firm), len(landscape.holder)), dtype=np.int64)
    for number, of_choice in enumerate(landscape.holder):
        holder[:, number] = of_choice
    initiator = [] if landscape.initiator is None else [landscape.initiator]
    ties, saved = _by_firm(csr_array(weight * landscape.saved))
    sets, _ = _by_firm(csr_array(_rules(landscape).T))
    tail = landscape.at_risk.tail
    weighed = landscape.risk_weight * tail.factor if tail else 0.0
    nothing = np.zeros(len(landscape.firm) + 1, dtype=np.int64)
    return Land(
        start=landscape.start,
        firm=landscape.firm,
        place=landscape.place,
        alone=landscape.alone if tail is None else landscape.alone - landscape.at_risk.mean,
        joining=joining,
        offer=landscape.offer,
        setup=weight * landscape.setup,
        effort=landscape.effort,
        holder=holder,
        capacity=landscape.capacity,
        pair_start=pairs.indptr.astype(np.int64),
        pair_with=pairs.indices.astype(np.int64),
        pair_cost=pairs.data.astype(np.float64),
        noise=_noise(landscape, seed),
        stake=np.zeros(len(landscape.firm)) if tail is None else weighed * tail.stake,
        fail_start=nothing if tail is None else tail.start.astype(np.int64),
        fail_in=nothing[:0] if tail is None else tail.scenario.astype(np.int64),
        largest=0.0 if tail is None else float(tail.largest),
        ties=ties,
        saved=saved,
        sets=sets,
        always=np.array(initiator, dtype=np.int64),
    )


def _by_firm(rows: csr_array) -> tuple[IntArray, FloatArray]:
    """Return what stands in each row in one array behind where the rows begin, and its values beside it."""
    head = len(rows.indptr)
    places = np.r_[rows.indptr.astype(np.int64) + head, rows.indices.astype(np.int64)]
    return places, np.r_[np.zeros(head), rows.data.astype(np.float64)]


def _rules(landscape: Landscape) -> csr_array:
    """Return the sets whose partners are counted: all but those of one firm, which rewards look after."""
    return csr_array(landscape.sets[_counted(landscape)])


def _counted(landscape: Landscape) -> IntArray:
    alone = np.isin(landscape.sets.indices, landscape.always)
    single = np.diff(landscape.sets.indptr) == 1
    looked_after = np.zeros(len(single), dtype=bool)
    first = landscape.sets.indptr[:-1][single]
    looked_after[single] = alone[first]
    kept = ~looked_after | (landscape.most < 1)
    return np.flatnonzero(kept)


def _reward(landscape: Landscape) -> float:
    """Return the reward of a firm that must be a partner: more than giving it a task could cost."""
    assert isinstance(landscape.affinity, Listed | Table)
    pairs = csr_array(landscape.affinity.costs)
    dearest = float(np.abs(landscape.alone).max(initial=0.0)) + float(abs(pairs).sum(axis=1).max())
    entry = float(landscape.joining.max(initial=0.0)) + landscape.coordination * landscape.n_tasks
    return 2 * (dearest + landscape.weight * (entry + float(abs(landscape.saved).sum(axis=1).max())))


def _noise(landscape: Landscape, seed: int) -> FloatArray:
    longest = int(np.diff(landscape.start).max())
    return np.random.default_rng(seed).gumbel(size=NOISE + max(longest, LONGEST))


def _plan(land: Land, landscape: Landscape, seed: int, n_scenarios: int) -> Plan:
    """Return a plan to begin with; `rebuild` works out what follows from its choices."""
    choice, counted = cheapest_choices(landscape), _counted(landscape)
    figures = np.zeros(7)
    figures[BEST], figures[EXCESS], figures[PENALTY] = math.inf, math.inf, 1.0
    figures[TIE] = landscape.weight * landscape.coordination
    fewest, most = landscape.fewest[counted], landscape.most[counted]
    chance = np.random.default_rng(seed).integers(1, 1 << 63, size=1).astype(np.uint64)
    return Plan(
        choice=choice,
        best=choice.copy(),
        prices=np.zeros(len(land.firm)),
        room=np.zeros(len(land.capacity)),
        held=np.zeros(len(land.joining), dtype=np.int64),
        uses=np.zeros(len(land.setup), dtype=np.int64),
        figures=figures,
        chance=chance,
        moved=np.zeros(len(choice), dtype=np.int64),
        lost=np.zeros(n_scenarios),
        tied=np.zeros(len(land.joining)),
        limits=np.column_stack([fewest, most, np.zeros(len(counted))]),
    )
