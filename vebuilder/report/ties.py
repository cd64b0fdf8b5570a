"""What ties partners together: the interfaces between them, what these cost, and trust."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from vebuilder.check.case import Case
from vebuilder.check.rates import Rates, stated_rates
from vebuilder.check.transport import NEGLIGIBLE, cheapest_flow
from vebuilder.model.task import Interface


@dataclass(frozen=True)
class Exchange:
    """What one partner hands to another, or to itself, at one interface.

    Parameters
    ----------
    source, target
        Ids of the tasks.
    giver, taker
        Ids of the firms that do them.
    volume
        How much of the interface's volume passes between these two.
    cost
        What that costs, in money.
    """

    source: str
    target: str
    giver: str
    taker: str
    volume: float
    cost: float


@dataclass(frozen=True)
class Tie:
    """What ties two partners together.

    Parameters
    ----------
    firms
        Their ids, sorted.
    exchanges
        What they hand to one another.
    trust
        Of the first in the second, and of the second in the first; 0 between strangers.
    coordination
        What it costs to keep the two in step, in money.
    """

    firms: tuple[str, str]
    exchanges: tuple[Exchange, ...]
    trust: tuple[float, float]
    coordination: float

    @property
    def thin(self) -> bool:
        """Whether it is nothing but trust."""
        return not self.exchanges

    @property
    def interface_cost(self) -> float:
        """What their interfaces cost, in money."""
        return sum(one.cost for one in self.exchanges)

    @property
    def mean_trust(self) -> float:
        """Mean of the two directions of trust."""
        return sum(self.trust) / 2


MOST_THIN = 40
"""With more ties that are nothing but trust, a picture leaves them away: they would hide all else."""


def crowded(ties: Sequence[Tie]) -> bool:
    """Return whether there are too many ties that are nothing but trust to be drawn.

    Parameters
    ----------
    ties
        All of them.
    """
    return sum(tie.thin for tie in ties) > MOST_THIN


def exchanges_of(case: Case) -> tuple[Exchange, ...]:
    """Return who hands what to whom at every interface; together they cost what `cost.transaction` says.

    Parameters
    ----------
    case
        The plan over its project and network.
    """
    rates = Rates(case)
    return tuple(one for interface in case.project.interfaces for one in _exchanges(case, interface, rates))


def _exchanges(case: Case, interface: Interface, rates: Rates) -> Iterator[Exchange]:
    """Yield the flow of a cheapest transport between the teams of the two tasks."""
    givers, takers = (
        {firm: share for firm, share in case.team[task].items() if share > 0}
        for task in (interface.source, interface.target)
    )
    if not givers or not takers:
        return
    own = stated_rates(interface.pairs)
    prices = [[rates.between(giver, taker, own) for taker in takers] for giver in givers]
    flow = cheapest_flow(list(givers.values()), list(takers.values()), prices)
    for giver, amounts, row in zip(givers, flow, prices, strict=True):
        for taker, amount, price in zip(takers, amounts, row, strict=True):
            if amount > NEGLIGIBLE:
                volume = interface.volume * amount
                yield Exchange(interface.source, interface.target, giver, taker, volume, volume * price)


def ties_of(case: Case, exchanges: tuple[Exchange, ...]) -> tuple[Tie, ...]:
    """Return what ties each two partners that exchange something or do not treat each other as strangers.

    Parameters
    ----------
    case
        The plan over its project and network.
    exchanges
        Who hands what to whom.
    """
    between: dict[tuple[str, str], list[Exchange]] = {}
    for exchange in exchanges:
        one, other = sorted((exchange.giver, exchange.taker))
        between.setdefault((one, other), []).append(exchange)
    costs = case.network.transaction_costs
    ties = []
    for one, other in combinations(case.partners, 2):
        trust = case.trust_in(one, other), case.trust_in(other, one)
        if (one, other) in between or any(trust):
            discount = costs.trust_discount * case.mean_trust(one, other)
            coordination = costs.coordination * (1 - discount)
            ties.append(Tie((one, other), tuple(between.get((one, other), ())), trust, coordination))
    return tuple(ties)
