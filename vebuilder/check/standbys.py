"""Whether the standby firms are those the tasks ask for and the rules allow."""

from collections import Counter
from collections.abc import Iterator, Mapping

from vebuilder.check.case import Case
from vebuilder.check.eligibility import package_bids
from vebuilder.check.serving import Terms
from vebuilder.check.valid_standbys import why_unable_to_stand_by
from vebuilder.check.words import count, listing
from vebuilder.model.evaluation import Violation
from vebuilder.model.task import Task


def standby_violations(case: Case) -> Iterator[Violation]:
    """Yield the tasks with too many, too few or impossible standby firms, and the rules that bind these."""
    stated = Counter((backup.task, backup.firm) for backup in case.plan.backups)
    bids = package_bids(case)
    for task in case.tasks.values():
        standbys = case.standbys[task.id]
        yield from _number(task, standbys)
        for firm, terms in standbys.items():
            if stated[task.id, firm] > 1:
                message = f"firm {firm!r} is stated as a standby for task {task.id!r} more than once"
                yield _violation("backups", task, firm, message)
            if firm in case.team[task.id]:
                message = f"firm {firm!r} is both a partner and a standby for task {task.id!r}"
                yield _violation("backups", task, firm, message)
            if (reason := why_unable_to_stand_by(case, terms, bids)) is not None:
                message = f"firm {firm!r} cannot stand by for task {task.id!r}: {reason[0]}"
                yield _violation("eligibility", task, firm, message, reason[1])
    yield from _excluded(case)
    yield from _incompatible(case)


def _violation(rule: str, task: Task, firm: str, message: str, amount: float = 1.0) -> Violation:
    return Violation(rule=rule, ids=(firm, task.id), amount=amount, message=message)


def _number(task: Task, standbys: Mapping[str, Terms]) -> Iterator[Violation]:
    if len(standbys) != task.backups:
        wanted = f"needs {task.backups}" if task.backups else "asks for none"
        names = f" ({listing(list(standbys))})" if standbys else ""
        yield Violation(
            rule="task.backups",
            ids=(task.id, *standbys),
            amount=abs(len(standbys) - task.backups),
            message=f"task {task.id!r} has {count(len(standbys), 'standby firm')}{names} and {wanted}",
        )


def _excluded(case: Case) -> Iterator[Violation]:
    for firm, tasks in _tasks_by_standby(case).items():
        if firm in case.project.rules.excluded:
            yield Violation(
                rule="rules.excluded",
                ids=(firm, *tasks),
                amount=1,
                message=f"firm {firm!r} is excluded but stands by for {listing(tasks)}",
            )


def _incompatible(case: Case) -> Iterator[Violation]:
    """Yield incompatible firms of which one at least stands by; two partners are told elsewhere."""
    partners, standing_by = set(case.partners), _tasks_by_standby(case)

    def role(firm: str) -> str | None:
        if firm in partners:
            return "a partner"
        return f"a standby for {listing(standing_by[firm])}" if firm in standing_by else None

    for one, other in case.project.rules.incompatible:
        first, second = role(one), role(other)
        if first and second and not partners.issuperset((one, other)):
            yield Violation(
                rule="rules.incompatible",
                ids=(one, other),
                amount=1,
                message=f"firms {one!r} ({first}) and {other!r} ({second}) are incompatible",
            )


def _tasks_by_standby(case: Case) -> dict[str, tuple[str, ...]]:
    tasks: dict[str, tuple[str, ...]] = {}
    for task, standbys in case.standbys.items():
        for firm in standbys:
            tasks[firm] = (*tasks.get(firm, ()), task)
    return tasks
