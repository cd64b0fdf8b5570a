"""What a planner asks for and could give: one field of one rule, task, firm or offer."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

import numpy as np

from vebuilder.diagnose.edits import Edits
from vebuilder.diagnose.nearest import Nearest
from vebuilder.formulate.linear_model import Family, IntArray
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation
from vebuilder.model import Amendment


class Scale(Enum):
    """How the value of a requirement is read from the slack of its rows."""

    SWITCH = "switch"
    """It is asked for or not."""
    AMOUNT = "amount"
    """The slack is what it gives."""
    WHOLE = "whole"
    """The same, in whole numbers."""
    LOGARITHM = "logarithm"
    """The slack is that of the logarithm."""
    SHARE = "share"
    """The slack is money; the value is a part of all work."""
    LEVEL = "level"
    """The rows only say which pairs are above the value."""
    STEP = "step"
    """No row states it; whole numbers are tried one by one."""


@dataclass(frozen=True)
class Given:
    """By how much a requirement gives.

    Parameters
    ----------
    amount
        By how much, in its unit; None: it is given up.
    value
        What is asked instead; None: nothing.
    exact
        Whether less is known not to do.
    """

    amount: float | None = None
    value: float | None = None
    exact: bool = True


@dataclass(frozen=True)
class Requirement(ABC):
    """One thing a planner asks for.

    Class attributes say what it is to the model: ``families``, the row families that state it, ``scale``,
    and whether it ``rises`` where it gives.
    """

    families: ClassVar[tuple[str, ...]] = ()
    scale: ClassVar[Scale] = Scale.SWITCH
    rises: ClassVar[bool] = True

    @property
    @abstractmethod
    def path(self) -> str:
        """Where it stands."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Whose it is."""
        return ()

    @property
    def unit(self) -> str:
        """What its amounts are counted in."""
        return ""

    def asked(self, problem: Problem) -> float:
        """Return the value asked for."""
        raise NotImplementedError

    @abstractmethod
    def ease(self, edits: Edits, problem: Problem, value: float | None) -> None:
        """Ask for another value, or for nothing."""

    @abstractmethod
    def mend(self, problem: Problem, given: Given) -> str:
        """Say in the imperative how it would give."""

    @abstractmethod
    def message(self, problem: Problem, given: Given | None, nearest: Nearest | None) -> str:
        """Say what it asks for, and by how much that is missed where that is known."""

    def concerned(self, problem: Problem, nearest: Nearest | None) -> tuple[str, ...]:
        """Return ids of firms and tasks that show why it cannot be met, besides its own."""
        del problem, nearest
        return ()

    def otherwise(self) -> str:
        """Return what else would help, as an imperative; empty if nothing special."""
        return ""

    def rows(self, formulation: Formulation) -> IntArray:
        """Return the rows that state it."""
        parts = [
            family.start + np.flatnonzero(self.states(formulation.problem, family))
            for family in formulation.model.rows
            if family.name in self.families
        ]
        return np.concatenate([np.zeros(0, dtype=np.int64), *parts])

    def states(self, problem: Problem, family: Family) -> IntArray:
        """Return one flag a row of one of its families: whether the row is about it."""
        del problem
        return np.ones(len(family), dtype=np.int64)

    def eased(self, problem: Problem, value: float | None) -> Problem:
        """Return the problem with another value asked for, or none."""
        return eased(problem, {self: value})

    def change(self, problem: Problem, given: Given) -> Amendment:
        """Return how it gives, as data."""
        return Amendment(
            path=self.path,
            ids=self.ids,
            amount=given.amount,
            unit=self.unit,
            value=given.value,
            exact=given.exact,
            text=self.mend(problem, given) + ("" if given.exact else " (less may do)"),
        )


def eased(problem: Problem, values: dict[Requirement, float | None]) -> Problem:
    """Return the problem with some requirements eased.

    Parameters
    ----------
    problem
        The instance.
    values
        What each is to ask for; None: nothing.
    """
    edits = Edits()
    for requirement, value in values.items():
        requirement.ease(edits, problem, value)
    return edits.applied(problem)
