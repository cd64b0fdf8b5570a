"""What counting alone shows to be impossible, at once and without a solver.

Each check compares what is asked for with the most that any enterprise could have, so what it tells is true
whatever else is asked; that it tells nothing says nothing.
"""

import math
from collections.abc import Iterator

import numpy as np

from vebuilder.check.core_in_house import core_tasks
from vebuilder.check.tolerance import excess
from vebuilder.check.words import SHOWN_IDS, count, figure
from vebuilder.diagnose.amount_arithmetic import short_budget, short_capacity
from vebuilder.diagnose.core_in_house import impossible_in_house
from vebuilder.diagnose.deadline import impossible_deadline
from vebuilder.diagnose.risk_arithmetic import impossible_standbys, impossible_success
from vebuilder.formulate.groups import members_by_value
from vebuilder.formulate.linear_model import BoolArray, FloatArray
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.work_range import work_range
from vebuilder.model import Fault, GroupRule


def impossible(problem: Problem) -> Iterator[Fault]:
    """Yield the requirements that no enterprise can satisfy."""
    most = _Most(problem)
    yield from _kept(problem)
    yield from _required_firms(problem, most)
    yield from _too_many_required(problem)
    yield from _nobody_left(problem, most)
    yield from impossible_in_house(problem, most.room, most.fits)
    yield from _tasks(problem, most)
    yield from short_capacity(problem)
    yield from short_budget(problem)
    yield from impossible_standbys(problem)
    yield from impossible_success(problem)
    yield from impossible_deadline(problem)
    yield from _fewest_partners(problem, most)
    yield from _partner_share(problem, most)
    for number, rule in enumerate(problem.project.rules.groups):
        yield from _group(problem, most, number, rule)


def _kept(problem: Problem) -> Iterator[Fault]:
    """Yield the assignments that are decided already, but that the firm may not have."""
    for task, firm in problem.conditions.kept:
        pair = problem.task_position[task], problem.firm_position.get(firm, -1)
        if pair in problem.pair_position:
            continue
        if task in problem.conditions.finished:
            yield Fault(
                path="done",
                ids=(task, firm),
                message=f"task {task!r} was done by firm {firm!r}, which the rules do not let do it",
                mend="lift the rule that bars it: what is finished cannot be given to another firm",
            )
        else:
            yield Fault(
                path="fixed",
                ids=(task, firm),
                message=f"task {task!r} is to be done by firm {firm!r}, which may not do it",
                mend="let it offer the competence, or leave this assignment open",
            )


class _Most:
    """How much any enterprise can have at most.

    Parameters
    ----------
    problem
        The instance.
    """

    def __init__(self, problem: Problem) -> None:
        pairs = problem.pairs
        capacity = np.array([math.inf if firm.capacity is None else firm.capacity for firm in problem.firms])
        self.room: FloatArray = np.minimum(capacity[pairs.firm], pairs.offer_capacity)
        self.fits: BoolArray = pairs.effort <= _tolerated(self.room)
        """One flag a pair: whether the firm has room for the whole task."""
        self.able: BoolArray = np.zeros(problem.n_firms, dtype=bool)
        self.able[pairs.firm] = True
        """One flag a firm: whether it may do any task, so that it can be a partner with work."""
        by_tasks = sum(problem.most_partners_of(task) for task in range(len(problem.tasks)))
        idle = problem.initiator is not None and not self.able[problem.initiator]
        lead = problem.initiator is not None
        limit = problem.project.rules.max_partners
        room = math.inf if limit is None else limit
        self.working = int(min(self.able.sum(), by_tasks, max(room - idle, 0)))
        """Number of partners with work."""
        self.partners_by_tasks = by_tasks + lead
        self.partners = int(min(self.able.sum() + idle, self.partners_by_tasks, room))
        """Number of partners, the initiator counted."""

    def firms(self, problem: Problem) -> BoolArray:
        """Return one flag a firm: whether it can be a partner."""
        possible = self.able.copy()
        if problem.initiator is not None:
            possible[problem.initiator] = True
        return possible


def _tolerated(limit: FloatArray) -> FloatArray:
    """Return the largest values that do not count as above the limits."""
    return limit + np.where(np.isfinite(limit), 1e-6 * np.maximum(1.0, np.abs(limit)), 0.0)


def _required_firms(problem: Problem, most: _Most) -> Iterator[Fault]:
    for firm in sorted(problem.project.rules.required - {problem.project.initiator}):
        if not most.able[problem.firm_position[firm]]:
            yield Fault(
                path="project.rules.required",
                ids=(firm,),
                message=f"firm {firm!r} is required, but it can do no task of the project",
                mend="give it an offer or a quote for a task, or do not require it",
            )


def _too_many_required(problem: Problem) -> Iterator[Fault]:
    rules, initiator = problem.project.rules, problem.project.initiator
    others = sorted(rules.required - {initiator})
    needed = len(others) + (initiator is not None)
    if rules.max_partners is None or needed <= rules.max_partners:
        return
    who = [count(len(others), "required firm")] if others else []
    if initiator is not None:
        who.append(f"the initiator {initiator!r}")
    yield Fault(
        path="project.rules.max_partners",
        ids=(*others, *([initiator] if initiator is not None else [])),
        message=f"at most {count(rules.max_partners, 'partner')} may be in, but {' and '.join(who)} "
        f"must be{f': {needed} in all' if len(who) > 1 else ''}",
        mend=f"raise max_partners to {needed}, or require fewer firms",
    )


