"""A Gantt chart."""

from typing import TYPE_CHECKING

from vebuilder.model.errors import DataError
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.report.facts import facts_of
from vebuilder.report.palette import BLUE, VERMILION
from vebuilder.report.pictures.canvas import SMALL, axes_for, plain, tidy
from vebuilder.report.scale import cut
from vebuilder.report.timing import workings
from vebuilder.result.enterprise import Enterprise

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, ROW = 9.0, 0.42
NAME = 34


def plot_schedule(
    enterprise: Enterprise, project: Project, network: Network, ax: "Axes | None" = None
) -> "Axes":
    """Draw who works when, as a Gantt chart: a bar for each partner's share of each task.

    Parameters
    ----------
    enterprise
        What was formed; it must have a schedule.
    project, network
        What it was formed from.
    ax
        Where to draw; None for a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        What was drawn on.

    Raises
    ------
    DataError
        If the enterprise is of other inputs, was changed since or has no schedule, or matplotlib is not
        installed.
    """
    facts = facts_of(enterprise, project, network)
    rows = workings(facts)
    if not enterprise.makespan:
        message = "the enterprise has no schedule: by the data nothing takes any time"
        mend = "state durations of offers, quotes or tasks, and form it anew"
        raise DataError([Fault(path="enterprise.schedule", message=message, mend=mend)])
    ax = axes_for(ax, WIDTH, 1.6 + ROW * len(rows))
    for row, one in enumerate(rows):
        ax.barh(row, one.finish - one.start, left=one.start, height=0.6, color=BLUE, edgecolor="white")
        if one.finish == one.start:
            ax.plot([one.start], [row], "|", color=BLUE, markersize=14, markeredgewidth=2)
        if one.due is not None:
            due = "due" if not any(before.due is not None for before in rows[:row]) else None
            ax.plot([one.due], [row], "D", color=VERMILION, markersize=7, label=due)
    if project.deadline is not None:
        ax.axvline(project.deadline, color=VERMILION, linestyle="--", linewidth=1.5, label="deadline")
    names = [plain(f"{cut(one.task, NAME)}\n{cut(facts.label(one.firm), NAME)}") for one in rows]
    ax.set_yticks(range(len(rows)), names)
    ax.invert_yaxis()
    ax.set_xlim(left=0)
    ax.set_xlabel(plain(f"time ({enterprise.time_unit})"))
    ax.set_title(plain(f"Who works when for {project.id}"))
    tidy(ax, grid="x")
    if ax.get_legend_handles_labels()[0]:
        ax.legend(fontsize=SMALL, loc="best", frameon=True)
    return ax
