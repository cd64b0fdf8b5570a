"""What firms can work on at once.

No row of a linear model says when two tasks overlap: that is stated as `Resource`, and for every solver by
what follows from it.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from vebuilder.formulate.builder import Entries, ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.linear_model import FloatArray, IntArray, Integrality
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.resources import ALWAYS, STATED, Resource
from vebuilder.formulate.side_by_side import core, exclusive_sets

AT_ONCE = "tasks a partner starts at once"
ONE_OF = "one of the tasks that start together"
WORKLOAD = "work of a partner in the time there is"
MOST_SETS = 5


def add_starts_at_once(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Add, for each firm, that it starts at most max_parallel of the tasks that start together."""
    timing, pairs = problem.timing, problem.pairs
    entries: list[Entries] = []
    most: list[float] = []
    firms: list[int] = []
    tasks: list[str] = []
    for firm in np.flatnonzero(timing.crowded).tolist():
        mine = timing.occupying(firm)
        group = timing.group[pairs.task[mine]]
        for number in np.unique(group).tolist():
            together = mine[group == number]
            if len(together) > timing.most_parallel[firm]:
                entries.append((len(most), decisions.assigned[together], 1.0))
                most.append(float(timing.most_parallel[firm]))
                firms.append(firm)
                tasks.append(", ".join(problem.task_ids[pairs.task[together]]))
    builder.rows(
        AT_ONCE,
        len(most),
        entries,
        upper=most,
        key=[("firm", problem.firm_ids[firms]), ("tasks", np.array(tasks, dtype=object))],
    )


def add_parallel(
    builder: ModelBuilder, problem: Problem, decisions: Decisions, start: IntArray, makespan: IntArray
) -> None:
    """State what each firm can work on at once, and what follows for its whole work.

    Parameters
    ----------
    builder, problem, decisions
        As for any requirement.
    start
        Column of each group's start.
    makespan
        Column of the makespan, if there is one.
    """
    timing, pairs, clock = problem.timing, problem.pairs, problem.timing.clock
    fixed = clock.ticks(timing.durations.fixed)
    extent = _add_extents(builder, problem, decisions)
    for firm in np.flatnonzero(timing.crowded).tolist():
        mine = timing.occupying(firm)
        present = decisions.assigned[mine]
        if timing.most_parallel[firm] == 1:
            mine, present = _together(builder, problem, decisions, firm, mine)
        builder.resource(
            Resource(
                name=problem.firm_ids[firm],
                capacity=int(timing.most_parallel[firm]),
                present=present,
                start=start[timing.group[pairs.task[mine]]],
                duration=fixed[mine],
                extent=extent[mine],
                demand=np.ones(len(mine), dtype=np.int64),
            )
        )
    if len(makespan):
        _add_workloads(builder, problem, decisions, fixed, int(makespan[0]))
    for resource in _of_several_firms(problem, start):
        builder.resource(resource)
    _add_exclusive(builder, problem, start, makespan)


def _together(
    builder: ModelBuilder, problem: Problem, decisions: Decisions, firm: int, mine: IntArray
) -> tuple[IntArray, IntArray]:
    """Take tasks that start together and last as long as one piece of work: the firm can do only one of them.

    Returns one pair for each piece of work, and the column that is 1 where the firm does it.
    """
    timing = problem.timing
    alike: dict[tuple[int, float, float], list[int]] = {}
    for pair in mine.tolist():
        lasts = float(timing.durations.fixed[pair]), float(timing.durations.paced[pair])
        key = (int(timing.group[problem.pairs.task[pair]]), *lasts)
        alike.setdefault(key if lasts[1] == 0 else (*key[:2], -1.0 - pair), []).append(pair)
    several = [np.array(pairs, dtype=np.int64) for pairs in alike.values() if len(pairs) > 1]
    column = builder.columns(
        ONE_OF,
        len(several),
        Integrality.INTEGER,
        key=[("firm", problem.firm_ids[np.full(len(several), firm)])],
    )
    builder.rows(
        ONE_OF,
        len(several),
        [
            *((row, decisions.assigned[pairs], -1.0) for row, pairs in enumerate(several)),
            (np.arange(len(several)), column, 1.0),
        ],
        lower=0.0,
        upper=0.0,
    )

    def complete(vector: FloatArray) -> None:
        for pairs, own in zip(several, column, strict=True):
            vector[own] = min(vector[decisions.assigned[pairs]].sum(), 1.0)

    builder.complete_with(complete)
    of_several = dict(zip((int(pairs[0]) for pairs in several), column.tolist(), strict=True))
    first = np.array([pairs[0] for pairs in alike.values()], dtype=np.int64)
    present = [of_several.get(pair, int(decisions.assigned[pair])) for pair in first.tolist()]
    return first, np.array(present, dtype=np.int64)


