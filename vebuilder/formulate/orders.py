"""What can be done at once, for solvers that know rows only: which work comes before which.

Each piece of work goes to one of the firm's places, as many as it can do tasks at once, and of two at the
same place one is done before the other starts (Manne 1960; with places instead of machines).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from vebuilder.formulate.linear_model import Family, FloatArray, IntArray, Integrality, LinearModel
from vebuilder.formulate.resources import STATED, Resource
from vebuilder.model import UnsupportedError

MOST_ORDERS = 100_000
NOISE = 1e-6


@dataclass(frozen=True)
class _Firm:
    """Columns of one resource: the places of each piece of work, and which of two comes first."""

    resource: Resource
    place: IntArray
    first: IntArray
    second: IntArray
    order: IntArray


@dataclass(frozen=True)
class Orders:
    """A model whose rows say what its resources said; its columns begin with those of the other.

    Parameters
    ----------
    model
        The model without resources.
    """

    model: LinearModel
    _firms: tuple[_Firm, ...]

    def extended(self, solution: FloatArray) -> FloatArray:
        """Return a solution of the model with resources as one of this model.

        Parameters
        ----------
        solution
            One value a column of that model.
        """
        longer = np.concatenate([solution, np.zeros(self.model.n_columns - len(solution))])
        for firm in self._firms:
            resource = firm.resource
            start, duration = longer[resource.start], resource.durations(longer)
            ends = np.full(resource.capacity, -np.inf)
            for one in np.lexsort((duration, start)).tolist():
                if solution[resource.present[one]] > 0.5:
                    place = int(np.argmin(ends))
                    ends[place] = start[one] + duration[one]
                    longer[firm.place[one, place]] = 1.0
            finish = start[firm.first] + duration[firm.first]
            slack = NOISE * np.maximum(1.0, np.abs(finish))
            longer[firm.order] = start[firm.second] >= finish - slack
        return longer


def with_orders(model: LinearModel) -> Orders:
    """Return the same model with rows in place of resources.

    Raises
    ------
    UnsupportedError
        If these would be too many.
    """
    firms: list[_Firm] = []
    n_columns = model.n_columns
    for resource in model.resources:
        if resource.implied:
            continue
        firm = _columns(model, resource, n_columns)
        added = len(firm.order) + (firm.place.size if resource.capacity > 1 else 0)
        n_columns += added
        firms.append(firm)
        if n_columns - model.n_columns > MOST_ORDERS:
            raise UnsupportedError(
                "so many tasks compete for firms that can only work on some at once (max_parallel) that this "
                "solver cannot be told which comes first; use solver='cpsat' (or 'auto', which takes it)"
            )
    parts = [part for firm in firms for part in _rows(model, firm)]
    return Orders(_joined(model, n_columns, parts), tuple(firms))


def _columns(model: LinearModel, resource: Resource, first_free: int) -> _Firm:
    count, capacity = len(resource), resource.capacity
    if capacity == 1:
        place = resource.present[:, None]
    else:
        place = np.arange(first_free, first_free + count * capacity).reshape(count, capacity)
        first_free += count * capacity
    one, other = (side.ravel() for side in np.meshgrid(np.arange(count), np.arange(count), indexing="ij"))
    most = _longest(model, resource)
    possible = one != other
    possible &= model.lower[resource.start[one]] + _shortest(resource)[one] <= (
        model.upper[resource.start[other]] + NOISE
    )
    possible &= (resource.start[one] != resource.start[other]) | (most[one] <= 0)
    one, other = one[possible], other[possible]
    return _Firm(resource, place, one, other, np.arange(first_free, first_free + len(one)))


def _longest(model: LinearModel, resource: Resource) -> FloatArray:
    return np.where(resource.extent == STATED, resource.duration, model.upper[resource.extent])


def _shortest(resource: Resource) -> FloatArray:
    return np.where(resource.extent == STATED, resource.duration, 0.0)


@dataclass(frozen=True)
class _Rows:
    """Rows of one kind: entries as (row, column, value), and lower bounds."""

    row: IntArray
    column: IntArray
    value: FloatArray
    lower: FloatArray
    upper: float = np.inf


def _rows(model: LinearModel, firm: _Firm) -> Iterator[_Rows]:
    yield _in_order(model, firm)
    yield _one_before_the_other(firm)
    if firm.resource.capacity > 1:
        yield _one_place(firm)


def _in_order(model: LinearModel, firm: _Firm) -> _Rows:
    """Return s_j >= s_i + duration_i - M (1 - o_ij)."""
    resource, count = firm.resource, len(firm.order)
    rows = np.arange(count)
    first, second = resource.start[firm.first], resource.start[firm.second]
    stated = np.where(resource.extent == STATED, resource.duration, 0.0)[firm.first]
    longest = _longest(model, resource)[firm.first]
    wide = np.maximum(model.upper[first] + longest - model.lower[second], 0.0)
    measured = np.flatnonzero(resource.extent[firm.first] != STATED)
    return _Rows(
        np.concatenate([rows, rows, rows, measured]),
        np.concatenate([second, first, firm.order, resource.extent[firm.first[measured]]]),
        np.concatenate([np.ones(count), -np.ones(count), -wide, -np.ones(len(measured))]),
        stated - wide,
    )


def _one_before_the_other(firm: _Firm) -> _Rows:
    """Return o_ij + o_ji >= p_ik + p_jk - 1 for each two pieces of work and each place."""
    count, places = firm.place.shape
    order = np.full((count, count), -1, dtype=np.int64)
    order[firm.first, firm.second] = firm.order
    one, other = np.triu_indices(count, k=1)
    pairs = len(one)
    row = np.arange(pairs * places).reshape(pairs, places)
    parts = [
        (row.ravel(), firm.place[one].ravel(), -1.0),
        (row.ravel(), firm.place[other].ravel(), -1.0),
    ]
    for way in (order[one, other], order[other, one]):
        there = way >= 0
        parts.append((row[there].ravel(), np.repeat(way[there], places), 1.0))
    return _Rows(
        np.concatenate([part[0] for part in parts]),
        np.concatenate([part[1] for part in parts]),
        np.concatenate([np.full(len(part[0]), part[2]) for part in parts]),
        np.full(pairs * places, -1.0),
    )


def _one_place(firm: _Firm) -> _Rows:
    """Return sum_k p_ik = present_i."""
    count, places = firm.place.shape
    rows = np.arange(count)
    return _Rows(
        np.concatenate([np.repeat(rows, places), rows]),
        np.concatenate([firm.place.ravel(), firm.resource.present]),
        np.concatenate([np.ones(count * places), -np.ones(count)]),
        np.zeros(count),
        upper=0.0,
    )


def _joined(model: LinearModel, n_columns: int, parts: list[_Rows]) -> LinearModel:
    added = n_columns - model.n_columns
    blocks = [csr_array(hstack([model.matrix, csr_array((model.n_rows, added))], format="csr"))]
    blocks += [
        csr_array((part.value, (part.row, part.column)), shape=(len(part.lower), n_columns)) for part in parts
    ]
    matrix = csr_array(vstack(blocks, format="csr"))
    matrix.eliminate_zeros()
    matrix.sort_indices()
    return replace(
        model,
        cost=np.r_[model.cost, np.zeros(added)],
        lower=np.r_[model.lower, np.zeros(added)],
        upper=np.r_[model.upper, np.ones(added)],
        integrality=np.r_[model.integrality, np.full(added, int(Integrality.INTEGER))],
        matrix=matrix,
        row_lower=np.concatenate([model.row_lower, *(part.lower for part in parts)]),
        row_upper=np.concatenate(
            [model.row_upper, *(np.full(len(part.lower), part.upper) for part in parts)]
        ),
        columns=(*model.columns, Family("order of work", model.n_columns, n_columns)),
        rows=(*model.rows, Family("order of work", model.n_rows, matrix.shape[0])),
        measures={},
        resources=(),
    )
