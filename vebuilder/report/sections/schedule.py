"""The schedule: who works when, and when all is done."""

from vebuilder.model.html import Html
from vebuilder.report.drawing.bars import legend
from vebuilder.report.drawing.gantt import gantt_drawing
from vebuilder.report.facts import Facts
from vebuilder.report.palette import BLUE, VERMILION
from vebuilder.report.scale import lasting
from vebuilder.report.sections.frame import Row, figure, section, table
from vebuilder.report.timing import workings


def schedule_section(facts: Facts) -> Html:
    """Return the Gantt chart and the dates, or that nothing is said of time.

    Parameters
    ----------
    facts
        What is told.
    """
    if not facts.enterprise.makespan:
        words = "By the data nothing takes any time, so that there is no schedule."
        return section("schedule", "The schedule", words)
    unit, deadline = facts.enterprise.time_unit, facts.project.deadline
    firms = facts.enterprise.partners
    with_due = any(task.due is not None for task in facts.project.tasks)
    rows = []
    for one in workings(facts):
        late = "" if one.due is None else figure(one.due)
        cells = (
            one.task,
            facts.label(one.firm),
            figure(one.start),
            figure(one.finish),
            *((late,) * with_due),
        )
        rows.append(Row(cells, str(firms.index(one.firm))))
    header = ("task", "partner", f"start ({unit})", f"finish ({unit})", *((f"due ({unit})",) * with_due))
    end = facts.enterprise.makespan
    spare = "" if deadline is None else f", {lasting(deadline - end, unit)} before the deadline"
    return section(
        "schedule",
        "The schedule",
        f"All is done after {lasting(end, unit)}{spare}. Time is counted from the start of the project.",
        gantt_drawing(facts),
        legend([("at work", BLUE), ("due", VERMILION)]) if with_due else "",
        table("Who works when", header, rows),
    )
