"""What a firm takes of the tasks that pay, against every choice there is."""

from itertools import product

import numpy as np
import pytest

from vebuilder.solve.size import packing
from vebuilder.solve.size.packing import packed


def drawn(seed: int, places: int = 9) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    worth = draw.normal(-1, 2, (30, places))
    effort = draw.integers(0, 10, (30, places)).astype(float)
    most = np.where(draw.random(30) < 0.2, np.inf, draw.integers(0, 30, 30).astype(float))
    return worth, effort, most


def least(worth: np.ndarray, effort: np.ndarray, most: float) -> float:
    choices = np.array(list(product([0.0, 1.0], repeat=len(worth))))
    return float((choices @ worth)[choices @ effort <= most].min())


@pytest.mark.parametrize("seed", range(5))
def test_firms_take_the_best_they_have_room_for(seed: int) -> None:
    worth, effort, most = drawn(seed)
    taken = packed(worth, effort, most)
    assert set(np.unique(taken)) <= {0.0, 1.0}
    assert np.all((taken * effort).sum(axis=1) <= most + 1e-6)
    expected = [least(*row) for row in zip(worth, effort, most.tolist(), strict=True)]
    assert (taken * worth).sum(axis=1) == pytest.approx(expected)


def test_what_would_take_too_long_is_taken_by_the_part() -> None:
    same = np.full((1, 40), -1.0) - np.arange(40) * 1e-9
    effort = np.full((1, 40), 2.0)
    taken = packed(same, effort, np.array([41.0]))
    assert (taken * effort).sum() == pytest.approx(41.0)
    assert (taken * same).sum() == pytest.approx(-20.5)
    assert packing.MOST_NODES < 2**40
