"""What is decided before an enterprise is formed: partners, and who does which task."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vebuilder.model.errors import DataError
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project

Fixed = Iterable[str | tuple[str, str]] | Mapping[str, str]
"""Firm ids, and (task, firm) pairs; or firm ids by task."""


@dataclass(frozen=True)
class Decided:
    """Partners and assignments that stay.

    Parameters
    ----------
    firms
        Firms that must be partners, those of the assignments included.
    assignments
        By task and firm.
    """

    firms: frozenset[str] = frozenset()
    assignments: tuple[tuple[str, str], ...] = ()

    def on(self, project: Project) -> Project:
        """Return the project with these firms required."""
        rules = project.rules
        if self.firms <= rules.required:
            return project
        required = rules.model_copy(update={"required": rules.required | self.firms})
        return project.model_copy(update={"rules": required})


def read_fixed(fixed: object, project: Project, network: Network) -> Decided:
    """Read what is decided.

    Parameters
    ----------
    fixed
        Firm ids and (task, firm) pairs.
    project, network
        Where they must be known.

    Raises
    ------
    DataError
        If an entry is malformed, a task or a firm is unknown, or a single-sourced task is given to two firms;
        all faults at once.
    """
    faults: list[Fault] = []
    firms, assignments = _read(fixed, faults)
    tasks = {task.id: task for task in project.tasks}
    known = {firm.id for firm in network.firms}
    strangers = sorted((set(firms) | {one for _, one in assignments}) - known)
    faults += [_unknown("firm", firm, "the network") for firm in strangers]
    missing = sorted({task for task, _ in assignments} - set(tasks))
    faults += [_unknown("task", name, f"project {project.id!r}") for name in missing]
    for name in sorted({task for task, _ in assignments} & set(tasks)):
        doing = sorted({firm for task, firm in assignments if task == name})
        most = tasks[name].max_partners
        if most is not None and len(doing) > most:
            message = f"task {name!r} is given to {len(doing)} firms, but may have at most {most} partners"
            mend = "leave some out, or raise max_partners"
            faults.append(Fault(path="fixed", ids=(name, *doing), message=message, mend=mend))
    if faults:
        raise DataError(faults)
    return Decided(frozenset(firms) | {firm for _, firm in assignments}, tuple(dict.fromkeys(assignments)))


def _read(fixed: object, faults: list[Fault]) -> tuple[list[str], list[tuple[str, str]]]:
    firms: list[str] = []
    assignments: list[tuple[str, str]] = []
    if not isinstance(fixed, Iterable) or isinstance(fixed, str | bytes):
        message = f"{fixed!r} is not a list of firm ids and (task, firm) pairs"
        faults.append(Fault(path="fixed", message=message, mend='such as ["ALPHA", ("frame", "BETA")]'))
        return firms, assignments
    # A task and its firm, as plans may be stated too.
    entries = fixed.items() if isinstance(fixed, Mapping) else fixed
    for position, entry in enumerate(entries):
        if isinstance(entry, str):
            firms.append(entry)
        elif (
            isinstance(entry, tuple | list) and len(entry) == 2 and all(isinstance(one, str) for one in entry)
        ):
            assignments.append((entry[0], entry[1]))
        else:
            message = f"{entry!r} is neither a firm id nor a (task, firm) pair"
            faults.append(Fault(path=f"fixed[{position}]", message=message))
    return firms, assignments


def _unknown(noun: str, name: str, place: str) -> Fault:
    return Fault(
        path="fixed",
        ids=(name,),
        message=f"{noun} {name!r} is not in {place}",
        mend=f"use the id of a {noun} that is",
    )
