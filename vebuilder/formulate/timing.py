"""The instance as a schedule: what waits for what, how long it takes, and when it can be at all."""

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from vebuilder.check.precedence import Precedence
from vebuilder.formulate.clock import NOISE, Clock, clock_of
from vebuilder.formulate.durations import Durations, durations_of
from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray

if TYPE_CHECKING:
    from vebuilder.formulate.problem import Problem

ROUNDING = 1e-9
"""Relative: so much may a path be longer than the deadline by the rounding of sums."""


class Timing:
    """What can be said of time before anything is decided.

    Parameters
    ----------
    problem
        The indexed instance.
    """

    def __init__(self, problem: "Problem") -> None:
        self._problem = problem

    @cached_property
    def durations(self) -> Durations:
        """How long each eligible pair takes; for a single partner the whole task, whatever its pace."""
        known = durations_of(self._problem)
        single = self.single[self._problem.pairs.task]
        return Durations(np.where(single, known.whole, known.fixed), np.where(single, 0.0, known.paced))

    @cached_property
    def precedence(self) -> Precedence:
        """Which tasks start together and which come first."""
        return Precedence(self._problem.tasks)

    @cached_property
    def group(self) -> IntArray:
        """Number of each task's start group."""
        groups = self.precedence.group
        return np.array([groups[task.id] for task in self._problem.tasks], dtype=np.int64)

    @cached_property
    def single(self) -> BoolArray:
        """One flag a task: whether one partner does all of it."""
        problem = self._problem
        return np.array(
            [problem.most_partners_of(task) <= 1 for task in range(len(problem.tasks))], dtype=bool
        )

    @cached_property
    def matters(self) -> bool:
        """Whether it matters for anything but the partners' own time when tasks run."""
        project = self._problem.project
        return bool(project.strategy.time > 0 or project.deadline is not None or len(self.dated))

    @cached_property
    def dated(self) -> IntArray:
        """The tasks whose lateness costs something."""
        return np.array(
            [
                number
                for number, task in enumerate(self._problem.tasks)
                if task.due is not None and task.lateness_cost > 0
            ],
            dtype=np.int64,
        )

    @cached_property
    def stated(self) -> bool:
        """Whether the project says anything of time, so that a schedule means something."""
        project = self._problem.project
        said = (
            task.after or task.starts_with or task.duration is not None or task.due is not None
            for task in project.tasks
        )
        return bool(self.matters or any(said) or np.any(self.durations.whole > 0))

    @property
    def deadline(self) -> float:
        """When everything must have finished; infinity where that is only asked for."""
        deadline = self._problem.project.deadline
        return np.inf if deadline is None or self._problem.limits_may_give else deadline

    @cached_property
    def least(self) -> FloatArray:
        """The shortest time each task can take."""
        return np.array([self._least_of(task) for task in range(len(self._problem.tasks))], dtype=float)

    @cached_property
    def most(self) -> FloatArray:
        """The longest time each task can take."""
        problem = self._problem
        most = np.zeros(len(problem.tasks))
        np.maximum.at(most, problem.pairs.task, self.durations.whole)
        return most

    @cached_property
    def head(self) -> FloatArray:
        """When each group can start at the earliest."""
        return self._longest_to(self.least)

    @cached_property
    def tail(self) -> FloatArray:
        """How long it takes from each group's start until everything behind it has finished, at least."""
        behind = self.behind
        tail = np.zeros(len(self.precedence.members))
        position = self._problem.task_position
        for number in range(len(tail) - 1, -1, -1):
            for task in self.precedence.members[number]:
                after = max((tail[group] for group in behind[position[task]]), default=0.0)
                tail[number] = max(tail[number], self.least[position[task]] + after)
        return tail

    @cached_property
    def behind(self) -> tuple[tuple[int, ...], ...]:
        """For each task, the groups that wait for it."""
        behind: list[list[int]] = [[] for _ in self._problem.tasks]
        for group, before in enumerate(self.precedence.before):
            for task in before:
                behind[self._problem.task_position[task]].append(group)
        return tuple(map(tuple, behind))

    @cached_property
    def after(self) -> FloatArray:
        """How long it takes from each task's finish until everything behind it has finished, at least."""
        return np.array([max((self.tail[group] for group in behind), default=0.0) for behind in self.behind])

    @cached_property
    def shortest(self) -> float:
        """No enterprise finishes earlier, whatever its partners can do at once."""
        return float((self.head + self.tail).max(initial=0.0))

    @cached_property
    def horizon(self) -> float:
        """Some best enterprise finishes by then: one group after the other, or the longest path."""
        if self.crowded.any():
            longest = np.zeros(len(self.precedence.members))
            np.maximum.at(longest, self.group, self.most)
            span = float(longest.sum())
        else:
            span = float((self._longest_to(self.most)[self.group] + self.most).max(initial=0.0))
        return max(min(span, self.deadline), self.shortest)

    @cached_property
    def latest(self) -> FloatArray:
        """When each group can start at the latest."""
        return np.asarray(min(self.horizon, self.deadline) - self.tail)

    @cached_property
    def due(self) -> FloatArray:
        """When each task is due; 0 where nothing is stated."""
        return np.array([task.due or 0.0 for task in self._problem.tasks])

    @cached_property
    def clock(self) -> Clock:
        """How the model counts time: in whole ticks, unless shares that may be anything take their time."""
        if np.any(self.durations.paced > 0):
            return Clock()
        return clock_of(np.r_[self.durations.fixed, self.due[self.dated]], self.horizon)

    def ticks_down(self, time: npt.ArrayLike) -> FloatArray:
        """Return times in ticks, rounded down to whole ones where all starts are whole."""
        ticks = self.clock.ticks(np.asarray(time, dtype=float))
        return np.floor(ticks + NOISE * np.maximum(1.0, ticks)) if self.clock.whole else ticks

    @cached_property
    def too_long(self) -> BoolArray:
        """One flag a pair: whether with it the deadline is missed whatever else is chosen."""
        task = self._problem.pairs.task
        through = self.head[self.group[task]] + self.durations.fixed + self.after[task]
        return np.asarray(through > self.deadline + ROUNDING * max(1.0, self.horizon))

    @cached_property
    def most_parallel(self) -> FloatArray:
        """How many tasks each firm can work on at once; infinity without a limit."""
        return np.array(
            [np.inf if firm.max_parallel is None else firm.max_parallel for firm in self._problem.firms]
        )

    @cached_property
    def crowded(self) -> BoolArray:
        """One flag a firm: whether it could be given more tasks at once than it can work on."""
        problem = self._problem
        crowded = np.zeros(problem.n_firms, dtype=bool)
        for firm in np.flatnonzero(np.isfinite(self.most_parallel)).tolist():
            tasks = np.unique(problem.pairs.task[self.occupying(firm)])
            if len(tasks) > self.most_parallel[firm]:
                crowded[firm] = self._width(tasks) > self.most_parallel[firm]
        return crowded

    def occupying(self, firm: int) -> IntArray:
        """Return the pairs of a firm that take time."""
        return self._by_firm[0][self._by_firm[1][firm] : self._by_firm[1][firm + 1]]

    @cached_property
    def _by_firm(self) -> tuple[IntArray, IntArray]:
        taking = np.flatnonzero(self.durations.whole > 0)
        firm = self._problem.pairs.firm[taking]
        order = np.argsort(firm, kind="stable")
        return taking[order], np.searchsorted(firm[order], np.arange(self._problem.n_firms + 1))

    def _least_of(self, task: int) -> float:
        problem = self._problem
        pairs = problem.pairs_of(task)
        if len(pairs) == 0:
            return 0.0
        fixed, paced = self.durations.fixed[pairs], self.durations.paced[pairs]
        at_pace = np.sort(paced[paced > 0])[: problem.most_partners_of(task)]
        by_one = fixed[paced == 0].min(initial=np.inf)
        together = 1 / float((1 / at_pace).sum()) if len(at_pace) else np.inf
        return float(min(by_one, together))

    def _longest_to(self, duration: FloatArray) -> FloatArray:
        """Return the longest path to each group."""
        position, group = self._problem.task_position, self.precedence.group
        start = np.zeros(len(self.precedence.members))
        for number, before in enumerate(self.precedence.before):
            start[number] = max(
                (start[group[task]] + duration[position[task]] for task in before), default=0.0
            )
        return start

    @cached_property
    def following(self) -> BoolArray:
        """Tasks by tasks: whether the second can only start when the first has finished."""
        count = len(self._problem.tasks)
        members = [np.flatnonzero(self.group == number) for number in range(len(self.precedence.members))]
        following = np.zeros((count, count), dtype=bool)
        for number in range(len(members) - 1, -1, -1):
            for task in members[number].tolist():
                for group in self.behind[task]:
                    following[task, members[group]] = True
                    following[task] |= following[members[group]].any(axis=0)
        return following

    def _width(self, tasks: IntArray) -> int:
        """Return how many of some tasks can run at once, firms aside (Dilworth, by a matching)."""
        order = csr_array(self.following[np.ix_(tasks, tasks)])
        matched = maximum_bipartite_matching(order, perm_type="column")
        return len(tasks) - int((matched >= 0).sum())
