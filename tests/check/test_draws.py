import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vebuilder.check.draws import uniform

FIRST_DRAWS = [0.8011462426961553, 0.8370220253167173, 0.4790407287615691]


@given(st.integers(0, 2**70), st.text(min_size=1), st.integers(1, 40), st.integers(0, 40))
def test_a_shorter_request_is_the_beginning_of_a_longer_one(
    seed: int, name: str, count: int, more: int
) -> None:
    longer = uniform(seed, "firm", name, count + more)
    assert len(longer) == count + more
    assert np.array_equal(uniform(seed, "firm", name, count), longer[:count])


def test_every_part_of_the_identity_counts() -> None:
    keys = ["a", "b", ("a",), ("a", "b"), ("a", 1), ("a", True), ("a", "1"), ("a", 1.5), ("a", "True")]
    draws = [
        tuple(uniform(seed, kind, key, 4)) for seed in (0, 1) for kind in ("firm", "shock") for key in keys
    ]
    assert len(set(draws)) == len(draws)


def test_equal_numbers_are_one_key() -> None:
    for one, other in ((1, 1.0), (0.0, -0.0), (10**20, 1e20)):
        assert np.array_equal(uniform(0, "shock", ("a", one), 4), uniform(0, "shock", ("a", other), 4))


def test_the_draws_never_change() -> None:
    assert uniform(7, "firm", "a", 3).tolist() == FIRST_DRAWS


def test_draws_are_uniform_and_those_of_different_firms_unrelated() -> None:
    one, other = (uniform(0, "firm", name, 100_000) for name in "ab")
    counts = np.histogram(one, bins=20, range=(0, 1))[0]
    assert ((counts - 5000) ** 2 / 5000).sum() < 43.8  # chi-square, 19 degrees of freedom: 0.999
    assert abs(np.corrcoef(one, other)[0, 1]) < 4 / np.sqrt(100_000)
    assert abs(np.corrcoef(one[1:], one[:-1])[0, 1]) < 4 / np.sqrt(100_000)
    assert one.min() > 0
    assert one.max() <= 1
