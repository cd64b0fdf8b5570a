"""What is asked of a contender, and what it hands back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from vebuilder import Network, Project

Report = Callable[[float, float | None, float | None], None]
"""Called with the seconds since the start, the cost of the best answer so far, and the proven bound."""


@dataclass(frozen=True)
class Limits:
    """How long and how exactly to search.

    Parameters
    ----------
    seconds
        Wall time for the whole of it, from the project and the network to the answer.
    gap
        Relative gap at which the search may stop: ``(cost - bound) / max(|cost|, 1e-9)``.
    seed
        Random seed.
    """

    seconds: float
    gap: float = 1e-4
    seed: int = 0


@dataclass(frozen=True)
class Answer:
    """Who does what, and what the contender says of it.

    Parameters
    ----------
    plan
        Task, firm and share of each assignment.
    objective
        What the contender says its plan costs; recomputed by whoever asked.
    bound
        Proven lower bound on the objective; None where it proves nothing.
    solver
        What found it, with its version.
    """

    plan: tuple[tuple[str, str, float], ...]
    objective: float
    bound: float | None
    solver: str


class Refused(Exception):  # noqa: N818
    """The contender does not state something the project asks for; the text says what."""


class NothingFound(Exception):  # noqa: N818
    """The time was over before a first answer.

    Parameters
    ----------
    bound
        The proven bound so far, or None.
    """

    def __init__(self, bound: float | None = None) -> None:
        self.bound = bound
        super().__init__("out of time before a first answer")


class Contender(Protocol):
    """Something that forms an enterprise."""

    def run(self, project: Project, network: Network, limits: Limits, report: Report) -> Answer:
        """Choose the partners and who does what.

        Raises
        ------
        Refused
            If the project asks for something this contender does not state.
        NothingFound
            If the time was over before a first answer.
        """
        ...
