"""The whole time-cost curve in one call."""

import numbers
import time
from collections.abc import Callable, Iterator
from typing import Any, Literal

from vebuilder.check.arguments import caller_faults, instance_faults, option_faults
from vebuilder.check.lint import refuse_faulty
from vebuilder.check.support import refuse_unsupported
from vebuilder.explore.time_cost.curve import TimeCostCurve, TimeCostPoint
from vebuilder.explore.time_cost.steps import Steps, steps_of
from vebuilder.explore.time_cost.sweep import SaidOnce, Stopped, Sweep, without_time
from vebuilder.model import DataError, Fault, Network, NoSolutionError, Project

FEWEST_POINTS = 2
"""The fastest and the cheapest."""


def time_cost_curve(  # noqa: PLR0913, PLR0917
    project: Project,
    network: Network,
    points: int | None = None,
    solver: str = "auto",
    time_limit: float | None = None,
    gap: float = 1e-6,
    threads: int | None = None,
    seed: int = 0,
    progress: Callable[[TimeCostPoint], None] | None = None,
) -> TimeCostCurve:
    r"""Find what each finishing time costs at least, from the shortest possible makespan to the cheapest one.

    The cheapest enterprise is formed, then the cheapest one that finishes earlier, and so on until nobody can
    finish earlier (the :math:`\epsilon`-constraint method, exact; Haimes, Lasdon and Wismer 1971). A point
    that a faster one equals in price is left out, so no point is dominated by another.

    Earlier means: by one step of the coarsest grid of decimals that all durations lie on, such as a day or a
    tenth of one; where they lie on none, by 1e-5 of the makespan. Prices that differ by less than ``gap``
    count as the same.

    The price is what the strategy weighs besides time: its weight on time is left out, and if nothing else
    weighs, cost does. A deadline of the project ends the curve, a budget begins it.

    Parameters
    ----------
    project
        The tasks, how long they take, what comes after what; the rules and the strategy.
    network
        The firms to choose from.
    points
        None for every point there is; or a number of at least 2, for the points at so many deadlines, spread
        evenly from the shortest makespan to that of the cheapest enterprise. There are fewer points where
        two deadlines have the same one.
    solver
        As for `form_enterprise`.
    time_limit
        Seconds for the whole call; None for no limit.
    gap
        Relative gap at which a point counts as the cheapest; below 1.
    threads, seed
        As for `form_enterprise`.
    progress
        Called with each point as it is found, the cheapest first.

    Returns
    -------
    TimeCostCurve
        The points, the fastest first. If the time is up, or on Ctrl-C, those that are finished.

    Raises
    ------
    DataError
        If the input or an option cannot be meant as it stands; or if all points are asked for where the time
        of a task depends on how it is shared, so that there is no end of points.
    InfeasibleError
        If no enterprise satisfies all requirements; says which clash.
    NoSolutionError
        If the sweep was stopped before the first point was finished.
    UnsupportedError, SolverUnavailableError, SolverError, AuditError
        As for `form_enterprise`.
    """
    begin = time.monotonic()
    options = {"solver": solver, "gap": gap, "threads": threads, "seed": seed}
    steps = _checked(project, network, points, progress, time_limit, options)
    weighed = project.model_copy(update={"strategy": without_time(project.strategy)})
    sweep = Sweep(weighed, network, steps, options, time_limit, begin)
    found: list[TimeCostPoint] = []
    stop_reason: Literal["finished", "time", "interrupted"] = "finished"
    try:
        with SaidOnce():
            for point in sweep.front() if points is None else sweep.sample(int(points)):
                found.append(point)
                if progress is not None:
                    progress(point)
    except Stopped as stopped:
        stop_reason = stopped.reason
    except KeyboardInterrupt:
        stop_reason = "interrupted"
    if not found or sweep.fastest is None:
        how = "was interrupted" if stop_reason == "interrupted" else "ran out of time"
        raise NoSolutionError(
            f"The sweep {how} before the cheapest enterprise was proven; allow more time or a larger gap",
            stop_reason=stop_reason,
        )
    return TimeCostCurve(
        points=tuple(reversed(found)),
        shortest=sweep.fastest.makespan,
        complete=stop_reason == "finished"
        and sweep.fastest.outcome == "optimal"
        and all(point.proven for point in found),
        stop_reason=stop_reason,
        seconds=time.monotonic() - begin,
    )


def _checked(
    project: Project,
    network: Network,
    points: int | None,
    progress: object,
    time_limit: float | None,
    options: dict[str, Any],
) -> Steps:
    """Refuse what cannot be meant, and return how finishing times can differ."""
    faults = [
        *instance_faults(project, network),
        *option_faults(time_limit, options["gap"], options["threads"], options["seed"]),
        *caller_faults(options["solver"], progress),
        *_point_faults(points),
    ]
    if faults:
        raise DataError(faults)
    refuse_faulty(project, network)
    refuse_unsupported(project, network, forming=True)
    steps = steps_of(project, network)
    if points is None:
        steps.refuse_endless()
    return steps


def _point_faults(points: object) -> Iterator[Fault]:
    is_count = isinstance(points, numbers.Integral) and not isinstance(points, bool)
    if points is not None and not (is_count and points >= FEWEST_POINTS):  # type: ignore[operator]
        yield Fault(
            path="points",
            message=f"{points!r} is not a number of points of at least {FEWEST_POINTS}, or None for all",
        )
