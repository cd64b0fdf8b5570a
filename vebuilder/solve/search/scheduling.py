"""A first answer where firms can only do so much at once: group after group, at firms with room.

Serial schedule generation with the choice of firms inside: for the next group, by a rule with some luck in
it, the firms with room are matched with its tasks at the first moments at which all of them can be. Orders
near that of the best schedule so far are tried again and again (sampling by priority rule, Kolisch and
Hartmann 2006).
"""

import math
import time
from dataclasses import dataclass
from random import Random

import numpy as np
from scipy.optimize import linear_sum_assignment

from vebuilder.formulate.linear_model import FloatArray
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation
from vebuilder.solve.residual import residual

SAMPLES = 200
"""Schedules that are tried; fewer where the time is over before."""
MOMENTS = 3
"""Of the first moments at which a group can start, so many are compared."""
FORBIDDEN = 1e12
NEAR = 0.15
"""Part of the makespan by which starts of the best schedule are shifted to try an order next to it."""


def first_schedule(formulation: Formulation, seconds: float, seed: int) -> FloatArray | None:
    """Search a good answer to a single-sourced project whose firms can do only so much at once.

    Parameters
    ----------
    formulation
        What is to be solved.
    seconds
        Time to search.
    seed
        Same seed, same way; the time given says only how far it is followed.

    Returns
    -------
    FloatArray
        One value per column, every row satisfied; None if tasks may be split, or nothing sound was found.
    """
    problem = formulation.problem
    if len(formulation.decisions.single) != len(problem.pairs) or np.any(np.diff(problem.task_start) == 0):
        return None
    deadline = time.monotonic() + seconds
    rng, search = Random(seed), _Builder(problem)
    best: tuple[float, FloatArray, _Schedule] | None = None
    cheapest = math.inf
    for sample in range(SAMPLES):
        if time.monotonic() > deadline:
            break
        near = None if best is None or sample % 4 == 0 else best[2]
        found = search.build(rng, near)
        if found is None or found.estimate >= cheapest:
            continue
        vector = formulation.vector(
            found.partners(problem), dict.fromkeys(found.pairs, 1.0), starts=found.starts
        )
        objective = formulation.model.objective(vector)
        if (best is None or objective < best[0]) and residual(formulation.model, vector).feasible:
            best, cheapest = (objective, vector, found), found.estimate
    return None if best is None else best[1]


@dataclass(frozen=True)
class _Schedule:
    """Chosen pairs, when tasks start, when each group does, and about what it all weighs."""

    pairs: list[int]
    starts: dict[str, float]
    begin: list[float]
    estimate: float

    def partners(self, problem: Problem) -> set[int]:
        chosen = {int(problem.pairs.firm[pair]) for pair in self.pairs}
        return chosen if problem.initiator is None else chosen | {problem.initiator}


