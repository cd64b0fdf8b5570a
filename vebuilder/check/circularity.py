"""Tasks that wait for each other, and competences that lie below themselves."""

from collections.abc import Iterator, Sequence

from vebuilder.check.cycles import find_cycles
from vebuilder.check.precedence import start_groups
from vebuilder.check.words import SHOWN_IDS
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project


def circularity_faults(project: Project, network: Network) -> Iterator[Fault]:
    """Yield the cycles in the taxonomy and in the order of the tasks."""
    yield from _taxonomy(network)
    yield from _order(project)


def _taxonomy(network: Network) -> Iterator[Fault]:
    if not network.competences:
        return
    position = {competence.id: row for row, competence in enumerate(network.competences)}
    parents = {known.id: () if known.parent is None else (known.parent,) for known in network.competences}
    for cycle in find_cycles(parents):
        steps = [f"{child!r} lies below {parent!r}" for child, parent in _around(cycle)]
        yield Fault(
            path=f"network.competences[{position[cycle[0]]}].parent",
            ids=cycle,
            message=f"competences lie below each other: {_some(steps)}",
            mend="remove one of these parents",
        )


def _order(project: Project) -> Iterator[Fault]:
    """Contract the tasks that start together, then look for tasks that wait for each other."""
    if not any(task.after for task in project.tasks):
        return
    position = {task.id: row for row, task in enumerate(project.tasks)}
    group = start_groups(project.tasks)
    successors: dict[str, list[str]] = {group[task.id]: [] for task in project.tasks}
    witness: dict[tuple[str, str], tuple[str, str]] = {}
    for task in project.tasks:
        for before in task.after:
            if before in group:
                edge = (group[task.id], group[before])
                if edge not in witness:
                    successors[edge[0]].append(edge[1])
                    witness[edge] = (task.id, before)
    for cycle in find_cycles(successors):
        waits = [witness[edge] for edge in _around(cycle)]
        yield Fault(
            path=f"project.tasks[{position[waits[0][0]]}].after",
            ids=tuple(dict.fromkeys(task for wait in waits for task in wait)),
            message=f"tasks wait for each other: {_some(_steps(waits))}",
            mend="remove one of these from after or starts_with",
        )


def _steps(waits: Sequence[tuple[str, str]]) -> list[str]:
    steps = []
    for (task, before), (following, _) in zip(waits, [*waits[1:], waits[0]], strict=True):
        steps.append(f"{task!r} comes after {before!r}")
        if before != following:
            steps.append(f"{before!r} starts with {following!r}")
    return steps


def _around(cycle: Sequence[str]) -> Iterator[tuple[str, str]]:
    return zip(cycle, [*cycle[1:], cycle[0]], strict=True)


def _some(steps: Sequence[str]) -> str:
    shown = ", ".join(steps[:SHOWN_IDS])
    return shown if len(steps) <= SHOWN_IDS else f"{shown}, and {len(steps) - SHOWN_IDS:,} more steps"
