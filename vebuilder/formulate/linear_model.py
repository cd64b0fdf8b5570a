"""The linear model: plain arrays that any solver can be handed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from vebuilder.formulate.resources import Resource

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Keys = npt.NDArray[Any]
"""Ids (objects) or numbers, one an entry of a family."""


class Integrality(IntEnum):
    """What values a column may take."""

    CONTINUOUS = 0
    INTEGER = 1
    IMPLIED = 2
    """Declared continuous, yet integral in some optimum once the integer columns are fixed."""


@dataclass(frozen=True)
class Family:
    """Consecutive rows (or columns) that state one requirement (or decision).

    Parameters
    ----------
    name
        What the rows say, such as ``cover`` or ``firm capacity``.
    start, stop
        The rows are ``start, ..., stop - 1``.
    axes
        What each part of a row's domain key is: ``task``, ``firm``, ...
    keys
        One array of ids or values per axis, as long as the family.
    """

    name: str
    start: int
    stop: int
    axes: tuple[str, ...] = ()
    keys: tuple[Keys, ...] = ()

    def __len__(self) -> int:
        return self.stop - self.start

    def key(self, row: int) -> dict[str, Any]:
        """Return the domain key of a row (counted over the whole model), by axis."""
        return {axis: values[row - self.start] for axis, values in zip(self.axes, self.keys, strict=True)}


@dataclass(frozen=True)
class Measure:
    """A linear figure of the plan, such as its total cost: ``coefficients @ x + offset``."""

    coefficients: FloatArray
    offset: float

    def value(self, solution: FloatArray) -> float:
        """Return the figure for one solution vector."""
        return float(self.coefficients @ solution + self.offset)


@dataclass(frozen=True)
class LinearModel:
    """Minimise ``cost @ x + offset`` subject to ``row_lower <= matrix @ x <= row_upper`` and bounds.

    Parameters
    ----------
    cost
        Objective coefficient of each column.
    offset
        Constant of the objective.
    lower, upper
        Bounds of each column; always finite for integer columns.
    integrality
        One `Integrality` per column.
    matrix
        Rows by columns, without explicit zeros, indices sorted.
    row_lower, row_upper
        Bounds of each row; minus or plus infinity where there is none.
    columns, rows
        Named families, in order, that cover all columns and all rows.
    measures
        The figures the objective weighs, by name (``cost``, ``risk``, ``time``).
    resources
        Work of which only so much can be done at once, which no row says.
    """

    cost: FloatArray
    offset: float
    lower: FloatArray
    upper: FloatArray
    integrality: IntArray
    matrix: csr_array
    row_lower: FloatArray
    row_upper: FloatArray
    columns: tuple[Family, ...]
    rows: tuple[Family, ...]
    measures: Mapping[str, Measure]
    resources: "tuple[Resource, ...]" = ()

    @property
    def n_columns(self) -> int:
        """Number of decision columns."""
        return len(self.cost)

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return len(self.row_lower)

    @property
    def all_integer(self) -> bool:
        """Whether some optimum has only integer values."""
        return bool(np.all(self.integrality != Integrality.CONTINUOUS))

    def objective(self, solution: FloatArray) -> float:
        """Return the objective of one solution vector."""
        return float(self.cost @ solution + self.offset)

    def row_family(self, row: int) -> Family:
        """Return the family a row belongs to."""
        return next(family for family in self.rows if family.start <= row < family.stop)
