import pytest

from check.builders import case, firm, network, project, split_task, trust
from vebuilder.check.rates import Rates, distance
from vebuilder.model import Network, PairCost

AACHEN, BREMEN = (50.7753, 6.0839), (53.0793, 8.8017)


def rate(between: Network, source: str, target: str, own: float | None = None) -> float:
    everybody = [("t", one.id, 1 / len(between.firms)) for one in between.firms]
    rates = Rates(case(project(split_task("t")), between, everybody))
    return rates.between(source, target, {} if own is None else {(source, target): own})


def test_strangers_pay_the_full_rate() -> None:
    assert rate(network(firm("a"), firm("b"), costs={"rate": 10}), "a", "b") == 10


@pytest.mark.parametrize(
    ("level", "discount", "expected"),
    [
        (0.5, 1.0, 5.0),  # 10 * (1 - 1 * 0.5)
        (0.5, 0.4, 8.0),  # 10 * (1 - 0.4 * 0.5)
        (1.0, 1.0, 0.0),
        (-0.5, 0.4, 12.0),  # distrust is dearer: 10 * (1 + 0.4 * 0.5)
    ],
)
def test_trust_discounts(level: float, discount: float, expected: float) -> None:
    linked = network(
        firm("a"), firm("b"), costs={"rate": 10, "trust_discount": discount}, trust=[trust("a", "b", level)]
    )
    assert rate(linked, "a", "b") == pytest.approx(expected)


def test_it_is_the_sources_trust_in_the_target() -> None:
    linked = network(firm("a"), firm("b"), costs={"rate": 10}, trust=[trust("a", "b", 0.5, mutual=False)])
    assert rate(linked, "a", "b") == 5
    assert rate(linked, "b", "a") == 10


def test_a_shared_standard_discounts_on_top_of_trust() -> None:
    costs = {"rate": 10, "trust_discount": 0.5, "standard_discount": 0.2}
    firms = [
        firm("a", standards={"STEP", "EDI"}),
        firm("b", standards={"STEP"}),
        firm("c", standards={"IFC"}),
        firm("d"),
    ]
    linked = network(*firms, costs=costs, trust=[trust("a", "b", 0.6)])
    assert rate(linked, "a", "b") == pytest.approx(10 * 0.7 * 0.8)
    assert rate(linked, "a", "c") == 10
    assert rate(linked, "a", "d") == 10


def test_distance_is_added_undiscounted() -> None:
    costs = {"rate": 10, "distance_rate": 0.01}
    placed = network(
        firm("a", location=AACHEN), firm("b", location=BREMEN), costs=costs, trust=[trust("a", "b", 1.0)]
    )
    assert rate(placed, "a", "b") == pytest.approx(0.01 * distance(AACHEN, BREMEN))


def test_great_circles() -> None:
    # A quarter of a great circle of radius 6371.0088 km is pi / 2 * 6371.0088 = 10007.557 km.
    assert distance((0, 0), (0, 90)) == pytest.approx(10007.557, abs=1e-3)
    assert distance((0, 0), (90, 0)) == pytest.approx(10007.557, abs=1e-3)
    assert distance((0, 180), (0, -180)) == pytest.approx(0, abs=1e-6)
    assert distance((10, 20), (-10, -160)) == pytest.approx(20015.115, abs=1e-3)  # antipodes
    assert distance(AACHEN, BREMEN) == pytest.approx(distance(BREMEN, AACHEN))
    assert distance(AACHEN, BREMEN) == pytest.approx(317, abs=1)


def test_inside_one_firm_the_internal_rate_holds_alone() -> None:
    costs = {"rate": 10, "internal_rate": -2, "distance_rate": 1}
    assert rate(network(firm("a", location=AACHEN), costs=costs), "a", "a") == -2


def test_stated_pairs_come_first_the_interfaces_own_before_the_networks() -> None:
    pairs = [
        PairCost(source="a", target="b", rate=-3),
        PairCost(source="a", target="a", rate=7),
    ]
    stated = network(firm("a"), firm("b"), costs={"rate": 10, "pairs": pairs}, trust=[trust("a", "b", 0.5)])
    assert rate(stated, "a", "b") == -3
    assert rate(stated, "b", "a") == 5  # a stated rate holds in its direction only
    assert rate(stated, "a", "a") == 7
    assert rate(stated, "a", "b", own=4) == 4
    assert rate(stated, "a", "a", own=0) == 0
