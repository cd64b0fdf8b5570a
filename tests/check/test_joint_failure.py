from itertools import product
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from check.builders import shock
from vebuilder.check.joint_failure import joint_failure
from vebuilder.check.shocks import Shocks

fractions = st.floats(0, 1)
NOBODY = frozenset[int]()


def shocks_of(*numbers: tuple[float, float]) -> Shocks:
    return Shocks([shock("country", f"c{i}", *pair) for i, pair in enumerate(numbers)])


def by_outcomes(reliability: list[float], exposures: list[frozenset[int]], shocks: Shocks) -> float:
    """Go through every combination of shocks that may strike."""
    total = 0.0
    for struck in product((False, True), repeat=len(shocks.shocks)):
        weight = prod(
            one.probability if hit else 1 - one.probability
            for one, hit in zip(shocks.shocks, struck, strict=True)
        )
        fails = 1.0
        for level, exposure in zip(reliability, exposures, strict=True):
            fails *= 1 - level * prod(shocks.shocks[i].reliability_factor for i in exposure if struck[i])
        total += weight * fails
    return total


def test_by_hand() -> None:
    shocks = shocks_of((0.1, 0.5))
    assert joint_failure([], [], shocks) == 1
    assert joint_failure([0.9], [NOBODY], shocks) == pytest.approx(0.1)
    assert joint_failure([0.9, 0.8], [NOBODY, NOBODY], shocks) == pytest.approx(0.02)
    # 0.9 calm: 0.1 * 0.2; 0.1 struck: 0.55 * 0.6
    both = [frozenset({0}), frozenset({0})]
    assert joint_failure([0.9, 0.8], both, shocks) == pytest.approx(0.9 * 0.02 + 0.1 * 0.55 * 0.6)
    # only one is hit: on average its reliability is 0.9 * 0.95
    assert joint_failure([0.9, 0.8], [frozenset({0}), NOBODY], shocks) == pytest.approx(0.145 * 0.2)


@given(st.data(), st.integers(1, 5), st.integers(0, 6))
def test_as_over_all_outcomes_of_the_shocks(data: st.DataObject, firms: int, number: int) -> None:
    shocks = shocks_of(*(data.draw(st.tuples(fractions, fractions)) for _ in range(number)))
    reliability = [data.draw(fractions) for _ in range(firms)]
    some = st.frozensets(st.integers(0, number - 1)) if number else st.just(NOBODY)
    exposures = [data.draw(some) for _ in range(firms)]
    probability = float(joint_failure(reliability, exposures, shocks))
    assert 0 <= probability <= 1
    assert probability == pytest.approx(by_outcomes(reliability, exposures, shocks), abs=1e-12)


def test_small_probabilities_keep_their_digits() -> None:
    shocks = shocks_of((1e-9, 0.5))
    tied = [frozenset({0})] * 12
    exact = (1 - 1e-9) * 0.001**12 + 1e-9 * 0.5005**12
    assert float(joint_failure([0.999] * 12, tied, shocks)) == pytest.approx(exact, rel=1e-9)
    assert float(joint_failure([0.999] * 12, [NOBODY] * 12, shocks)) == pytest.approx(1e-36, rel=1e-9)


def test_neither_many_standbys_nor_many_shocks_are_too_many() -> None:
    few = shocks_of((0.1, 0.5), (0.2, 0.9))
    exposures = [frozenset({number % 2}) for number in range(200)]
    calm, one, two = 0.9 * 0.8, 0.1 * 0.8, 0.9 * 0.2
    expected = (
        calm * 0.1**200
        + one * 0.55**100 * 0.1**100
        + two * 0.19**100 * 0.1**100
        + 0.02 * 0.55**100 * 0.19**100
    )
    assert float(joint_failure([0.9] * 200, exposures, few)) == pytest.approx(expected, rel=1e-9, abs=0)
    many = shocks_of(*[(0.1, 0.5)] * 200)
    tied = frozenset(range(200))
    mean, square = 0.95**200, 0.925**200
    expected = 1 - 1.7 * mean + 0.72 * square
    assert float(joint_failure([0.9, 0.8], [tied, tied], many)) == pytest.approx(expected)


def test_arrays_are_many_cases_at_once() -> None:
    shocks = shocks_of((0.1, 0.5), (0.3, 0.8))
    exposures = [frozenset({0, 1}), frozenset({1})]
    partners, standbys = np.linspace(0, 1, 5)[:, None], np.linspace(0, 1, 7)
    table = joint_failure([partners, standbys], exposures, shocks)
    assert table.shape == (5, 7)
    for row, column in product(range(5), range(7)):
        pair = [float(partners[row, 0]), float(standbys[column])]
        assert table[row, column] == pytest.approx(by_outcomes(pair, exposures, shocks), abs=1e-12)
