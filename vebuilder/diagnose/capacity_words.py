"""Tasks that compete for too little capacity, told together."""

from collections.abc import Mapping, Sequence

import numpy as np

from vebuilder.check.words import SHOWN_IDS, figure, listing
from vebuilder.diagnose.capacity_requirements import Capacity
from vebuilder.diagnose.repairs import Way
from vebuilder.formulate.linear_model import FloatArray
from vebuilder.formulate.problem import Problem

# Sums of stated decimals differ by less where they are equal.
SUMMED = 1e-9


def shortage(
    problem: Problem,
    capacities: Sequence[Capacity],
    tasks: Sequence[int],
    ways: Mapping[Capacity, Way],
    *,
    whole: bool,
    alone: bool,
) -> str:
    """Say which tasks ask for more than some capacities hold.

    Parameters
    ----------
    problem
        The instance.
    capacities
        Those in the conflict.
    tasks
        Positions of the tasks that compete for them.
    ways
        What is known of how each capacity could give.
    whole
        Whether the conflict holds that some of these tasks are not split.
    alone
        Whether it holds nothing else.
    """
    if len(tasks) == 1 and whole and alone and (text := _too_large(problem, int(tasks[0]))):
        return text
    firms = _firms(problem, tasks)
    room = {firm: _room(problem, capacities, firm, tasks) for firm in firms}
    limited = {firm: size for firm, size in room.items() if np.isfinite(size)}
    if not tasks or not limited:
        return "; ".join(one.message(problem, None, None) for one in capacities[:SHOWN_IDS])
    ids = [str(problem.task_ids[task]) for task in tasks]
    one = len(ids) == 1
    asked = (
        f"{'task' if one else 'tasks'} {listing(ids)} {'needs' if one else 'need'} {_effort(problem, tasks)}"
    )
    names = [f"{firm!r} ({figure(size)})" for firm, size in list(limited.items())[:SHOWN_IDS]]
    who = ", ".join(names) + (f" and {len(limited) - SHOWN_IDS:,} more" if len(limited) > SHOWN_IDS else "")
    if len(limited) < len(firms):
        return f"{asked}; too little for that is the capacity of {who}"
    have = sum(limited.values())
    return (
        f"{asked}; the {'firm' if len(firms) == 1 else 'firms'} that can do {'it' if one else 'them'}, "
        f"{who}, "
        f"{'has' if len(firms) == 1 else 'have'} capacity {figure(have)}"
        f"{_shortfall(_need(problem, tasks) - have, ways, whole=whole)}"
    )


def _shortfall(lack: float, ways: Mapping[Capacity, Way], *, whole: bool) -> str:
    """Say what is short, or why what is there does not do."""
    if lack > SUMMED:
        return f": {figure(lack)} short"
    if whole:
        return ", but no way to place whole tasks fits"
    if len(ways) == 1:
        ((one, way),) = ways.items()
        if way.given.amount is not None:
            return f": {figure(way.given.amount)} short of what is asked of {one.name}"
    return ", which does not do for all at once"


def crowding(problem: Problem, capacities: Sequence[Capacity], single: Sequence[int]) -> list[int]:
    """Return the positions of all tasks nobody else can do, if they need more than some capacities hold.

    Empty if they do not, so that it takes more than counting to see who is in whose way.

    Parameters
    ----------
    problem
        The instance.
    capacities
        Those in a conflict.
    single
        Positions of the tasks that must not be split by it.
    """
    if len(single) == 1 and _too_large(problem, single[0]):
        return list(single)
    tasks = [
        task
        for task in competing(problem, capacities)
        if all(
            np.isfinite(_room(problem, capacities, str(problem.firm_ids[firm]), [task]))
            for firm in problem.pairs.firm[problem.pairs_of(task)]
        )
    ]
    room = [_room(problem, capacities, firm, tasks) for firm in _firms(problem, tasks)]
    return tasks if tasks and _need(problem, tasks) > sum(room) + SUMMED else []


def competing(problem: Problem, capacities: Sequence[Capacity]) -> list[int]:
    """Return the positions of the tasks that draw on some capacities."""
    pairs = [one.pairs(problem) for one in capacities]
    drawn = np.concatenate([np.zeros(0, dtype=np.int64), *pairs])
    drawn = drawn[problem.pairs.effort[drawn] > 0]
    return [int(task) for task in np.unique(problem.pairs.task[drawn])]


def _too_large(problem: Problem, task: int) -> str:
    """Say that a task is too much for every firm; empty if it is not."""
    pairs = problem.pairs_of(task)
    room = _pair_room(problem)[pairs]
    effort = problem.pairs.effort[pairs]
    if np.any(effort <= room):
        return ""
    nearest = int(np.argmin(effort - room))
    firm = problem.firm_ids[problem.pairs.firm[pairs[nearest]]]
    lone = len(pairs) == 1
    who = f"the only firm that can do it: {firm!r}"
    if not lone:
        who = f"each of the {len(pairs):,} firms that can do it: the nearest, {firm!r},"
    return (
        f"task {problem.task_ids[task]!r} must be done by one partner, but is too much for {who} needs "
        f"effort {figure(effort[nearest])} and has capacity {figure(room[nearest])}, "
        f"{figure(effort[nearest] - room[nearest])} short"
    )


def _pair_room(problem: Problem) -> FloatArray:
    capacity = np.array([np.inf if firm.capacity is None else firm.capacity for firm in problem.firms])
    room: FloatArray = np.minimum(capacity[problem.pairs.firm], problem.pairs.offer_capacity)
    return room


def _effort(problem: Problem, tasks: Sequence[int]) -> str:
    competences = {problem.tasks[task].competence for task in tasks}
    of = f" of {next(iter(competences))!r}" if len(competences) == 1 else ""
    return f"effort {figure(_need(problem, tasks))}{of}"


def _need(problem: Problem, tasks: Sequence[int]) -> float:
    """Return the least effort of the tasks, each at the firm that needs least for it."""
    return sum(float(problem.pairs.effort[problem.pairs_of(task)].min()) for task in tasks)


def _firms(problem: Problem, tasks: Sequence[int]) -> list[str]:
    parts = [problem.pairs.firm[problem.pairs_of(task)] for task in tasks]
    firms = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *parts]))
    return [str(problem.firm_ids[firm]) for firm in firms]


def _room(problem: Problem, capacities: Sequence[Capacity], firm: str, tasks: Sequence[int]) -> float:
    """Return how much of some tasks a firm has room for by the capacities told of; infinite for no limit."""
    mine = [one for one in capacities if one.firm == firm]
    doing = np.isin(problem.pairs.task, tasks) & (problem.pairs.firm == problem.firm_position[firm])
    limits = [one.asked(problem) for one in mine if np.isin(np.flatnonzero(doing), one.pairs(problem)).all()]
    if limits:
        return min(limits)
    # Several offers, each with a capacity of its own, that together serve all the tasks.
    served = {int(pair) for one in mine for pair in one.pairs(problem)}
    if mine and set(np.flatnonzero(doing).tolist()) <= served:
        return sum(one.asked(problem) for one in mine)
    return np.inf
