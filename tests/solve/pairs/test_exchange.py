"""The best exchange of a partner, against trying every one."""

import numpy as np
import pytest

from solve.pairs.test_engine import coordination_problem
from vebuilder.formulate.partner_sets import partner_sets
from vebuilder.solve.pairs.opening import NOBODY, Circle, Ground
from vebuilder.solve.pairs.savings import split


@pytest.mark.parametrize("partners", [(4, 4), (2, 6), (1, 3)])
@pytest.mark.parametrize("seed", range(10))
def test_no_exchange_is_better_than_the_one_told(seed: int, partners: tuple[int, int]) -> None:
    formulation = coordination_problem(seed, firms=20, partners=partners)
    parts = split(formulation)
    assert parts is not None
    ground = Ground.of(formulation.problem, parts, partner_sets(formulation.problem))
    draw = np.random.default_rng(seed)
    for size in (1, 3, 5, 8):
        circle = Circle(ground)
        for firm in draw.choice(20, size, replace=False).tolist():
            circle.book(firm, 1)
        before = circle.value
        change, leaving, entering = circle.best_exchange()
        expected = min(_values(circle)) - before
        assert change == pytest.approx(expected)
        for firm, sign in ((leaving, -1), (entering, 1)):
            if firm != NOBODY:
                circle.book(firm, sign)
        assert circle.value - before == pytest.approx(expected)


def _values(circle: Circle) -> list[float]:
    """The value after every step there is: one out, one in, or both."""
    values = []
    outside = [firm for firm in range(20) if firm not in circle.partners]
    for leaving in [None, *circle.partners]:
        if leaving is not None:
            circle.book(leaving, -1)
            values.append(circle.value)
        for entering in outside:
            circle.book(entering, 1)
            values.append(circle.value)
            circle.book(entering, -1)
        if leaving is not None:
            circle.book(leaving, 1)
    return values
