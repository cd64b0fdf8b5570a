"""The prices that firms ask, as figures that may be wrong."""

import math
from collections.abc import Iterator

from vebuilder.explore.sensitivity.figure import Effect, Figure, Ruled, Shape
from vebuilder.explore.sensitivity.ground import Ground
from vebuilder.model.firm import Firm, Offer


def prices(ground: Ground) -> Iterator[Figure]:
    """Yield joining costs, offers, quotes and packages.

    Parameters
    ----------
    ground
        The instance.
    """
    weight = ground.weights.cost
    if weight == 0:
        return
    for position, firm in ground.firms():
        if firm.id != ground.project.initiator:
            at = ("network", "firms", position, "joining_cost")
            path = f"network.firms[{firm.id}].joining_cost"
            yield _price(path, firm.joining_cost, at, Effect(0.0, weight), firm)
        for place, offer in enumerate(firm.offers):
            yield from _of_offer(ground, (position, firm), (place, offer))
    yield from _bids(ground)


def _of_offer(ground: Ground, stand: tuple[int, Firm], entry: tuple[int, Offer]) -> Iterator[Figure]:
    (position, firm), (place, offer) = stand, entry
    served = ground.served(firm, offer)
    if not served:
        return
    path = f"network.firms[{firm.id}].offers[{offer.competence}]"
    at = ("network", "firms", position, "offers", place)
    weight = ground.weights.cost
    if any(one.quote is None or one.quote.setup_cost is None for one in served):
        yield _price(f"{path}.setup_cost", offer.setup_cost, (*at, "setup_cost"), Effect(0.0, weight), firm)
    amount = sum(one.task.amount for one in served if not one.priced_by_quote)
    if amount == 0:
        return
    protected = offer.cost_spread if ground.weights.price_protection else 0.0
    effect = Effect(0.0, weight * amount * (1 + protected), _shape(ground, bent=protected > 0))
    low, high = _while_it_serves(ground, firm, offer)
    unit = (*at, "unit_cost")
    firms = frozenset({firm.id})
    yield Figure("price", f"{path}.unit_cost", offer.unit_cost, low, high, unit, effect, firms, "work")
    for step, one in enumerate(offer.price_breaks):
        where = (*at, "price_breaks", step, "unit_cost")
        yield _price(
            f"{path}.price_breaks[{one.from_amount:g}].unit_cost", one.unit_cost, where, effect, firm, "work"
        )


def _bids(ground: Ground) -> Iterator[Figure]:
    firms = {firm.id: firm for firm in ground.network.firms}
    weight = ground.weights.cost
    for position, quote in enumerate(ground.project.quotes):
        if (quote.task, quote.firm) not in ground.able:
            continue
        path, firm = f"project.quotes[{quote.task}, {quote.firm}]", firms[quote.firm]
        if quote.cost is not None:
            effect = Effect(0.0, weight, _shape(ground, bent=False))
            at = ("project", "quotes", position, "cost")
            low, high = (0.0, math.inf) if quote.cost >= 0 else (-math.inf, 0.0)
            firms_of = frozenset({firm.id})
            yield Figure("price", f"{path}.cost", quote.cost, low, high, at, effect, firms_of, "work")
        if quote.setup_cost is not None:
            where = ("project", "quotes", position, "setup_cost")
            yield _price(f"{path}.setup_cost", quote.setup_cost, where, Effect(0.0, weight), firm)
    for position, package in enumerate(ground.project.packages):
        if package.firm in ground.terms:
            path = f"project.packages[{package.firm}: {', '.join(package.tasks)}].cost"
            at = ("project", "packages", position, "cost")
            effect = Effect(0.0, weight, _shape(ground, bent=False))
            yield _price(path, package.cost, at, effect, firms[package.firm], "work")


def _shape(ground: Ground, *, bent: bool) -> Shape:
    if ground.crooked_by_funding:
        return "other"
    return "bowl" if bent or ground.bent_by_funding else "straight"


def _price(
    path: str, value: float, steps: tuple[str | int, ...], effect: Effect, firm: Firm, ruled: Ruled = "money"
) -> Figure:
    return Figure("price", path, value, 0.0, math.inf, steps, effect, frozenset({firm.id}), ruled)


def _while_it_serves(ground: Ground, firm: Firm, offer: Offer) -> tuple[float, float]:
    """Return between which unit costs the same tasks are served by this offer, another being as near."""
    low, high = 0.0, math.inf
    for task in ground.project.tasks:
        mine = ground.taxonomy.steps(offer.competence, task.competence)
        for other in firm.offers:
            theirs = ground.taxonomy.steps(other.competence, task.competence)
            if other is offer or mine is None or mine != theirs:
                continue
            if other.unit_cost > offer.unit_cost:
                high = min(high, math.nextafter(other.unit_cost, -math.inf))
            elif other.unit_cost < offer.unit_cost:
                low = max(low, math.nextafter(other.unit_cost, math.inf))
            elif offer.competence < other.competence:
                high = offer.unit_cost
            else:
                low = offer.unit_cost
    return low, high
