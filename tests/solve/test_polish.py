"""Rounding, re-optimising around whole numbers, and the test that every answer passes."""

import numpy as np
import pytest

from solve.models import CONTINUOUS, IMPLIED, INTEGER, linear_model
from vebuilder.formulate.linear_model import Family
from vebuilder.solve.polish import best_around, polish, rounding
from vebuilder.solve.residual import residual

inf = np.inf


def shares():
    """x + y = 1 with y <= 0.7 b; y is cheap, b is whole."""
    return linear_model(
        [5, 1, 2],
        [[1, 1, 0], [0, 1, -0.7]],
        [1, -inf],
        [1, 0],
        [0, 0, 0],
        [1, 1, 1],
        [CONTINUOUS, CONTINUOUS, INTEGER],
    )


def test_shares_become_the_best_around_the_whole_numbers():
    model = shares()
    assert polish(model, np.array([0.9, 0.1, 1 - 1e-7])) == pytest.approx([0.3, 0.7, 1])
    assert polish(model, np.array([0.9, 0.1, 1 - 1e-7]))[2] == 1
    assert polish(model, np.array([1.0, 1e-8, 1e-8])).tolist() == [1, 0, 0]


def test_without_whole_numbers_values_stay_within_their_ranges():
    model = linear_model([1, 1], [[1, 1]], [1], [inf], [0, 0], [1, 1], [CONTINUOUS] * 2)
    assert polish(model, np.array([-1e-10, 1 + 1e-10])).tolist() == [0, 1]


def test_an_impossible_completion_is_known_as_such():
    model = linear_model([1, 1], [[1, 1]], [2], [2], [0, 0], [1, 0.5], [INTEGER, CONTINUOUS])
    values, settled = rounding(model, np.array([1.0, 0.5]))
    completion = best_around(model, values, settled, inf)
    assert (completion.values, completion.proven) == (None, True)
    assert polish(model, np.array([1.0, 0.5])).tolist() == [1, 0.5]


def test_implied_columns_are_rounded_only_when_all_but_whole():
    model = linear_model([1, 1], [], [], [], [0, 0], [3, 3], [INTEGER, IMPLIED])
    assert rounding(model, np.array([-0.0, 1.9999999]))[1].tolist() == [True, True]
    values, settled = rounding(model, np.array([1.0, 1.5]))
    assert (values.tolist(), settled.tolist()) == ([1, 1.5], [True, False])


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([0.5, 0.5, 0.4], "is not a whole number"),
        ([1.2, -0.2, 0], "leaves its range by 0.2"),
        ([0.3, 0.6, 1], "'cover' of task 'frame' is broken by 0.1"),
        ([0.1, 0.9, 1], "'capacity' is broken by 0.2"),
        ([np.nan, 1, 1], "no numbers"),
        ([1, 1], "2 values for 3 decisions"),
    ],
)
def test_residual_says_what_is_broken(values, text):
    plain = shares()
    rows = (Family("cover", 0, 1, ("task",), (np.array(["frame"]),)), Family("capacity", 1, 2))
    model = type(plain)(**(vars(plain) | {"rows": rows}))
    fit = residual(model, np.array(values, dtype=float))
    assert not fit.feasible
    assert text in fit.text


def test_residual_is_relative_to_large_bounds():
    model = linear_model([1], [[1]], [1e9], [1e9], [0], [inf], [CONTINUOUS])
    assert residual(model, np.array([1e9 + 1])).feasible
    assert not residual(model, np.array([1e9 + 1e4])).feasible
