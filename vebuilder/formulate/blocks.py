"""Models put side by side: each keeps its columns and rows, only further behind."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import block_diag, csr_array

from vebuilder.formulate.cuts import Cut, CutSource
from vebuilder.formulate.linear_model import Family, FloatArray, LinearModel
from vebuilder.formulate.resources import Resource

Row = tuple[list[int], list[float], float]
"""Columns, values, and the upper bound of a row."""


@dataclass(frozen=True)
class MovedCuts:
    """Rows of one project, over the columns of all."""

    source: CutSource
    start: int
    stop: int

    def broken(self, solution: FloatArray, *, whole: bool) -> Iterator[Cut]:
        """Yield rows that a solution breaks."""
        for cut in self.source.broken(solution[self.start : self.stop], whole=whole):
            yield replace(cut, columns=cut.columns + self.start)

    def complete(self, solution: FloatArray) -> None:
        """Give the bounded columns their true values."""
        part = solution[self.start : self.stop].copy()
        self.source.complete(part)
        solution[self.start : self.stop] = part


def side_by_side(models: Sequence[LinearModel], count: int) -> tuple[csr_array, list[Family]]:
    """Return the rows of all models over all columns, and ``count`` columns behind them."""
    matrix = csr_array(block_diag([m.matrix for m in models], format="csr"))
    wide = csr_array(
        (matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], matrix.shape[1] + count)
    )
    families: list[Family] = []
    at = 0
    for m in models:
        families += [replace(one, start=one.start + at, stop=one.stop + at) for one in m.rows]
        at += m.n_rows
    return wide, families


def matrix_of(rows: Iterable[Row], width: int) -> csr_array:
    """Return rows as a matrix of so many columns."""
    listed = list(rows)
    index = np.repeat(np.arange(len(listed)), [len(columns) for columns, _, _ in listed])
    columns = np.concatenate([np.asarray(columns, dtype=np.int64) for columns, _, _ in listed])
    values = np.concatenate([np.asarray(values) for _, values, _ in listed])
    return csr_array((values, (index, columns)), shape=(len(listed), width))


def moved(resource: Resource, at: int) -> Resource:
    """Return a resource whose columns stand further behind; what is no column stays."""
    present, start, extent = (
        np.where(one < 0, one, one + at) for one in (resource.present, resource.start, resource.extent)
    )
    return replace(resource, present=present, start=start, extent=extent)
