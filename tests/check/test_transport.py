from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from vebuilder.check.transport import cheapest_flow, cheapest_transport

parts = st.lists(st.integers(0, 12), min_size=1, max_size=6).filter(any)


@st.composite
def transports(draw: st.DrawFn) -> tuple[list[float], list[float], list[list[float]]]:
    supply, demand = ([part / sum(shares) for part in shares] for shares in (draw(parts), draw(parts)))
    rates = st.floats(-50, 50) | st.integers(-3, 3).map(float)
    rows = st.lists(rates, min_size=len(demand), max_size=len(demand))
    return supply, demand, draw(st.lists(rows, min_size=len(supply), max_size=len(supply)))


def by_linear_program(supply: list[float], demand: list[float], rates: list[list[float]]) -> float:
    rows, columns = len(supply), len(demand)
    leaving = np.kron(np.eye(rows), np.ones(columns))
    arriving = np.kron(np.ones(rows), np.eye(columns))
    answer = linprog(np.ravel(rates), A_eq=np.vstack([leaving, arriving])[:-1], b_eq=[*supply, *demand][:-1])
    assert answer.success
    return float(answer.fun)


@settings(max_examples=300)
@given(transports())
def test_a_linear_program_agrees(instance: tuple[list[float], list[float], list[list[float]]]) -> None:
    assert cheapest_transport(*instance) == pytest.approx(by_linear_program(*instance), abs=1e-6)


@given(transports())
def test_the_flow_moves_everything_at_that_cost(
    instance: tuple[list[float], list[float], list[list[float]]],
) -> None:
    supply, demand, rates = instance
    flow = np.array(cheapest_flow(*instance))
    assert (flow >= -1e-12).all()
    assert flow.sum(axis=1) == pytest.approx(supply, abs=1e-9)
    assert flow.sum(axis=0) == pytest.approx(demand, abs=1e-9)
    assert (flow * rates).sum() == pytest.approx(cheapest_transport(*instance), abs=1e-9)


@given(transports(), st.randoms(use_true_random=False))
def test_the_order_of_firms_does_not_matter(
    instance: tuple[list[float], list[float], list[list[float]]], random: Random
) -> None:
    supply, demand, rates = instance
    rows, columns = list(range(len(supply))), list(range(len(demand)))
    random.shuffle(rows)
    random.shuffle(columns)
    shuffled = cheapest_transport(
        [supply[row] for row in rows],
        [demand[column] for column in columns],
        [[rates[row][column] for column in columns] for row in rows],
    )
    assert shuffled == pytest.approx(cheapest_transport(*instance), abs=1e-9)


def test_one_to_one() -> None:
    assert cheapest_transport([1.0], [1.0], [[3.5]]) == 3.5


def test_greed_is_not_enough() -> None:
    # The cheapest pair (1) would force the dearest (100); the best is 2 + 3 on half a unit each.
    assert cheapest_transport([0.5, 0.5], [0.5, 0.5], [[1, 2], [3, 100]]) == pytest.approx(2.5)


def test_flow_is_rerouted_through_several_suppliers() -> None:
    rates = [[0.0, 1.0, 9.0], [9.0, 0.0, 1.0], [0.0, 9.0, 9.0]]
    third = 1 / 3
    # supplier 2 needs customer 0, which pushes 0 to customer 1 and 1 to customer 2: (0 + 1 + 1) / 3
    assert cheapest_transport([third] * 3, [third] * 3, rates) == pytest.approx(2 / 3)


def test_where_supply_is_short_only_the_cheapest_is_shipped() -> None:
    assert cheapest_transport([0.25, 0.25], [0.5, 0.5], [[5, 1], [2, 4]]) == pytest.approx(0.75)
    assert cheapest_transport([0.5], [0.5, 0.5], [[5, 1]]) == pytest.approx(0.5)


def test_nothing_to_ship_costs_nothing() -> None:
    assert cheapest_transport([0.0, 0.0], [0.5, 0.5], [[1, 1], [1, 1]]) == 0
