"""What common causes do to the reliability of firms."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from vebuilder.model.firm import Firm
from vebuilder.model.record import AttributeValue, value_key
from vebuilder.model.strategy import Shock

Exposure: TypeAlias = frozenset[int]
"""Positions of the shocks that hit a firm."""


class Shocks:
    """The shocks of a project, independent of each other.

    Parameters
    ----------
    shocks
        As the project states them.
    """

    def __init__(self, shocks: Sequence[Shock]) -> None:
        self.shocks = tuple(shocks)
        self._hit: dict[str, dict[tuple[str, AttributeValue], list[int]]] = {}
        for position, shock in enumerate(self.shocks):
            if shock.probability > 0 and shock.reliability_factor < 1:
                by_value = self._hit.setdefault(shock.attribute, {})
                by_value.setdefault(value_key(shock.value), []).append(position)

    def exposure(self, firm: Firm) -> Exposure:
        """Return which shocks lower the reliability of a firm: those whose value it shows."""
        return frozenset(
            position
            for attribute, by_value in self._hit.items()
            if attribute in firm.attributes
            for position in by_value.get(value_key(firm.attributes[attribute]), ())
        )

    def mean_factor(self, exposures: Iterable[Exposure]) -> float:
        r"""Return the mean of the product of the factors on several different firms.

        A shock of probability p and factor k that n of the firms show contributes
        :math:`1 - p (1 - k^n)`; shocks are independent.

        Parameters
        ----------
        exposures
            One for each firm.
        """
        shown: dict[int, int] = {}
        for exposure in exposures:
            for position in exposure:
                shown[position] = shown.get(position, 0) + 1
        mean = 1.0
        for position, number in sorted(shown.items()):
            shock = self.shocks[position]
            mean *= 1 - shock.probability * (1 - shock.reliability_factor**number)
        return mean
