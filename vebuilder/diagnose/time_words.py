"""What rows on time mean to a planner."""

from typing import Any

from vebuilder.check.words import count, figure
from vebuilder.formulate.problem import Problem
from vebuilder.model import Fault

Key = dict[str, Any]


def missed(problem: Problem, _: Key, amount: float) -> Fault:
    """Say by how much the deadline is missed."""
    project, late = problem.project, amount / problem.timing.clock.per_unit
    deadline = project.deadline or 0.0
    return Fault(
        path="project.deadline",
        ids=(project.id,),
        message=f"the deadline of {figure(deadline)} {project.time_unit} is missed by {figure(late)}",
        mend=f"move the deadline to {figure(deadline + late)}, or find faster firms",
    )


def too_much_at_once(problem: Problem, key: Key, amount: float) -> Fault:
    """Say who would have to start too many tasks at once."""
    firm = problem.firms[problem.firm_position[key["firm"]]]
    return Fault(
        path="network.firms.max_parallel",
        ids=(firm.id, *key["tasks"].split(", ")),
        message=f"firm {firm.id!r} can work on {count(firm.max_parallel or 0, 'task')} at once, "
        f"{figure(amount)} fewer than it would start together ({key['tasks']})",
        mend=f"raise its max_parallel by {figure(amount)}, or add a firm that can do one of these tasks",
    )
