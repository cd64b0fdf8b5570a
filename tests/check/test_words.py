import pytest

from vebuilder.check.words import count, figure, listing


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1 + 0.2, "0.3"), (4311101.0, "4,311,101"), (-2.5, "-2.5"), (0.0, "0"), (1 / 3, "0.3333333333")],
)
def test_figures_are_free_of_noise(value: float, text: str) -> None:
    assert figure(value) == text


def test_long_lists_are_cut() -> None:
    assert listing(["a", "b"]) == "'a', 'b'"
    assert listing([f"f{i}" for i in range(1006)]).endswith("'f5' and 1,000 more")


def test_one_thing_is_singular() -> None:
    assert count(1, "firm") == "1 firm"
    assert count(2, "firm") == "2 firms"
    assert count(2, "quote states", "quotes state") == "2 quotes state"
