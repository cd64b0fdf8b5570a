"""A picture of the losses that a simulation met."""

from itertools import pairwise
from typing import TYPE_CHECKING

from vebuilder.explore.simulation.simulation import Simulation
from vebuilder.model.errors import DataError
from vebuilder.model.fault import Fault
from vebuilder.report.histogram import histogram
from vebuilder.report.palette import BLUE, ORANGE, VERMILION
from vebuilder.report.pictures.canvas import SMALL, axes_for, plain, tidy
from vebuilder.report.scale import percent, rounded

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 7.5, 4.5
LEVEL = 0.95


def plot_losses(simulation: Simulation, ax: "Axes | None" = None) -> "Axes":
    """Draw how often which loss came, with the mean and what is exceeded in one run out of twenty.

    Parameters
    ----------
    simulation
        What `simulate` returned.
    ax
        Where to draw; None for a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        What was drawn on.

    Raises
    ------
    DataError
        If ``simulation`` is something else, or matplotlib is not installed.
    """
    if not isinstance(simulation, Simulation):
        message = f"a Simulation is needed, not a {type(simulation).__name__}"
        raise DataError([Fault(path="simulation", message=message, mend="hand over vebuilder.simulate(...)")])
    ax = axes_for(ax, WIDTH, HEIGHT)
    edges, parts = histogram(simulation.losses)
    widths = [right - left for left, right in pairwise(edges)]
    ax.bar(edges[:-1], parts, width=widths, align="edge", color=BLUE, edgecolor="white", linewidth=0.6)
    unit = plain(simulation.currency)
    for words, place, colour, style in (
        ("mean", simulation.mean_loss, ORANGE, "-"),
        (f"exceeded in {percent(1 - LEVEL)} of the runs", simulation.quantile(LEVEL), VERMILION, "--"),
        (f"mean of the worst {percent(1 - LEVEL)}", simulation.cvar(LEVEL), VERMILION, ":"),
    ):
        ax.axvline(
            place, color=colour, linestyle=style, linewidth=2, label=f"{words}: {rounded(place)} {unit}"
        )
    ax.set_xlabel(f"loss ({unit})")
    ax.set_ylabel("share of the runs (%)")
    ax.set_title(plain(f"Losses of {simulation.project} in {simulation.runs:,} runs"))
    tidy(ax, grid="both")
    ax.legend(fontsize=SMALL)
    return ax
