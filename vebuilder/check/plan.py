"""A plan in one form, whatever form it came in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias, TypeVar, runtime_checkable

from vebuilder.check.before import as_left
from vebuilder.check.entries import ASSIGNMENTS, STANDBYS
from vebuilder.check.starts import start_faults
from vebuilder.model.before import Before
from vebuilder.model.bid import Package
from vebuilder.model.errors import DataError
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.plan import Assignment, Backup, Scheduled
from vebuilder.model.project import Project

E = TypeVar("E")


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
Standby: TypeAlias = Backup | tuple[str, str]
PlanInput: TypeAlias = PlanLike | Mapping[str, str] | Iterable[Assignment | Pair]


@dataclass(frozen=True)
class Plan:
    """Who does what, and what is bought with it; every id is known and no assignment comes twice.

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
    starts
        When each task starts; None: as early as it can.
    before
        The enterprise this one goes on from; None if there is none.
    """

    assignments: tuple[Assignment, ...]
    packages: tuple[Package, ...] = ()
    backups: tuple[Backup, ...] = ()
    preparations: tuple[str, ...] = ()
    partners: tuple[str, ...] | None = None
    starts: Mapping[str, float] | None = None
    before: Before | None = None


def read_plan(
    plan: PlanInput,
    project: Project,
    network: Network,
    *,
    backups: Iterable[Standby] = (),
    packages: Sequence[Package] = (),
    preparations: Sequence[str] = (),
    starts: Mapping[str, float] | None = None,
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
        What completes assignments; an enterprise brings its own. A standby firm is a `Backup` or
        (task, firm).
    starts
        When each task starts; an enterprise with a schedule brings its own.

    Raises
    ------
    DataError
        If an entry is malformed, a firm, task or package is unknown, or a firm is assigned to a task twice;
        all faults at once.
    """
    faults: list[Fault] = []
    project, network = as_left(project, network, getattr(plan, "before", None))
    if isinstance(plan, PlanLike):
        read = plan if isinstance(plan, Plan) else _plan_of_enterprise(plan, faults)
        if backups or packages or preparations:
            faults.append(
                Fault(
                    path="plan",
                    message="an enterprise brings its own backups, packages and preparations",
                    mend="leave those arguments out, or hand over the assignments alone",
                )
            )
        if starts is not None and read.starts is not None:
            faults.append(
                Fault(
                    path="plan",
                    message="an enterprise with a schedule brings its own starts",
                    mend="leave starts out, or hand over the assignments alone",
                )
            )
    else:
        listed: object = plan.items() if isinstance(plan, Mapping) else plan
        read = Plan(
            ASSIGNMENTS.read(listed, faults),
            _listed("packages", packages, Package, "packages of the project", faults),
            STANDBYS.read(backups, faults),
            _listed("preparations", preparations, str, "ids of preparations", faults),
        )
    if starts is not None and read.starts is None:
        read = replace(read, starts=starts)
    if read.starts is not None:
        faults.extend(start_faults(read.starts, project))
    faults.extend(_id_faults(read, project, network))
    if faults:
        raise DataError(faults)
    return read


def _plan_of_enterprise(plan: PlanLike, faults: list[Fault]) -> Plan:
    partners = getattr(plan, "partners", None)
    schedule: Sequence[Scheduled] = getattr(plan, "schedule", ())
    return Plan(
        tuple(plan.assignments),
        tuple(plan.packages),
        STANDBYS.read(plan.backups, faults),
        tuple(plan.preparations),
        None if partners is None else tuple(sorted(partners)),
        {one.task: one.start for one in schedule} or None,
        getattr(plan, "before", None),
    )


def _listed(path: str, entries: object, kind: type[E], nouns: str, faults: list[Fault]) -> tuple[E, ...]:
    """Return the entries of one kind; what is no list of them is added to the faults."""
    if not isinstance(entries, Iterable) or isinstance(entries, str | bytes):
        message = f"a {type(entries).__name__} is no list of {nouns}"
        faults.append(Fault(path=path, message=message, mend=f"hand over {nouns}"))
        return ()
    found = []
    for position, entry in enumerate(entries):
        if isinstance(entry, kind):
            found.append(entry)
        else:
            message = f"{entry!r} is not among {nouns}"
            faults.append(Fault(path=f"{path}[{position}]", message=message, mend=f"hand over {nouns}"))
    return tuple(found)


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
    for position, backup in enumerate(plan.backups):
        path = f"backups[{position}]"
        yield from _unknown(backup.task, tasks, "task", f"{path}.task", f"project {project.id!r}")
        yield from _unknown(backup.firm, firms, "firm", f"{path}.firm", "the network")
    for firm in plan.partners or ():
        yield from _unknown(firm, firms, "firm", "plan.partners", "the network")
    offered = {one.id for one in project.preparations}
    for position, name in enumerate(plan.preparations):
        path = f"preparations[{position}]"
        yield from _unknown(name, offered, "preparation", path, f"project {project.id!r}")
        if name in plan.preparations[:position]:
            message = f"preparation {name!r} is bought twice"
            yield Fault(path=path, ids=(name,), message=message, mend="buy it once")
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
