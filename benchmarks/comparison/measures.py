"""What a run is measured by: when it came how far, how good it was after a minute, what memory it took."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields

from benchmarks.comparison.runs import ABSENT, Point, Run
from vebuilder.solve.options import relative_gap

NEAR = 0.01
"""Relative distance to the best value known at which an answer counts as near."""
MINUTE = 60.0
ROUNDING = 1e-6
"""Relative difference up to which two values count as one."""
NOTHING = 1.0
"""The gap of a contender without an answer: at least so much."""


@dataclass(frozen=True)
class Figure:
    """A number, or, where it was not reached in time, a lower bound on it."""

    value: float
    reached: bool = True


@dataclass(frozen=True)
class Measures:
    """One run, measured; times in seconds, gaps relative, memory in MB.

    A time that was not reached is that of the limit.
    """

    first: Figure
    """Time to the first answer."""
    near: Figure
    """Time to an answer within 1 % of the best value any contender found."""
    proof: Figure
    """Time to a proof: a gap between its own answer and its own bound within the gap asked for."""
    minute: Figure
    """Gap after 60 s, or at the end of a shorter run, to the best bound any contender proved."""
    memory: Figure | None
    """Peak memory; None where it is not told."""
    own_gap: float | None
    """Gap at the end between its own answer and its own bound; None without one of them."""


NAMES = tuple(field.name for field in fields(Measures) if field.name != "own_gap")


@dataclass(frozen=True)
class Standard:
    """What all runs on an instance together know.

    Parameters
    ----------
    best
        Lowest objective of any valid answer; None without one.
    bound
        Highest bound proven that no answer refutes; None without one.
    """

    best: float | None
    bound: float | None

    def refutes(self, run: Run) -> bool:
        """Return whether a run claims a bound that an answer lies below: its proof is wrong."""
        if run.bound is None or self.best is None:
            return False
        return run.bound > self.best + ROUNDING * max(1.0, abs(self.best))


def standard(runs: Iterable[Run]) -> Standard:
    """Return what the runs on one instance know."""
    runs = tuple(runs)
    found = [run.objective for run in runs if run.objective is not None]
    first = Standard(min(found, default=None), None)
    # A program whose plan breaks rules or is priced wrongly proves nothing about this instance either.
    sound = [run for run in runs if run.outcome in {"answered", "no answer"} and not first.refutes(run)]
    return Standard(first.best, max((run.bound for run in sound if run.bound is not None), default=None))


def measured(run: Run, known: Standard) -> Measures | None:
    """Return the measures of a run; None if its contender did not compete.

    What a run showed on the way counts only if it handed a valid answer out in the end.
    """
    if run.outcome in ABSENT:
        return None
    trace = _credible(run)
    best, bound = known.best, known.bound
    late = Figure(run.limit, reached=False)

    def moment(far_enough: Callable[[float], bool]) -> Figure:
        times = (point.seconds for point in trace if point.cost is not None and far_enough(point.cost))
        return next((Figure(seconds) for seconds in times), late)

    gap = Figure(NOTHING, reached=False)
    shown = [point.cost for point in trace if point.cost is not None and point.seconds <= MINUTE]
    if shown and bound is not None:
        gap = Figure(max(relative_gap(shown[-1], bound), 0.0))
    return Measures(
        first=moment(lambda _cost: True),
        near=moment(lambda cost: best is not None and cost - best <= NEAR * abs(best)),
        proof=_proof(run, trace, known) or late,
        minute=gap,
        memory=None if run.peak_megabytes is None else Figure(run.peak_megabytes, run.outcome != "killed"),
        own_gap=_own_gap(run),
    )


def proven(run: Run, known: Standard) -> bool:
    """Return whether a run ended with a proof that nobody's answer refutes."""
    gap = _own_gap(run)
    return gap is not None and gap <= run.gap * (1 + ROUNDING) and not known.refutes(run)


def _proof(run: Run, trace: Sequence[Point], known: Standard) -> Figure | None:
    if not proven(run, known):
        return None
    for point in trace:
        if point.cost is None or point.bound is None:
            continue
        if relative_gap(point.cost, point.bound) <= run.gap * (1 + ROUNDING):
            return Figure(point.seconds)
    return None if run.seconds is None else Figure(run.seconds)


def _own_gap(run: Run) -> float | None:
    if run.objective is None or run.bound is None:
        return None
    return relative_gap(run.objective, run.bound)


def _credible(run: Run) -> tuple[Point, ...]:
    """Return the trace as it falls, without costs below that of the answer handed out."""
    if run.objective is None:
        return ()
    least = run.objective - ROUNDING * max(1.0, abs(run.objective))
    points: list[Point] = []
    cost: float | None = None
    bound: float | None = None
    for point in sorted(run.trace, key=lambda one: one.seconds):
        if point.cost is not None and point.cost >= least:
            cost = point.cost if cost is None else min(cost, point.cost)
        if point.bound is not None:
            bound = point.bound if bound is None else max(bound, point.bound)
        points.append(Point(point.seconds, cost, bound))
    return tuple(points)


def middle(runs: Sequence[Measures]) -> Measures:
    """Return the median of the runs with different seeds, measure by measure; of an even number the worse.

    What was not reached is worse than anything that was.
    """
    at = len(runs) // 2

    def one(name: str) -> Figure | None:
        figures: list[Figure] = [figure for run in runs if (figure := getattr(run, name)) is not None]
        if not figures:
            return None
        return sorted(figures, key=lambda figure: (not figure.reached, figure.value))[len(figures) // 2]

    gaps = sorted((run.own_gap for run in runs), key=lambda gap: (gap is None, gap))
    return Measures(**{name: one(name) for name in NAMES}, own_gap=gaps[at])  # type: ignore[arg-type]
