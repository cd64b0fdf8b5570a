"""What the interfaces cost."""

from collections.abc import Mapping

from vebuilder.check.case import Case
from vebuilder.check.rates import Rates, stated_rates
from vebuilder.check.transport import cheapest_transport
from vebuilder.model.task import Interface


def transaction_cost(case: Case) -> float:
    """Return the cost of all interfaces: volume times the cheapest transport between the two teams."""
    rates = Rates(case)
    return sum(_interface_cost(case, interface, rates) for interface in case.project.interfaces)


def _interface_cost(case: Case, interface: Interface, rates: Rates) -> float:
    sources, targets = _working(case, interface.source), _working(case, interface.target)
    if not sources or not targets:
        return 0.0
    own = stated_rates(interface.pairs)
    per_unit = cheapest_transport(
        list(sources.values()),
        list(targets.values()),
        [[rates.between(source, target, own) for target in targets] for source in sources],
    )
    return interface.volume * per_unit


def _working(case: Case, task: str) -> Mapping[str, float]:
    """Return the firms that do a share of the task; one with share 0 has nothing to exchange."""
    return {firm: share for firm, share in case.team[task].items() if share > 0}
