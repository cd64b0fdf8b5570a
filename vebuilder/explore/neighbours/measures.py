"""The figures of an enterprise that a planner weighs against each other."""

from collections.abc import Mapping
from dataclasses import dataclass

from vebuilder.formulate.conditions import NONE, Conditions
from vebuilder.model.project import Project
from vebuilder.result.enterprise import Enterprise

MEASURES = ("cost", "risk", "time")
SLACK = 1e-7
"""A limit that an earlier answer just keeps is loosened by this part of it, for rounding."""


def figure_of(enterprise: Enterprise, measure: str) -> float:
    """Return a figure of an enterprise: total cost, risk or makespan.

    Parameters
    ----------
    enterprise
        Whose.
    measure
        ``cost``, ``risk`` or ``time``.
    """
    return {"cost": enterprise.cost.total, "risk": enterprise.risk.value, "time": enterprise.makespan}[
        measure
    ]


def weighing(project: Project, weights: Mapping[str, float]) -> Project:
    """Return a project that is to be formed for these figures only.

    Parameters
    ----------
    project
        The project.
    weights
        By measure; those left out count nothing.
    """
    update = {name: weights.get(name, 0.0) for name in MEASURES} | {"learning": 0.0}
    return project.model_copy(update={"strategy": project.strategy.model_copy(update=update)})


@dataclass(frozen=True)
class Limits:
    """Limits on the cost and on the makespan; None for no limit."""

    cost: float | None = None
    time: float | None = None

    def on(self, project: Project) -> tuple[Project, Conditions]:
        """Return the project with the limit on time, and the condition that limits the cost."""
        if self.time is not None:
            deadline = self.time if project.deadline is None else min(self.time, project.deadline)
            project = project.model_copy(update={"deadline": max(deadline, 0.0)})
        return project, NONE if self.cost is None else Conditions(most_cost=self.cost)


def loosened(value: float) -> float:
    """Return a limit that an answer with just this value keeps."""
    return value + SLACK * max(1.0, abs(value))
