"""What it costs to set up the offers and quotes that are used."""

from collections.abc import Mapping

from vebuilder.check.case import Case


def setup_cost(case: Case) -> float:
    """Return the set-up costs: once per firm and serving offer used, once per task for a stated quote.

    A set-up that a quote states replaces the offer's for that task; a packaged task needs none.
    """
    of_quotes, of_offers = _setups(case)
    return sum(of_quotes.values()) + sum(of_offers.values())


def setup_by_firm(case: Case) -> dict[str, float]:
    """Add the set-up costs up by firm."""
    of_quotes, of_offers = _setups(case)
    by_firm: dict[str, float] = {}
    for (_, firm), cost in of_quotes.items():
        by_firm[firm] = by_firm.get(firm, 0.0) + cost
    for (firm, _), cost in of_offers.items():
        by_firm[firm] = by_firm.get(firm, 0.0) + cost
    return by_firm


Costs = Mapping[tuple[str, str], float]


def _setups(case: Case) -> tuple[Costs, Costs]:
    """Return the set-up of quotes, by task and firm, and of offers, by firm and competence offered."""
    of_quotes: dict[tuple[str, str], float] = {}
    of_offers: dict[tuple[str, str], float] = {}
    for pair, terms in case.terms.items():
        if pair in case.packaged:
            continue
        if terms.quote is not None and terms.quote.setup_cost is not None:
            of_quotes[pair] = terms.quote.setup_cost
        elif terms.offer is not None:
            of_offers[terms.firm.id, terms.offer.competence] = terms.offer.setup_cost
    return of_quotes, of_offers
