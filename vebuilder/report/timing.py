"""When each partner works on its share of a task."""

from dataclasses import dataclass

from vebuilder.report.facts import Facts


@dataclass(frozen=True)
class Working:
    """A partner at work on its share of a task.

    Parameters
    ----------
    task, firm
        Their ids.
    start, finish
        In the project's unit of time.
    due
        When the task is due, if it is.
    """

    task: str
    firm: str
    start: float
    finish: float
    due: float | None


def workings(facts: Facts) -> tuple[Working, ...]:
    """Return who works when, by start.

    Parameters
    ----------
    facts
        What is told.
    """
    starts = {one.task: one.start for one in facts.enterprise.schedule}
    found = [
        Working(
            task=one.task,
            firm=one.firm,
            start=starts[one.task],
            finish=starts[one.task] + facts.case.terms[one.task, one.firm].duration(one.share),
            due=facts.case.tasks[one.task].due,
        )
        for one in facts.enterprise.assignments
        if one.task in starts
    ]
    return tuple(sorted(found, key=lambda one: (one.start, one.finish)))