class _Builder:
    """Builds one schedule after the other."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        timing, pairs, strategy = problem.timing, problem.pairs, problem.project.strategy
        self._duration = timing.durations.fixed.tolist()
        self._firm = pairs.firm.tolist()
        self._most = timing.most_parallel.tolist()
        loss = problem.loss[pairs.task] * (1 - pairs.reliability)
        self._price = strategy.cost * (pairs.work + np.nan_to_num(pairs.quoted_setup)) + strategy.risk * loss
        self._members = [
            [problem.task_position[task] for task in members] for members in timing.precedence.members
        ]
        self._before = [
            [problem.task_position[task] for task in before] for before in timing.precedence.before
        ]
        self._waits = [{int(timing.group[task]) for task in before} for before in self._before]
        self._behind: list[list[int]] = [[] for _ in self._waits]
        for group, others in enumerate(self._waits):
            for other in others:
                self._behind[other].append(group)
        # Whoever can do much is kept for what few can do.
        self._versatile = np.bincount(pairs.firm, minlength=problem.n_firms) / max(len(problem.tasks), 1)
        spread = float(np.ptp(self._price)) if len(self._price) else 0.0
        self._time_weight = self._weight_of_time(strategy.time, spread)

    def _weight_of_time(self, stated: float, spread: float) -> float:
        """Return what a unit of time may cost when firms are chosen."""
        span = max(self._problem.timing.horizon, 1e-9)
        return max(stated, spread / span if self._problem.project.deadline is not None else 0.0, 1e-9)

    def build(self, rng: Random, near: _Schedule | None) -> _Schedule | None:
        """Build a schedule, by a rule or near another one."""
        problem, timing = self._problem, self._problem.timing
        span = max(timing.horizon if near is None else max(near.begin), 1e-9)
        if near is None:
            rank = [-tail * rng.uniform(0.7, 1.3) for tail in timing.tail.tolist()]
        else:
            rank = [begin + span * rng.uniform(-NEAR, NEAR) for begin in near.begin]
        weight = self._time_weight * math.exp(rng.uniform(-1.5, 1.5))
        busy: list[list[tuple[float, float]]] = [[] for _ in range(problem.n_firms)]
        joined = [False] * problem.n_firms
        finish = [0.0] * len(problem.tasks)
        begin = [0.0] * len(self._members)
        chosen: list[int] = []
        cost = 0.0
        waiting = [len(waits) for waits in self._waits]
        ready = [group for group, count in enumerate(waiting) if count == 0]
        while ready:
            group = min(ready, key=rank.__getitem__)
            ready.remove(group)
            earliest = max((finish[task] for task in self._before[group]), default=0.0)
            placed = self._place(group, earliest, busy, joined, weight, rng)
            if placed is None:
                return None
            begin[group], mine = placed
            for pair in mine:
                firm, lasts = self._firm[pair], self._duration[pair]
                finish[int(problem.pairs.task[pair])] = begin[group] + lasts
                if lasts > 0 and self._most[firm] != math.inf:
                    busy[firm].append((begin[group], begin[group] + lasts))
                if not joined[firm]:
                    joined[firm] = True
                    cost += problem.project.strategy.cost * problem.firms[firm].joining_cost
                cost += float(self._price[pair])
            chosen += mine
            for following in self._behind[group]:
                waiting[following] -= 1
                if waiting[following] == 0:
                    ready.append(following)
        starts = {task: begin[timing.precedence.group[task]] for task in problem.task_ids}
        estimate = cost + problem.project.strategy.time * max(finish)
        for task in timing.dated.tolist():
            late = max(finish[task] - timing.due[task], 0.0)
            estimate += problem.project.strategy.cost * problem.tasks[task].lateness_cost * late
        return _Schedule(sorted(chosen), starts, begin, estimate)

    def _place(
        self,
        group: int,
        earliest: float,
        busy: list[list[tuple[float, float]]],
        joined: list[bool],
        weight: float,
        rng: Random,
    ) -> tuple[float, list[int]] | None:
        """Return when a group starts and with which pairs; None if its firms never have room together."""
        problem = self._problem
        candidates = [problem.pairs_of(task).tolist() for task in self._members[group]]
        firms = {self._firm[pair] for pairs in candidates for pair in pairs}
        moments = sorted({earliest, *(end for firm in firms for _, end in busy[firm] if end > earliest)})
        luck = {firm: rng.random() for firm in firms}
        best: tuple[float, float, list[int]] | None = None
        seen = 0
        for moment in moments:
            if best is not None and weight * moment >= best[0]:
                break
            matched = self._match(candidates, moment, busy, joined, weight, luck)
            if matched is None:
                continue
            seen += 1
            value = weight * moment + matched[0]
            if best is None or value < best[0]:
                best = (value, moment, matched[1])
            if seen == MOMENTS:
                break
        return None if best is None else (best[1], best[2])

    def _match(
        self,
        candidates: list[list[int]],
        moment: float,
        busy: list[list[tuple[float, float]]],
        joined: list[bool],
        weight: float,
        luck: dict[int, float],
    ) -> tuple[float, list[int]] | None:
        """Match the tasks of a group with firms that have room; return what it weighs and the pairs."""
        places: dict[int, list[int]] = {}
        count = 0
        options: list[list[tuple[int, float]]] = []
        for pairs in candidates:
            fitting = []
            for pair in pairs:
                firm = self._firm[pair]
                room = self._room(firm, moment, self._duration[pair], busy, len(candidates))
                if room > 0:
                    fitting.append((pair, self._score(pair, joined, weight, luck)))
                    mine = places.setdefault(firm, [])
                    mine += range(count, count + room - len(mine))
                    count = max(count, mine[-1] + 1)
            if not fitting:
                return None
            options.append(fitting)
        if len(candidates) == 1:
            pair, score = min(options[0], key=lambda option: option[1])
            return score, [pair]
        return None if count < len(candidates) else self._assigned(options, places, count)

    def _assigned(
        self, options: list[list[tuple[int, float]]], places: dict[int, list[int]], count: int
    ) -> tuple[float, list[int]] | None:
        """Give each task one of the places that firms have; None if they do not suffice."""
        table = np.full((len(options), count), FORBIDDEN)
        pair_at: dict[tuple[int, int], int] = {}
        for row, fitting in enumerate(options):
            for pair, score in fitting:
                for place in places[self._firm[pair]]:
                    table[row, place] = score
                    pair_at[row, place] = pair
        rows, chosen = linear_sum_assignment(table)
        value = float(table[rows, chosen].sum())
        if value >= FORBIDDEN:
            return None
        return value, [pair_at[row, place] for row, place in zip(rows.tolist(), chosen.tolist(), strict=True)]

    def _room(
        self, firm: int, moment: float, lasts: float, busy: list[list[tuple[float, float]]], wanted: int
    ) -> int:
        """Return how many tasks of this length a firm could start, no more than wanted."""
        most = self._most[firm]
        if lasts == 0 or most == math.inf:
            return wanted
        over = [(begin, end) for begin, end in busy[firm] if begin < moment + lasts and end > moment]
        if not over:
            return int(min(most, wanted))
        instants = [moment, *(begin for begin, _ in over if begin > moment)]
        peak = max(sum(begin <= instant < end for begin, end in over) for instant in instants)
        return int(min(most - peak, wanted))

    def _score(self, pair: int, joined: list[bool], weight: float, luck: dict[int, float]) -> float:
        firm = self._firm[pair]
        joining = 0.0
        if not joined[firm] and firm != self._problem.initiator:
            joining = self._problem.project.strategy.cost * self._problem.firms[firm].joining_cost
        scarce = float(self._versatile[firm]) * (0.5 + luck[firm])
        return float(self._price[pair] + joining + weight * (self._duration[pair] + scarce))
