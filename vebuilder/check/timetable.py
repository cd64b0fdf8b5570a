"""When each task runs, and how long each partner works on it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vebuilder.check.case import Case
from vebuilder.check.parallel import Work, busiest
from vebuilder.check.precedence import Precedence
from vebuilder.check.words import count, figure, listing
from vebuilder.model.errors import DataError
from vebuilder.model.fault import Fault


@dataclass(frozen=True)
class Timetable:
    """When each task runs; time in the project's unit.

    Parameters
    ----------
    start, finish
        By task; a task finishes with its slowest partner.
    duration
        By (task, firm): how long the firm is busy from the task's start.
    """

    start: Mapping[str, float]
    finish: Mapping[str, float]
    duration: Mapping[tuple[str, str], float]

    @property
    def makespan(self) -> float:
        """When the last task finishes."""
        return max(self.finish.values(), default=0.0)

    def work_of(self, firm: str) -> list[Work]:
        """Return when a firm works on what."""
        return [
            Work(task, self.start[task], duration)
            for (task, who), duration in self.duration.items()
            if who == firm
        ]


def timetable_of(case: Case) -> Timetable:
    """Return when each task of a plan runs: at the plan's starts, else as early as it can.

    Raises
    ------
    DataError
        If the plan states no starts, and at the earliest ones a firm works on more tasks at once than it can.
    """
    durations = {pair: terms.duration(case.share(*pair)) for pair, terms in case.terms.items()}
    longest = dict.fromkeys(case.tasks, 0.0)
    for (task, _), duration in durations.items():
        longest[task] = max(longest[task], duration)
    starts = case.plan.starts
    if starts is None:
        starts = Precedence(case.project.tasks).earliest_starts(longest)
    timetable = Timetable(starts, {task: starts[task] + longest[task] for task in case.tasks}, durations)
    if case.plan.starts is None and (faults := tuple(_crowded(case, timetable))):
        raise DataError(faults)
    return timetable


def _crowded(case: Case, timetable: Timetable) -> Iterator[Fault]:
    """Yield the firms that cannot work on all that starts as early as it can."""
    for firm in case.partners:
        most = case.firms[firm].max_parallel
        crowd = None if most is None else busiest(timetable.work_of(firm), most)
        if crowd is not None:
            yield Fault(
                path="starts",
                ids=(firm, *crowd.tasks),
                message=f"firm {firm!r} can work on {count(most or 0, 'task')} at once (max_parallel), but "
                f"if all start as early as they can it works on {listing(crowd.tasks)} at time "
                f"{figure(crowd.time)}",
                mend="say when each task starts: starts={task: time}",
            )
