"""Every task is done in full, by as many partners as it allows, and only by partners."""

import numpy as np

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.linear_model import IntArray, Keys
from vebuilder.formulate.problem import Problem


def add_cover(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Add sum_f x_tf = 1, the numbers of partners a task, and min_share a <= x <= a <= y."""
    pairs = problem.pairs
    builder.rows(
        "cover",
        len(problem.tasks),
        [(pairs.task, decisions.share, 1.0)],
        lower=1.0,
        upper=1.0,
        key=[("task", problem.task_ids)],
    )
    _add_counts(builder, problem, decisions)
    _add_shares(builder, problem, decisions)
    carried = np.where(decisions.assigned >= 0, decisions.assigned, decisions.share)
    _at_most(
        builder, "only partners work", problem, np.arange(len(pairs)), carried, decisions.partner[pairs.firm]
    )


def _add_counts(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Add min_partners <= sum_f a_tf <= max_partners for the split tasks where that can bind."""
    number = range(len(problem.tasks))
    fewest = [t for t in number if problem.tasks[t].min_partners > 1]
    # A single-sourced task has shares for assignments, and they sum to one anyway.
    most = [t for t in number if 1 < problem.most_partners_of(t) < problem.eligible_count(t)]
    for name, tasks in (("fewest partners of a task", fewest), ("most partners of a task", most)):
        builder.rows(
            name,
            len(tasks),
            [(row, decisions.assigned[problem.pairs_of(t)], 1.0) for row, t in enumerate(tasks)],
            lower=[problem.tasks[t].min_partners for t in tasks] if tasks is fewest else -np.inf,
            upper=[problem.most_partners_of(t) for t in tasks] if tasks is most else np.inf,
            key=[("task", problem.task_ids[tasks])],
        )


def _add_shares(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Add x <= a, and min_share a <= x, for the split tasks."""
    split = decisions.switched
    _at_most(
        builder,
        "share of an assigned firm",
        problem,
        split,
        decisions.share[split],
        decisions.assigned[split],
    )
    least = np.array([task.min_share for task in problem.tasks])[problem.pairs.task[split]]
    bound = split[least > 0]
    rows = np.arange(len(bound))
    builder.rows(
        "least share",
        len(bound),
        [(rows, decisions.share[bound], 1.0), (rows, decisions.assigned[bound], -least[least > 0])],
        lower=0.0,
        key=_pair_key(problem, bound),
    )


def _at_most(
    builder: ModelBuilder, name: str, problem: Problem, pairs: IntArray, smaller: IntArray, larger: IntArray
) -> None:
    rows = np.arange(len(pairs))
    builder.rows(
        name,
        len(pairs),
        [(rows, smaller, 1.0), (rows, larger, -1.0)],
        upper=0.0,
        key=_pair_key(problem, pairs),
    )


def _pair_key(problem: Problem, pairs: IntArray) -> list[tuple[str, Keys]]:
    return [
        ("task", problem.task_ids[problem.pairs.task[pairs]]),
        ("firm", problem.firm_ids[problem.pairs.firm[pairs]]),
    ]
