"""Finite ranges from the rows."""

import numpy as np
import pytest

from solve.models import CONTINUOUS, INTEGER, linear_model
from vebuilder.solve.column_range import finite_ranges
from vebuilder.solve.options import Options
from vebuilder.solve.solve import solve

inf = np.inf


def test_rows_limit_what_they_hold():
    model = linear_model(
        [-1, -1, 1], [[2, 1, 0], [0, 1, -1], [-1, 0, 1]], [-inf, -inf, -4], [8, 0, inf],
        [0, 0, -inf], [inf, inf, inf], [CONTINUOUS] * 3,
    )  # fmt: skip
    lower, upper = finite_ranges(model)
    assert upper[0] == 4
    assert upper[1] == 8
    assert lower[2] == 0  # y <= z


def test_a_cost_is_no_larger_than_the_rows_demand():
    # e >= 3 x - 2 and e >= 5 - x, x in 0..2: never more than 5 is needed.
    model = linear_model(
        [0, 1], [[-3, 1], [1, 1]], [-2, 5], [inf, inf], [0, 0], [2, inf], [INTEGER, CONTINUOUS]
    )
    assert finite_ranges(model)[1].tolist() == [2, 5]
    results = [solve(model, Options(), name) for name in ("highs", "cpsat")]
    assert [model.objective(result.solution) for result in results] == pytest.approx([4, 4])


def test_downwards_alike():
    model = linear_model(
        [0, -1], [[-3, -1], [1, -1]], [-2, 5], [inf, inf], [0, -inf], [2, 0], [INTEGER, CONTINUOUS]
    )
    assert finite_ranges(model)[0].tolist() == [0, -5]


def test_an_equation_of_two_endless_columns_limits_neither():
    model = linear_model([-1, 1], [[1, -1]], [0], [0], [0, 0], [inf, inf], [CONTINUOUS] * 2)
    assert finite_ranges(model)[1][0] == inf


def test_ranges_keep_the_optimum():
    rng = np.random.default_rng(1)
    limited = 0
    for _ in range(40):
        rows = np.round(rng.normal(0, 3, (5, 4)) * (rng.random((5, 4)) < 0.6), 1)
        point = rng.uniform(0, 5, 4).round(1)
        activity = rows @ point
        low = np.where(rng.random(5) < 0.6, activity - 1, -inf)
        high = np.where(rng.random(5) < 0.6, activity + 1, inf)
        model = linear_model(
            rng.normal(1, 2, 4).round(1),
            rows,
            low,
            high,
            [0] * 4,
            np.where(rng.random(4) < 0.4, inf, 6),
            [CONTINUOUS] * 4,
        )
        best = solve(model, Options(gap=0), "highs")
        lower, upper = finite_ranges(model)
        tightened = linear_model(model.cost, rows, low, high, lower, upper, [CONTINUOUS] * 4)
        limited += int(np.sum(np.isfinite(upper) & ~np.isfinite(model.upper)))
        again = solve(tightened, Options(gap=0), "highs")
        assert again.status == best.status
        if best.solution is not None:
            assert model.objective(again.solution) == pytest.approx(model.objective(best.solution), abs=1e-6)
    assert limited > 10
