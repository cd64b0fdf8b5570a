"""When each task runs, in the planner's words."""

from collections.abc import Mapping

from vebuilder.formulate.problem import Problem
from vebuilder.model import Scheduled


def schedule_of(
    problem: Problem, shares: Mapping[int, float], starts: Mapping[str, float] | None
) -> tuple[Scheduled, ...]:
    """Return the schedule, in the order of the tasks; none where nothing is said of time.

    Parameters
    ----------
    problem
        The instance.
    shares
        Share by position of the pair, of all that are assigned.
    starts
        When each task starts, in the project's unit of time.
    """
    if starts is None:
        return ()
    longest = dict.fromkeys(problem.task_ids, 0.0)
    for pair, share in shares.items():
        task = problem.task_ids[problem.pairs.task[pair]]
        longest[task] = max(longest[task], problem.timing.durations.of(pair, share))
    return tuple(
        Scheduled(task=task, start=starts[task], finish=starts[task] + longest[task])
        for task in problem.task_ids
    )
