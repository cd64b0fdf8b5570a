"""Rows that tighten the relaxation."""

from dataclasses import dataclass

from vebuilder.formulate.linear_model import FloatArray, IntArray

NOBODY = -1


@dataclass(frozen=True)
class Cut:
    """A row ``sum of values * columns <= upper`` that holds for every enterprise.

    ``owner`` is the one firm whose choice the row speaks of: without that firm it says nothing. `NOBODY`
    where the row speaks of many firms; prices, which are told firm by firm, know no such rows.
    """

    columns: IntArray
    values: FloatArray
    upper: float
    owner: int

    def renumbered(self, number: IntArray) -> "Cut":
        """Return the cut with other column numbers; columns numbered below 0 are left out."""
        columns = number[self.columns]
        kept = columns >= 0
        return Cut(columns[kept], self.values[kept], self.upper, self.owner)
