"""A picture of alternatives side by side."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vebuilder.explore.neighbours.alternatives import Alternatives
from vebuilder.model.errors import DataError
from vebuilder.model.fault import Fault
from vebuilder.model.text import COST_KINDS
from vebuilder.report.drawing.bars import Bar, Part
from vebuilder.report.palette import COST_COLOURS
from vebuilder.report.pictures.canvas import axes_for, plain
from vebuilder.report.pictures.cost import draw_bars, legend_below
from vebuilder.result.enterprise import Enterprise

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, ROW = 9.0, 0.62
LONGEST = 44
"""Letters in a line that says who comes in or goes."""


def plot_alternatives(alternatives: Alternatives | Sequence[Enterprise], ax: "Axes | None" = None) -> "Axes":
    """Draw enterprises side by side: what each costs by kind, and which partners it has otherwise.

    Parameters
    ----------
    alternatives
        What `alternatives` returned, or enterprises for the same project, the one to compare with first.
    ax
        Where to draw; None for a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        What was drawn on.

    Raises
    ------
    DataError
        If there is nothing to compare, the enterprises are of different projects, or matplotlib is not
        installed.
    """
    shown = tuple(alternatives)
    if not shown or not all(isinstance(one, Enterprise) for one in shown):
        message = "enterprises are needed, one at least"
        raise DataError(
            [Fault(path="alternatives", message=message, mend="hand over vebuilder.alternatives(...)")]
        )
    first = shown[0]
    if {(one.project, one.currency) for one in shown} != {(first.project, first.currency)}:
        message = "the enterprises are of different projects, and cannot be compared"
        raise DataError([Fault(path="alternatives", message=message)])
    ax = axes_for(ax, WIDTH, 1.7 + ROW * len(shown))
    draw_bars(ax, [_bar(number, one, first) for number, one in enumerate(shown, 1)])
    ax.set_yticklabels([plain(_name(number, one, first)) for number, one in enumerate(shown, 1)])
    ax.set_xlabel(plain(f"cost ({first.currency})"))
    ax.set_title(plain(f"What else could be formed for {first.project}"))
    legend_below(ax)
    return ax


def _bar(number: int, one: Enterprise, first: Enterprise) -> Bar:
    terms = one.cost.terms()
    parts = tuple(
        Part(COST_KINDS[kind], value, COST_COLOURS[kind]) for kind, value in terms.items() if value != 0
    )
    return Bar(_name(number, one, first), parts)


def _name(number: int, one: Enterprise, first: Enterprise) -> str:
    """Return the number of an enterprise, and below it who comes in and who goes."""
    come, go = set(one.partners) - set(first.partners), set(first.partners) - set(one.partners)
    lines = [
        _listed(f"{sign} ", [one.names.get(firm, first.names.get(firm, firm)) for firm in sorted(firms)])
        for sign, firms in (("+", come), ("–", go))
        if firms
    ]
    return "\n".join([f"{number}: {len(one.partners)} partners", *lines])


def _listed(sign: str, names: Sequence[str]) -> str:
    """Return names that fit in a line, and how many more there are."""
    for count in range(len(names), 0, -1):
        more = f" and {len(names) - count} more" if count < len(names) else ""
        line = f"{sign}{'; '.join(names[:count])}{more}"
        if len(line) <= LONGEST:
            return line
    return f"{sign}{names[0][: LONGEST - 20]}…" + (f" and {len(names) - 1} more" if len(names) > 1 else "")
