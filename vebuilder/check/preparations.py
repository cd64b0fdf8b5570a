"""Front-loading: what is spent before the start to have more reliable firms, more trust, or less to lose."""

from collections.abc import Iterator

from vebuilder.check.case import Case
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.trust import StatedTrust


def preparation_cost(case: Case) -> float:
    """Return the sum of what the preparations bought cost."""
    costs = {one.id: one.cost for one in case.project.preparations}
    return float(sum(costs[name] for name in case.plan.preparations))


def trust_obstacle(project: Project, network: Network) -> Iterator[str]:
    """Yield why preparations cannot be weighed here: what is bought would itself be inferred from."""
    if not isinstance(network.trust_model, StatedTrust) and any(one.trust for one in project.preparations):
        yield (
            "project.preparations with trust links: they are exact only where trust is stated, but "
            f"network.trust_model is {type(network.trust_model).__name__}"
        )
