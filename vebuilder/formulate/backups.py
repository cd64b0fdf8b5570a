"""Firms that stand by in case a partner fails."""

import numpy as np

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.linear_model import FloatArray, IntArray, Integrality
from vebuilder.formulate.problem import Problem

NUMBER = "standbys of a task"
INCOMPATIBLE = "incompatible standbys"


def add_backups(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Add sum_f b_tf = backups_t, b_tf + a_tf <= 1, the retainers, and who may not stand by together."""
    backed = decisions.backed
    if len(backed) == 0:
        return
    pairs = problem.pairs
    builder.price("cost", decisions.standby[backed], problem.project.retainer * pairs.work[backed])
    tasks = np.flatnonzero(problem.backups > 0)
    row = np.full(len(problem.tasks), -1, dtype=np.int64)
    row[tasks] = np.arange(len(tasks))
    builder.rows(
        NUMBER,
        len(tasks),
        [(row[pairs.task[backed]], decisions.standby[backed], 1.0)],
        lower=problem.backups[tasks],
        upper=problem.backups[tasks],
        key=[("task", problem.task_ids[tasks])],
    )
    rows = np.arange(len(backed))
    builder.rows(
        "a standby is no partner in the task",
        len(backed),
        [(rows, decisions.standby[backed], 1.0), (rows, decisions.assigned[backed], 1.0)],
        upper=1.0,
        key=[
            ("task", problem.task_ids[pairs.task[backed]]),
            ("firm", problem.firm_ids[pairs.firm[backed]]),
        ],
    )
    _add_incompatible(builder, problem, decisions)


def _add_incompatible(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Add n_f + n_g <= 1 for incompatible firms that may stand by, with n_f >= y_f and n_f >= b_tf."""
    backed = decisions.backed
    standing = np.zeros(problem.n_firms, dtype=bool)
    standing[problem.pairs.firm[backed]] = True
    table = incompatible_firms(problem)
    table = table[standing[table].any(axis=1)]
    firms = np.unique(table)
    number = np.full(problem.n_firms, -1, dtype=np.int64)
    number[firms] = builder.columns(
        "firm takes part", len(firms), Integrality.IMPLIED, key=[("firm", problem.firm_ids[firms])]
    )
    if len(table) == 0:
        return
    mine = backed[number[problem.pairs.firm[backed]] >= 0]
    part = number[problem.pairs.firm[mine]]
    for name, smaller, larger in (
        ("a partner takes part", decisions.partner[firms], number[firms]),
        ("a standby takes part", decisions.standby[mine], part),
    ):
        rows = np.arange(len(smaller))
        builder.rows(name, len(rows), [(rows, smaller, 1.0), (rows, larger, -1.0)], upper=0.0)
    rows = np.arange(len(table))
    builder.rows(
        INCOMPATIBLE,
        len(table),
        [(rows, number[table[:, 0]], 1.0), (rows, number[table[:, 1]], 1.0)],
        upper=1.0,
        key=[("firm", problem.firm_ids[table[:, 0]]), ("other firm", problem.firm_ids[table[:, 1]])],
    )

    def complete(vector: FloatArray) -> None:
        vector[number[firms]] = vector[decisions.partner[firms]]
        np.maximum.at(vector, part, vector[decisions.standby[mine]])

    builder.complete_with(complete)


def incompatible_firms(problem: Problem) -> IntArray:
    """Return the incompatible pairs among the indexed firms by position, one a row."""
    position = problem.firm_position
    pairs = [(f, g) for f, g in problem.project.rules.incompatible if f in position and g in position]
    return np.array([(position[f], position[g]) for f, g in pairs], dtype=np.int64).reshape(-1, 2)


def seek_standbys(problem: Problem, partners: set[int], shares: dict[int, float]) -> list[int]:
    """Return standbys for a plan, task by task, the least costly and risky first.

    Fewer than asked for where firms run out.

    Parameters
    ----------
    problem
        The instance.
    partners
        Positions of the partners.
    shares
        Share by position of the eligible pair.
    """
    pairs, strategy = problem.pairs, problem.project.strategy
    failure = 1 - pairs.reliability
    lost = np.zeros(len(problem.tasks))
    for pair, share in shares.items():
        task = int(pairs.task[pair])
        lost[task] += share * problem.loss[task] * failure[pair]
    price = strategy.cost * problem.project.retainer * pairs.work + strategy.risk * lost[pairs.task] * failure
    against: dict[int, set[int]] = {}
    for one, other in incompatible_firms(problem).tolist():
        against.setdefault(one, set()).add(other)
        against.setdefault(other, set()).add(one)
    barred = {other for firm in partners for other in against.get(firm, ())}
    chosen: list[int] = []
    for task in np.flatnonzero(problem.backups > 0).tolist():
        left = int(problem.backups[task])
        candidates = problem.pairs_of(task)
        for pair in candidates[np.argsort(price[candidates], kind="stable")].tolist():
            firm = int(pairs.firm[pair])
            if left > 0 and pair not in shares and firm not in barred and pairs.own[pair]:
                chosen.append(pair)
                barred |= against.get(firm, set())
                left -= 1
    return chosen
