"""Pictures of choices: the Pareto front, and cost against time."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vebuilder.explore.neighbours.measures import figure_of
from vebuilder.explore.neighbours.pareto import Front
from vebuilder.explore.time_cost.curve import TimeCostCurve
from vebuilder.model.errors import DataError
from vebuilder.model.fault import Fault
from vebuilder.report.palette import BLUE, GREY, VERMILION
from vebuilder.report.pictures.canvas import SMALL, axes_for, plain, tidy
from vebuilder.result.enterprise import Enterprise

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 7.5, 4.5


def plot_front(front: Front, enterprise: Enterprise | None = None, ax: "Axes | None" = None) -> "Axes":
    """Draw a Pareto front: the choices that cannot be bettered in one figure without losing in another.

    Between two neighbours on the line there is nothing to choose; a third figure is told by colour.

    Parameters
    ----------
    front
        What `pareto` returned.
    enterprise
        One to be shown among them, for the same project.
    ax
        Where to draw; None for a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        What was drawn on.

    Raises
    ------
    DataError
        If ``front`` is something else or empty, or matplotlib is not installed.
    """
    if not isinstance(front, Front) or not len(front):
        raise _nothing("front", front, "vebuilder.pareto(...)")
    first, names = front[0].enterprise, front.objectives
    ax = axes_for(ax, WIDTH, HEIGHT)
    across, up = ([point.figures[axis] for point in front] for axis in (0, 1))
    if len(names) == 2:
        _stairs(ax, across, up)
        ax.plot(across, up, "o", color=BLUE, markersize=7, label="choices")
    else:
        third = ax.scatter(across, up, c=[point.figures[2] for point in front], cmap="viridis", s=60)
        bar = ax.figure.colorbar(third, ax=ax)
        bar.set_label(plain(_axis(first, names[2])))
    if enterprise is not None:
        own = figure_of(enterprise, names[0]), figure_of(enterprise, names[1])
        ax.plot(*own, "*", color=VERMILION, markersize=15, markeredgecolor="white", label="this enterprise")
    ax.set_xlabel(plain(_axis(first, names[0])))
    ax.set_ylabel(plain(_axis(first, names[1])))
    ax.set_title(plain(f"Choices for {first.project}"))
    tidy(ax, grid="both")
    if ax.get_legend_handles_labels()[0]:
        ax.legend(fontsize=SMALL)
    return ax


def plot_time_cost(
    curve: TimeCostCurve, enterprise: Enterprise | None = None, ax: "Axes | None" = None
) -> "Axes":
    """Draw what each finishing time costs at least.

    Parameters
    ----------
    curve
        What `time_cost_curve` returned.
    enterprise
        One to be shown among them, for the same project.
    ax
        Where to draw; None for a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        What was drawn on.

    Raises
    ------
    DataError
        If ``curve`` is something else or empty, or matplotlib is not installed.
    """
    if not isinstance(curve, TimeCostCurve) or not len(curve):
        raise _nothing("curve", curve, "vebuilder.time_cost_curve(...)")
    first = curve[0].enterprise
    ax = axes_for(ax, WIDTH, HEIGHT)
    across, up = [point.makespan for point in curve], [point.cost for point in curve]
    _stairs(ax, across, up)
    ax.plot(across, up, "o", color=BLUE, markersize=7, label="finishing times")
    if enterprise is not None:
        own = enterprise.makespan, enterprise.cost.total
        ax.plot(*own, "*", color=VERMILION, markersize=15, markeredgecolor="white", label="this enterprise")
        ax.legend(fontsize=SMALL)
    ax.set_xlabel(plain(f"all is done after ({first.time_unit})"))
    ax.set_ylabel(plain(f"total cost ({first.currency})"))
    ax.set_title(plain(f"What it costs to finish {first.project} earlier"))
    tidy(ax, grid="both")
    return ax


def _stairs(ax: "Axes", across: Sequence[float], up: Sequence[float]) -> None:
    pairs = sorted(zip(across, up, strict=True))
    ax.step([x for x, _ in pairs], [y for _, y in pairs], where="post", color=GREY, linewidth=1.2)


def _axis(enterprise: Enterprise, objective: str) -> str:
    unit = enterprise.time_unit if objective == "time" else enterprise.currency
    return f"{'makespan' if objective == 'time' else objective} ({unit})"


def _nothing(name: str, value: object, call: str) -> DataError:
    empty = isinstance(value, Front | TimeCostCurve)
    message = (
        "there are no points to draw"
        if empty
        else f"what {call} returns is needed, not a {type(value).__name__}"
    )
    return DataError([Fault(path=name, message=message, mend=f"hand over {call}")])
