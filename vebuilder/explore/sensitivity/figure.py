"""A figure of the input that may be wrong, and how strongly a plan's objective can depend on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from vebuilder.model.network import Network
from vebuilder.model.project import Project

Kind = Literal["price", "rate", "trust", "reliability", "loss", "capacity"]
Shape = Literal["straight", "bowl", "other"]
Ruled = Literal["money", "work", "trust", "success", "nothing"]
"""Which rules look at a figure: the budget; also shares of the work; those on trust; on success; none."""


@dataclass(frozen=True)
class Effect:
    """What one more of a figure adds to the objective of a plan: between ``low`` and ``high``.

    Parameters
    ----------
    low, high
        Over all plans there may be.
    shape
        Of the objective of one plan over the figure: ``straight``; ``bowl`` where it may bend upwards, or is
        at least a step that only falls or only rises; ``other`` where nothing is known of it.
    """

    low: float
    high: float
    shape: Shape = "straight"


@dataclass(frozen=True)
class Figure:
    """A figure of the input.

    Parameters
    ----------
    kind
        What it is.
    path
        Where it stands, in words of the model.
    value
        What it is stated as.
    lowest, highest
        Between which it may move; infinite for no end.
    steps
        Where it stands, from ``project`` or ``network`` on: names of fields and positions.
    effect
        How strongly a plan can depend on it.
    firms
        Only plans with all of these firms depend on it.
    ruled
        Which rules look at it.
    """

    kind: Kind
    path: str
    value: float
    lowest: float
    highest: float
    steps: tuple[str | int, ...]
    effect: Effect
    firms: frozenset[str] = frozenset()
    ruled: Ruled = "nothing"

    def moved(self, project: Project, network: Network, value: float | None) -> tuple[Project, Network]:
        """Return the instance with another value of it.

        Parameters
        ----------
        project, network
            The instance.
        value
            The other value.
        """
        root, *steps = self.steps
        if root == "project":
            return _replaced(project, steps, value), network
        return project, _replaced(network, steps, value)


def _replaced(whole: Any, steps: Sequence[str | int], value: float | None) -> Any:
    """Return a record, or a tuple of records, with one value replaced somewhere within."""
    if not steps:
        return value
    head, *rest = steps
    if isinstance(head, int):
        return (*whole[:head], _replaced(whole[head], rest, value), *whole[head + 1 :])
    return whole.model_copy(update={head: _replaced(getattr(whole, head), rest, value)})
