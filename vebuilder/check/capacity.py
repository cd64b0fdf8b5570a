"""Whether firms and offers can give the effort asked of them."""

from collections.abc import Iterator

from vebuilder.check.case import Case
from vebuilder.check.tolerance import excess
from vebuilder.check.words import figure
from vebuilder.model.evaluation import Violation


def capacity_violations(case: Case) -> Iterator[Violation]:
    """Yield the firms and offers that are asked for more effort than their capacity."""
    by_firm: dict[str, float] = {}
    by_offer: dict[tuple[str, str], float] = {}
    limits: dict[tuple[str, str], float | None] = {}
    for (task, firm), terms in case.terms.items():
        effort = case.share(task, firm) * terms.effort
        by_firm[firm] = by_firm.get(firm, 0.0) + effort
        if terms.offer is not None:
            key = (firm, terms.offer.competence)
            by_offer[key] = by_offer.get(key, 0.0) + effort
            limits[key] = terms.offer.capacity
    for firm, effort in by_firm.items():
        yield from _over((firm,), f"firm {firm!r}", effort, case.firms[firm].capacity)
    for (firm, competence), effort in by_offer.items():
        who = f"firm {firm!r} in its offer of {competence!r}"
        yield from _over((firm, competence), who, effort, limits[firm, competence])


def _over(ids: tuple[str, ...], who: str, effort: float, capacity: float | None) -> Iterator[Violation]:
    if capacity is not None and (over := excess(effort, capacity)):
        yield Violation(
            rule="capacity",
            ids=ids,
            amount=over,
            message=f"{who} is asked for effort {figure(effort)} with capacity {figure(capacity)}: "
            f"short by {figure(over)}",
        )
