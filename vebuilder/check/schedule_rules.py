"""Whether the tasks run in time, in order, and when their partners can work on them."""

from collections.abc import Iterator

from vebuilder.check.case import Case
from vebuilder.check.parallel import busiest
from vebuilder.check.precedence import Precedence
from vebuilder.check.timetable import Timetable
from vebuilder.check.tolerance import excess
from vebuilder.check.words import count, figure, listing
from vebuilder.model.evaluation import Violation


def schedule_violations(case: Case, timetable: Timetable) -> Iterator[Violation]:
    """Yield the starts before time 0, broken orders, firms with too much at once, and the missed deadline."""
    yield from _starts(timetable)
    yield from _after(case, timetable)
    yield from _starts_with(case, timetable)
    yield from _max_parallel(case, timetable)
    yield from _deadline(case, timetable)


def _starts(timetable: Timetable) -> Iterator[Violation]:
    for task, start in timetable.start.items():
        if early := excess(0.0, start):
            message = f"task {task!r} starts at {figure(start)}, before time 0"
            yield Violation(rule="starts", ids=(task,), amount=early, message=message)


def _after(case: Case, timetable: Timetable) -> Iterator[Violation]:
    for task in case.project.tasks:
        for before in dict.fromkeys(task.after):
            start, finish = timetable.start[task.id], timetable.finish[before]
            if early := excess(finish, start):
                yield Violation(
                    rule="task.after",
                    ids=(task.id, before),
                    amount=early,
                    message=f"task {task.id!r} starts at {figure(start)}, but comes after {before!r}, which "
                    f"finishes at {figure(finish)}: too early by {figure(early)}",
                )


def _starts_with(case: Case, timetable: Timetable) -> Iterator[Violation]:
    for members in Precedence(case.project.tasks).members:
        start = [timetable.start[task] for task in members]
        if apart := excess(max(start), min(start)):
            times = ", ".join(
                f"{task!r} at {figure(time)}" for task, time in zip(members, start, strict=True)
            )
            yield Violation(
                rule="task.starts_with",
                ids=members,
                amount=apart,
                message=f"tasks that start together start at different times: {times}",
            )


def _max_parallel(case: Case, timetable: Timetable) -> Iterator[Violation]:
    for firm in case.partners:
        most = case.firms[firm].max_parallel
        crowd = None if most is None else busiest(timetable.work_of(firm), most)
        if most is not None and crowd is not None:
            yield Violation(
                rule="max_parallel",
                ids=(firm, *crowd.tasks),
                amount=len(crowd.tasks) - most,
                message=f"firm {firm!r} works on {count(len(crowd.tasks), 'task')} at once at time "
                f"{figure(crowd.time)} ({listing(crowd.tasks)}) and can work on {most}",
            )


def _deadline(case: Case, timetable: Timetable) -> Iterator[Violation]:
    project = case.project
    if project.deadline is not None and (late := excess(timetable.makespan, project.deadline)):
        last = [task for task, finish in timetable.finish.items() if excess(finish, project.deadline)]
        yield Violation(
            rule="deadline",
            ids=(project.id, *last),
            amount=late,
            message=f"the enterprise finishes at {figure(timetable.makespan)} {project.time_unit} with a "
            f"deadline of {figure(project.deadline)}: late by {figure(late)} (tasks {listing(last)})",
        )
