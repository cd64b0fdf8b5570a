"""Whether many links are sound, at a glance: what is wrong with one is told by who asks."""

from collections.abc import Sequence
from operator import attrgetter, eq

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