def _add_extents(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> IntArray:
    """Add, where a crowded firm works at its pace on a share, how long that takes."""
    timing, pairs = problem.timing, problem.pairs
    extent = np.full(len(pairs), STATED, dtype=np.int64)
    paced = np.flatnonzero((timing.durations.paced > 0) & timing.crowded[pairs.firm])
    horizon = timing.clock.ticks(np.array([timing.horizon]))
    column = builder.columns("time of a share", len(paced), Integrality.CONTINUOUS, upper=horizon)
    extent[paced] = column
    whole = timing.durations.paced[paced] * timing.clock.per_unit
    rows = np.arange(len(paced))
    builder.rows(
        "time of a share",
        len(paced),
        [(rows, column, 1.0), (rows, decisions.share[paced], -whole)],
        lower=0.0,
    )

    def complete(vector: FloatArray) -> None:
        vector[column] = whole * vector[decisions.share[paced]]

    builder.complete_with(complete)
    return extent


def _add_workloads(
    builder: ModelBuilder, problem: Problem, decisions: Decisions, fixed: FloatArray, makespan: int
) -> None:
    """Add sum_t duration_tf a_tf <= max_parallel (makespan - time before - time after), by crowded firm."""
    timing, pairs, clock = problem.timing, problem.pairs, problem.timing.clock
    entries: list[Entries] = []
    upper: list[float] = []
    for row, firm in enumerate(np.flatnonzero(timing.crowded).tolist()):
        mine = timing.occupying(firm)
        task, most = pairs.task[mine], float(timing.most_parallel[firm])
        idle = timing.head[timing.group[task]].min() + timing.after[task].min()
        entries += [
            (row, decisions.assigned[mine], fixed[mine]),
            (row, decisions.share[mine], timing.durations.paced[mine] * clock.per_unit),
            (row, makespan, -most),
        ]
        upper.append(-most * float(timing.ticks_down(np.array([idle]))[0]))
    builder.rows(WORKLOAD, len(upper), entries, upper=upper)


def _add_exclusive(builder: ModelBuilder, problem: Problem, start: IntArray, makespan: IntArray) -> None:
    """State which groups of tasks run one after the other, and add that their time fits into the makespan."""
    timing = problem.timing
    lasts = timing.ticks_down(core(problem))
    after = np.full(len(start), np.inf)
    np.minimum.at(after, timing.group, timing.after + timing.least - core(problem)[timing.group])
    entries: list[Entries] = []
    lower: list[float] = []
    for groups in exclusive_sets(problem):
        builder.resource(
            Resource(
                name="groups of tasks that share firms",
                capacity=1,
                present=np.full(len(groups), ALWAYS),
                start=start[groups],
                duration=lasts[groups],
                extent=np.full(len(groups), STATED),
                demand=np.ones(len(groups), dtype=np.int64),
                implied=True,
            )
        )
        if len(makespan):
            entries.append((len(lower), makespan, 1.0))
            idle = float(timing.head[groups].min() + after[groups].min())
            lower.append(float(lasts[groups].sum()) + float(timing.ticks_down(idle)))
    builder.rows("tasks that share firms", len(lower), entries, lower=lower)


def _of_several_firms(problem: Problem, start: IntArray) -> Iterator[Resource]:
    """Yield what firms can do at once together, for tasks that only they can do."""
    timing, pairs = problem.timing, problem.pairs
    by_set: dict[frozenset[int], list[int]] = {}
    for task in np.flatnonzero(timing.single & (timing.least > 0)).tolist():
        firms = frozenset(pairs.firm[problem.pairs_of(task)].tolist())
        if all(np.isfinite(timing.most_parallel[firm]) for firm in firms):
            by_set.setdefault(firms, []).append(task)
    least = timing.ticks_down(timing.least)
    for firms in _unions(list(by_set)):
        tasks = [task for known, of_set in by_set.items() if known <= firms for task in of_set]
        capacity = int(timing.most_parallel[list(firms)].sum())
        demand: dict[tuple[int, float], int] = {}
        for task in tasks:
            key = int(timing.group[task]), float(least[task])
            demand[key] = demand.get(key, 0) + 1
        if len(firms) < 2 or sum(demand.values()) <= capacity:
            continue
        yield Resource(
            name=", ".join(problem.firm_ids[sorted(firms)]),
            capacity=capacity,
            present=np.full(len(demand), ALWAYS),
            start=start[[group for group, _ in demand]],
            duration=np.array([duration for _, duration in demand]),
            extent=np.full(len(demand), STATED),
            demand=np.array(list(demand.values()), dtype=np.int64),
            implied=True,
        )


def _unions(sets: list[frozenset[int]]) -> list[frozenset[int]]:
    """Return sets and their unions: all of them where there are few, else those of few and of all."""
    sizes: Sequence[int] = range(1, len(sets) + 1) if len(sets) <= MOST_SETS else (1, 2, len(sets))
    if len(sets) > 10 * MOST_SETS:
        sizes = (1, len(sets))
    return list(
        dict.fromkeys(frozenset().union(*chosen) for size in sizes for chosen in combinations(sets, size))
    )
