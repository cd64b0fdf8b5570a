"""What it costs to set up the offers and quotes that are used."""

from vebuilder.check.case import Case


def setup_cost(case: Case) -> float:
    """Return the set-up costs: once per firm and serving offer used, once per task for a stated quote.

    A set-up that a quote states replaces the offer's for that task; a packaged task needs none.
    """
    of_quotes = 0.0
    of_offers: dict[tuple[str, str], float] = {}
    for pair, terms in case.terms.items():
        if pair in case.packaged:
            continue
        if terms.quote is not None and terms.quote.setup_cost is not None:
            of_quotes += terms.quote.setup_cost
        elif terms.offer is not None:
            of_offers[terms.firm.id, terms.offer.competence] = terms.offer.setup_cost
    return of_quotes + sum(of_offers.values())
