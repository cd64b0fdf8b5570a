"""Whether every task is done, by as many partners as it wants."""

from collections.abc import Iterator, Mapping

from vebuilder.check.case import Case
from vebuilder.check.tolerance import excess
from vebuilder.check.words import count, figure, listing
from vebuilder.model.evaluation import Violation
from vebuilder.model.task import Task


def cover_violations(case: Case) -> Iterator[Violation]:
    """Yield the tasks whose shares do not add up to 1, or that have too many, too few or too small ones."""
    for task in case.tasks.values():
        team = case.team[task.id]
        yield from _whole(task, team)
        yield from _team_size(task, team)
        yield from _small_shares(task, team)


def _whole(task: Task, team: Mapping[str, float]) -> Iterator[Violation]:
    done = sum(team.values())
    short, over = excess(1.0, done), excess(done, 1.0)
    if not team:
        message = f"nobody does task {task.id!r}"
    elif short:
        message = f"the shares of task {task.id!r} add up to {figure(done)}: short of 1 by {figure(short)}"
    else:
        message = f"the shares of task {task.id!r} add up to {figure(done)}: above 1 by {figure(over)}"
    if short or over:
        yield Violation(rule="cover", ids=(task.id, *team), amount=short or over, message=message)


def _team_size(task: Task, team: Mapping[str, float]) -> Iterator[Violation]:
    size = len(team)
    who = f"task {task.id!r} has {count(size, 'partner')}"
    if 0 < size < task.min_partners:  # with nobody at all the task is not covered, which says it once
        yield Violation(
            rule="task.min_partners",
            ids=(task.id, *team),
            amount=task.min_partners - size,
            message=f"{who} and needs at least {task.min_partners}",
        )
    if task.max_partners is not None and size > task.max_partners:
        yield Violation(
            rule="task.max_partners",
            ids=(task.id, *team),
            amount=size - task.max_partners,
            message=f"{who} ({listing(list(team))}) and may have at most {task.max_partners}",
        )


def _small_shares(task: Task, team: Mapping[str, float]) -> Iterator[Violation]:
    for firm, share in team.items():
        if short := excess(task.min_share, share):
            yield Violation(
                rule="task.min_share",
                ids=(task.id, firm),
                amount=short,
                message=f"firm {firm!r} does {figure(share)} of task {task.id!r}, whose smallest share is "
                f"{figure(task.min_share)}: short by {figure(short)}",
            )
