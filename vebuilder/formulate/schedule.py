"""When tasks run: one start a group of tasks that start together, the makespan, and what is late."""

import numpy as np

from vebuilder.formulate.builder import Entries, ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.linear_model import FloatArray, IntArray, Integrality
from vebuilder.formulate.parallel import add_parallel, add_starts_at_once
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.serial import serial_starts

START = "start"
MAKESPAN = "makespan"
DEADLINE = "deadline"
ORDER = "order of tasks"
LATE = "lateness"
TOO_LONG = "a firm too slow for the deadline"


def add_schedule(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Add s_g >= s_t + duration_t, the makespan, the deadline, lateness, and what firms can do at once.

    Where nothing depends on when tasks run, only what no time could mend is asked for: tasks that start
    together at one firm.
    """
    timing = problem.timing
    add_starts_at_once(builder, problem, decisions)
    if not timing.matters:
        return
    clock = timing.clock
    kind = Integrality.IMPLIED if clock.whole else Integrality.CONTINUOUS
    bound = timing.ticks_down(min(timing.horizon, timing.deadline))
    # On the grid of a solver of whole numbers, starts that are not whole must all lie on the same one.
    same_grid = not clock.whole and bool(timing.crowded.any())
    head, latest = clock.ticks(timing.head), timing.ticks_down(timing.latest)
    start = builder.columns(
        START,
        len(head),
        kind,
        lower=0.0 if same_grid else head,
        upper=bound if same_grid else np.maximum(latest, head),
        key=[("tasks", _names(problem))],
    )
    if same_grid:
        builder.rows("earliest start", len(start), [(np.arange(len(start)), start, 1.0)], lower=head)
    span = _Spans(builder, problem, decisions, start)
    pairs = [(task, group) for task, groups in enumerate(timing.behind) for group in groups]
    tasks = np.array([task for task, _ in pairs], dtype=np.int64)
    span.before(ORDER, tasks, start[[group for _, group in pairs]], np.zeros(len(pairs)))
    makespan = _add_makespan(builder, problem, span, kind)
    late = _add_lateness(builder, problem, span, kind)
    _add_too_long(builder, problem, decisions)
    add_parallel(builder, problem, decisions, start, makespan)

    def complete(vector: FloatArray) -> None:
        shares = assigned_shares(decisions, vector)
        stated = vector[start]
        found = serial_starts(problem, shares, stated.tolist() if np.any(stated) else None)
        begin = np.array([found[task] for task in problem.task_ids])
        longest = np.zeros(len(problem.tasks))
        for pair, share in shares.items():
            task = problem.pairs.task[pair]
            longest[task] = max(longest[task], timing.durations.of(pair, share))
        vector[start[timing.group]] = clock.ticks(begin)
        finish = clock.ticks(begin + longest)
        vector[makespan] = finish.max(initial=0.0)
        vector[late] = np.maximum(finish - clock.ticks(timing.due), 0.0)[timing.dated]

    builder.complete_with(complete)


def assigned_shares(decisions: Decisions, vector: FloatArray) -> dict[int, float]:
    """Return the share of each assigned pair in a column vector.

    Parameters
    ----------
    decisions
        Where the decisions stand.
    vector
        One value a column.
    """
    share = vector[decisions.share]
    assigned = share > 0
    switched = decisions.switched
    assigned[switched] |= vector[decisions.assigned[switched]] > 0.5
    return {int(pair): float(share[pair]) for pair in np.flatnonzero(assigned)}


class _Spans:
    """Rows that say something comes after tasks have finished."""

    def __init__(
        self, builder: ModelBuilder, problem: Problem, decisions: Decisions, start: IntArray
    ) -> None:
        self._builder, self._problem, self._decisions = builder, problem, decisions
        self._start = start
        timing = problem.timing
        self._fixed = timing.clock.ticks(timing.durations.fixed)
        self._paced = timing.durations.paced * timing.clock.per_unit
        self._least = timing.ticks_down(timing.least)

    def before(self, name: str, tasks: IntArray, later: IntArray, lead: FloatArray) -> None:
        """Add later >= start + duration - lead for tasks and a column each.

        A single partner's duration is the sum over those it could be, in one row; of several partners each
        has its row.
        """
        problem, single = self._problem, self._problem.timing.single[tasks]
        rows = np.arange(len(tasks))
        of_row = [problem.pairs_of(task) for task in tasks.tolist()]
        chosen = np.concatenate([np.zeros(0, dtype=np.int64), *(of_row[row] for row in rows[single])])
        row = np.repeat(rows[single], [len(of_row[row]) for row in rows[single]])
        taking = self._fixed[chosen] > 0
        entries: list[Entries] = [
            (rows, later, 1.0),
            (rows, self._start[problem.timing.group[tasks]], -1.0),
            (row[taking], self._decisions.share[chosen[taking]], -self._fixed[chosen[taking]]),
        ]
        lower = -lead + np.where(single, 0.0, self._least[tasks])
        self._builder.rows(name, len(tasks), entries, lower=lower, key=[("task", problem.task_ids[tasks])])
        self._by_partner(name, tasks[~single], later[~single], lead[~single])

    def _by_partner(self, name: str, tasks: IntArray, later: IntArray, lead: FloatArray) -> None:
        problem, decisions = self._problem, self._decisions
        of_task = [problem.pairs_of(task) for task in tasks.tolist()]
        pair = np.concatenate([np.zeros(0, dtype=np.int64), *of_task])
        of = np.repeat(np.arange(len(tasks)), [len(pairs) for pairs in of_task])
        for duration, column in ((self._fixed, decisions.assigned), (self._paced, decisions.share)):
            taking = np.flatnonzero(duration[pair] > 0)
            rows, chosen, mine = np.arange(len(taking)), pair[taking], of[taking]
            self._builder.rows(
                f"{name}, each partner",
                len(taking),
                [
                    (rows, later[mine], 1.0),
                    (rows, self._start[problem.timing.group[tasks[mine]]], -1.0),
                    (rows, column[chosen], -duration[chosen]),
                ],
                lower=-lead[mine],
                key=[
                    ("task", problem.task_ids[tasks[mine]]),
                    ("firm", problem.firm_ids[problem.pairs.firm[chosen]]),
                ],
            )


def _add_makespan(builder: ModelBuilder, problem: Problem, span: _Spans, kind: Integrality) -> IntArray:
    timing, project = problem.timing, problem.project
    if project.strategy.time == 0 and project.deadline is None:
        return np.zeros(0, dtype=np.int64)
    clock = timing.clock
    column = builder.columns(
        MAKESPAN,
        1,
        kind,
        lower=timing.ticks_down(np.array([timing.shortest])),
        upper=clock.ticks(np.array([timing.horizon])),
    )
    builder.price("time", column, 1 / clock.per_unit)
    last = np.array([task for task, behind in enumerate(timing.behind) if not behind], dtype=np.int64)
    span.before(MAKESPAN, last, np.full(len(last), column[0]), np.zeros(len(last)))
    if project.deadline is not None:
        deadline = timing.ticks_down(np.array([project.deadline]))
        builder.rows(DEADLINE, 1, [(0, column, 1.0)], upper=deadline)
    return column


def _add_lateness(builder: ModelBuilder, problem: Problem, span: _Spans, kind: Integrality) -> IntArray:
    timing = problem.timing
    tasks, clock = timing.dated, timing.clock
    due = clock.ticks(timing.due)[tasks]
    column = builder.columns(
        LATE,
        len(tasks),
        kind,
        upper=np.maximum(clock.ticks(np.array([timing.horizon])) - due, 0.0),
        key=[("task", problem.task_ids[tasks])],
    )
    price = np.array([problem.tasks[task].lateness_cost for task in tasks.tolist()])
    builder.price("cost", column, price / clock.per_unit)
    span.before(LATE, tasks, column, due)
    return column


def _add_too_long(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Leave out whoever alone takes longer than the deadline allows."""
    slow = np.flatnonzero(problem.timing.too_long)
    column = np.where(decisions.assigned[slow] >= 0, decisions.assigned[slow], decisions.share[slow])
    builder.rows(TOO_LONG, len(slow), [(np.arange(len(slow)), column, 1.0)], upper=0.0)


def _names(problem: Problem) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    names = np.empty(len(problem.timing.precedence.members), dtype=object)
    names[:] = [", ".join(members) for members in problem.timing.precedence.members]
    return names
