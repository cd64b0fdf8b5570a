"""What adding up efforts and prices shows to be short."""

from collections.abc import Iterator

import numpy as np

from vebuilder.check.tolerance import excess
from vebuilder.check.words import count, figure, listing
from vebuilder.formulate.eligibility import NO_OFFER
from vebuilder.formulate.floor import objective_floor
from vebuilder.formulate.linear_model import BoolArray, FloatArray
from vebuilder.formulate.problem import Problem
from vebuilder.model import Fault, Strategy


def short_capacity(problem: Problem) -> Iterator[Fault]:
    """Yield tasks that together need more effort than all firms have that may do any of them.

    For each task: all tasks that nobody outside its firms may do. Of these sets the one with the largest
    lack is told, and then those that have no firm in common with what has been told.
    """
    need = _least_effort(problem)
    able = np.zeros((len(problem.tasks), problem.n_firms), dtype=bool)
    able[problem.pairs.task, problem.pairs.firm] = True
    outside = able.astype(np.int64) @ (~able).T.astype(np.int64)
    # One row and column a task: whether the firms of the first are among those of the second.
    among: BoolArray = np.logical_and(outside == 0, able.any(axis=1, keepdims=True))
    room = np.array([_room(problem, tasks) for tasks in among.T])
    lack = among.T @ need - room
    told = np.zeros(problem.n_firms, dtype=bool)
    for task in np.argsort(-lack, kind="stable").tolist():
        tasks, firms = np.flatnonzero(among[:, task]).tolist(), np.flatnonzero(able[task])
        if len(tasks) == 1 and problem.tasks[tasks[0]].single_sourced:
            continue  # told as a task that is too large, if it is
        if np.isfinite(room[task]) and excess(float(need[tasks].sum()), room[task]) and not told[firms].any():
            told[firms] = True
            yield _short(problem, tasks, firms.tolist(), float(room[task]), float(need[tasks].sum()))


def _short(problem: Problem, tasks: list[int], firms: list[int], have: float, need: float) -> Fault:
    ids = [str(problem.task_ids[task]) for task in tasks]
    names = [str(problem.firm_ids[firm]) for firm in firms]
    competences = {problem.tasks[task].competence for task in tasks}
    of = f" of {next(iter(competences))!r}" if len(competences) == 1 else ""
    one = len(ids) == 1
    return Fault(
        path="network.firms.capacity",
        ids=(*ids, *names),
        message=f"{'task' if one else 'tasks'} {listing(ids)} {'needs' if one else 'need'} effort "
        f"{figure(need)}{of} at least, but {count(len(names), 'firm')} that can do {'it' if one else 'them'} "
        f"({listing(names)}) {'has' if len(names) == 1 else 'have'} capacity {figure(have)}, "
        f"{figure(need - have)} short",
        mend=f"raise these capacities by {figure(need - have)} in all, or add firms",
    )


def _least_effort(problem: Problem) -> FloatArray:
    """Return what each task needs at the firm that needs least for it."""
    need = np.full(len(problem.tasks), np.inf)
    np.minimum.at(need, problem.pairs.task, problem.pairs.effort)
    return np.where(np.isfinite(need), need, 0.0)


def _room(problem: Problem, tasks: BoolArray) -> float:
    """Return what all firms together can give to some tasks: each its capacity, or that of what it offers."""
    drawing = np.flatnonzero(tasks[problem.pairs.task])
    pairs = problem.pairs.take(drawing)
    offered = np.zeros(problem.n_firms)
    free = (pairs.offer == NO_OFFER) | np.isinf(pairs.offer_capacity)
    offered[pairs.firm[free]] = np.inf
    offers, first = np.unique(np.where(free, NO_OFFER, pairs.offer), return_index=True)
    first = first[offers != NO_OFFER]
    np.add.at(offered, pairs.firm[first], pairs.offer_capacity[first])
    capacity = np.array([np.inf if firm.capacity is None else firm.capacity for firm in problem.firms])
    return float(np.minimum(capacity, offered).sum())


def short_budget(problem: Problem) -> Iterator[Fault]:
    """Yield the budget if the work alone, each task at its cheapest firm, costs more."""
    budget = problem.project.budget
    if budget is None:
        return
    least = objective_floor(problem, Strategy())
    lack = excess(least, budget)
    if lack:
        currency = problem.project.currency
        yield Fault(
            path="project.budget",
            ids=(problem.project.id,),
            message=f"the budget of {figure(budget)} {currency} is {figure(lack)} {currency} short of what "
            f"the work alone costs, each task at its cheapest firm: {figure(least)} {currency}",
            mend=f"raise the budget by {figure(lack)} {currency} at least",
        )
