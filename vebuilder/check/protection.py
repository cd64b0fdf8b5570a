"""What is kept back against prices that may rise."""

from collections.abc import Mapping

from vebuilder.check.case import Case


def protection_cost(case: Case, work: Mapping[tuple[str, str], float]) -> float:
    """Return what is needed if so many of the used offers as the strategy says cost their full spread more.

    The largest sums of `cost_spread` times work, one for each firm and serving offer (Bertsimas and Sim, The
    price of robustness, 2004). Work priced by a quote or a package is fixed.

    Parameters
    ----------
    case
        What is looked at.
    work
        Work cost by (task, firm), in money.
    """
    spread: dict[tuple[str, str], float] = {}
    for pair, terms in case.terms.items():
        if terms.offer is not None and not terms.priced_by_quote and pair not in case.packaged:
            key = (terms.firm.id, terms.offer.competence)
            spread[key] = spread.get(key, 0.0) + terms.offer.cost_spread * work[pair]
    return sum(sorted(spread.values(), reverse=True)[: case.project.strategy.price_protection])
