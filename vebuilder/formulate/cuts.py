"""Rows too many to state at once: each is found where a solution breaks it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from vebuilder.formulate.linear_model import FloatArray, IntArray

BROKEN = 1e-7
"""Least violation worth a row, in parts of the largest of 1, the bound and what is added up."""


@dataclass(frozen=True)
class Cut:
    """A row ``values @ solution[columns] >= lower`` that every plan satisfies.

    Parameters
    ----------
    columns, values
        Its entries, each column once.
    lower
        Its bound.
    """

    columns: IntArray
    values: FloatArray
    lower: float

    def short(self, solution: FloatArray) -> float:
        """Return by how much a solution breaks the row; not above 0 where it does not."""
        return self.lower - float(self.values @ solution[self.columns])

    def is_broken(self, solution: FloatArray) -> bool:
        """Whether a solution breaks the row by more than rounding."""
        terms = self.values * solution[self.columns]
        return self.short(solution) > BROKEN * max(1.0, abs(self.lower), float(abs(terms).max(initial=0.0)))


class CutSource(Protocol):
    """Finds rows that a solution breaks.

    They bound columns that only the objective looks at, so that they never decide whether there is a plan
    at all: a solution whose decisions satisfy the stated rows becomes a plan by completion.
    """

    def broken(self, solution: FloatArray, *, whole: bool) -> Iterator[Cut]:
        """Yield rows that a solution breaks, or next to it.

        Parameters
        ----------
        solution
            One value per column.
        whole
            Whether the decisions are whole and their completion is asked for: then, if no row is broken,
            the objective is the true one.
        """
        ...

    def complete(self, solution: FloatArray) -> None:
        """Give the bounded columns the values they truly have with the decisions of a solution."""
        ...
