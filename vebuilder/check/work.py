"""What the work itself costs."""

from collections.abc import Mapping

from vebuilder.check.case import Case
from vebuilder.check.serving import Terms
from vebuilder.model.firm import Offer

BREAK_TOLERANCE = 1e-8
"""Relative to max(1, amount): shares that add up to an amount in floating point still reach it."""


def work_costs(case: Case) -> dict[tuple[str, str], float]:
    """Return the work cost of each assignment, in money, by (task, firm).

    A share costs its part of the quote or, at the serving offer's unit cost, of the task's amount. A
    chosen package's cost is split equally over its tasks. An assignment that nothing serves or quotes has
    no price; it is a violation.
    """
    served = _amounts_served(case)
    costs = {
        pair: _cost(terms, case.share(*pair), served)
        for pair, terms in case.terms.items()
        if pair not in case.packaged
    }
    for package in case.plan.packages:
        for task in package.tasks:
            pair = (task, package.firm)
            costs[pair] = costs.get(pair, 0.0) + package.cost / len(package.tasks)
    return costs


def work_by_firm(costs: Mapping[tuple[str, str], float]) -> dict[str, float]:
    """Add the work costs up by firm."""
    by_firm: dict[str, float] = {}
    for (_, firm), cost in costs.items():
        by_firm[firm] = by_firm.get(firm, 0.0) + cost
    return by_firm


def _cost(terms: Terms, share: float, served: Mapping[tuple[str, str], float]) -> float:
    if terms.quote is not None and terms.quote.cost is not None:
        return share * terms.quote.cost
    if terms.offer is None:
        return 0.0
    amount = served[terms.firm.id, terms.offer.competence]
    return share * terms.task.amount * unit_cost(terms.offer, amount)


def unit_cost(offer: Offer, amount: float) -> float:
    """Return what a unit costs when the offer serves an amount in all (all-units discount)."""
    reached = [
        price
        for price in offer.price_breaks
        if price.from_amount <= amount + BREAK_TOLERANCE * max(1.0, price.from_amount)
    ]
    return max(reached, key=lambda price: price.from_amount).unit_cost if reached else offer.unit_cost


def _amounts_served(case: Case) -> dict[tuple[str, str], float]:
    """Add up, by firm and competence offered, the amounts that the offer's own price pays for."""
    served: dict[tuple[str, str], float] = {}
    for pair, terms in case.terms.items():
        if terms.offer is not None and not terms.priced_by_quote and pair not in case.packaged:
            key = (terms.firm.id, terms.offer.competence)
            served[key] = served.get(key, 0.0) + case.share(*pair) * terms.task.amount
    return served