def _nobody_left(problem: Problem, most: _Most) -> Iterator[Fault]:
    if most.working > 0 or not most.able.any():
        return
    limit, initiator = problem.project.rules.max_partners or 0, problem.project.initiator
    taken = f", the initiator {initiator!r} included, who can do no task" if initiator is not None else ""
    yield Fault(
        path="project.rules.max_partners",
        ids=(problem.project.id, *([initiator] if initiator is not None else [])),
        message=f"at most {count(limit, 'partner')} may be in{taken}: nobody is left to do the work",
        mend=f"raise max_partners to {limit + 1} at least",
    )


def _tasks(problem: Problem, most: _Most) -> Iterator[Fault]:
    told = set(core_tasks(problem.project, problem.network))  # by what the initiator can do
    told.update(task for task, _ in problem.conditions.kept)  # by who is to do it
    for number, task in enumerate(problem.tasks):
        if task.id in told:
            continue
        eligible = problem.eligible_count(number)
        possible = min(eligible, most.working or 1)
        if task.min_partners > possible:
            who = f"{count(eligible, 'firm')} can do it"
            if eligible >= task.min_partners:
                who = f"{count(most.working, 'partner')} with work can be in"
            yield Fault(
                path=f"project.tasks[{number}].min_partners",
                ids=(task.id,),
                message=f"task {task.id!r} needs at least {count(task.min_partners, 'partner')}, "
                f"but only {who}",
                mend=f"lower its min_partners to {possible}, or let more firms take part",
            )
        if task.single_sourced:
            yield from _too_large(problem, most, number)


def _too_large(problem: Problem, most: _Most, number: int) -> Iterator[Fault]:
    """Yield a single-sourced task that is too much for every firm that may do it."""
    task, pairs = problem.tasks[number], problem.pairs_of(number)
    if len(pairs) == 0 or most.fits[pairs].any():
        return
    short = problem.pairs.effort[pairs] - most.room[pairs]
    nearest = pairs[int(np.argmin(short))]
    firm = problem.firm_ids[problem.pairs.firm[nearest]]
    effort, room, lack = problem.pairs.effort[nearest], most.room[nearest], float(short.min())
    yield Fault(
        path=f"project.tasks[{number}]",
        ids=(task.id, firm),
        message=f"task {task.id!r} must be done by one partner, but is too much for each of the "
        f"{count(len(pairs), 'firm')} that can do it: the nearest, {firm!r}, needs effort {figure(effort)} "
        f"and has capacity {figure(room)}, {figure(lack)} short",
        mend=f"split the task (max_partners), raise that capacity by {figure(lack)}, or add a larger firm",
    )


def _fewest_partners(problem: Problem, most: _Most) -> Iterator[Fault]:
    least = problem.project.rules.min_partners
    if least is None or least <= most.partners:
        return
    possible = int(most.firms(problem).sum())
    if possible <= most.partners_by_tasks:
        why = f"only {count(possible, 'firm')} can take part"
        mend = "add firms that can do a task"
    else:
        why = f"the tasks have room for {most.partners_by_tasks} at most"
        mend = "let more partners share the tasks (max_partners)"
    yield Fault(
        path="project.rules.min_partners",
        ids=(problem.project.id,),
        message=f"at least {count(least, 'partner')} must be in, but {why}",
        mend=f"lower min_partners to {most.partners}, or {mend}",
    )


def _partner_share(problem: Problem, most: _Most) -> Iterator[Fault]:
    """Yield the largest share of a partner if all partners together fall short of the whole work."""
    largest = problem.project.rules.max_partner_share
    if largest is None or most.working == 0:
        return
    work = float(work_range(problem).least_of_tasks(problem).sum())
    if work <= 0 or not excess(work / most.working, largest * work):
        return
    needed = f"at least {math.ceil(1 / largest - 1e-9)} of them" if largest > 0 else "more than any number"
    raised = math.ceil(1e4 / most.working) / 1e4
    yield Fault(
        path="project.rules.max_partner_share",
        ids=(problem.project.id,),
        message=f"no partner may have more than {figure(largest)} of the work, so it takes {needed} to do it "
        f"all, but at most {count(most.working, 'partner')} with work "
        f"{'is' if most.working == 1 else 'are'} possible",
        mend=f"raise max_partner_share to {figure(raised)} at least, or let more partners in (max_partners, "
        "more firms, tasks that are split)",
    )


def _group(problem: Problem, most: _Most, number: int, rule: GroupRule) -> Iterator[Fault]:
    possible = most.firms(problem)
    values = {value: firms[possible[firms]] for value, firms in members_by_value(problem, rule).items()}
    shown = [value for (_, value), firms in values.items() if len(firms)]
    members = sum(len(firms) for firms in values.values())
    of = f"the group rule on {rule.attribute!r}"
    if rule.min_distinct is not None and rule.min_distinct > min(len(shown), most.partners):
        have = f"the firms that can take part show {count(len(shown), 'value')}"
        if shown:
            have += f" ({', '.join(map(repr, shown[:SHOWN_IDS]))}{', ...' if len(shown) > SHOWN_IDS else ''})"
        if len(shown) >= rule.min_distinct:
            have = f"at most {count(most.partners, 'partner')} can be in"
        yield Fault(
            path=f"project.rules.groups[{number}].min_distinct",
            ids=(rule.attribute,),
            message=f"{of} needs {count(rule.min_distinct, 'different value')}, but {have}",
            mend=f"lower min_distinct to {min(len(shown), most.partners)}, or add firms that can do a task",
        )
    if rule.min_firms is not None and rule.min_firms > min(members, most.partners):
        have = f"{count(members, 'firm')} of that kind can take part"
        if members >= rule.min_firms:
            have = f"at most {count(most.partners, 'partner')} can be in"
        yield Fault(
            path=f"project.rules.groups[{number}].min_firms",
            ids=(rule.attribute,),
            message=f"{of} needs {count(rule.min_firms, 'firm')}, but {have}",
            mend=f"lower min_firms to {min(members, most.partners)}, or add firms that can do a task",
        )
