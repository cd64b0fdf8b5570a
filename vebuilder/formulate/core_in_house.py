"""The initiator keeps its core competences in-house."""

from typing import TYPE_CHECKING

import numpy as np

from vebuilder.check.core_in_house import core_tasks
from vebuilder.formulate.linear_model import BoolArray, IntArray
from vebuilder.model import Network, Project

if TYPE_CHECKING:
    from vebuilder.formulate.builder import ModelBuilder
    from vebuilder.formulate.decisions import Decisions
    from vebuilder.formulate.problem import Problem

IN_HOUSE = "core in house"


def outsiders(project: Project, network: Network, task: IntArray, firm: IntArray) -> BoolArray:
    """Return which eligible pairs put a task that must stay in-house in the hands of another firm.

    Those that could still stand by for it are not among them: the rule says who does a task.

    Parameters
    ----------
    project, network
        The instance.
    task, firm
        Positions of the pairs' tasks, and of their firms in the network.
    """
    core = core_tasks(project, network)
    if not core:
        return np.zeros(len(task), dtype=bool)
    kept = np.array([one.id in core and one.backups == 0 for one in project.tasks])
    initiator = next(i for i, one in enumerate(network.firms) if one.id == project.initiator)
    return np.asarray(kept[task] & (firm != initiator))


def add_core_in_house(builder: "ModelBuilder", problem: "Problem", decisions: "Decisions") -> None:
    """Add a_tf = 0 for the firms other than the initiator that are still eligible for a core task."""
    core = core_tasks(problem.project, problem.network)
    if not core:
        return
    pairs = problem.pairs
    kept = np.array([task.id in core for task in problem.tasks])
    barred = np.flatnonzero(kept[pairs.task] & (pairs.firm != problem.initiator))
    column = np.where(decisions.assigned >= 0, decisions.assigned, decisions.share)[barred]
    builder.rows(
        IN_HOUSE,
        len(barred),
        [(np.arange(len(barred)), column, 1.0)],
        upper=0.0,
        key=[
            ("task", problem.task_ids[pairs.task[barred]]),
            ("firm", problem.firm_ids[pairs.firm[barred]]),
        ],
    )
