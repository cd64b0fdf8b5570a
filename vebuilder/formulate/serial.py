"""A schedule for given partners, group by group, each as early as those before it leave room for it.

The serial schedule generation of resource-constrained scheduling (Kolisch 1996): taken in the order of the
starts of any schedule, no task starts later than there.
"""

import heapq
from collections.abc import Mapping, Sequence

from vebuilder.formulate.problem import Problem

Interval = tuple[float, float]


def serial_starts(
    problem: Problem, shares: Mapping[int, float], priority: Sequence[float] | None = None
) -> dict[str, float]:
    """Return when each task starts.

    Parameters
    ----------
    problem
        The indexed instance.
    shares
        Share by position of the pair, of all that are assigned.
    priority
        By group: of those that wait for nothing, the one with the least is next; None: the one with most
        behind it.
    """
    timing, pairs = problem.timing, problem.pairs
    precedence = timing.precedence
    work: list[list[tuple[int, float]]] = [[] for _ in precedence.members]
    longest: dict[str, float] = dict.fromkeys(problem.task_ids, 0.0)
    for pair, share in shares.items():
        duration = timing.durations.of(pair, share)
        task = problem.task_ids[pairs.task[pair]]
        longest[task] = max(longest[task], duration)
        if duration > 0:
            work[timing.group[pairs.task[pair]]].append((int(pairs.firm[pair]), duration))
    rank = [-float(tail) for tail in timing.tail] if priority is None else priority
    calendars = {
        firm: _Calendar(int(most))
        for firm, most in enumerate(timing.most_parallel.tolist())
        if most != float("inf")
    }
    starts: dict[str, float] = {}
    for group in _in_order(problem, rank):
        earliest = max((starts[task] + longest[task] for task in precedence.before[group]), default=0.0)
        start = _place(earliest, work[group], calendars)
        starts.update(dict.fromkeys(precedence.members[group], start))
    return starts


class _Calendar:
    """What a firm that can only do so much at once works on."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._busy: list[Interval] = []

    def next_chance(self, start: float, durations: Sequence[float]) -> float:
        """Return the start itself if there is room from then on, else the next moment to try."""
        ends = [start + duration for duration in durations]
        moments = [start, *(begin for begin, _ in self._busy if start < begin < max(ends))]
        for moment in moments:
            running = [end for begin, end in self._busy if begin <= moment < end]
            if len(running) + sum(end > moment for end in ends) > self._most:
                # Room comes when something that was there ends; what is in the way by itself never fits.
                return min((end for end in running if end > start), default=float("inf"))
        return start

    def book(self, start: float, durations: Sequence[float]) -> None:
        """Note work."""
        self._busy += [(start, start + duration) for duration in durations]


def _place(earliest: float, work: Sequence[tuple[int, float]], calendars: Mapping[int, _Calendar]) -> float:
    """Book a group's work as early as all its firms have room, and return when."""
    wanted: dict[int, list[float]] = {}
    for firm, duration in work:
        if firm in calendars:
            wanted.setdefault(firm, []).append(duration)
    start = earliest
    while True:
        later = max(
            (calendars[firm].next_chance(start, mine) for firm, mine in wanted.items()), default=start
        )
        if later == float("inf"):  # more at once than the firm can do at any time: no plan, whenever it is
            break
        if later <= start:
            break
        start = later
    for firm, mine in wanted.items():
        calendars[firm].book(start, mine)
    return start


def _in_order(problem: Problem, rank: Sequence[float]) -> list[int]:
    """Return the groups so that each stands behind those it waits for, the least rank first."""
    timing = problem.timing
    waits: list[set[int]] = [
        {timing.precedence.group[task] for task in before} for before in timing.precedence.before
    ]
    behind: list[list[int]] = [[] for _ in waits]
    for group, others in enumerate(waits):
        for other in others:
            behind[other].append(group)
    left = [len(others) for others in waits]
    ready = [(rank[group], group) for group, count in enumerate(left) if count == 0]
    heapq.heapify(ready)
    order = []
    while ready:
        _, group = heapq.heappop(ready)
        order.append(group)
        for following in behind[group]:
            left[following] -= 1
            if left[following] == 0:
                heapq.heappush(ready, (rank[following], following))
    return order
