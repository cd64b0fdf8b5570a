"""When tasks start, as a caller states it."""

import math
import numbers
from collections.abc import Iterator, Mapping

from vebuilder.check.words import listing
from vebuilder.model.fault import Fault
from vebuilder.model.project import Project


def start_faults(starts: object, project: Project) -> Iterator[Fault]:
    """Yield what is wrong with the starts of a plan: each task needs one, and a finite one.

    Parameters
    ----------
    starts
        What was handed over.
    project
        Whose tasks start.
    """
    if not isinstance(starts, Mapping):
        message = f"a {type(starts).__name__} does not say when tasks start"
        yield Fault(path="starts", message=message, mend="hand over {task: time}")
        return
    tasks = {task.id for task in project.tasks}
    for task, start in starts.items():
        if task not in tasks:
            message = f"task {task!r} is not in project {project.id!r}"
            yield Fault(path="starts", ids=(str(task),), message=message, mend="use the id of a task that is")
        elif isinstance(start, bool) or not isinstance(start, numbers.Real) or not math.isfinite(start):
            message = f"task {task!r} starts at {start!r}, which is no time"
            yield Fault(path="starts", ids=(task,), message=message, mend="a finite number is needed")
    if missing := tuple(task.id for task in project.tasks if task.id not in starts):
        message = f"the starts leave out {listing(missing)}"
        mend = "say when every task starts, or leave starts out where all can start as early as they can"
        yield Fault(path="starts", ids=missing, message=message, mend=mend)
