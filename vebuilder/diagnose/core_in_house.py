"""Core competences that cannot stay in-house, told to a planner."""

from collections.abc import Iterator

from vebuilder.check.core_in_house import core_obstacles, core_tasks
from vebuilder.check.words import figure
from vebuilder.formulate.linear_model import BoolArray, FloatArray
from vebuilder.formulate.problem import Problem
from vebuilder.model import Fault


def impossible_in_house(problem: Problem, room: FloatArray, fits: BoolArray) -> Iterator[Fault]:
    """Yield the core tasks that the initiator may not do, must share, or has no room for.

    Parameters
    ----------
    problem
        The instance.
    room, fits
        Capacity of each eligible pair, and whether the whole task fits in.
    """
    for fault in core_obstacles(problem.project, problem.network):
        yield fault.model_copy(update={"severity": "error"})
    initiator = problem.project.initiator
    for task, core in core_tasks(problem.project, problem.network).items():
        number = problem.task_position[task]
        for pair in problem.pairs_of(number).tolist():
            if problem.firm_ids[problem.pairs.firm[pair]] != initiator or fits[pair]:
                continue
            effort = float(problem.pairs.effort[pair])
            short = effort - float(room[pair])
            yield Fault(
                path="project.rules.core_in_house",
                ids=(task, problem.tasks[number].competence, str(initiator)),
                message=f"task {task!r} asks for the core competence {core!r} of the initiator "
                f"{initiator!r} and must stay in-house, but needs effort {figure(effort)}, and the initiator "
                f"has capacity {figure(float(room[pair]))}: short by {figure(short)}",
                mend=f"raise that capacity by {figure(short)}, take {core!r} out of its core, or unset "
                "core_in_house",
            )
