"""``vebuilder curve``: what each finishing time costs."""

import argparse
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from vebuilder import explore
from vebuilder.commands import options
from vebuilder.commands.codes import ended_with
from vebuilder.commands.given import read_given
from vebuilder.commands.output import show, show_json
from vebuilder.commands.searching import searching
from vebuilder.terminal import QUIET_SECONDS, ProgressLine

if TYPE_CHECKING:
    from vebuilder.commands.options import Commands


def add(commands: "Commands") -> None:
    """Add the command.

    Parameters
    ----------
    commands
        Those there are.
    """
    parents = [options.search(gap=1e-6, threads=True), options.as_json()]
    command = commands.add_parser("curve", parents=parents, help="what each finishing time costs at least")
    options.add_instance(command)
    command.add_argument("--points", type=int, metavar="NUMBER", help="so many points; all if not stated")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Form the cheapest enterprise for each finishing time.

    Parameters
    ----------
    arguments
        The words of the command.
    """
    given = read_given(arguments)
    with searching(arguments, given) as search:
        line = search.pop("progress")
        curve = explore.time_cost_curve(
            given.project,
            given.network,
            points=arguments.points,
            progress=line and _told(line),
            **search,
        )
    if arguments.json:
        show_json(_data(curve))
    else:
        show(curve)
    return ended_with(curve.stop_reason)


def _told(line: ProgressLine) -> Callable[[explore.TimeCostPoint], None]:
    """Return what shows the points on the terminal as they are found."""
    begin, number = time.monotonic(), 0

    def tell(point: explore.TimeCostPoint) -> None:
        nonlocal number
        number += 1
        seconds = time.monotonic() - begin
        if seconds >= QUIET_SECONDS:
            last = f"the last one at {point.makespan:,.10g} for {point.cost:,.2f}"
            line.show(f"{seconds:.0f} s, {number:,} {'point' if number == 1 else 'points'}, {last}")

    return tell


def _data(curve: explore.TimeCostCurve) -> dict[str, object]:
    points = [
        {
            "makespan": point.makespan,
            "cost": point.cost,
            "objective": point.objective,
            "proven": point.proven,
            "enterprise": point.enterprise.model_dump(mode="json"),
        }
        for point in curve
    ]
    return {
        "points": points,
        "shortest": curve.shortest,
        "complete": curve.complete,
        "stop_reason": curve.stop_reason,
        "seconds": curve.seconds,
    }
