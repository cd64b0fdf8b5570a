import pytest

from check.builders import firm, shock
from vebuilder.check.shocks import Shocks

SHOCKS = Shocks(
    (
        shock("country", "DE", 0.1, 0.5),
        shock("size", 1, 0.2, 0.0),
        shock("country", "DE", 0.3, 0.8),
        shock("country", "FR", 0.0, 0.5),
        shock("size", "small", 1.0, 1.0),
    )
)


@pytest.mark.parametrize(
    ("attributes", "hit"),
    [
        ({}, set()),
        ({"country": "DE"}, {0, 2}),
        ({"country": "DE", "size": 1.0}, {0, 1, 2}),
        ({"size": True}, set()),
        ({"size": "1", "country": "FR"}, set()),  # a shock that never comes hits nobody
        ({"size": "small"}, set()),  # nor does one that changes nothing
        ({"region": "DE"}, set()),
    ],
)
def test_a_shock_hits_the_firms_that_show_its_value(attributes: dict[str, object], hit: set[int]) -> None:
    assert SHOCKS.exposure(firm("a", attributes=attributes)) == hit


def test_the_mean_factor_counts_how_many_firms_show_each_value() -> None:
    assert SHOCKS.mean_factor([]) == 1
    assert SHOCKS.mean_factor([frozenset({0})]) == pytest.approx(0.9 + 0.1 * 0.5)
    both = SHOCKS.mean_factor([frozenset({0, 2}), frozenset({0}), frozenset({1})])
    assert both == pytest.approx((0.9 + 0.1 * 0.25) * (0.7 + 0.3 * 0.8) * 0.8)
