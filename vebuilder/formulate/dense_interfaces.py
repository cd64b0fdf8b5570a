"""Interface costs where every two firms have a rate of their own, between single-sourced tasks.

All interfaces between the same two tasks make one table of costs, with a column for each joint choice of
their firms; its rows and columns sum to the choices of the two tasks. Capacities bind joint choices too:
given that f does t, the tasks that exchange something with t still have to fit at g. That is the product of
the capacity row of g with the choice of f (reformulation and linearisation, Sherali and Adams 1990), and
what proves generalised quadratic assignment (Lee and Ma 2004) with a general solver.

Where joint choices would be too many, and all interfaces share their rates, a task pays for what flows out
of it: the flow to each firm is added up first. That is exact and small, and weak in the relaxation.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.linear_model import FloatArray, IntArray, Integrality
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.rates import Rates

MOST_JOINT_CHOICES = 2_000_000


@dataclass(frozen=True)
class DenseInterface:
    """One interface: positions of its two tasks, its volume, and rates that list every pair."""

    source: int
    target: int
    volume: float
    rates: Rates


def add_dense_interfaces(
    builder: ModelBuilder, problem: Problem, decisions: Decisions, interfaces: Sequence[DenseInterface]
) -> None:
    """Add the cost of interfaces between single-sourced tasks whose rates list every pair of firms."""
    if not interfaces:
        return
    ends = {(min(one.source, one.target), max(one.source, one.target)) for one in interfaces}
    size = sum(problem.eligible_count(first) * problem.eligible_count(second) for first, second in ends)
    if size > MOST_JOINT_CHOICES and all(one.rates is interfaces[0].rates for one in interfaces):
        _add_flows_to_firms(builder, problem, decisions, interfaces)
        return
    joint = {
        (first, second): _add_joint_choices(builder, problem, decisions, (first, second), table)
        for (first, second), table in _merged(problem, interfaces).items()
    }
    _add_capacity_of_joint_choices(builder, problem, decisions, joint)


def _merged(problem: Problem, interfaces: Sequence[DenseInterface]) -> dict[tuple[int, int], FloatArray]:
    """Return one table of costs for each two tasks, the earlier task's firms down."""
    tables: dict[tuple[int, int], FloatArray] = {}
    for one in interfaces:
        shape = problem.eligible_count(one.source), problem.eligible_count(one.target)
        cost = one.volume * one.rates.rate.reshape(shape)
        key = one.source, one.target
        if one.source > one.target:
            key, cost = (one.target, one.source), cost.T
        tables[key] = tables[key] + cost if key in tables else cost
    return tables


def _add_joint_choices(
    builder: ModelBuilder, problem: Problem, decisions: Decisions, tasks: tuple[int, int], cost: FloatArray
) -> IntArray:
    """Add a column for each joint choice of two tasks' firms, and return them as a table."""
    first, second = (decisions.share[problem.pairs_of(task)] for task in tasks)
    columns = builder.columns("joint choice", cost.size, Integrality.IMPLIED).reshape(cost.shape)
    builder.price("cost", columns.ravel(), cost.ravel())
    for name, table, own in (
        ("joint choices of a task", columns, first),
        ("joint choices of the other task", columns.T, second),
    ):
        rows = np.arange(len(own))
        builder.rows(
            name,
            len(own),
            [(rows[:, None], table, 1.0), (rows, own, -1.0)],
            lower=0.0,
            upper=0.0,
            key=[("task", np.full(len(own), problem.task_ids[tasks[0]]))],
        )

    def complete(vector: FloatArray) -> None:
        vector[columns] = np.outer(vector[first], vector[second])

    builder.complete_with(complete)
    return columns


