"""Collects columns and rows, requirement by requirement, into one linear model."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array

from vebuilder.formulate.cuts import CutSource
from vebuilder.formulate.linear_model import (
    Family,
    FloatArray,
    IntArray,
    Integrality,
    Keys,
    LinearModel,
    Measure,
)
from vebuilder.formulate.resources import Resource

Completion = Callable[[FloatArray], None]
"""Fills in the columns a requirement added, given the decision columns of a plan."""

Key = Sequence[tuple[str, Keys]]
"""Axes of a domain key and their values."""

Entries = tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike]
"""Row within the family, column, value: each broadcast against the others."""


class ModelBuilder:
    """A linear model under construction.

    Parameters
    ----------
    weights
        What one unit of each measure (``cost``, ``risk``, ``time``) weighs in the objective.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = dict(weights)
        self._column_families: list[Family] = []
        self._row_families: list[Family] = []
        self._bounds: list[tuple[FloatArray, FloatArray, IntArray]] = []
        self._row_bounds: list[tuple[FloatArray, FloatArray]] = []
        self._entries: list[tuple[IntArray, IntArray, FloatArray]] = []
        self._terms: dict[str, list[tuple[IntArray, FloatArray]]] = {name: [] for name in self._weights}
        self._offsets = dict.fromkeys(self._weights, 0.0)
        self._completions: list[Completion] = []
        self._sources: list[CutSource] = []
        self._resources: list[Resource] = []

    @property
    def n_columns(self) -> int:
        """Number of columns so far."""
        return self._column_families[-1].stop if self._column_families else 0

    @property
    def n_rows(self) -> int:
        """Number of rows so far."""
        return self._row_families[-1].stop if self._row_families else 0

    def columns(
        self,
        name: str,
        count: int,
        integrality: Integrality,
        *,
        upper: npt.ArrayLike = 1.0,
        lower: npt.ArrayLike = 0.0,
        key: Key = (),
    ) -> IntArray:
        """Add columns and return their positions."""
        start = self.n_columns
        axes, keys = _split(key)
        self._column_families.append(Family(name, start, start + count, axes, keys))
        self._bounds.append(
            (
                np.broadcast_to(np.asarray(lower, dtype=float), count),
                np.broadcast_to(np.asarray(upper, dtype=float), count),
                np.full(count, int(integrality), dtype=np.int64),
            )
        )
        return np.arange(start, start + count)

    def rows(
        self,
        name: str,
        count: int,
        entries: Sequence[Entries],
        *,
        lower: npt.ArrayLike = -np.inf,
        upper: npt.ArrayLike = np.inf,
        key: Key = (),
    ) -> None:
        """Add rows ``lower <= sum of entries <= upper``; an empty family adds nothing."""
        if count == 0:
            return
        start = self.n_rows
        axes, keys = _split(key)
        self._row_families.append(Family(name, start, start + count, axes, keys))
        self._row_bounds.append(
            (
                np.broadcast_to(np.asarray(lower, dtype=float), count),
                np.broadcast_to(np.asarray(upper, dtype=float), count),
            )
        )
        for row, column, value in entries:
            rows, columns, values = np.broadcast_arrays(
                np.asarray(row, dtype=np.int64),
                np.asarray(column, dtype=np.int64),
                np.asarray(value, dtype=float),
            )
            self._entries.append((start + rows.ravel(), columns.ravel(), values.ravel()))

    def price(self, measure: str, columns: IntArray, values: npt.ArrayLike, offset: float = 0.0) -> None:
        """Let columns, and a constant, count in a measure, such as ``cost``."""
        spread = np.broadcast_to(np.asarray(values, dtype=float), len(columns))
        self._terms[measure].append((columns, spread))
        self._offsets[measure] += offset

    def complete_with(self, completion: Completion) -> None:
        """Register how the columns of a requirement follow from the decision columns."""
        self._completions.append(completion)

    def complete(self, vector: FloatArray) -> FloatArray:
        """Fill in all columns that follow from the decision columns, in the order they were added."""
        for completion in self._completions:
            completion(vector)
        return vector

    def cuts_from(self, source: CutSource) -> None:
        """Register rows that are too many to state and are found where they are broken."""
        self._sources.append(source)

    def resource(self, resource: Resource) -> None:
        """Add work of which only so much can be done at once."""
        self._resources.append(resource)

    @property
    def cut_sources(self) -> tuple[CutSource, ...]:
        """What was registered."""
        return tuple(self._sources)

    def measure(self, name: str) -> Measure:
        """Return a measure as it stands."""
        coefficients = np.zeros(self.n_columns)
        for columns, values in self._terms[name]:
            np.add.at(coefficients, columns, values)
        return Measure(coefficients, self._offsets[name])

    def build(self) -> LinearModel:
        """Return the finished model."""
        measures = {name: self.measure(name) for name in self._weights}
        lower, upper, integrality = (
            np.concatenate([part[i] for part in self._bounds]) if self._bounds else np.zeros(0)
            for i in range(3)
        )
        row_lower, row_upper = (_joined([part[i] for part in self._row_bounds]) for i in range(2))
        return LinearModel(
            cost=sum(
                (weight * measures[name].coefficients for name, weight in self._weights.items()),
                np.zeros(self.n_columns),
            ),
            offset=sum(weight * measures[name].offset for name, weight in self._weights.items()),
            lower=lower,
            upper=upper,
            integrality=integrality.astype(np.int64),
            matrix=self._matrix(),
            row_lower=row_lower,
            row_upper=row_upper,
            columns=tuple(self._column_families),
            rows=tuple(self._row_families),
            measures=measures,
            resources=tuple(self._resources),
        )

    def _matrix(self) -> csr_array:
        shape = (self.n_rows, self.n_columns)
        if not self._entries:
            return csr_array(shape, dtype=float)
        rows, columns, values = (np.concatenate([part[i] for part in self._entries]) for i in range(3))
        matrix = coo_array((values, (rows, columns)), shape=shape).tocsr()
        matrix.eliminate_zeros()
        matrix.sort_indices()
        return matrix


def _split(
    key: Key,
) -> tuple[tuple[str, ...], tuple[Keys, ...]]:
    return tuple(axis for axis, _ in key), tuple(values for _, values in key)


def _joined(parts: Sequence[FloatArray | IntArray]) -> FloatArray:
    return np.concatenate([np.zeros(0), *parts])
