from math import pi
from typing import Any

import pytest
from check.builders import firm, interface, network, project, task, trust

from vebuilder.formulate.problem import Problem
from vebuilder.formulate.rates import RateTable
from vebuilder.model import PairCost

FIRMS = (
    firm("a", standards={"STEP"}, location=(0.0, 0.0)),
    firm("b", standards={"STEP", "EDI"}, location=(0.0, 90.0)),
    firm("c", location=(0.0, 0.0)),
)
TRUST = (trust("a", "b", 0.5, mutual=False), trust("b", "a", -1, mutual=False))
QUARTER = pi / 2 * 6371.0088


def rates(
    costs: dict[str, Any], pairs: tuple[PairCost, ...] = (), own: tuple[PairCost, ...] = ()
) -> list[list[float]]:
    asked = project(task("t"), task("u"), interfaces=(interface("t", "u", pairs=own),))
    problem = Problem.of(asked, network(*FIRMS, trust=TRUST, costs={**costs, "pairs": pairs}))
    table = RateTable(problem).of(asked.interfaces[0]).completed(3, 3)
    return [[float(rate) for rate in row] for row in table.rate.reshape(3, 3)]


def pair(source: str, target: str, rate: float) -> PairCost:
    return PairCost(source=source, target=target, rate=rate)


def test_trust_of_the_source_in_the_target_discounts_and_distrust_adds() -> None:
    assert rates({"rate": 10, "trust_discount": 0.4}) == [[0, 8, 10], [14, 0, 10], [10, 10, 0]]


def test_a_shared_standard_discounts_on_top_of_trust_but_not_within_a_firm() -> None:
    costs = {"rate": 10, "standard_discount": 0.25, "internal_rate": -3}
    assert rates(costs) == [[-3, 10 * 0.5 * 0.75, 10], [10 * 2 * 0.75, -3, 10], [10, 10, -3]]


def test_distance_is_added_undiscounted() -> None:
    table = rates({"rate": 10, "distance_rate": 0.01, "internal_rate": 1, "standard_discount": 1})
    far = 0.01 * QUARTER
    assert table == [
        [1, pytest.approx(far), 10],
        [pytest.approx(far), 1, pytest.approx(10 + far)],
        [10, pytest.approx(10 + far), 1],
    ]


def test_a_stated_rate_comes_first_also_when_it_is_nothing() -> None:
    stated = (pair("a", "b", 0), pair("a", "a", -2), pair("b", "c", 7))
    own = (pair("b", "c", 0), pair("c", "c", 0))
    assert rates({"rate": 10, "internal_rate": 5}, stated, own) == [[-2, 0, 10], [20, 5, 0], [10, 10, 0]]
