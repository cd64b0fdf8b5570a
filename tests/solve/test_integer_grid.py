"""Whole numbers for CP-SAT: exact where decimals allow, an outer approximation elsewhere."""

import numpy as np
import pytest

from solve.models import CONTINUOUS, INTEGER, linear_model, random_model
from vebuilder import UnsupportedError
from vebuilder.solve.integer_grid import SAFE, integer_grid
from vebuilder.solve.options import Options
from vebuilder.solve.solve import solve

inf = np.inf


def grid_of(model, digits=5):
    return integer_grid(model, model.lower, model.upper, digits)


def test_decimals_are_scaled_exactly():
    model = linear_model(
        [0.25, 1.1],
        [[0.1, 0.2], [30, 7000], [1e-7, 3]],
        [0.3, -inf, 0],
        [inf, 70000, 6],
        [0, 0],
        [9, 9],
        [INTEGER] * 2,
    )
    grid = grid_of(model)
    assert grid.data.tolist() == [1, 2, 3, 700, 1, 30_000_000]
    assert grid.row_lower.tolist()[0] == 3
    assert grid.row_upper.tolist()[1:] == [3 * 9 + 700 * 9 + 1, 60_000_000]  # clipped beyond reach
    assert (grid.cost.tolist(), grid.cost_scale) == ([25, 110], 100.0)
    assert grid.cost_error < 1e-12


def test_thirds_are_loosened_by_no_more_than_they_need():
    model = linear_model([1, 1], [[1 / 3, 2 / 3]], [1], [1], [0, 0], [3, 3], [INTEGER] * 2)
    grid = grid_of(model)
    scale = grid.data[0] * 3
    assert scale >= 1e11
    assert grid.row_lower[0] <= scale <= grid.row_upper[0]
    assert grid.row_upper[0] - grid.row_lower[0] < 1e-9 * scale
    assert solve(model, Options(), "cpsat").solution.tolist() == [1, 1]


@pytest.mark.parametrize("seed", range(9))
@pytest.mark.parametrize("digits", [3, 5, 9])
def test_every_solution_survives_the_move_to_the_grid(seed, digits):
    model = random_model(seed, mixed=True)
    best = solve(model, Options(gap=0), "highs")
    if best.solution is None:
        pytest.skip("this random program has no solution")
    grid = grid_of(model, digits)
    point = grid.nearest(best.solution)
    rows = model.matrix.toarray() != 0
    activity = np.zeros(model.n_rows, dtype=object)
    for row, start, stop in zip(
        range(model.n_rows), model.matrix.indptr[:-1], model.matrix.indptr[1:], strict=True
    ):
        columns = model.matrix.indices[start:stop]
        activity[row] = sum(
            int(a) * int(x) for a, x in zip(grid.data[start:stop], point[columns], strict=True)
        )
    assert rows.any()
    assert np.all(activity >= grid.row_lower)
    assert np.all(activity <= grid.row_upper)
    priced = float(grid.cost @ point) / grid.cost_scale + grid.cost_origin
    assert abs(priced - model.objective(best.solution)) <= grid.cost_error + 1e-9
    assert np.all(np.abs(grid.values(point) - best.solution) <= grid.step / 2 + 1e-9)


def test_sums_stay_clear_of_overflow():
    wide = linear_model(
        [1e9 + 0.123456789, 1], [[1e12, 0.001]], [1e12], [inf], [0, 0], [1000, 1000], [INTEGER] * 2
    )
    grid = grid_of(wide)
    reach = np.abs(grid.data).astype(float) @ np.array([1000.0, 1000.0])
    assert reach <= SAFE
    result = solve(wide, Options(), "cpsat")
    assert result.status == "optimal"
    assert result.solution.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("upper", "coefficient", "text"), [(1e17, 1, "ranges too far"), (1e15, 1e18, "too large")]
)
def test_what_64_bits_cannot_hold_is_refused(upper, coefficient, text):
    model = linear_model([1, 1], [[coefficient, 1]], [5], [inf], [0, 0], [upper, 5], [INTEGER] * 2)
    with pytest.raises(UnsupportedError, match=text):
        solve(model, Options(), "cpsat")


def test_an_answer_that_no_shares_complete_is_passed_over():
    # The coarse grid lets x + y + z = 1 and y + z <= 0.9999999 pass with whole x = 0; the truth forbids it.
    model = linear_model(
        [10, 1, 1],
        [[1, 1, 1], [0, 1, 1]],
        [1, -inf],
        [1, 0.99999],
        [0, 0, 0],
        [1, 1, 1],
        [INTEGER, CONTINUOUS, CONTINUOUS],
    )
    result = solve(model, Options(gap=0), "cpsat")
    assert result.status == "optimal"
    assert result.solution.tolist() == [1, 0, 0]
