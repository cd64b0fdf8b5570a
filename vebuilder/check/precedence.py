"""Which tasks start together, and which come first."""

from collections.abc import Mapping, Sequence

from vebuilder.model.task import Task


class Precedence:
    """The tasks in groups that start together, each group behind those it waits for.

    Parameters
    ----------
    tasks
        The tasks of a project, whose `after` and `starts_with` lead nowhere in circles.
    """

    def __init__(self, tasks: Sequence[Task]) -> None:
        representative = start_groups(tasks)
        members: dict[str, list[str]] = {}
        for task in tasks:
            members.setdefault(representative[task.id], []).append(task.id)
        before: dict[str, dict[str, None]] = {group: {} for group in members}
        for task in tasks:
            before[representative[task.id]].update(dict.fromkeys(task.after))
        order = _sorted(before, representative)
        self.members: tuple[tuple[str, ...], ...] = tuple(tuple(members[group]) for group in order)
        """The tasks of each group; a group stands behind all it waits for."""
        self.before: tuple[tuple[str, ...], ...] = tuple(tuple(before[group]) for group in order)
        """The tasks that must have finished before each group starts."""
        number = {group: position for position, group in enumerate(order)}
        self.group: dict[str, int] = {task.id: number[representative[task.id]] for task in tasks}
        """Number of each task's group."""

    def earliest_starts(self, duration: Mapping[str, float]) -> dict[str, float]:
        """Return when each task can start at the earliest, firms being able to do everything at once.

        Parameters
        ----------
        duration
            How long each task takes, by task.
        """
        finish: dict[str, float] = {}
        start: dict[str, float] = {}
        for members, before in zip(self.members, self.before, strict=True):
            begin = max((finish[task] for task in before), default=0.0)
            for task in members:
                start[task] = begin
                finish[task] = begin + duration[task]
        return start


def start_groups(tasks: Sequence[Task]) -> Mapping[str, str]:
    """Return, for each task, one that stands for all the tasks that start with it (union-find)."""
    parent = {task.id: task.id for task in tasks}

    def representative(task: str) -> str:
        while parent[task] != task:
            parent[task] = parent[parent[task]]
            task = parent[task]
        return task

    for task in tasks:
        for other in task.starts_with:
            if other in parent:
                parent[representative(other)] = representative(task.id)
    return {task: representative(task) for task in parent}


def _sorted(before: Mapping[str, Mapping[str, None]], representative: Mapping[str, str]) -> list[str]:
    """Return the groups so that each stands behind those it waits for (Kahn, 1962)."""
    waits = {group: {representative[task] for task in tasks} for group, tasks in before.items()}
    behind: dict[str, list[str]] = {group: [] for group in before}
    for group, others in waits.items():
        for other in others:
            behind[other].append(group)
    left = {group: len(others) for group, others in waits.items()}
    order = [group for group, count in left.items() if count == 0]
    for group in order:  # grows while it is read
        for following in behind[group]:
            left[following] -= 1
            if left[following] == 0:
                order.append(following)
    return order