def _add_capacity_of_joint_choices(
    builder: ModelBuilder, problem: Problem, decisions: Decisions, joint: dict[tuple[int, int], IntArray]
) -> None:
    """Add sum_u effort_ug z_tu,fg <= (capacity_g - [f = g] effort_tg) x_tf wherever it can bind."""
    capacity = np.array([np.inf if firm.capacity is None else firm.capacity for firm in problem.firms])
    # Where limits may give, what follows from a capacity must not outlast it.
    if problem.limits_may_give or not np.isfinite(capacity).any():
        return
    tables: dict[int, list[tuple[int, IntArray]]] = {}
    for (first, second), columns in joint.items():
        tables.setdefault(first, []).append((second, columns))
        tables.setdefault(second, []).append((first, columns.T))
    firm, effort = problem.pairs.firm, problem.pairs.effort
    for task, others in sorted(tables.items()):
        own = problem.pairs_of(task)
        asked = np.zeros(problem.n_firms)
        for other, _ in others:
            there = problem.pairs_of(other)
            asked[firm[there]] += effort[there]
        asked_of_own = np.zeros(problem.n_firms)
        asked_of_own[firm[own]] = effort[own]
        binding = np.flatnonzero(asked + asked_of_own > capacity)
        row = np.full(problem.n_firms, -1, dtype=np.int64)
        row[binding] = np.arange(len(binding))
        # Rows by own firm and binding firm.
        grid = np.arange(len(own))[:, None] * len(binding)
        entries = []
        for other, columns in others:
            there = problem.pairs_of(other)
            bound = np.flatnonzero(row[firm[there]] >= 0)
            entries.append((grid + row[firm[there[bound]]], columns[:, bound], effort[there[bound]]))
        left = capacity[binding] - np.where(
            firm[own][:, None] == binding, asked_of_own[firm[own]][:, None], 0.0
        )
        entries.append((grid + np.arange(len(binding)), decisions.share[own][:, None], -left))
        builder.rows("capacity beside a choice", len(own) * len(binding), entries, upper=0.0)


def _add_flows_to_firms(
    builder: ModelBuilder, problem: Problem, decisions: Decisions, interfaces: Sequence[DenseInterface]
) -> None:
    """Add what each task pays for its outgoing flows, added up by the firm they go to."""
    n_target = problem.eligible_count(interfaces[0].target)
    sources = sorted({one.source for one in interfaces})
    rate = interfaces[0].rates.rate.reshape(-1, n_target)
    volume = np.zeros((len(problem.tasks), len(problem.tasks)))
    for one in interfaces:
        volume[one.source, one.target] += one.volume
    for task in sources:
        own = decisions.share[problem.pairs_of(task)]
        targets = np.flatnonzero(volume[task])
        theirs = np.stack([decisions.share[problem.pairs_of(target)] for target in targets.tolist()])
        amount = volume[task, targets]
        total = float(amount.sum())
        flow = builder.columns("flow to a firm", n_target, Integrality.IMPLIED, upper=total)
        firms = np.arange(n_target)
        builder.rows(
            "flow to a firm",
            n_target,
            [(firms, theirs, amount[:, None]), (firms, flow, -1.0)],
            lower=0.0,
            upper=0.0,
        )
        least, most = total * rate.min(axis=1), total * rate.max(axis=1)
        paid = builder.columns(
            "paid by a firm",
            len(own),
            Integrality.IMPLIED,
            lower=np.minimum(least, 0.0),
            upper=np.maximum(most, 0.0),
        )
        builder.price("cost", paid, 1.0)
        rows = np.arange(len(own))
        # Either the firm does the task and pays the rates of all flows, or it pays nothing.
        spare = np.maximum(most, 0.0)
        builder.rows(
            "rates of all flows",
            len(own),
            [(rows[:, None], flow, rate), (rows, paid, -1.0), (rows, own, spare)],
            upper=spare,
        )
        builder.rows("least rates", len(own), [(rows, paid, -1.0), (rows, own, least)], upper=0.0)

        def complete(
            vector: FloatArray,
            own: IntArray = own,
            theirs: IntArray = theirs,
            amount: FloatArray = amount,
            flow: IntArray = flow,
            paid: IntArray = paid,
        ) -> None:
            vector[flow] = amount @ vector[theirs]
            vector[paid] = vector[own] * (rate @ vector[flow])

        builder.complete_with(complete)
