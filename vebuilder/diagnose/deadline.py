"""A deadline nobody can meet: which chain of tasks is too long, and how early all could be finished."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from vebuilder.check.tolerance import excess
from vebuilder.check.words import SHOWN_IDS, figure
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.model import Amendment, Fault, Repair, Strategy
from vebuilder.result.read_back import read_draft
from vebuilder.result.schedule import schedule_of
from vebuilder.solve.engines import engine_of
from vebuilder.solve.options import Options
from vebuilder.solve.solve import solve

Chain = tuple[tuple[str, float], ...]
"""Tasks one after the other, and how long each takes."""
LEAST_TIME, MOST_TIME = 2.0, 20.0
"""Finding out how early it could be may take so many seconds, whatever is left of the time limit."""
WAITS = 1e-6
"""Relative: a start this close to a finish waited for it."""


@dataclass(frozen=True)
class Quickest:
    """The enterprise that finishes first of all that keep the other requirements.

    Parameters
    ----------
    makespan
        When it finishes.
    proven
        No enterprise finishes before this.
    chain
        The tasks, one waiting for the other, that take so long.
    """

    makespan: float
    proven: float
    chain: Chain


def impossible_deadline(problem: Problem) -> Iterator[Fault]:
    """Yield the deadline if the tasks of one chain alone, each at its fastest, take longer.

    Parameters
    ----------
    problem
        The indexed instance.
    """
    deadline = problem.project.deadline
    if deadline is not None and (late := excess(problem.timing.shortest, deadline)):
        chain = _longest_chain(problem)
        yield _fault(
            problem,
            f"takes {_time(problem, problem.timing.shortest)} even if each task is at its fastest",
            chain,
            late,
            f"move the deadline to {figure(problem.timing.shortest)} at least, or find faster firms for "
            "these tasks",
        )


def missed_deadline(problem: Problem, quickest: Quickest) -> Fault | None:
    """Return the deadline as a fault if the quickest enterprise misses it, for certain; else None.

    Parameters
    ----------
    problem
        The indexed instance.
    quickest
        The quickest enterprise.
    """
    deadline = problem.project.deadline
    if deadline is None or not (late := excess(quickest.makespan, deadline)):
        return None
    surely = not excess(quickest.makespan, quickest.proven)
    move = f"move the deadline to {figure(quickest.makespan)}"
    change = Amendment(
        path="project.deadline",
        ids=(problem.project.id,),
        amount=late,
        unit=problem.project.time_unit,
        value=quickest.makespan,
        exact=surely,
        text=move if surely else f"{move} (less may do)",
    )
    known = "" if surely else f" (that none finishes before {figure(quickest.proven)} is proven)"
    fault = _fault(
        problem,
        f"makes {_time(problem, quickest.makespan)} the shortest {'possible' if surely else 'found'} with "
        f"all other requirements kept{known}",
        quickest.chain,
        late,
        f"{move}, find faster firms for these tasks{_more_at_once(problem)}",
    )
    return fault.model_copy(update={"repairs": (Repair(changes=(change,)),)})


def _more_at_once(problem: Problem) -> str:
    """Return what else may help where some firm could do more tasks than it may work on at once."""
    return ", or let their partners work on more at once" if problem.timing.crowded.any() else ""


def with_quickest(problem: Problem, fault: Fault, seconds: float | None) -> Fault:
    """Return the fault of a chain that is too long, with the shortest possible makespan.

    Parameters
    ----------
    problem
        The indexed instance.
    fault
        What `impossible_deadline` says.
    seconds
        Time left for it; None: no limit.
    """
    limit = MOST_TIME if seconds is None else min(max(seconds, LEAST_TIME), MOST_TIME)
    quickest = quickest_enterprise(problem, limit)
    if quickest is None:
        return fault
    if not excess(quickest.makespan, problem.timing.shortest):
        message = f"{fault.message}; with all other requirements kept, that is the shortest possible"
        return fault.model_copy(update={"message": message})
    return missed_deadline(problem, quickest) or fault


def quickest_enterprise(problem: Problem, seconds: float) -> Quickest | None:
    """Return the enterprise that finishes first if there were no deadline; None if none is found in time.

    Parameters
    ----------
    problem
        The indexed instance.
    seconds
        Time for the search.
    """
    project = problem.project.model_copy(update={"deadline": None, "strategy": Strategy(cost=0, time=1)})
    free = replace(problem, project=project)
    if "trust" in problem.__dict__:
        free.__dict__["trust"] = problem.trust
    formulation = formulate(free)
    result = solve(formulation.model, Options(seconds, gap=1e-6), engine_of(formulation, "auto") or "auto")
    if result.solution is None:
        return None
    shares = read_draft(formulation, result.solution).shares
    starts = formulation.schedule(shares, result.solution)
    assert starts is not None
    finish = {one.task: one.finish for one in schedule_of(free, shares, starts)}
    makespan = max(finish.values())
    proven = problem.timing.shortest if result.bound is None else max(result.bound, problem.timing.shortest)
    return Quickest(makespan, min(proven, makespan), _waiting_chain(free, shares, starts, finish))


def _fault(problem: Problem, what: str, chain: Chain, late: float, mend: str) -> Fault:
    deadline = problem.project.deadline or 0.0
    return Fault(
        path="project.deadline",
        ids=(problem.project.id, *(task for task, _ in chain)),
        message=f"the deadline of {_time(problem, deadline)} is missed by {figure(late)}: the chain "
        f"{_told(chain)} {what}",
        mend=mend,
    )


def _told(chain: Chain) -> str:
    told = [f"{task!r} ({figure(time)})" for task, time in chain]
    if len(told) > 2 * SHOWN_IDS:
        left_out = f"... {len(told) - 2 * SHOWN_IDS} more ..."
        told = [*told[:SHOWN_IDS], left_out, *told[-SHOWN_IDS:]]
    return ", ".join(told)


def _time(problem: Problem, time: float) -> str:
    return f"{figure(time)} {problem.project.time_unit}"


def _longest_chain(problem: Problem) -> Chain:
    """Return the longest path of the shortest durations."""
    timing = problem.timing
    group = int(np.argmax(timing.head + timing.tail))
    chain: list[tuple[str, float]] = []
    # Back to time 0, then on to the end.
    here = group
    while timing.precedence.before[here]:
        tasks = [problem.task_position[task] for task in timing.precedence.before[here]]
        last = max(tasks, key=lambda task: timing.head[timing.group[task]] + timing.least[task])
        chain.insert(0, (problem.task_ids[last], float(timing.least[last])))
        here = int(timing.group[last])
    here = group
    while True:
        tasks = [problem.task_position[task] for task in timing.precedence.members[here]]
        longest = max(tasks, key=lambda task: timing.least[task] + timing.after[task])
        chain.append((problem.task_ids[longest], float(timing.least[longest])))
        if not timing.behind[longest]:
            return tuple(chain)
        here = max(timing.behind[longest], key=lambda follower: timing.tail[follower])


def _waiting_chain(
    problem: Problem, shares: Mapping[int, float], starts: Mapping[str, float], finish: Mapping[str, float]
) -> Chain:
    """Return the tasks of a schedule from time 0 to its end, each waiting for the one before it.

    It waits because it comes after it, or because a firm was busy with it.
    """
    timing, pairs = problem.timing, problem.pairs
    firms: dict[str, list[tuple[int, float]]] = {task: [] for task in problem.task_ids}
    for pair, share in shares.items():
        task = problem.task_ids[pairs.task[pair]]
        duration = timing.durations.of(pair, share)
        firms[task].append((int(pairs.firm[pair]), starts[task] + duration))
    here = max(finish, key=lambda task: finish[task])
    chain = [(here, finish[here] - starts[here])]
    seen = {here}
    while starts[here] > 0:
        begin = starts[here]
        slack = WAITS * max(1.0, begin)
        group = timing.precedence.group[here]
        before = [task for task in timing.precedence.before[group] if finish[task] >= begin - slack]
        if not before:
            mine = {firm for member in timing.precedence.members[group] for firm, _ in firms[member]}
            before = [
                task
                for task, busy in firms.items()
                if starts[task] < begin
                and any(firm in mine and abs(end - begin) <= slack for firm, end in busy)
            ]
        before = [task for task in before if task not in seen]
        if not before:
            break
        here = max(before, key=lambda task: (finish[task] - starts[task], task))
        seen.add(here)
        chain.insert(0, (here, finish[here] - starts[here]))
    return tuple(chain)
