"""The search for a front: its ends first, then what lies between, in one walk or in several side by side."""

import math
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np

from vebuilder.crew import Crew, width_of
from vebuilder.explore.neighbours.asking import Asking, Terms
from vebuilder.explore.neighbours.measures import Limits, figure_of, loosened, weighing
from vebuilder.model.errors import InfeasibleError
from vebuilder.model.project import Project
from vebuilder.result.enterprise import Enterprise

FLAT = 1e-3
"""A trade-off flatter than this part of the ranges is not told apart."""
STEP = 1e-4
"""The next point must be better by this part of the range."""
SAME = 1e-6
NEVER_BELOW_0 = frozenset({"risk", "time"})


@dataclass(frozen=True)
class Walk:
    """A part of the front, walked from one end to the other.

    Parameters
    ----------
    limits
        What the limited figures may be, in turn, each tighter than the one before. In a walk along one figure
        those are left out that a point found before is the best for.
    until
        Of a walk along one figure that finds all points: where it ends. None to look at the limits only.
    start
        An enterprise that keeps the first limits; None to look for one.
    """

    limits: tuple[tuple[float, ...], ...]
    until: float | None = None
    start: Enterprise | None = None


class Sweep:
    """The points found so far, and the way to the next ones.

    Parameters
    ----------
    asking
        Forms enterprises.
    project
        The project.
    names
        The objectives.
    ranges, least
        From the best to the worst of each figure, and the least step between points; for parts of a front.
    """

    def __init__(
        self,
        asking: Asking,
        project: Project,
        names: tuple[str, ...],
        ranges: dict[str, float] | None = None,
        least: float = 0.0,
    ) -> None:
        self._asking, self._project, self._names = asking, project, names
        # The risk may be known only at the end of a search; it is minimised, the others are limited.
        self._main = "risk" if "risk" in names else names[-1]
        self._limited = tuple(name for name in names if name != self._main)
        self._range, self._least = ranges or {}, least
        self.found: list[Enterprise] = []
        self.least_figures: dict[str, float] = {}
        """By figure: proven, no enterprise has less."""
        self.sure = True

    def run(self, points: int | None, executor: Executor | None) -> str:
        """Find the points; return why the search was stopped, empty if it was not.

        Parameters
        ----------
        points
            At most so many, None for all.
        executor
            To look for parts of the front side by side.
        """
        first = self._asking.first()
        ends = {self._names[0]: first}
        self._proven(self._names[0], first)
        for name in self._names[1:]:
            if over := self._asking.why_over:
                self.found.append(first)
                return over
            if name in NEVER_BELOW_0 and figure_of(first, name) <= 0:
                ends[name], self.least_figures[name] = first, 0.0
                continue
            end = self._asking.form(weighing(self._project, {name: 1.0}), start=first)
            if end is None:
                self.found.append(first)
                return self._asking.why_over or "time"
            ends[name] = end
            self._proven(name, end)
        best = {name: figure_of(end, name) for name, end in ends.items()}
        worst = {name: max(figure_of(end, name) for end in ends.values()) for name in self._names}
        self._range = {name: max(worst[name] - best[name], 0.0) for name in self._names}
        if all(worst[name] <= best[name] + SAME * max(1.0, abs(best[name])) for name in self._names):
            # Whoever is best in one figure is best in all.
            self.found.append(min(ends.values(), key=lambda one: one.outcome != "optimal"))
            self.sure = all(one.outcome == "optimal" for one in ends.values())
            return ""
        ended = self._ends(best, ends)
        if ended or points == 1:
            return ended
        parts = 1 if executor is None else width_of(executor)
        if len(self._limited) == 1:
            walks = self._line(self._limited[0], best, points, parts)
        else:
            walks = self._grid(best, worst, points or 1, parts)
        return self._side_by_side(walks, executor) if executor else self._in_turn(walks)

    def _proven(self, name: str, end: Enterprise) -> None:
        """Note what is proven of a figure by the enterprise that was formed for it alone."""
        if end.bound is not None:
            self.least_figures[name] = end.bound

    def _in_turn(self, walks: Sequence[Walk]) -> str:
        for walk in walks:
            if ended := self.walk(walk):
                return ended
        return ""

    def _side_by_side(self, walks: Sequence[Walk], executor: Executor) -> str:
        """Let every walk be walked wherever the executor sends it."""
        asking = self._asking
        told = (asking.terms, self._project, self._names, self._range, self._least, tuple(self.found))
        crew = Crew(walked, told, executor)
        ended, left = "", len(walks)
        for _, (found, sure, why) in crew.ask(walks, lambda: bool(asking.why_over)):
            self.found += found
            self.sure &= sure
            ended, left = ended or why, left - 1
        return asking.why_over or ended or ("time" if left else "")

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

    def _line(self, name: str, best: dict[str, float], points: int | None, parts: int) -> list[Walk]:
        """Limit one figure from its value where the main one is best down to its own best."""
        start = min(self.found, key=lambda one: figure_of(one, name))
        high = figure_of(self.found[self._names.index(self._main)], name)
        self._least = STEP * self._range[name] + 3 * SAME * max(1.0, abs(high))
        high -= self._least
        if points is not None:
            steps = np.linspace(best[name], high + self._least, points)[1:-1][::-1]
            chunks = np.array_split(steps[steps <= high], parts)
            return [Walk(tuple((step,) for step in chunk.tolist()), start=start) for chunk in chunks]
        low = best[name] - SAME * max(1.0, abs(best[name]))
        if high < low:
            return []
        borders = np.linspace(high, low, parts + 1).tolist()
        return [Walk(((top,),), end, start) for top, end in pairwise(borders)]

    def _grid(self, best: dict[str, float], worst: dict[str, float], points: int, parts: int) -> list[Walk]:
        """Limit two figures at once, on a grid."""
        side = max(int(np.sqrt(points)), 2)
        axes = [np.linspace(worst[name], best[name], side)[: side - 1].tolist() for name in self._limited]
        limits = list(product(*axes))
        return [Walk(tuple(limits[first::parts])) for first in range(min(parts, len(limits)))]

    def walk(self, walk: Walk) -> str:
        """Find the points of a walk; return why it was stopped, empty if it was not."""
        high, alone = math.inf, len(self._limited) == 1
        coming = list(walk.limits)
        while True:
            if over := self._asking.why_over:
                return over
            if coming:
                limit = coming.pop(0)
            elif walk.until is not None and walk.until <= high - self._least < math.inf:
                limit = (high - self._least,)
            else:
                return ""
            if alone and limit[0] > high - self._least:
                continue
            kept = {name: loosened(value) for name, value in zip(self._limited, limit, strict=True)}
            try:
                point = self._point(self._main, Limits(**kept), walk.start)
            except InfeasibleError:
                if alone:  # tighter limits even more so
                    return ""
                continue
            if point is None:
                return self._asking.why_over or "time"
            # What was found is the best for every limit down to its own figure.
            high = min(figure_of(point, self._limited[0]), limit[0])


def walked(
    told: tuple[Terms, Project, tuple[str, ...], dict[str, float], float, tuple[Enterprise, ...]], walk: Walk
) -> tuple[list[Enterprise], bool, str]:
    """Return the points of a walk, whether all are proven, and why it was stopped; in a worker.

    Parameters
    ----------
    told
        What is asked, the project, the objectives, their ranges, the least step, and what is known.
    walk
        The part to walk.
    """
    terms, project, names, ranges, least, known = told
    with terms.asking() as asking:
        for one in known:
            asking.know(one)
        sweep = Sweep(asking, project, names, ranges, least)
        ended = sweep.walk(walk)
    return sweep.found, sweep.sure, ended
