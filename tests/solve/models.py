"""Small linear models with known answers, and random ones."""

import dataclasses

import numpy as np
from scipy.sparse import csr_array

from vebuilder.formulate.linear_model import Integrality, LinearModel

CONTINUOUS, INTEGER, IMPLIED = Integrality.CONTINUOUS, Integrality.INTEGER, Integrality.IMPLIED


def linear_model(  # noqa: PLR0917
    cost, rows, row_lower, row_upper, lower, upper, integrality, offset=0.0
):
    n = len(cost)
    dense = np.asarray(rows, dtype=float).reshape(len(row_lower), n)
    return LinearModel(
        cost=np.asarray(cost, dtype=float),
        offset=float(offset),
        lower=np.asarray(lower, dtype=float),
        upper=np.asarray(upper, dtype=float),
        integrality=np.asarray([int(kind) for kind in integrality], dtype=np.int64),
        matrix=csr_array(dense),
        row_lower=np.asarray(row_lower, dtype=float),
        row_upper=np.asarray(row_upper, dtype=float),
        columns=(),
        rows=(),
        measures={},
    )


def random_model(seed, mixed):
    """A small random program: a knapsack, an assignment with shares, or rows of any kind."""
    rng = np.random.default_rng(seed)
    kind = seed % 3
    if kind == 0:
        return _random_knapsack(rng, mixed)
    if kind == 1:
        return _random_assignment(rng, mixed)
    return _random_rows(rng, mixed)


def _random_knapsack(rng, mixed):
    n = 12
    weights = rng.integers(1, 40, (2, n)).astype(float)
    kinds = [CONTINUOUS if mixed and i % 4 == 0 else INTEGER for i in range(n)]
    return linear_model(
        -np.round(rng.uniform(1, 50, n), 2),
        weights,
        [-np.inf] * 2,
        weights.sum(1) / 3,
        [0] * n,
        [1] * n,
        kinds,
        5,
    )


def _random_assignment(rng, mixed):
    """Tasks shared among firms: a_tf whole, x_tf a share (or whole), y_f joins; capacities in thirds."""
    n_tasks, n_firms = 4, 4
    pairs = [(t, f) for t in range(n_tasks) for f in range(n_firms) if rng.random() < 0.8 or f == t]
    n_pairs = len(pairs)
    n = 2 * n_pairs + n_firms
    rows, lower, upper = [], [], []

    def add(entries, low, high):
        row = np.zeros(n)
        for column, value in entries:
            row[column] += value
        rows.append(row)
        lower.append(low)
        upper.append(high)

    amount = rng.integers(1, 9, n_tasks) / 3
    for task in range(n_tasks):
        mine = [p for p, (t, _) in enumerate(pairs) if t == task]
        add([(n_pairs + p, 1.0) for p in mine], 1, 1)
        add([(p, 1.0) for p in mine], 1, 2)
    for p, (_, firm) in enumerate(pairs):
        add([(n_pairs + p, 1.0), (p, -1.0)], -np.inf, 0)
        add([(p, 0.2), (n_pairs + p, -1.0)], -np.inf, 0)
        add([(p, 1.0), (2 * n_pairs + firm, -1.0)], -np.inf, 0)
    for firm in range(n_firms):
        mine = [(n_pairs + p, amount[t]) for p, (t, f) in enumerate(pairs) if f == firm]
        add([*mine, (2 * n_pairs + firm, -float(rng.integers(4, 9)) / 2)], -np.inf, 0)
    cost = np.round(
        np.concatenate(
            [rng.uniform(0, 3, n_pairs), rng.uniform(5, 30, n_pairs), rng.uniform(1, 20, n_firms)]
        ),
        3,
    )
    shares = CONTINUOUS if mixed else INTEGER
    kinds = [INTEGER] * n_pairs + [shares] * n_pairs + [INTEGER] * n_firms
    return linear_model(cost, rows, lower, upper, [0] * n, [1] * n, kinds, 100)


def _random_rows(rng, mixed):
    """General integers, both signs, two-sided rows, prices that are no decimals."""
    n, m = 6, 4
    rows = np.where(rng.random((m, n)) < 0.7, np.round(rng.normal(0, 5, (m, n)), 1), 0.0)
    point = rng.integers(-3, 6, n)
    centre = rows @ point
    kinds = [CONTINUOUS if mixed and i % 2 else INTEGER for i in range(n)]
    return linear_model(
        rng.normal(0, 10, n),
        rows,
        centre - rng.uniform(0, 4, m),
        centre + rng.uniform(0, 9, m),
        [-4] * n,
        [7] * n,
        kinds,
    )


def hard_model():
    """A market split (Cornuéjols and Dawande 1998), far beyond any solver in the time a test has.

    Fifty retailers are to be split so that each of six products is halved; deviations cost 1 a unit.
    """
    rng = np.random.default_rng(3)
    n, m = 50, 6
    demand = rng.integers(0, 100, (m, n))
    half = demand.sum(1) // 2
    rows = np.hstack([demand, np.eye(m), -np.eye(m)])
    cost = [0] * n + [1] * (2 * m)
    return linear_model(
        cost, rows, half, half, [0] * (n + 2 * m), [1] * n + [5000] * 2 * m, [INTEGER] * (n + 2 * m), 7
    )


def hard_model_start(model):
    """The split that gives nobody anything."""
    start = np.zeros(model.n_columns)
    start[50:56] = model.row_lower
    return start


def hard_mixed_model():
    """The hard split with its deviations free to be no whole numbers: mixed, and as far from any proof."""
    model = hard_model()
    kinds = model.integrality.copy()
    kinds[50:] = int(CONTINUOUS)
    return dataclasses.replace(model, integrality=kinds)
