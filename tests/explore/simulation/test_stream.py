import numpy as np
import pytest

from vebuilder.check import draws
from vebuilder.explore.simulation.stream import uniform

RUNS = 40_000


def test_a_piece_is_the_same_as_that_part_of_the_whole() -> None:
    whole = uniform(3, ("firm", "a"), 0, 100)
    for first, count in ((0, 1), (0, 100), (1, 7), (2, 50), (3, 1), (4, 4), (63, 37)):
        assert (uniform(3, ("firm", "a"), first, count) == whole[first : first + count]).all()


def test_the_draws_never_change() -> None:
    # Anyone may have written figures down; a change here makes them irreproducible.
    drawn = uniform(0, ("firm", "ALPHA"), 5, 3)
    assert drawn.tolist() == [0.39228996302933905, 0.8214765267855676, 0.8551594325306657]


@pytest.mark.parametrize(
    ("seed", "identity"),
    [(1, ("firm", "a")), (0, ("firm", "b")), (0, ("offer", "a")), (0, ("firm", "a", "")), (0, ("firma",))],
)
def test_other_seeds_and_identities_draw_independently(seed: int, identity: tuple[str, ...]) -> None:
    one, other = uniform(0, ("firm", "a"), 0, RUNS), uniform(seed, identity, 0, RUNS)
    assert abs(np.corrcoef(one, other)[0, 1]) < 4 / np.sqrt(RUNS)


def test_they_are_not_the_scenarios_of_cvar() -> None:
    mine, theirs = uniform(0, ("firm", "a"), 0, RUNS), draws.uniform(0, "firm", "a", RUNS)
    assert abs(np.corrcoef(mine, theirs)[0, 1]) < 4 / np.sqrt(RUNS)
    assert abs(np.corrcoef(mine, 1 - theirs)[0, 1]) < 4 / np.sqrt(RUNS)
    assert not np.isin(mine, theirs).any()
    assert not np.isin(1 - mine, theirs).any()


def test_they_are_uniform() -> None:
    drawn = uniform(0, ("firm", "a"), 0, RUNS)
    assert (drawn >= 0).all()
    assert (drawn < 1).all()
    counts, _ = np.histogram(drawn, bins=20, range=(0, 1))
    expected = RUNS / 20
    # chi-squared with 19 degrees of freedom: above 43.8 once in a thousand seeds
    assert ((counts - expected) ** 2 / expected).sum() < 43.8
    assert abs(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 4 / np.sqrt(RUNS)
