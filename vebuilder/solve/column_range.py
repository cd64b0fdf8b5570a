"""Finite ranges for columns that state none, derived from the rows."""

from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray, LinearModel

ROUNDS = 20


@dataclass(frozen=True)
class Entries:
    """The nonzeros of a matrix, one by one."""

    row: IntArray
    column: IntArray
    coefficient: FloatArray
    n_rows: int

    @classmethod
    def of(cls, model: LinearModel) -> "Entries":
        """Return the nonzeros of a model."""
        row = np.repeat(np.arange(model.n_rows, dtype=np.int64), np.diff(model.matrix.indptr))
        return cls(row, model.matrix.indices.astype(np.int64), model.matrix.data, model.n_rows)

    def negated(self) -> "Entries":
        """Return the same with the signs turned round."""
        return Entries(self.row, self.column, -self.coefficient, self.n_rows)


def finite_ranges(model: LinearModel) -> tuple[FloatArray, FloatArray]:
    """Return bounds of each column within which some optimum lies, as finite as the rows allow.

    A row limits a column once the others in it are limited. A column whose cost never falls as it grows
    needs to be no larger than the rows that want it large demand at worst; likewise downwards.
    """
    lower, upper = model.lower.copy(), model.upper.copy()
    entries = Entries.of(model)
    row, column, coefficient = entries.row, entries.column, entries.coefficient
    for _ in range(ROUNDS):
        if np.all(np.isfinite(lower) & np.isfinite(upper)):
            break
        before = np.isfinite(lower).sum() + np.isfinite(upper).sum()
        least = _least_rest(entries, lower, upper)
        most = -_least_rest(entries.negated(), lower, upper)
        with np.errstate(invalid="ignore"):
            at_most = (model.row_upper[row] - least) / coefficient
            at_least = (model.row_lower[row] - most) / coefficient
            need_low = (model.row_lower[row] - least) / coefficient
            need_high = (model.row_upper[row] - most) / coefficient
        up = coefficient > 0
        caps = np.where(up, at_most, at_least)
        floors = np.where(up, at_least, at_most)
        needs = np.where(up, need_low, need_high)
        _lower_to(upper, column, caps)
        _raise_to(lower, column, floors)
        _cap_by_need(upper, lower, column, needs, model.cost >= 0)
        _floor_by_need(upper, lower, column, np.where(up, need_high, need_low), model.cost <= 0)
        if np.isfinite(lower).sum() + np.isfinite(upper).sum() == before:
            break
    return lower, upper


def _least_rest(entries: Entries, lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Return, per entry, the smallest activity of its row without that entry."""
    row, column, coefficient = entries.row, entries.column, entries.coefficient
    least = np.where(coefficient > 0, coefficient * lower[column], coefficient * upper[column])
    endless = np.isneginf(least)
    finite = np.where(endless, 0.0, least)
    total = np.bincount(row, finite, entries.n_rows)[row] - finite
    others = np.bincount(row, endless, entries.n_rows)[row] - endless
    rest: FloatArray = np.where(others > 0, -np.inf, total)
    return rest


def _lower_to(upper: FloatArray, column: IntArray, caps: FloatArray) -> None:
    """Give columns without an upper bound the smallest cap known."""
    caps = np.where(np.isnan(caps), np.inf, caps)
    found = np.full_like(upper, np.inf)
    np.minimum.at(found, column, caps)
    endless = np.isposinf(upper)
    upper[endless] = found[endless]


def _raise_to(lower: FloatArray, column: IntArray, floors: FloatArray) -> None:
    """Give columns without a lower bound the largest floor known."""
    flipped = -lower
    _lower_to(flipped, column, -floors)
    lower[:] = -flipped


def _cap_by_need(
    upper: FloatArray, lower: FloatArray, column: IntArray, needs: FloatArray, eligible: BoolArray
) -> None:
    """Cap columns that gain nothing by being larger than any row needs them."""
    need = np.full_like(upper, -np.inf)
    np.maximum.at(need, column, np.where(np.isnan(needs), np.inf, needs))
    base = np.maximum(need, np.where(np.isfinite(lower), lower, need))
    take = np.isposinf(upper) & eligible & np.isfinite(base)
    upper[take] = base[take]


def _floor_by_need(
    upper: FloatArray, lower: FloatArray, column: IntArray, needs: FloatArray, eligible: BoolArray
) -> None:
    """Floor columns that gain nothing by being smaller than any row needs them."""
    flipped_lower, flipped_upper = -upper, -lower
    _cap_by_need(flipped_upper, flipped_lower, column, -needs, eligible)
    lower[:] = -flipped_upper
