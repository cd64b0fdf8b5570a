import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vebuilder.explore.simulation.tail import cvar, cvar_error, quantile, standard_error

LOSSES = st.lists(st.sampled_from([0.0, 0.5, 1.0, 7.0, 100.0]), min_size=2, max_size=30)


@pytest.mark.parametrize(
    ("part", "expected"), [(0, 1), (0.25, 1), (0.26, 2), (0.5, 2), (0.75, 2), (0.76, 9), (1, 9)]
)
def test_a_quantile_is_the_smallest_loss_not_exceeded_that_often(part: float, expected: float) -> None:
    assert quantile(np.array([2.0, 9.0, 1.0, 2.0]), part) == expected


def test_rounding_does_not_move_a_quantile() -> None:
    assert 0.07 * 100 > 7
    assert quantile(np.arange(1.0, 101.0), 0.07) == 7


@given(LOSSES, st.sampled_from([0.0, 0.1, 0.5, 0.9, 0.95, 0.999]))
def test_cvar_is_the_least_over_all_thresholds(losses: list[float], level: float) -> None:
    values = np.array(losses)
    # the function is piecewise linear with its kinks at the losses
    least = min(e + np.maximum(values - e, 0).mean() / (1 - level) for e in losses)
    assert cvar(values, level) == pytest.approx(least)


def test_cvar_counts_the_last_run_in_part() -> None:
    assert cvar(np.array([10.0, 4.0, 1.0, 1.0]), 0.625) == pytest.approx((10 + 0.5 * 4) / 1.5)
    assert cvar(np.array([10.0, 4.0, 1.0, 1.0]), 0) == 4
    assert cvar(np.array([10.0, 4.0, 1.0, 1.0]), 0.99) == 10


def test_the_standard_error_of_the_mean() -> None:
    assert standard_error(np.array([1.0, 2.0, 3.0])) == pytest.approx(1 / math.sqrt(3))
    assert standard_error(np.full(10, 0.1)) == 0
    assert cvar_error(np.array([1.0, 2.0, 3.0, 8.0]), 0) == pytest.approx(
        standard_error(np.array([1.0, 2.0, 3.0, 8.0]))
    )


@pytest.mark.parametrize("level", [0.0, 0.5, 0.9, 0.95])
def test_the_error_of_cvar_is_as_large_as_it_says(level: float) -> None:
    # Exponential losses of mean 1 have CVaR 1 - ln(1 - level).
    samples = np.random.default_rng(5).exponential(size=(400, 4_000))
    truth = 1 - math.log(1 - level)
    off = np.array([(cvar(one, level) - truth) / cvar_error(one, level) for one in samples])
    assert abs(off.mean()) < 0.25
    assert 0.9 < off.std() < 1.1
