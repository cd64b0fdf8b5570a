"""The enterprises that cannot be bettered in one figure without losing in another."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from typing import overload

from vebuilder.check.arguments import instance_faults
from vebuilder.check.words import count
from vebuilder.explore.neighbours.asking import Asking, Told, refuse_options
from vebuilder.explore.neighbours.front_sweep import SAME, Sweep
from vebuilder.explore.neighbours.html import front_html
from vebuilder.explore.neighbours.measures import MEASURES, figure_of, weighing
from vebuilder.explore.neighbours.owned import owned
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.record import Identifier, Number, Record
from vebuilder.model.text import table
from vebuilder.result.enterprise import Enterprise


class ParetoPoint(Record):
    """An enterprise, and the figures that are weighed.

    The enterprise is one of the project that was asked about: its objective is what the project's own
    strategy weighs, and its bound what is proven of that by the best of each figure.
    """

    figures: tuple[Number, ...]
    """In the order of the objectives."""
    enterprise: Enterprise
    proven: bool = False
    """Whether it is proven, to the gap asked for, that none is better in all figures."""


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
            (str(place), *(f"{value:,.2f}" for value in one.figures), ", ".join(one.enterprise.partners))
            for place, one in enumerate(self.points, 1)
        ]
        state = "" if self.complete else f", not complete{f': {self.ended}' if self.ended else ''}"
        if len(self.objectives) > 2 and not self.ended:
            state = ", a selection"
        head = f"{count(len(self), 'choice')} between {' and '.join(self.objectives)}{state}"
        return "\n".join(
            [head, *table(("", *self.objectives, "partners"), rows, "r" * (1 + len(self.objectives)) + "l")]
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
    executor: Executor | None = None,
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
    executor
        Any ``concurrent.futures`` executor, to look for parts of the front side by side once its ends are
        found; it is not shut down, and of what it does no progress is told. None to look for all here.

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
        executor=executor,
    )
    names = tuple(objectives)
    with Asking(
        weighing(project, {names[0]: 1.0}), network, solver, time_limit, gap, seed, progress
    ) as asking:
        sweep = Sweep(asking, project, names)
        ended = sweep.run(points, executor)
    note = f"one of the choices between {' and '.join(names)}, which `pareto` weighed against each other"
    points_found = [
        ParetoPoint(
            figures=point.figures,
            enterprise=owned(project, network, point.enterprise, sweep.least_figures, gap, note),
            proven=point.enterprise.outcome == "optimal",
        )
        for point in _undominated(names, sweep.found)
    ]
    if points == 1:
        points_found = points_found[:1]
    whole = not ended and sweep.sure and len(names) == 2
    return Front(objectives=names, points=tuple(points_found), complete=whole, ended=ended)


def _undominated(names: tuple[str, ...], found: list[Enterprise]) -> list[ParetoPoint]:
    """Return the points that no other one betters, each once."""
    figures = [tuple(figure_of(one, name) for name in names) for one in found]
    kept: list[int] = []
    for number in sorted(range(len(found)), key=lambda i: figures[i]):
        if not any(_betters(figures[other], figures[number]) for other in kept):
            kept = [other for other in kept if not _betters(figures[number], figures[other])]
            kept.append(number)
    return [ParetoPoint(figures=figures[number], enterprise=found[number]) for number in kept]


def _betters(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether one is nowhere worse than another, but for rounding."""
    return all(a <= b + SAME * max(1.0, abs(b)) for a, b in zip(one, other, strict=True))


def _faults(objectives: object, points: object) -> Iterator[Fault]:
    listed = tuple(objectives) if isinstance(objectives, list | tuple) else ()
    known = all(name in MEASURES for name in listed)
    if not (known and 2 <= len(listed) <= len(MEASURES) and len(set(listed)) == len(listed)):
        yield Fault(
            path="objectives",
            message=f"{_told(objectives)}: not two or three different ones of {', '.join(MEASURES)}",
            mend='such as ("cost", "risk")',
        )
    whole = isinstance(points, int) and not isinstance(points, bool) and points >= 1
    if not (whole or (points is None and len(listed) == 2)):
        yield Fault(
            path="points",
            message="None, all points, can be asked for with two objectives only"
            if points is None
            else f"{points!r} is not a whole number of at least 1",
        )


def _told(objectives: object) -> str:
    if isinstance(objectives, list | tuple):
        return ", ".join(map(str, objectives)) or "nothing"
    return repr(objectives)
