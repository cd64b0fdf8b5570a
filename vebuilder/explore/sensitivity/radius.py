"""How far all prices may be wrong at once."""

import math

from vebuilder.explore.sensitivity.ground import Ground
from vebuilder.explore.sensitivity.others import Margin
from vebuilder.model.project import Project
from vebuilder.model.record import value_key
from vebuilder.result.enterprise import Enterprise


def radius_of(ground: Ground, plan: Enterprise, margin: Margin) -> float | None:
    r"""Return the relative change of all prices at once that is proven not to make other partners better.

    Prices are joining and set-up costs, unit costs, quotes and packages. See :doc:`the mathematics page
    </mathematics>` for the proof.

    Parameters
    ----------
    ground
        The instance.
    plan
        The enterprise.
    margin
        What is known of others, the rules on money loosened.

    Returns
    -------
    float or None
        At most 1, where prices fall to nothing or double; None where negative quotes leave it open.
    """
    project = ground.project
    if any(quote.cost is not None and quote.cost < 0 for quote in project.quotes):
        return None
    others = margin.best.bound
    lead = others - plan.objective
    if lead <= 0:
        return 0.0
    paid = _at_prices(plan) * ground.weights.cost
    radius = min(1.0, margin.reach, _while_shares_keep(ground, plan))
    if ground.weights.cost > 0 and not math.isinf(lead):
        kept = 1 - _funded(project)
        if kept <= 0:
            return 0.0
        theirs = max(others + _earned_at_most(ground), 0.0) / kept
        radius = min(radius, kept)
        radius = min(radius, lead / (paid + theirs)) if paid + theirs > 0 else radius
    if project.budget is not None and _at_prices(plan) > 0:
        radius = min(radius, max(project.budget - plan.cost.total, 0.0) / _at_prices(plan))
    return radius


def _at_prices(plan: Enterprise) -> float:
    cost = plan.cost
    return cost.joining + cost.setup + cost.work + cost.retainer + cost.protection


def _while_shares_keep(ground: Ground, plan: Enterprise) -> float:
    """Return how far all prices may be wrong before the enterprise breaks a rule on shares of the work."""
    work: dict[str, float] = {}
    for one in plan.assignments:
        work[one.firm] = work.get(one.firm, 0.0) + one.cost
    total = sum(work.values())
    radius, rules = 1.0, ground.project.rules
    if rules.max_partner_share is not None:
        radius = min([radius, *(_most(part, total, rules.max_partner_share) for part in work.values())])
    firms = {firm.id: firm for firm in ground.network.firms}
    for group in rules.groups:
        shown: dict[object, float] = {}
        wanted = None if group.values is None else {value_key(value) for value in group.values}
        for firm, part in work.items():
            value = firms[firm].attributes.get(group.attribute)
            if value is not None and (wanted is None or value_key(value) in wanted):
                key = "all" if wanted is not None else value_key(value)
                shown[key] = shown.get(key, 0.0) + part
        if group.max_share is not None:
            radius = min([radius, *(_most(part, total, group.max_share) for part in shown.values())])
        if group.min_share is not None:
            radius = min(radius, _most(total - shown.get("all", 0.0), total, 1 - group.min_share))
    return max(radius, 0.0)


def _most(part: float, total: float, share: float) -> float:
    """Return r with part (1 + r) = share (part (1 + r) + rest (1 - r))."""
    lower, upper = part * (1 - share), share * (total - part)
    return (upper - lower) / (upper + lower) if upper + lower > 0 else 1.0


def _funded(project: Project) -> float:
    """Return the largest part of the work of a firm that others pay, by an upper estimate."""
    return sum(entry.rate for entry in project.funding)


def _earned_at_most(ground: Ground) -> float:
    """Return how far below 0 everything but the prices and the funding can be, at most."""
    project, costs = ground.project, ground.network.transaction_costs
    general = min(0.0, costs.internal_rate, *(pair.rate for pair in costs.pairs))
    earned = sum(
        one.volume * -min(general, *(pair.rate for pair in one.pairs), 0.0) for one in project.interfaces
    )
    return ground.weights.cost * earned + ground.weights.learning * sum(project.learning.values())
