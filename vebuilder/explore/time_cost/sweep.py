"""The time-cost curve, point by point: the cheapest enterprise, then the cheapest faster one, and so on."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from vebuilder.api import form_enterprise
from vebuilder.explore.time_cost.curve import TimeCostPoint
from vebuilder.explore.time_cost.steps import Steps
from vebuilder.model import Network, NoSolutionError, Project, Strategy
from vebuilder.result.enterprise import Enterprise

ROUNDING = 1e-9
logger = logging.getLogger("vebuilder")


class Stopped(Exception):  # noqa: N818
    """The sweep ends before it is through; what it has found stays."""

    def __init__(self, reason: Literal["time", "interrupted"]) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class Sweep:
    """Forms the enterprises of a curve.

    Parameters
    ----------
    project
        With the weights of the curve: none on time.
    network, steps
        The firms, and how finishing times can differ.
    options
        For each search: solver, gap, threads, seed.
    time_limit
        Seconds for all searches together; None for no limit.
    """

    project: Project
    network: Network
    steps: Steps
    options: dict[str, Any]
    time_limit: float | None
    begin: float = field(default_factory=time.monotonic)
    fastest: Enterprise | None = None
    known: list[tuple[float, TimeCostPoint]] = field(default_factory=list)
    """Deadlines, each with the cheapest point within it."""

    def front(self) -> Iterator[TimeCostPoint]:
        """Yield all points, the cheapest first."""
        self._find_fastest()
        deadline: float | None = self._latest
        while deadline is not None:
            point = self._efficient(deadline)
            yield point
            deadline = self._below(point)

    def sample(self, count: int) -> Iterator[TimeCostPoint]:
        """Yield the points at deadlines spread evenly from the cheapest to the fastest, each once."""
        self._find_fastest()
        cheapest = point = self._efficient(self._latest)
        yield point
        width = cheapest.makespan - self.shortest
        for number in range(1, count):
            deadline = self.shortest + width * (count - 1 - number) / (count - 1)
            if number == count - 1 or self.steps.down(deadline) < self.shortest:
                deadline = self.shortest
            else:
                deadline = self.steps.down(deadline)
            if deadline < point.makespan:
                point = self._efficient(deadline)
                yield point

    @property
    def shortest(self) -> float:
        """The shortest possible makespan."""
        assert self.fastest is not None
        return self.fastest.makespan

    @property
    def _latest(self) -> float:
        return float("inf") if self.project.deadline is None else self.project.deadline

    def _find_fastest(self) -> None:
        """Form the fastest enterprise, whatever it costs."""
        hasty = self.project.strategy.model_copy(
            update={"cost": 0.0, "risk": 0.0, "learning": 0.0, "time": 1.0}
        )
        self.fastest = self._form(self.project.model_copy(update={"strategy": hasty}), None)

    def _efficient(self, deadline: float) -> TimeCostPoint:
        """Return the cheapest point within a deadline that no faster one equals in price."""
        point = self._cheapest(deadline)
        while (earlier := self._below(point)) is not None:
            faster = self._cheapest(earlier)
            if faster.objective > point.objective + self._tie(point):
                break
            point = self._hastened(faster)
        return point

    def _below(self, point: TimeCostPoint) -> float | None:
        """Return the deadline just below a point's makespan; None if nobody is so fast."""
        earlier = self.steps.below(point.makespan)
        return None if earlier < self.shortest - ROUNDING * max(1.0, self.shortest) else earlier

    def _cheapest(self, deadline: float, start: Enterprise | None = None) -> TimeCostPoint:
        """Return the cheapest enterprise within a deadline."""
        for asked, point in self.known:
            if point.makespan <= deadline * (1 + ROUNDING) and deadline <= asked:
                return point
        dated = self.project.model_copy(update={"deadline": None if deadline == float("inf") else deadline})
        point = TimeCostPoint(self._form(dated, start or self.fastest), dated)
        self.known.append((deadline, point))
        return point

    def _hastened(self, point: TimeCostPoint) -> TimeCostPoint:
        """Return the fastest point of a price at once, where a budget can bound the price."""
        strategy = self.project.strategy
        limit = point.cost + self._tie(point)
        if strategy.risk or strategy.learning or limit < 0:
            return point
        budget = limit if self.project.budget is None else min(limit, self.project.budget)
        hasty = point.project.model_copy(
            update={"budget": budget, "strategy": strategy.model_copy(update={"cost": 0.0, "time": 1.0})}
        )
        fast = self._form(hasty, point.enterprise)
        return self._cheapest(fast.makespan, fast) if fast.makespan < point.makespan else point

    def _tie(self, point: TimeCostPoint) -> float:
        """Return by how much the price of a faster point may differ and still count as the same."""
        gap: float = self.options["gap"]
        return max(gap, ROUNDING) * max(1.0, abs(point.objective))

    def _form(self, project: Project, start: Enterprise | None) -> Enterprise:
        limit = None
        if self.time_limit is not None:
            limit = self.time_limit - (time.monotonic() - self.begin)
            if limit <= 0:
                raise Stopped("time")
        try:
            enterprise = form_enterprise(project, self.network, time_limit=limit, start=start, **self.options)
        except NoSolutionError as error:
            raise Stopped("interrupted" if error.stop_reason == "interrupted" else "time") from error
        if enterprise.stop_reason in {"time", "interrupted"}:
            raise Stopped("interrupted" if enterprise.stop_reason == "interrupted" else "time")
        return enterprise


class SaidOnce(logging.Filter):
    """Lets each message pass once: all searches of a sweep have the same to say of the data."""

    def __init__(self) -> None:
        super().__init__()
        self._said: set[str] = set()

    def __enter__(self) -> None:
        logger.addFilter(self)

    def __exit__(self, *_: object) -> None:
        logger.removeFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether the message is new."""
        message = record.getMessage()
        new = message not in self._said
        self._said.add(message)
        return new


def without_time(strategy: Strategy) -> Strategy:
    """Return the strategy without a weight on time; with one on cost if it then weighs nothing.

    Parameters
    ----------
    strategy
        The project's.
    """
    rest = strategy.model_copy(update={"time": 0.0})
    nothing = not (rest.cost or rest.risk or rest.learning)
    return rest.model_copy(update={"cost": 1.0}) if nothing else rest
