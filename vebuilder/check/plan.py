"""A plan in one form, whatever form it came in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

from pydantic import ValidationError

from vebuilder.model.bid import Package
from vebuilder.model.errors import DataError
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.plan import Assignment, Backup
from vebuilder.model.project import Project


@runtime_checkable
class PlanLike(Protocol):
    """An enterprise, or anything else that says who does what."""

    @property
    def assignments(self) -> Sequence[Assignment]:
        """Who does what."""

    @property
    def packages(self) -> Sequence[Package]:
        """The chosen packages."""

    @property
    def backups(self) -> Sequence[Backup]:
        """The standby firms."""

    @property
    def preparations(self) -> Sequence[str]:
        """Ids of the preparations bought."""


Pair: TypeAlias = tuple[str, str] | tuple[str, str, float]
PlanInput: TypeAlias = PlanLike | Mapping[str, str] | Iterable[Assignment | Pair]


@dataclass(frozen=True)
class Plan:
    """Who does what, and what is bought with it; every id is known and no task and firm come twice.

    Parameters
    ----------
    assignments
        Who does which share of what.
    packages
        The chosen packages; each is one of the project's.
    backups
        The standby firms.
    preparations
        Ids of the preparations bought.
    partners
        The partners as the plan itself states them; None if it leaves them to follow from the rest.
    """

    assignments: tuple[Assignment, ...]
    packages: tuple[Package, ...] = ()
    backups: tuple[Backup, ...] = ()
    preparations: tuple[str, ...] = ()
    partners: tuple[str, ...] | None = None


def read_plan(
    plan: PlanInput,
    project: Project,
    network: Network,
    *,
    backups: Sequence[Backup] = (),
    packages: Sequence[Package] = (),
    preparations: Sequence[str] = (),
) -> Plan:
    """Bring a plan into one form.

    Parameters
    ----------
    plan
        An enterprise; or assignments, each an `Assignment` or (task, firm) or (task, firm, share); or a
        mapping from task to firm.
    project, network
        What the plan is for; its ids must be known there.
    backups, packages, preparations
        What completes assignments; an enterprise brings its own.

    Raises
    ------
    DataError
        If an entry is malformed, a firm, task or package is unknown, or a task and firm come twice; all
        faults at once.
    """
    faults: list[Fault] = []
    if isinstance(plan, PlanLike):
        read = _plan_of_enterprise(plan)
        if backups or packages or preparations:
            faults.append(
                Fault(
                    path="plan",
                    message="an enterprise brings its own backups, packages and preparations",
                    mend="leave those arguments out, or hand over the assignments alone",
                )
            )
    else:
        entries: Iterable[object] = plan.items() if isinstance(plan, Mapping) else _entries(plan, faults)
        read = Plan(
            tuple(_assignments(entries, faults)), tuple(packages), tuple(backups), tuple(preparations)
        )
    faults.extend(_id_faults(read, project, network))
    if faults:
        raise DataError(faults)
    return read


def _plan_of_enterprise(plan: PlanLike) -> Plan:
    partners = getattr(plan, "partners", None)
    return Plan(
        tuple(plan.assignments),
        tuple(plan.packages),
        tuple(plan.backups),
        tuple(plan.preparations),
        None if partners is None else tuple(sorted(partners)),
    )


def _entries(plan: object, faults: list[Fault]) -> Iterable[object]:
    if isinstance(plan, Iterable) and not isinstance(plan, str | bytes):
        return plan
    faults.append(
        Fault(
            path="plan",
            message=f"a {type(plan).__name__} is no plan",
            mend="hand over an enterprise, assignments, (task, firm, share) entries or a mapping task: firm",
        )
    )
    return ()


def _assignments(entries: Iterable[object], faults: list[Fault]) -> Iterator[Assignment]:
    for position, entry in enumerate(entries):
        if isinstance(entry, Assignment):
            yield entry
        elif not isinstance(entry, tuple | list) or len(entry) not in (2, 3):
            faults.append(
                Fault(
                    path=f"plan[{position}]",
                    message=f"{entry!r} is not an assignment",
                    mend="write (task, firm) or (task, firm, share)",
                )
            )
        else:
            try:
                yield Assignment(**dict(zip(("task", "firm", "share"), entry, strict=False)))
            except ValidationError as error:
                faults.extend(
                    Fault(
                        path=f"plan[{position}].{detail['loc'][0]}",
                        message=f"{detail['input']!r}: {detail['msg']}",
                        mend="a task id, a firm id and a share from 0 to 1 are needed",
                    )
                    for detail in error.errors()
                )


def _id_faults(plan: Plan, project: Project, network: Network) -> Iterator[Fault]:
    tasks = {task.id for task in project.tasks}
    firms = {firm.id for firm in network.firms}
    seen: set[tuple[str, str]] = set()
    for position, assignment in enumerate(plan.assignments):
        path, pair = f"plan[{position}]", (assignment.task, assignment.firm)
        yield from _unknown(assignment.task, tasks, "task", f"{path}.task", f"project {project.id!r}")
        yield from _unknown(assignment.firm, firms, "firm", f"{path}.firm", "the network")
        if pair in seen:
            yield Fault(
                path=path,
                ids=pair,
                message=f"firm {pair[1]!r} is assigned to task {pair[0]!r} twice",
                mend="state its whole share once",
            )
        seen.add(pair)
    for firm in plan.partners or ():
        yield from _unknown(firm, firms, "firm", "plan.partners", "the network")
    known = set(project.packages)
    for position, package in enumerate(plan.packages):
        if package not in known:
            yield Fault(
                path=f"packages[{position}]",
                ids=(package.firm, *package.tasks),
                message=f"no such package of firm {package.firm!r} in project {project.id!r}",
                mend="choose from project.packages",
            )


def _unknown(name: str, known: set[str], noun: str, path: str, place: str) -> Iterator[Fault]:
    if name not in known:
        yield Fault(
            path=path,
            ids=(name,),
            message=f"{noun} {name!r} is not in {place}",
            mend=f"use the id of a {noun} that is",
        )
