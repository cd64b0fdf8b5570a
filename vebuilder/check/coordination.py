"""What it costs partners to keep together."""

from itertools import combinations

from vebuilder.check.case import Case


def coordination_cost(case: Case) -> float:
    """Return the coordination cost of all unordered pairs of partners, discounted by their mean trust."""
    costs = case.network.transaction_costs
    if costs.coordination == 0:
        return 0.0
    return costs.coordination * sum(
        1 - costs.trust_discount * case.mean_trust(one, other)
        for one, other in combinations(case.partners, 2)
    )
