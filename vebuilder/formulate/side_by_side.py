"""Groups of tasks that can never run side by side, because too few firms can do both."""

from itertools import combinations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from vebuilder.formulate.linear_model import BoolArray, FloatArray
from vebuilder.formulate.problem import Problem

MOST_GROUPS = 250


def exclusive_sets(problem: Problem) -> list[list[int]]:
    """Return sets of start groups of which no two are ever under way at once, so that each lasts its core.

    Every two groups for which no firms can be found that do both at once are together in some set; within a
    set some also come one after the other anyway.

    Parameters
    ----------
    problem
        The indexed instance.
    """
    timing = problem.timing
    groups = np.flatnonzero(core(problem) > 0)
    if not timing.crowded.any() or len(groups) > MOST_GROUPS:
        return []
    crowds = _Crowds(problem)
    count = len(timing.precedence.members)
    clash = np.zeros((count, count), dtype=bool)
    apart = _in_order(problem)
    for one, other in combinations(groups.tolist(), 2):
        if not apart[one, other] and not crowds.fit(one, other):
            clash[one, other] = clash[other, one] = True
    return _cover(clash, apart | clash, core(problem))


def core(problem: Problem) -> FloatArray:
    """Return how long, from its start, all tasks of a group are under way at least."""
    least = np.full(len(problem.timing.precedence.members), np.inf)
    np.minimum.at(least, problem.timing.group, problem.timing.least)
    return least


class _Crowds:
    """Whether firms can be found for the tasks of two groups at once."""

    def __init__(self, problem: Problem) -> None:
        timing, pairs = problem.timing, problem.pairs
        free = np.isinf(timing.most_parallel[pairs.firm]) | (timing.durations.whole <= 0)
        unbound = np.zeros(len(problem.tasks), dtype=bool)
        unbound[pairs.task[free]] = True
        unbound |= ~timing.single
        self._firms: list[list[list[int]]] = [[] for _ in timing.precedence.members]
        for task in np.flatnonzero(~unbound).tolist():
            firms = pairs.firm[problem.pairs_of(task)].tolist()
            self._firms[timing.group[task]].append(firms)
        self._most = timing.most_parallel

    def fit(self, one: int, other: int) -> bool:
        """Return whether all tasks of both groups find a place."""
        tasks = self._firms[one] + self._firms[other]
        if not self._firms[one] or not self._firms[other]:
            return True
        if all(len(firms) > rank for rank, firms in enumerate(sorted(tasks, key=len))):
            return True  # one by one, the choosiest first, each finds a firm of its own
        place: dict[int, range] = {}
        count = 0
        for firm in {firm for firms in tasks for firm in firms}:
            room = int(min(self._most[firm], len(tasks)))
            place[firm] = range(count, count + room)
            count += room
        entries = [(row, at) for row, firms in enumerate(tasks) for firm in firms for at in place[firm]]
        if count < len(tasks):
            return False
        rows, columns = zip(*entries, strict=True)
        graph = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(tasks), count))
        return bool((maximum_bipartite_matching(graph, perm_type="column") >= 0).all())


def _in_order(problem: Problem) -> BoolArray:
    """Return, groups by groups, whether one can only start when a task of the other has finished."""
    timing = problem.timing
    count = len(timing.precedence.members)
    order = np.zeros((count, count), dtype=bool)
    one, other = np.nonzero(timing.following)
    order[timing.group[one], timing.group[other]] = True
    return order | order.T


def _cover(clash: BoolArray, apart: BoolArray, lasts: FloatArray) -> list[list[int]]:
    """Return sets whose members are all apart, so that every clash is in one of them; long ones first."""
    left = clash.copy()
    order = np.argsort(-np.where(np.isfinite(lasts), lasts, 0.0), kind="stable").tolist()
    sets: list[list[int]] = []
    while left.any():
        degree = left.sum(axis=1)
        first = int(np.argmax(degree))
        chosen = [first]
        candidates = apart[first].copy()
        while candidates.any():
            # Those with the most clashes left to cover come first, then the longest.
            best = max(order, key=lambda group: (candidates[group], left[chosen, group].sum(), lasts[group]))
            if not candidates[best]:
                break
            chosen.append(best)
            candidates &= apart[best]
        left[np.ix_(chosen, chosen)] = False
        # Whoever is in order with all the others adds nothing but work for the solver.
        sets.append([group for group in chosen if clash[group, chosen].any()])
    return sets
