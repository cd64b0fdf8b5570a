"""What it costs that tasks finish after they are due."""

from vebuilder.check.case import Case
from vebuilder.check.timetable import Timetable


def lateness_cost(case: Case, timetable: Timetable) -> float:
    """Return the lateness cost of all tasks: money per unit of time after each is due."""
    return sum(
        task.lateness_cost * max(0.0, timetable.finish[task.id] - task.due)
        for task in case.project.tasks
        if task.due is not None and task.lateness_cost > 0
    )
