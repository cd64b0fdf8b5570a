"""Assignments that are decided already."""

import numpy as np

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.decisions import FREE, Decisions
from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.formulate.problem import Problem

KEPT = "kept assignment"
LEAST_SHARE = 0.01
"""Share of a kept assignment of a task that may be split, where no least share is stated."""


def add_kept(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Add a_tf = 1, or x_tf >= the least share, for kept assignments that other firms could still have."""
    known, position = problem.pair_position, problem.task_position
    firms = problem.firm_position
    pairs = [known[position[task], firms[firm]] for task, firm in problem.conditions.kept]
    open_ones = np.array([pair for pair in pairs if _contested(problem, pair)], dtype=np.int64)
    share = _least_shares(problem, open_ones)
    single = decisions.assigned[open_ones] == decisions.share[open_ones]
    assigned = decisions.assigned[open_ones]
    whole = assigned != FREE
    for column, least, which in (
        (decisions.share[open_ones], np.where(single, 1.0, share), open_ones),
        (assigned[whole], 1.0, open_ones[whole]),
    ):
        builder.rows(
            KEPT,
            len(column),
            [(np.arange(len(column)), column, 1.0)],
            lower=least,
            key=[
                ("task", problem.task_ids[problem.pairs.task[which]]),
                ("firm", problem.firm_ids[problem.pairs.firm[which]]),
            ],
        )
    _add_shares(builder, problem, decisions)


def _add_shares(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Add x_tf = share for finished tasks that several firms did."""
    for task, firm, share in problem.conditions.shared:
        position = problem.task_position[task], problem.firm_position[firm]
        column = decisions.share[problem.pair_position[position]]
        builder.rows("share of a finished task", 1, [(0, column, 1.0)], lower=share, upper=share)


def _least_shares(problem: Problem, pairs: IntArray) -> FloatArray:
    """Return the least share of kept assignments that may be split; of finished ones the share is known."""
    settled = {
        (problem.task_position[task], problem.firm_position[firm])
        for task, firm, _ in problem.conditions.shared
    }
    task, firm = problem.pairs.task[pairs].tolist(), problem.pairs.firm[pairs].tolist()
    return np.array(
        [
            0.0 if one in settled else problem.tasks[one[0]].min_share or LEAST_SHARE
            for one in zip(task, firm, strict=True)
        ]
    )


def _contested(problem: Problem, pair: int) -> bool:
    """Whether another firm could have the task instead."""
    return problem.eligible_count(int(problem.pairs.task[pair])) > 1
