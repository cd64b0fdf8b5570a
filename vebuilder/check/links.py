"""Whether many links are sound, at a glance: what is wrong with one is told by who asks."""

from collections.abc import Sequence
from operator import attrgetter, eq

from vebuilder.model.network import Network
from vebuilder.model.once import OncePerNetwork
from vebuilder.model.transaction import PairCost
from vebuilder.model.trust import TrustLink

_source, _target, _ends = attrgetter("source"), attrgetter("target"), attrgetter("source", "target")


def all_between(links: Sequence[TrustLink | PairCost], firms: frozenset[str]) -> bool:
    """Return whether every link starts and ends at one of these firms."""
    return firms.issuperset(map(_source, links)) and firms.issuperset(map(_target, links))


def all_of_different_pairs(links: Sequence[TrustLink]) -> bool:
    """Return whether no two links are of the same two firms, so that no direction is stated twice."""
    pairs = {(one, other) if one < other else (other, one) for one, other in map(_ends, links)}
    return len(pairs) == len(links)


def any_to_oneself(links: Sequence[TrustLink]) -> bool:
    """Return whether a link ends where it starts."""
    return any(map(eq, map(_source, links), map(_target, links)))


def _tie_different_firms(network: Network) -> bool:
    links = network.trust
    firms = frozenset(firm.id for firm in network.firms)
    return all_between(links, firms) and not any_to_oneself(links) and all_of_different_pairs(links)


sound_links = OncePerNetwork(_tie_different_firms)
"""Whether all links of trust of a network tie two firms of it, no two of them the same two firms."""
