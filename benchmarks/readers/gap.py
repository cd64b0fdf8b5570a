"""Generalised assignment: tasks to firms of limited capacity, no joining cost."""

from pathlib import Path
from typing import Literal

from benchmarks.readers.numbers import Numbers
from vebuilder import Firm, Network, Project, Quote, Task

COMPETENCE = "work"


def read_gap(path: Path, sense: Literal["min", "max"] = "min") -> tuple[Project, Network]:
    """Read a generalised assignment instance as published by OR-Library and Yagiura.

    The file gives the number of agents and of tasks, the money each task makes at each agent, the capacity
    it takes there, and the capacity of each agent. An agent becomes a firm that quotes for every task.

    Parameters
    ----------
    path
        The instance file.
    sense
        ``"min"`` reads the money as cost, ``"max"`` as profit (then the quotes are negative).

    Raises
    ------
    ValueError
        If the file is not in this format.
    """
    numbers = Numbers(path)
    agents, n_tasks = numbers.count(), numbers.count()
    money = numbers.table(agents, n_tasks)
    effort = numbers.table(agents, n_tasks)
    capacities = numbers.take(agents)
    numbers.close()

    firms = tuple(Firm(id=f"agent {i}", capacity=capacity) for i, capacity in enumerate(capacities))
    tasks = tuple(Task(id=f"task {j}", competence=COMPETENCE) for j in range(n_tasks))
    sign = 1.0 if sense == "min" else -1.0
    quotes = tuple(
        Quote(task=task.id, firm=firm.id, cost=sign * money[i][j], effort=effort[i][j])
        for i, firm in enumerate(firms)
        for j, task in enumerate(tasks)
    )
    return Project(id=path.name, tasks=tasks, quotes=quotes), Network(firms=firms)
