"""A picture of what an enterprise costs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from vebuilder.model.errors import DataError
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.report.drawing.bars import Bar
from vebuilder.report.facts import facts_of
from vebuilder.report.pictures.canvas import SMALL, axes_for, plain, tidy
from vebuilder.report.scale import cut, rounded
from vebuilder.report.sections.money import by_kind, by_partner
from vebuilder.result.enterprise import Enterprise

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, ROW = 8.0, 0.34
NAME = 36


def plot_cost(
    enterprise: Enterprise,
    project: Project,
    network: Network,
    by: Literal["kind", "partner"] = "kind",
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw what an enterprise costs, as bars by kind or by partner.

    By partner, each bar is what a firm costs by itself; what lies between partners (interfaces, coordination)
    is a bar of its own, so that all bars together are the total cost.

    Parameters
    ----------
    enterprise
        What was formed.
    project, network
        What it was formed from.
    by
        ``kind`` or ``partner``.
    ax
        Where to draw; None for a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        What was drawn on.

    Raises
    ------
    DataError
        If the enterprise is of other inputs or was changed since, ``by`` is something else, or matplotlib is
        not installed.
    """
    if by not in ("kind", "partner"):
        message = f"{by!r} is neither 'kind' nor 'partner'"
        raise DataError([Fault(path="by", message=message)])
    facts = facts_of(enterprise, project, network)
    bars = by_kind(facts) if by == "kind" else by_partner(facts)
    ax = axes_for(ax, WIDTH, 1.6 + ROW * len(bars))
    draw_bars(ax, bars)
    ax.set_xlabel(plain(f"cost ({project.currency})"))
    total = f"{rounded(enterprise.cost.total)} {project.currency}"
    ax.set_title(plain(f"Cost of {project.id} by {by}: {total} in all"))
    if by == "partner":
        legend_below(ax)
    return ax


def draw_bars(ax: "Axes", bars: Sequence[Bar]) -> None:
    """Draw bars in parts, the first on top, each with its sum at its end.

    Parameters
    ----------
    ax
        Where.
    bars
        From the top.
    """
    told: set[str] = set()
    for row, bar in enumerate(bars):
        left = right = 0.0
        for part in bar.parts:
            ax.barh(
                row,
                part.amount,
                left=right if part.amount >= 0 else left,
                height=0.7,
                color=part.colour,
                edgecolor="white",
                linewidth=0.6,
                label=part.kind if part.kind not in told else None,
            )
            told.add(part.kind)
            right += max(part.amount, 0.0)
            left += min(part.amount, 0.0)
        ax.annotate(
            rounded(bar.total),
            (right, row),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=SMALL,
        )
    ax.set_yticks(range(len(bars)), [plain(cut(bar.name, NAME)) for bar in bars])
    ax.invert_yaxis()
    ax.margins(x=0.14)
    ax.axvline(0, color="black", linewidth=0.8)
    tidy(ax, grid="x")


def legend_below(ax: "Axes") -> None:
    """Tell the colours below the axes, where they hide nothing.

    Parameters
    ----------
    ax
        Where.
    """
    handles, labels = ax.get_legend_handles_labels()
    if _own_figure(ax):
        figure: Any = ax.figure
        figure.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False, fontsize=SMALL)
    else:
        ax.legend(handles, labels, fontsize=SMALL)


def _own_figure(ax: "Axes") -> bool:
    return ax.figure.get_layout_engine() is not None and len(ax.figure.axes) == 1
