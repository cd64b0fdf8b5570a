"""Cost over time, one panel an instance, one line a contender."""

import math
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median_high
from typing import Any

from benchmarks.comparison.measures import proven
from benchmarks.comparison.runs import ABSENT, Run
from benchmarks.comparison.summary import Comparison
from benchmarks.contenders.lineup import NAMES

# Okabe and Ito (2008): colours that people with any colour vision tell apart; grey for their yellow, which is
# too faint for a line.
BLACK, ORANGE, SKY, GREEN, GREY, BLUE, RED, PURPLE = (
    "#000000", "#E69F00", "#56B4E9", "#009E73", "#666666", "#0072B2", "#D55E00", "#CC79A7",
)  # fmt: skip
STYLES: dict[str, tuple[str, Any, float]] = {
    "auto": (BLACK, "solid", 2.2),
    "auto without toulbar2": (BLACK, (0, (1, 1)), 1.6),
    "highs": (BLUE, "dashed", 1.4),
    "cpsat": (ORANGE, "dashdot", 1.4),
    "scip": (GREEN, (0, (5, 1)), 1.4),
    "cbc": (SKY, (0, (3, 1, 1, 1)), 1.4),
    "toulbar2": (PURPLE, (0, (3, 1, 1, 1, 1, 1)), 1.4),
    "toulbar2 itself": (PURPLE, (0, (1, 2)), 1.8),
    "textbook": (RED, (0, (8, 2)), 1.4),
    "genetic": (GREY, (0, (2, 2)), 1.4),
}
"""Colour, dashes and width by contender; no two have the same dashes."""
assert set(STYLES) == set(NAMES)
MOST_PANELS = 6
COLUMNS = 2
FIRST = 0.02
"""Seconds at which the time axis begins."""
HEADROOM, FOOTROOM = 0.3, 0.05
"""What is shown above the best answer and below it, relative to it."""
SALT = "vebuilder"
"""So that the same runs give the same file."""

Step = tuple[float, float]


class NoMatplotlibError(Exception):
    """matplotlib is not installed; the text says what to install."""


def require_matplotlib() -> None:
    """Refuse to plot without matplotlib.

    Raises
    ------
    NoMatplotlibError
        If it is not installed.
    """
    if find_spec("matplotlib") is None:
        raise NoMatplotlibError("the plot needs matplotlib: pip install 'vebuilder[plots]'")


def draw(comparison: Comparison, path: Path, panels: Sequence[str] = ()) -> None:
    """Write the plot as an SVG file.

    Parameters
    ----------
    comparison
        The runs.
    path
        The file; its folder is made if need be.
    panels
        Instances to show; if none are named, one of each size.

    Raises
    ------
    NoMatplotlibError
        If matplotlib is not installed.
    """
    require_matplotlib()
    import matplotlib as mpl
    from matplotlib.figure import Figure

    shown = tuple(panels) or one_of_each_size(comparison)
    rows = max(math.ceil(len(shown) / COLUMNS), 1)
    with mpl.rc_context({"svg.hashsalt": SALT, "svg.fonttype": "none", "font.size": 9}):
        figure = Figure(figsize=(5.0 * COLUMNS, 3.2 * rows + 0.9), layout="constrained")
        axes = list(figure.subplots(rows, COLUMNS, squeeze=False).flat)
        for axis, instance in zip(axes, shown, strict=False):
            _panel(axis, comparison, instance)
        for axis in axes[len(shown) :]:
            axis.set_axis_off()
        lines = {line.get_label(): line for axis in figure.axes for line in axis.get_lines()}
        labels = [name for name in (*NAMES, BOUND) if name in lines]
        figure.legend([lines[name] for name in labels], labels, loc="outside lower center", ncols=5)
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="svg", metadata={"Date": None})


BOUND = "best proven bound"


def _panel(axis: Any, comparison: Comparison, instance: str) -> None:
    known = comparison.standards[instance]
    ends = []
    for contender in comparison.contenders:
        runs = [run for run in comparison.of(instance, contender) if run.outcome not in ABSENT]
        steps = median_steps([_steps(run) for run in runs], max((run.limit for run in runs), default=0.0))
        if not steps:
            continue
        colour, dashes, width = STYLES[contender]
        times, costs = zip(*steps, strict=True)
        ends.append(times[-1])
        axis.step(
            times, costs, where="post", color=colour, linestyle=dashes, linewidth=width, label=contender
        )
        if all(proven(run, known) for run in runs):
            axis.plot(times[-1], costs[-1], marker="o", markersize=4, color=colour, label=f"_{contender}")
    if known.bound is not None:
        axis.axhline(known.bound, color="0.7", linewidth=0.8, label=BOUND)
    if known.best is not None:
        low = min(known.best, known.best if known.bound is None else known.bound)
        room = abs(known.best) or 1.0
        axis.set_ylim(low - FOOTROOM * room, known.best + HEADROOM * room)
    axis.set_xscale("log")
    axis.set_xlim(FIRST, max([1.0, *ends]) * 1.1)
    axis.set_title(instance)
    axis.set_xlabel("seconds since the project and the network were handed over")
    axis.set_ylabel(f"cost of the best answer, {comparison.of(instance)[0].currency}")


def one_of_each_size(comparison: Comparison) -> tuple[str, ...]:
    """Return the first instance of each number of firms and tasks, the smallest first, a few at most."""
    sizes: dict[tuple[int, int], str] = {}
    for run in comparison.runs:
        sizes.setdefault((run.firms, run.tasks), run.instance)
    ordered = [sizes[size] for size in sorted(sizes)]
    if len(ordered) <= MOST_PANELS:
        return tuple(ordered)
    step = (len(ordered) - 1) / (MOST_PANELS - 1)
    return tuple(ordered[round(number * step)] for number in range(MOST_PANELS))


def _steps(run: Run) -> list[Step]:
    """Return when the cost of a run fell, to what, and its last moment; nothing without a valid answer."""
    steps: list[Step] = []
    if run.objective is None:
        return steps
    for point in run.trace:
        if point.cost is not None and (not steps or point.cost < steps[-1][1]):
            steps.append((point.seconds, max(point.cost, run.objective)))
    if steps and run.seconds is not None:
        steps.append((run.seconds, steps[-1][1]))
    return steps


def median_steps(runs: Sequence[Sequence[Step]], limit: float) -> list[Step]:
    """Return the median cost of several runs over time, up to the limit; a run without an answer is infinite.

    Parameters
    ----------
    runs
        For each run, moments and the cost from each on.
    limit
        Seconds; what comes a little later is shown at this moment.
    """
    steps: list[Step] = []
    for moment in sorted({moment for run in runs for moment, _ in run}):
        middle = median_high([_at(run, moment) for run in runs])
        if math.isfinite(middle):
            steps.append((min(moment, limit), middle))
    return steps


def _at(run: Iterable[Step], moment: float) -> float:
    cost = math.inf
    for begin, value in run:
        if begin > moment:
            break
        cost = value
    return cost
