"""A picture of the enterprise as a network."""

from collections.abc import Sequence
from math import sqrt
from typing import TYPE_CHECKING

from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.report.drawing.network import thickness, trust_colour
from vebuilder.report.facts import Facts, facts_of
from vebuilder.report.palette import BLUE, DISTRUST, STRANGERS, TRUST
from vebuilder.report.pictures.canvas import SMALL, axes_for, plain
from vebuilder.report.scale import cut, rounded
from vebuilder.report.seating import rows_of, seats
from vebuilder.report.ties import Tie, crowded
from vebuilder.result.enterprise import Enterprise

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAME, TASKS = 34, 40
WIDTH, ROW = 10.0, 0.62
REACH = 2.45
"""How far the axes go, so that names on both sides have room; partners sit between -1 and 1."""


def plot_network(
    enterprise: Enterprise, project: Project, network: Network, ax: "Axes | None" = None
) -> "Axes":
    """Draw the enterprise as a network: the partners, who does what, interfaces by cost, and trust.

    A line is as thick as what the interfaces between two partners cost, and shows by its colour whether they
    trust each other; thin lines are trust without an interface, unless there are too many of them. A circle
    is as large as the partner's work, that of the initiator has a ring. Names never collide, however many
    partners there are.

    Parameters
    ----------
    enterprise
        What was formed.
    project, network
        What it was formed from.
    ax
        Where to draw; None for a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        What was drawn on; its figure can be saved.

    Raises
    ------
    DataError
        If the enterprise is of other inputs or was changed since, or matplotlib is not installed.
    """
    facts = facts_of(enterprise, project, network)
    rows = rows_of(len(enterprise.partners))
    ax = axes_for(ax, WIDTH, 1.5 + ROW * rows)
    weights = {tie.firms: abs(tie.interface_cost) + 1e-6 for tie in facts.ties}
    places = {firm: (seat.across, -seat.row) for firm, seat in seats(enterprise.partners, weights).items()}
    most = max((abs(tie.interface_cost) for tie in facts.ties), default=0.0)
    many = crowded(facts.ties)
    drawn = [tie for tie in facts.ties if not (tie.thin and many)]
    for tie in sorted(drawn, key=lambda tie: abs(tie.interface_cost)):
        _draw_tie(ax, tie, places, most)
    for firm, place in places.items():
        _draw_partner(ax, facts, firm, place)
    ax.set_xlim(-REACH, REACH)
    ax.set_ylim(-rows + 0.4, 0.6)
    ax.set_axis_off()
    ax.set_title(plain(f"The partners of {project.id}"))
    _legend(ax, facts, drawn, most)
    return ax


def _draw_tie(ax: "Axes", tie: Tie, places: dict[str, tuple[float, float]], most: float) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    (x1, y1), (x2, y2) = (places[firm] for firm in tie.firms)
    bend = 0.55 if (x1 > 0) == (x2 > 0) else 0.12
    middle = (x1 + x2) / 2 * (1 - bend), (y1 + y2) / 2
    width = thickness(tie.interface_cost, most) if not tie.thin else 0.8
    path = Path([(x1, y1), middle, (x2, y2)], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
    ax.add_patch(
        PathPatch(
            path,
            facecolor="none",
            edgecolor=trust_colour(tie.mean_trust),
            linewidth=width,
            linestyle=(0, (8 / width, 4 / width)) if tie.mean_trust < 0 else "solid",
            alpha=0.75 if not tie.thin else 0.5,
            capstyle="butt",
            zorder=1,
        )
    )


def _draw_partner(ax: "Axes", facts: Facts, firm: str, place: tuple[float, float]) -> None:
    most = max(cost.work for cost in facts.costs.values())
    radius = 6 + 8 * sqrt(max(facts.costs[firm].work, 0.0) / max(most, 1e-9))
    x, y = place
    if firm == facts.project.initiator:
        ax.plot([x], [y], "o", markersize=2 * radius + 7, color="white", markeredgecolor="black", zorder=2)
    ax.plot([x], [y], "o", markersize=2 * radius, color=BLUE, markeredgecolor="white", zorder=3)
    ring = 4 if firm == facts.project.initiator else 0
    outwards, side = (1, "left") if x > 0 else (-1, "right")
    tasks = ", ".join(facts.tasks_of(firm)) or "no task"
    for words, below, weight, colour in (
        (cut(facts.label(firm), NAME), 1, "bold", "black"),
        (cut(tasks, TASKS), -10, "normal", "#444444"),
    ):
        ax.annotate(
            plain(words),
            (x, y),
            xytext=(outwards * (radius + 7 + ring), below),
            textcoords="offset points",
            ha=side,
            va="bottom",
            fontsize=SMALL,
            fontweight=weight,
            color=colour,
            zorder=4,
        )


def _legend(ax: "Axes", facts: Facts, drawn: Sequence[Tie], most: float) -> None:
    from matplotlib.lines import Line2D

    unit = plain(facts.project.currency)
    shown = {trust_colour(tie.mean_trust) for tie in drawn}
    words = {TRUST: "they trust each other", STRANGERS: "strangers", DISTRUST: "distrust"}
    handles = [
        Line2D(
            [],
            [],
            color=colour,
            linewidth=3,
            linestyle=(0, (3, 1.5)) if colour == DISTRUST else "-",
            label=told,
        )
        for colour, told in words.items()
        if colour in shown
    ]
    handles += [
        Line2D(
            [],
            [],
            color="#555555",
            linewidth=thickness(cost, most),
            label=f"interfaces {rounded(cost)} {unit}",
        )
        for cost in ((most / 4, most) if most else ())
    ]
    if handles:
        ax.legend(
            handles=handles,
            loc="upper center",
            bbox_to_anchor=(0.5, 0.0),
            ncols=3,
            frameon=False,
            fontsize=SMALL,
        )
