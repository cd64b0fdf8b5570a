import pytest

from vebuilder.check.tolerance import excess


@pytest.mark.parametrize(
    ("value", "limit", "expected"),
    [
        (1.0, 1.0, 0.0),
        (1.0 + 9e-7, 1.0, 0.0),
        (1.0 + 2e-6, 1.0, 2e-6),
        (0.5e-6, 0.0, 0.0),  # small limits: absolute
        (2e-6, 0.0, 2e-6),
        (1_000_000.9, 1_000_000, 0.0),  # large limits: relative
        (1_000_002, 1_000_000, 2.0),
        (-1_000_000, -1_000_000.9, 0.0),
        (3.0, 5.0, 0.0),
    ],
)
def test_a_millionth_of_the_limit_is_forgiven(value: float, limit: float, expected: float) -> None:
    assert excess(value, limit) == pytest.approx(expected, rel=1e-3)
