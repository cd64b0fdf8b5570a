"""The discrete time-cost trade-off: one of several subcontractors a task, the faster the dearer."""

import json
from dataclasses import dataclass
from pathlib import Path

from vebuilder import Firm, Network, Project, Quote, Strategy, Task


@dataclass(frozen=True)
class Options:
    """A time-cost instance as published.

    Parameters
    ----------
    name
        Name of the instance.
    after
        By task: the tasks that have finished before it starts.
    options
        By task: duration and cost of each option.
    """

    name: str
    after: dict[str, tuple[str, ...]]
    options: dict[str, tuple[tuple[float, float], ...]]

    def as_project(self, per_day: float = 0.0) -> tuple[Project, Network]:
        """Return the instance as a project and a network: options are firms that quote time and money.

        Parameters
        ----------
        per_day
            Indirect cost of a day: what the makespan weighs.
        """
        most = max(map(len, self.options.values()))
        firms = tuple(Firm(id=f"option {number}") for number in range(1, most + 1))
        tasks = tuple(Task(id=name, competence="work", after=before) for name, before in self.after.items())
        quotes = tuple(
            Quote(task=name, firm=firm.id, cost=cost, duration=duration)
            for name, options in self.options.items()
            for firm, (duration, cost) in zip(firms, options, strict=False)
        )
        project = Project(
            id=self.name, tasks=tasks, quotes=quotes, strategy=Strategy(time=per_day), currency="USD"
        )
        return project, Network(firms=firms)


def read_time_cost(path: Path) -> Options:
    """Read a time-cost case: a list of tasks with predecessors and options of duration and cost.

    Raises
    ------
    ValueError
        If it is not in this format.
    """
    try:
        tasks = json.loads(path.read_text(encoding="utf-8"))["tasks"]
        after = {f"task {task['id']}": tuple(f"task {one}" for one in task["predecessors"]) for task in tasks}
        options = {
            f"task {task['id']}": tuple(
                (float(duration), float(cost)) for duration, cost in task["options_duration_cost"]
            )
            for task in tasks
        }
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: no time-cost case: {error!r}") from error
    return Options(path.stem, after, options)


def published_optima(path: Path) -> dict[float, float]:
    """Return the lowest total cost by indirect cost of a day, as the case states them."""
    case = json.loads(path.read_text(encoding="utf-8"))
    return {float(one["indirect_cost_per_day"]): float(one["optimum"]) for one in case["verified"]}


def published_front(path: Path) -> tuple[tuple[float, float], ...]:
    """Return the whole front of duration and cost, as the case states it."""
    case = json.loads(path.read_text(encoding="utf-8"))
    return tuple(
        (float(days), float(cost)) for days, cost in case["verified_pareto_front_duration_directcost"]
    )
