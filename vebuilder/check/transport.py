"""The cheapest transport from suppliers to customers, exactly."""

from collections.abc import Sequence
from math import inf

NEGLIGIBLE = 1e-12
"""Supply or flow below this is none: shares add up to 1 only to floating-point accuracy."""


def cheapest_transport(
    supply: Sequence[float], demand: Sequence[float], rates: Sequence[Sequence[float]]
) -> float:
    """Return the lowest cost of moving as much as supply and demand both allow.

    Successive shortest paths: each augmentation follows a cheapest path in the residual network, so what
    is shipped so far is always shipped at lowest cost (Ahuja, Magnanti and Orlin, Network Flows, 1993,
    section 9.7).

    Parameters
    ----------
    supply
        Amount at each supplier, not below 0.
    demand
        Amount at each customer, not below 0.
    rates
        Cost per unit, suppliers by customers; may be negative.
    """
    if len(supply) == 1 or len(demand) == 1:
        return _star(supply, demand, rates)
    return sum(
        amount * rate
        for amounts, row in zip(cheapest_flow(supply, demand, rates), rates, strict=True)
        for amount, rate in zip(amounts, row, strict=True)
    )


def cheapest_flow(
    supply: Sequence[float], demand: Sequence[float], rates: Sequence[Sequence[float]]
) -> list[list[float]]:
    """Return what a cheapest transport moves, suppliers by customers.

    Parameters
    ----------
    supply, demand, rates
        As in `cheapest_transport`.
    """
    left, wanted = list(supply), list(demand)
    flow = [[0.0] * len(demand) for _ in supply]
    while (path := _cheapest_path(left, wanted, flow, rates)) is not None:
        _augment(path, left, wanted, flow)
    return flow


def _star(supply: Sequence[float], demand: Sequence[float], rates: Sequence[Sequence[float]]) -> float:
    """Serve one supplier's (or one customer's) counterparts, the cheapest first as far as it lasts."""
    if len(supply) == 1:
        centre, others, prices = supply[0], demand, rates[0]
    else:
        centre, others, prices = demand[0], supply, [row[0] for row in rates]
    cost = 0.0
    for price, amount in sorted(zip(prices, others, strict=True)):
        shipped = min(amount, centre)
        cost += shipped * price
        centre -= shipped
    return cost


Path = tuple[list[int], list[int]]
"""Suppliers and customers in turn: supplier 0, customer 0, supplier 1, customer 1, ..."""


def _cheapest_path(
    left: Sequence[float],
    wanted: Sequence[float],
    flow: Sequence[Sequence[float]],
    rates: Sequence[Sequence[float]],
) -> Path | None:
    """Find a cheapest way from a supplier with stock to a customer in want, rerouting flow (Bellman-Ford)."""
    to_supplier = [0.0 if amount > NEGLIGIBLE else inf for amount in left]
    to_customer = [inf] * len(wanted)
    through_customer: list[int | None] = [None] * len(left)
    through_supplier = [0] * len(wanted)
    scale = max((abs(rate) for row in rates for rate in row), default=0.0)
    slack = 1e-13 * max(1.0, scale)  # rounding must not pass for an improvement, or the search would cycle
    improved = True
    while improved:
        improved = False
        for supplier, so_far in enumerate(to_supplier):
            for customer, rate in enumerate(rates[supplier]):
                if so_far + rate < to_customer[customer] - slack:
                    to_customer[customer] = so_far + rate
                    through_supplier[customer] = supplier
                    improved = True
        for customer, so_far in enumerate(to_customer):
            for supplier, amounts in enumerate(flow):
                rerouted = so_far - rates[supplier][customer]
                if amounts[customer] > NEGLIGIBLE and rerouted < to_supplier[supplier] - slack:
                    to_supplier[supplier] = rerouted
                    through_customer[supplier] = customer
                    improved = True
    ends = [
        (cost, customer)
        for customer, cost in enumerate(to_customer)
        if wanted[customer] > NEGLIGIBLE and cost < inf
    ]
    return _trace(min(ends)[1], through_supplier, through_customer) if ends else None


def _trace(end: int, through_supplier: Sequence[int], through_customer: Sequence[int | None]) -> Path:
    suppliers, customers = [], [end]
    while True:
        suppliers.append(through_supplier[customers[-1]])
        before = through_customer[suppliers[-1]]
        if before is None:
            return suppliers[::-1], customers[::-1]
        customers.append(before)


def _augment(path: Path, left: list[float], wanted: list[float], flow: list[list[float]]) -> None:
    suppliers, customers = path
    rerouted = list(zip(suppliers[1:], customers[:-1], strict=True))
    amount = min(
        left[suppliers[0]],
        wanted[customers[-1]],
        *(flow[supplier][customer] for supplier, customer in rerouted),
    )
    left[suppliers[0]] -= amount
    wanted[customers[-1]] -= amount
    for supplier, customer in zip(suppliers, customers, strict=True):
        flow[supplier][customer] += amount
    for supplier, customer in rerouted:
        flow[supplier][customer] -= amount
