"""The enterprises that cannot be bettered in one figure without losing in another."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import overload

import numpy as np

from vebuilder.check.arguments import instance_faults
from vebuilder.check.words import count
from vebuilder.explore.neighbours.asking import Asking, Told, refuse_options
from vebuilder.explore.neighbours.html import front_html
from vebuilder.explore.neighbours.measures import MEASURES, Limits, figure_of, loosened, weighing
from vebuilder.model.errors import InfeasibleError
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.record import Identifier, Number, Record
from vebuilder.model.text import table
from vebuilder.result.enterprise import Enterprise

FLAT = 1e-3
"""A trade-off flatter than this part of the ranges is not told apart."""
STEP = 1e-4
"""The next point must be better by this part of the range."""
SAME = 1e-6


class ParetoPoint(Record):
    """An enterprise, and the figures that are weighed."""

    figures: tuple[Number, ...]
    """In the order of the objectives."""
    enterprise: Enterprise


class Front(Record):
    """Enterprises none of which is better in all figures than another, by the first figure."""

    objectives: tuple[Identifier, ...]
    points: tuple[ParetoPoint, ...]
    complete: bool
    """Whether all points that were to be looked for were found, each proven to the gap asked for.

    Never so for three figures, which are looked at on a grid: it selects some of the points there are.
    """
    ended: str = ""
    """``time`` or ``interrupted`` where the search was stopped; else empty."""

    def __len__(self) -> int:
        return len(self.points)

    @overload
    def __getitem__(self, position: int) -> ParetoPoint: ...
    @overload
    def __getitem__(self, position: slice) -> tuple[ParetoPoint, ...]: ...
    def __getitem__(self, position: int | slice) -> ParetoPoint | tuple[ParetoPoint, ...]:
        return self.points[position]

    def __iter__(self) -> Iterator[ParetoPoint]:  # type: ignore[override]
        return iter(self.points)

    def __str__(self) -> str:
        rows = [
            (*(f"{value:,.2f}" for value in one.figures), ", ".join(one.enterprise.partners))
            for one in self.points
        ]
        state = "" if self.complete else f", not complete{f': {self.ended}' if self.ended else ''}"
        if len(self.objectives) > 2 and not self.ended:
            state = ", a selection"
        head = f"{count(len(self), 'choice')} between {' and '.join(self.objectives)}{state}"
        return "\n".join(
            [head, *table((*self.objectives, "partners"), rows, "r" * len(self.objectives) + "l")]
        )

    def _repr_html_(self) -> str:
        return front_html(self)


def pareto(  # noqa: PLR0913, PLR0917
    project: Project,
    network: Network,
    objectives: Sequence[str] = ("cost", "risk"),
    points: int | None = 20,
    solver: str = "auto",
    time_limit: float | None = None,
    gap: float = 1e-4,
    seed: int = 0,
    progress: Told | None = None,
) -> Front:
    r"""Find the enterprises that cannot be bettered in one figure without losing in another.

    One figure is minimised, the others are limited, step by step from their worst to their best value
    (epsilon-constraint; Haimes, Lasdon and Wismer, 1971). The limited figures count a little, so that no
    point is bettered for nothing (augmented as by Mavrotas, 2009): with :math:`f_1` minimised and ranges
    :math:`r`,

    .. math::

        \min f_1 + 10^{-3} \sum_{i > 1} (r_1 / r_i) f_i, \quad f_i \le \epsilon_i

    So trade-offs flatter than a thousandth of the ranges are not told apart. Neither are points that differ
    by less than the gap asked for.

    Parameters
    ----------
    project, network
        The instance; its strategy's weights do not matter, its risk measure does.
    objectives
        Two or three of ``cost`` (total cost), ``risk`` (the strategy's measure) and ``time`` (makespan).
    points
        At most so many points, evenly over the range of the limited figures; None for all, which needs two
        objectives and ends only where there are finitely many.
    solver, time_limit, gap, seed, progress
        As for `form_enterprise`; the time limit is for all points together.

    Returns
    -------
    Front
        By the first objective, the smallest first. Ctrl-C and the time limit keep the points that are found.

    Raises
    ------
    DataError
        If the input or an option cannot be meant.
    InfeasibleError
        If no enterprise can be formed; says why.
    NoSolutionError
        If the search was stopped before a first point.
    """
    refuse_options(
        *instance_faults(project, network),
        *_faults(objectives, points),
        solver=solver,
        time_limit=time_limit,
        gap=gap,
        seed=seed,
        progress=progress,
    )
    names = tuple(objectives)
    with Asking(
        weighing(project, {names[0]: 1.0}), network, solver, time_limit, gap, seed, progress
    ) as asking:
        sweep = _Sweep(asking, project, names)
        ended = sweep.run(points)
    return _front(names, sweep.found, ended, sweep.sure)


class _Sweep:
    """The points found so far, and the way to the next ones.

    Parameters
    ----------
    asking
        Forms enterprises.
    project
        The project.
    names
        The objectives.
    """

    def __init__(self, asking: Asking, project: Project, names: tuple[str, ...]) -> None:
        self._asking, self._project, self._names = asking, project, names
        # The risk may be known only at the end of a search; it is minimised, the others are limited.
        self._main = "risk" if "risk" in names else names[-1]
        self._limited = tuple(name for name in names if name != self._main)
        self.found: list[Enterprise] = []
        self.sure = True

    def run(self, points: int | None) -> str:
        """Find the points; return why the search was stopped, empty if it was not."""
        first = self._asking.first()
        ends = {self._names[0]: first}
        for name in self._names[1:]:
            if over := self._asking.why_over:
                self.found.append(first)
                return over
            end = self._asking.form(weighing(self._project, {name: 1.0}), start=first)
            if end is None:
                self.found.append(first)
                return self._asking.why_over or "time"
            ends[name] = end
        best = {name: figure_of(end, name) for name, end in ends.items()}
        worst = {name: max(figure_of(end, name) for end in ends.values()) for name in self._names}
        self._range = {name: max(worst[name] - best[name], 0.0) for name in self._names}
        ended = self._ends(best, ends)
        if ended or points == 1:
            return ended
        if len(self._limited) == 1:
            return self._line(self._limited[0], best, points)
        return self._grid(best, worst, points or 1)

    def _weights(self, main: str) -> dict[str, float]:
        """Return what counts: the main figure, and the others a little."""
        weights = {main: 1.0}
        for name in self._names:
            if name != main:
                flat = self._range[name] <= SAME * max(1.0, self._range[main])
                weights[name] = FLAT * (1.0 if flat else max(self._range[main], SAME) / self._range[name])
        return weights

    def _point(self, main: str, limits: Limits, start: Enterprise | None) -> Enterprise | None:
        """Find the point with the smallest main figure within limits; None if it was not found in time."""
        project, conditions = limits.on(weighing(self._project, self._weights(main)))
        point = self._asking.form(project, conditions, start)
        if point is not None:
            self.found.append(point)
            self.sure &= point.outcome == "optimal"
        return point

    def _ends(self, best: dict[str, float], ends: dict[str, Enterprise]) -> str:
        """Find the points at the ends: each figure at its best, the others as good as then can be."""
        for name in self._names:
            if over := self._asking.why_over:
                return over
            limits = Limits(
                cost=loosened(best["cost"]) if name == "cost" and self._main != "cost" else None,
                time=loosened(best["time"]) if name == "time" and self._main != "time" else None,
            )
            main = self._main if name in self._limited else name
            if self._point(main, limits, ends[name]) is None:
                return self._asking.why_over or "time"
        return ""

    def _line(self, name: str, best: dict[str, float], points: int | None) -> str:
        """Sweep one limited figure from its value where the main one is best down to its own best."""
        start = min(self.found, key=lambda one: figure_of(one, name))
        high = figure_of(self.found[self._names.index(self._main)], name)
        least = STEP * self._range[name] + 3 * SAME * max(1.0, abs(high))
        steps = None if points is None else np.linspace(best[name], high, points)[1:-1][::-1]
        limit = high - least if steps is None else None
        while True:
            if over := self._asking.why_over:
                return over
            if steps is not None:
                lower = [step for step in steps.tolist() if step <= high - least]
                limit = lower[0] if lower else None
            if limit is None or limit < best[name] - SAME * max(1.0, abs(best[name])):
                return ""
            try:
                point = self._point(self._main, Limits(**{name: loosened(limit)}), start)
            except InfeasibleError:
                return ""
            if point is None:
                return self._asking.why_over or "time"
            # What was found is the best for every limit down to its own figure.
            high = min(figure_of(point, name), limit)
            limit = high - least

    def _grid(self, best: dict[str, float], worst: dict[str, float], points: int) -> str:
        """Limit two figures at once, on a grid."""
        side = max(int(np.sqrt(points)), 2)
        axes = [np.linspace(worst[name], best[name], side)[: side - 1].tolist() for name in self._limited]
        for values in product(*axes):
            if over := self._asking.why_over:
                return over
            limits = Limits(
                **{name: loosened(value) for name, value in zip(self._limited, values, strict=True)}
            )
            try:
                if self._point(self._main, limits, None) is None:
                    return self._asking.why_over or "time"
            except InfeasibleError:
                continue
        return ""


def _front(names: tuple[str, ...], found: list[Enterprise], ended: str, sure: bool) -> Front:
    """Return the points that no other one betters, each once."""
    figures = [tuple(figure_of(one, name) for name in names) for one in found]
    kept: list[int] = []
    for number in sorted(range(len(found)), key=lambda i: figures[i]):
        if not any(_betters(figures[other], figures[number]) for other in kept):
            kept = [other for other in kept if not _betters(figures[number], figures[other])]
            kept.append(number)
    points = [ParetoPoint(figures=figures[number], enterprise=found[number]) for number in kept]
    whole = not ended and sure and len(names) == 2
    return Front(objectives=names, points=tuple(points), complete=whole, ended=ended)


def _betters(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether one is nowhere worse than another, but for rounding."""
    return all(a <= b + SAME * max(1.0, abs(b)) for a, b in zip(one, other, strict=True))


def _faults(objectives: object, points: object) -> Iterator[Fault]:
    listed = tuple(objectives) if isinstance(objectives, list | tuple) else ()
    known = all(name in MEASURES for name in listed)
    if not (known and 2 <= len(listed) <= len(MEASURES) and len(set(listed)) == len(listed)):
        yield Fault(
            path="objectives",
            message=f"{objectives!r} are not two or three different ones of {', '.join(MEASURES)}",
            mend='such as ("cost", "risk")',
        )
    whole = isinstance(points, int) and not isinstance(points, bool) and points >= 1
    if not (whole or (points is None and len(listed) == 2)):
        yield Fault(
            path="points",
            message=f"{points!r} is not a whole number of at least 1, or None (all) for two objectives",
        )
