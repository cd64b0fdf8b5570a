"""Whether an enterprise can go on from where it stands, on what is handed over."""

import math
import numbers
from collections.abc import Iterable, Iterator

from vebuilder.check.arguments import caller_faults, instance_faults, option_faults
from vebuilder.check.words import listing
from vebuilder.model.errors import DataError
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.result.enterprise import Enterprise

MOST_MONEY = 1e300
"""What leaving may cost in all: with what else there is it is still a number."""


def read_done(
    enterprise: object,
    project: object,
    network: object,
    done: object,
    switching_cost: object,
    max_changes: object,
    *options: Fault,
) -> frozenset[str]:
    """Return the finished tasks, those of earlier times included.

    Parameters
    ----------
    enterprise, project, network, done, switching_cost, max_changes
        What `reform_enterprise` was called with.
    options
        What is wrong with its options.

    Raises
    ------
    DataError
        If something is of the wrong kind or does not belong together; all faults at once.
    """
    faults = [*_enterprise_faults(enterprise), *instance_faults(project, network), *options]
    tasks = _listed(done, faults)
    partners = len(enterprise.partners) if isinstance(enterprise, Enterprise) else 1
    faults += _price_faults(switching_cost, max_changes, partners)
    if isinstance(enterprise, Enterprise) and isinstance(project, Project) and isinstance(network, Network):
        if enterprise.before is not None:
            tasks |= enterprise.before.finished
        faults += _belonging(enterprise, project)
        faults += _done_faults(enterprise, project, network, tasks)
    if faults:
        raise DataError(faults)
    return frozenset(tasks)


def search_faults(
    solver: object, time_limit: object, gap: object, threads: object, seed: object, progress: object
) -> tuple[Fault, ...]:
    """Return what is wrong with the options of a search."""
    return (*option_faults(time_limit, gap, threads, seed), *caller_faults(solver, progress))


def _enterprise_faults(enterprise: object) -> Iterator[Fault]:
    if not isinstance(enterprise, Enterprise):
        yield Fault(
            path="enterprise",
            message=f"an Enterprise is needed, not a {type(enterprise).__name__}",
            mend="form one, or read one with vebuilder.load",
        )


def _listed(done: object, faults: list[Fault]) -> set[str]:
    if not isinstance(done, Iterable) or isinstance(done, str | bytes):
        faults.append(
            Fault(path="done", message=f"{done!r} is not a list of task ids", mend='such as ["frame"]')
        )
        return set()
    found = set()
    for position, one in enumerate(done):
        if isinstance(one, str):
            found.add(one)
        else:
            faults.append(Fault(path=f"done[{position}]", message=f"{one!r} is not the id of a task"))
    return found


def _price_faults(switching_cost: object, max_changes: object, partners: int) -> Iterator[Fault]:
    number = isinstance(switching_cost, numbers.Real) and not isinstance(switching_cost, bool)
    if not (number and 0 <= switching_cost < math.inf):  # type: ignore[operator]
        message = f"{switching_cost!r} is not an amount of money of at least 0"
        yield Fault(path="switching_cost", message=message)
    elif switching_cost * max(partners, 1) > MOST_MONEY:  # type: ignore[operator]
        message = f"more than {MOST_MONEY:g} in all, if every partner left, is too much to reckon with"
        mend = "state less: nobody who can stay leaves at a cost above that of all else"
        yield Fault(path="switching_cost", message=message, mend=mend)
    whole = isinstance(max_changes, numbers.Integral) and not isinstance(max_changes, bool)
    if max_changes is not None and not (whole and max_changes >= 0):  # type: ignore[operator]
        message = f"{max_changes!r} is not a number of firms of at least 0, nor None for any number"
        yield Fault(path="max_changes", message=message)


def _belonging(enterprise: Enterprise, project: Project) -> Iterator[Fault]:
    if enterprise.project != project.id:
        message = f"was formed for project {enterprise.project!r}, not for project {project.id!r}"
        mend = "hand over the project it was formed for"
        yield Fault(path="enterprise.project", ids=(project.id,), message=message, mend=mend)
    for field in ("currency", "time_unit"):
        stated, asked = getattr(enterprise, field), getattr(project, field)
        if stated != asked:
            message = f"counts in {stated!r}, project {project.id!r} in {asked!r}"
            yield Fault(path=f"enterprise.{field}", ids=(project.id,), message=message, mend="use the same")


def _done_faults(
    enterprise: Enterprise, project: Project, network: Network, done: set[str]
) -> Iterator[Fault]:
    tasks = {task.id for task in project.tasks}
    firms = {firm.id for firm in network.firms}
    doers: dict[str, list[str]] = {}
    for one in enterprise.assignments:
        doers.setdefault(one.task, []).append(one.firm)
    for task in sorted(done):
        if task not in tasks:
            message = f"task {task!r} is not in project {project.id!r}"
            mend = "use the id of a task that is; what is finished stays in the project"
            yield Fault(path="done", ids=(task,), message=message, mend=mend)
        elif task not in doers:
            message = f"task {task!r} cannot be finished: nobody does it in the enterprise"
            yield Fault(path="done", ids=(task,), message=message, mend="leave it out")
        elif gone := sorted(set(doers[task]) - firms):
            message = f"task {task!r} was done by {listing(gone)}, no longer in the network"
            mend = "keep who did finished tasks in the network, with no offers if it has none any more"
            yield Fault(path="done", ids=(task, *gone), message=message, mend=mend)
