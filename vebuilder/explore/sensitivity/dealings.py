"""What firms pay for dealing with each other, and whom they trust, as figures that may be wrong."""

import math
from collections.abc import Iterable, Iterator

from vebuilder.explore.sensitivity.figure import Effect, Figure, Shape
from vebuilder.explore.sensitivity.ground import Ground
from vebuilder.model.task import Interface
from vebuilder.model.transaction import PairCost
from vebuilder.model.trust import BestPath


def dealings(ground: Ground) -> Iterator[Figure]:
    """Yield trust links, stated rates, and the general prices of doing business.

    Parameters
    ----------
    ground
        The instance.
    """
    yield from _links(ground)
    weight, costs = ground.weights.cost, ground.network.transaction_costs
    if weight == 0:
        return
    shape: Shape = "other" if ground.split else "straight"
    at = ("network", "transaction_costs")
    volume = sum(one.volume for one in ground.project.interfaces)
    most = 1 + costs.trust_discount
    if volume:
        general = {"rate": volume * most, "internal_rate": volume}
        for name, amount in general.items():
            low = 0.0 if name == "rate" else -math.inf
            yield Figure(
                "rate", f"network.transaction_costs.{name}", getattr(costs, name), low, math.inf,
                (*at, name), Effect(0.0, weight * amount, shape), ruled="money",
            )  # fmt: skip
    if pairs := _most_pairs(ground):
        yield Figure(
            "rate", "network.transaction_costs.coordination", costs.coordination, 0.0, math.inf,
            (*at, "coordination"), Effect(0.0, weight * pairs * most), ruled="money",
        )  # fmt: skip
    yield from _rates(ground, costs.pairs, ground.project.interfaces, "network.transaction_costs", at)
    for position, one in enumerate(ground.project.interfaces):
        path = f"project.interfaces[{one.source} -> {one.target}]"
        yield from _rates(ground, one.pairs, (one,), path, ("project", "interfaces", position))


def _rates(
    ground: Ground,
    pairs: tuple[PairCost, ...],
    interfaces: Iterable[Interface],
    path: str,
    at: tuple[str | int, ...],
) -> Iterator[Figure]:
    interfaces = tuple(interfaces)
    for position, pair in enumerate(pairs):
        volume = sum(one.volume for one in interfaces if _between(ground, one, pair.source, pair.target))
        if volume:
            yield Figure(
                "rate", f"{path}.pairs[{pair.source} -> {pair.target}].rate", pair.rate, -math.inf, math.inf,
                (*at, "pairs", position, "rate"),
                Effect(0.0, ground.weights.cost * volume, "other" if ground.split else "straight"),
                frozenset({pair.source, pair.target}), "money",
            )  # fmt: skip


def _links(ground: Ground) -> Iterator[Figure]:
    rules = ground.project.rules
    ruled = rules.min_trust is not None or rules.trust_connected
    inferred = isinstance(ground.network.trust_model, BestPath)
    shape: Shape = "other" if ground.split or inferred else "straight"
    for position, link in enumerate(ground.network.trust):
        both = {link.source, link.target}
        if not inferred and not both <= ground.terms.keys():
            continue
        saved = _saved_at_most(ground, link.source, link.target, mutual=link.mutual, inferred=inferred)
        if saved or ruled:
            yield Figure(
                "trust", f"network.trust[{link.source} -> {link.target}]", link.trust, -1.0, 1.0,
                ("network", "trust", position, "trust"), Effect(-saved, 0.0, shape),
                frozenset() if inferred else frozenset(both), "trust",
            )  # fmt: skip


def _saved_at_most(ground: Ground, source: str, target: str, *, mutual: bool, inferred: bool) -> float:
    """Return what one more of trust can save a plan at most."""
    costs, weight = (
        ground.network.transaction_costs,
        ground.weights.cost * (ground.network.transaction_costs.trust_discount),
    )
    if inferred:
        volume = sum(one.volume for one in ground.project.interfaces)
        return weight * (costs.rate * volume + costs.coordination * _most_pairs(ground))
    volume = sum(
        one.volume
        for one in ground.project.interfaces
        if _between(ground, one, source, target) or (mutual and _between(ground, one, target, source))
    )
    return weight * (costs.rate * volume + costs.coordination * (1.0 if mutual else 0.5))


def _between(ground: Ground, one: Interface, source: str, target: str) -> bool:
    """Tell whether one firm may do the interface's source task and the other its target task."""
    return (one.source, source) in ground.able and (one.target, target) in ground.able


def _most_pairs(ground: Ground) -> int:
    """Return how many pairs of partners there may be."""
    project, firms = ground.project, len(ground.terms)
    most = sum(firms if one.max_partners is None else one.max_partners for one in project.tasks) + (
        project.initiator is not None
    )
    if project.rules.max_partners is not None:
        most = min(most, project.rules.max_partners)
    most = min(most, firms)
    return most * (most - 1) // 2
