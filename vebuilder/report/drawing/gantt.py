"""Who works when: a bar for each partner's share of each task."""

from vebuilder.model.html import Html, element, joined
from vebuilder.model.text import number as plain
from vebuilder.report.drawing.canvas import box, drawing, label, line
from vebuilder.report.facts import Facts
from vebuilder.report.palette import BLUE, VERMILION
from vebuilder.report.scale import cut, short, ticks
from vebuilder.report.timing import Working, workings

WIDTH, ROW, LEFT, RIGHT, FOOT, HEAD = 900, 34, 240, 20, 46, 18


def gantt_drawing(facts: Facts) -> Html:
    """Return the schedule as a Gantt chart.

    Parameters
    ----------
    facts
        What is told; its enterprise has a schedule.
    """
    unit, deadline = facts.enterprise.time_unit, facts.project.deadline
    rows = workings(facts)
    dues = [task.due for task in facts.project.tasks if task.due is not None]
    marks = ticks(0.0, max(facts.enterprise.makespan, deadline or 0.0, *dues, 0.0), 9)
    bottom = HEAD + ROW * len(rows) + 4
    per_unit = (WIDTH - LEFT - RIGHT) / marks[-1]
    number = {firm: position for position, firm in enumerate(facts.enterprise.partners)}
    axis = [
        (
            line(LEFT + mark * per_unit, HEAD, LEFT + mark * per_unit, bottom),
            label(short(mark), LEFT + mark * per_unit, bottom + 16, side="middle"),
        )
        for mark in marks
    ]
    parts = [
        joined(piece for pair in axis for piece in pair),
        label(f"time ({unit})", (LEFT + WIDTH - RIGHT) / 2, bottom + 36, side="middle", class_="faint"),
        joined(_row(one, row, per_unit, facts, number) for row, one in enumerate(rows)),
    ]
    if deadline is not None:
        x = LEFT + deadline * per_unit
        side = "end" if x > WIDTH / 2 else "start"
        parts += [line(x, HEAD - 4, x, bottom, "limit"), label("deadline", x, HEAD - 7, side=side)]
    return drawing("Who works when", WIDTH, bottom + FOOT, *parts)


def _row(one: Working, row: int, per_unit: float, facts: Facts, number: dict[str, int]) -> Html:
    y, start = HEAD + ROW * row + 4, LEFT + one.start * per_unit
    length = (one.finish - one.start) * per_unit
    firm = facts.label(one.firm)
    words = f"{one.task}, {firm}: {plain(one.start)} to {plain(one.finish)} {facts.enterprise.time_unit}"
    due = LEFT + one.due * per_unit if one.due is not None else None
    return element(
        "g",
        label(cut(one.task, 32), LEFT - 8, y + 11, side="end"),
        label(cut(firm, 34), LEFT - 8, y + 24, side="end", class_="faint"),
        box(start, y + 3, max(length, 2.0), ROW - 14, fill=BLUE, rx="3", class_="bar", data_tip=words),
        element(
            "path",
            d=f"M{due:.1f} {y + 2}l5 10l-5 10l-5 -10z",
            fill=VERMILION,
            class_="bar",
            data_tip=f"{one.task} is due at {plain(one.due)} {facts.enterprise.time_unit}",
        )
        if due is not None and one.due is not None
        else "",
        data_firms=number[one.firm],
    )
