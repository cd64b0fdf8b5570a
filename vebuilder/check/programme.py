"""Whether several projects' plans together keep what they share: capacities, and one joining cost a firm."""

from collections.abc import Iterator, Sequence

from vebuilder.check.case import Case
from vebuilder.check.tolerance import excess
from vebuilder.check.words import figure
from vebuilder.model.evaluation import Violation
from vebuilder.model.network import Network


def programme_violations(
    cases: Sequence[Case], joining: Sequence[float], network: Network
) -> Iterator[Violation]:
    """Yield what the plans of a programme break together; what each breaks alone, `evaluate` says.

    Parameters
    ----------
    cases
        One a project.
    joining
        What each project pays for joining.
    network
        As it is stated: what firms can do in all, and what they cost to join.
    """
    yield from _capacities(cases, network)
    yield from _joining(cases, joining, network)


def _capacities(cases: Sequence[Case], network: Network) -> Iterator[Violation]:
    by_firm, by_offer = efforts(cases)
    for firm in network.firms:
        yield from _over((firm.id,), f"firm {firm.id!r}", by_firm.get(firm.id, 0.0), firm.capacity)
        for offer in firm.offers:
            key = (firm.id, offer.competence)
            who = f"firm {firm.id!r} in its offer of {offer.competence!r}"
            yield from _over(key, who, by_offer.get(key, 0.0), offer.capacity)


def efforts(cases: Sequence[Case]) -> tuple[dict[str, float], dict[tuple[str, str], float]]:
    """Return the effort asked of each firm, and of each offer by firm and competence.

    Parameters
    ----------
    cases
        One a project.
    """
    by_firm: dict[str, float] = {}
    by_offer: dict[tuple[str, str], float] = {}
    for case in cases:
        for (task, firm), terms in case.terms.items():
            effort = case.share(task, firm) * terms.effort
            by_firm[firm] = by_firm.get(firm, 0.0) + effort
            if terms.offer is not None:
                key = (firm, terms.offer.competence)
                by_offer[key] = by_offer.get(key, 0.0) + effort
    return by_firm, by_offer


def _over(ids: tuple[str, ...], who: str, effort: float, capacity: float | None) -> Iterator[Violation]:
    if capacity is not None and (over := excess(effort, capacity)):
        yield Violation(
            rule="capacity",
            ids=ids,
            amount=over,
            message=f"{who} is asked for effort {figure(effort)} by all projects together, with capacity "
            f"{figure(capacity)}: short by {figure(over)}",
        )


def _joining(cases: Sequence[Case], joining: Sequence[float], network: Network) -> Iterator[Violation]:
    """Yield that joining is not paid once for each firm that is a partner somewhere and initiator nowhere."""
    free = {case.project.initiator for case in cases}
    inside = {firm for case in cases for firm in case.partners} - free
    due = sum(firm.joining_cost for firm in network.firms if firm.id in inside)
    paid = sum(joining)
    if abs(paid - due) > 1e-6 * max(1.0, due):
        yield Violation(
            rule="joining",
            amount=abs(paid - due),
            message=f"the projects pay {figure(paid)} for joining, where {figure(due)} is due",
        )
