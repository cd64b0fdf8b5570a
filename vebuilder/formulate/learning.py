"""What the initiator learns from partners it works next to."""

import numpy as np

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.lessons import Lessons
from vebuilder.formulate.linear_model import FloatArray, IntArray, Integrality
from vebuilder.formulate.problem import Problem

LEARNING, ROWS_ONE, ROWS_TEACHER, ROWS_BESIDE = (
    "learned from",
    "one teacher a competence",
    "a teacher does the task",
    "a teacher works beside the initiator",
)


def add_learning(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Let each competence be learned from one pair that is assigned beside a task of the initiator.

    The columns need not be whole: once the assignments are, the best teacher of each competence is an
    optimal choice.
    """
    if problem.project.strategy.learning == 0:
        return
    lessons = Lessons.of(problem)
    count = len(lessons.pair)
    if count == 0:
        return
    pairs = problem.pairs
    task, firm = problem.task_ids[pairs.task[lessons.pair]], problem.firm_ids[pairs.firm[lessons.pair]]
    key = [("task", task), ("firm", firm)]
    column = builder.columns(LEARNING, count, Integrality.IMPLIED, key=key)
    builder.price("learning", column, lessons.value)
    known, number = np.unique(lessons.competence, return_inverse=True)
    builder.rows(ROWS_ONE, len(known), [(number, column, 1.0)], upper=1.0)
    rows = np.arange(count)
    assigned = decisions.assigned[lessons.pair]
    builder.rows(ROWS_TEACHER, count, [(rows, column, 1.0), (rows, assigned, -1.0)], upper=0.0, key=key)
    beside_row, beside_column = _beside(problem, decisions, pairs.task[lessons.pair])
    builder.rows(
        ROWS_BESIDE,
        count,
        [(rows, column, 1.0), (beside_row, beside_column, -1.0)],
        upper=0.0,
        key=key,
    )

    def complete(vector: FloatArray) -> None:
        beside = np.bincount(beside_row, vector[beside_column], count)
        taught = lessons.value * np.minimum(vector[assigned], np.minimum(beside, 1.0))
        vector[column] = 0.0
        for one in range(len(known)):
            mine = np.flatnonzero(number == one)
            best = mine[np.argmax(taught[mine])]
            vector[column[best]] = 1.0 if taught[best] > 0 else 0.0

    builder.complete_with(complete)


def _beside(problem: Problem, decisions: Decisions, tasks: IntArray) -> tuple[IntArray, IntArray]:
    """Return, for each of some tasks, the columns that assign a neighbouring task to the initiator."""
    position, known = problem.task_position, problem.pair_position
    neighbours: dict[int, set[int]] = {}
    for one in problem.project.interfaces:
        ends = position[one.source], position[one.target]
        for task, other in (ends, ends[::-1]):
            pair = known.get((other, problem.initiator or 0))
            if pair is not None:
                neighbours.setdefault(task, set()).add(int(decisions.assigned[pair]))
    found = [
        (row, column) for row, task in enumerate(tasks) for column in sorted(neighbours.get(int(task), ()))
    ]
    table = np.array(found, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]
