"""What a unit of interface volume costs between two firms."""

from collections.abc import Iterable, Mapping
from math import asin, cos, radians, sin, sqrt

from vebuilder.check.case import Case
from vebuilder.model.transaction import PairCost

EARTH_RADIUS_KM = 6371.0088

Place = tuple[float, float]


def stated_rates(pairs: Iterable[PairCost]) -> dict[tuple[str, str], float]:
    """Return the stated rates by (source, target) firm."""
    return {(pair.source, pair.target): pair.rate for pair in pairs}


def distance(one: Place, other: Place) -> float:
    """Return the great-circle distance in km between two (latitude, longitude) places in degrees.

    The haversine formula on a sphere of the Earth's mean radius.
    """
    latitudes = radians(one[0]), radians(other[0])
    rise = sin((latitudes[1] - latitudes[0]) / 2) ** 2
    turn = sin(radians(other[1] - one[1]) / 2) ** 2
    half_chord = rise + cos(latitudes[0]) * cos(latitudes[1]) * turn
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half_chord)))


class Rates:
    """The rate from any firm to any other, per unit of volume.

    Parameters
    ----------
    case
        Whose network states the transaction costs and the trust.
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        self._costs = case.network.transaction_costs
        self._stated = stated_rates(self._costs.pairs)

    def between(self, source: str, target: str, own: Mapping[tuple[str, str], float]) -> float:
        """Return the rate: the interface's own, else the network's pair, else by trust and distance.

        Parameters
        ----------
        source, target
            Firm ids; the same one twice for what keeping an interface in one house costs.
        own
            The interface's stated rates.
        """
        pair = (source, target)
        if pair in own:
            return own[pair]
        if pair in self._stated:
            return self._stated[pair]
        if source == target:
            return self._costs.internal_rate
        return self._discounted(source, target)

    def _discounted(self, source: str, target: str) -> float:
        one, other = self._case.firms[source], self._case.firms[target]
        rate = self._costs.rate * (1 - self._costs.trust_discount * self._case.trust_in(source, target))
        if not one.standards.isdisjoint(other.standards):
            rate *= 1 - self._costs.standard_discount
        if self._costs.distance_rate > 0 and one.location is not None and other.location is not None:
            rate += self._costs.distance_rate * distance(one.location, other.location)
        return rate
