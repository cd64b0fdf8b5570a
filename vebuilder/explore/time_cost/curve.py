"""The time-cost curve: what each finishing time costs at least."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, overload

from vebuilder.explore.time_cost.html import curve_html
from vebuilder.explore.time_cost.text import curve_text
from vebuilder.model.project import Project
from vebuilder.result.enterprise import Enterprise


@dataclass(frozen=True)
class TimeCostPoint:
    """A point of the curve: no enterprise is both as fast and as cheap, and better in one of the two.

    Parameters
    ----------
    enterprise
        The cheapest enterprise that finishes so early.
    project
        What it was formed for: the project with a deadline, and without a weight on time. Hand it to
        `evaluate` and `simulate` with the enterprise.
    """

    enterprise: Enterprise
    project: Project

    @property
    def makespan(self) -> float:
        """When the last task finishes, in the project's unit of time."""
        return self.enterprise.makespan

    @property
    def cost(self) -> float:
        """Total cost, in money."""
        return self.enterprise.cost.total

    @property
    def objective(self) -> float:
        """What the strategy weighs besides time."""
        return self.enterprise.objective

    @property
    def proven(self) -> bool:
        """Whether the enterprise is proven to be the cheapest one so fast, within the gap asked for."""
        return self.enterprise.outcome == "optimal"


@dataclass(frozen=True)
class TimeCostCurve:
    """The points of a time-cost curve, the fastest first; printed, a table.

    It is a sequence of its points: ``for point in curve``, ``curve[0]``, ``len(curve)``.

    Parameters
    ----------
    points
        Each takes longer than the one before, and costs less.
    shortest
        The shortest possible makespan.
    complete
        Whether all points asked for are there, and proven.
    stop_reason
        Why the sweep ended: ``finished``, ``time`` or ``interrupted``.
    seconds
        Wall time of the whole call.
    """

    points: tuple[TimeCostPoint, ...]
    shortest: float
    complete: bool
    stop_reason: Literal["finished", "time", "interrupted"]
    seconds: float

    def __iter__(self) -> Iterator[TimeCostPoint]:
        return iter(self.points)

    def __len__(self) -> int:
        return len(self.points)

    @overload
    def __getitem__(self, index: int) -> TimeCostPoint: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[TimeCostPoint, ...]: ...
    def __getitem__(self, index: int | slice) -> TimeCostPoint | tuple[TimeCostPoint, ...]:
        return self.points[index]

    def within(self, deadline: float) -> TimeCostPoint | None:
        """Return the cheapest point that meets a deadline; None if none does.

        Parameters
        ----------
        deadline
            In the project's unit of time.
        """
        meeting = [point for point in self.points if point.makespan <= deadline * (1 + 1e-9)]
        return meeting[-1] if meeting else None

    def best(self, per_unit: float) -> TimeCostPoint:
        """Return the best point if each unit of time costs so much besides; the fastest of several.

        Parameters
        ----------
        per_unit
            What a unit of time weighs, such as the indirect cost of a day.
        """
        return min(self.points, key=lambda point: point.objective + per_unit * point.makespan)

    def __str__(self) -> str:
        return curve_text(self)

    def _repr_html_(self) -> str:
        return curve_html(self)
