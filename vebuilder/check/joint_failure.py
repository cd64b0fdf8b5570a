"""How likely it is that several firms fail together."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from vebuilder.check.draws import FloatArray
from vebuilder.check.shocks import Exposure, Shocks


def joint_failure(
    reliability: Sequence[ArrayLike], exposures: Sequence[Exposure], shocks: Shocks
) -> FloatArray:
    r"""Return the exact probability that different firms all fail.

    Given the shocks that strike, the firms are independent, so with r the reliabilities and M the product
    of the factors on a firm it is :math:`E \prod_f (1 - r_f M_f)`. A shock that hits one of the firms only
    is replaced by its mean, and firms that share no shock are taken apart. Of those that do, either the
    shocks shared are conditioned on, which only adds and multiplies probabilities, so that small ones keep
    their digits; or, where these are more than the firms, the product is expanded over the sets S of firms,
    :math:`\sum_S (-1)^{|S|} \prod_{f \in S} r_f \, E \prod_{f \in S} M_f`. So the effort is exponential
    in the smaller of the two numbers.

    Parameters
    ----------
    reliability
        One for each firm, before shocks; arrays of them are broadcast against each other, so that many
        sets of firms with the same exposures are one call.
    exposures
        One for each firm: `Shocks.exposure`.
    shocks
        The shocks.

    Returns
    -------
    array
        Probabilities, of the shape that the reliabilities broadcast to.
    """
    levels = {number: np.asarray(level, dtype=np.float64) for number, level in enumerate(reliability)}
    return np.clip(_all_fail(levels, dict(enumerate(exposures)), shocks), 0.0, 1.0)


def _all_fail(
    reliability: Mapping[int, FloatArray], exposures: Mapping[int, Exposure], shocks: Shocks
) -> FloatArray:
    probability = np.ones(())
    for circle in _circles(exposures):
        levels = {firm: reliability[firm] for firm in circle}
        probability = probability * _circle_fails(levels, {firm: exposures[firm] for firm in circle}, shocks)
    return probability


def _circle_fails(
    reliability: Mapping[int, FloatArray], exposures: Mapping[int, Exposure], shocks: Shocks
) -> FloatArray:
    """Return the probability that firms tied by shared shocks all fail."""
    shared = _shared(exposures)
    if len(shared) > len(exposures):
        return _expanded(reliability, exposures, shocks)
    mean = {
        firm: level * shocks.mean_factor([exposures[firm] - shared.keys()])
        for firm, level in reliability.items()
    }
    if not shared:
        (level,) = mean.values()
        return 1 - level
    # Conditioning on the shock that hits most firms leaves most of them apart.
    common = max(shared, key=lambda position: (shared[position], -position))
    shock = shocks.shocks[common]
    left = {firm: (exposure & shared.keys()) - {common} for firm, exposure in exposures.items()}
    struck = {
        firm: level * shock.reliability_factor if common in exposures[firm] else level
        for firm, level in mean.items()
    }
    return (1 - shock.probability) * _all_fail(mean, left, shocks) + shock.probability * _all_fail(
        struck, left, shocks
    )


def _expanded(
    reliability: Mapping[int, FloatArray], exposures: Mapping[int, Exposure], shocks: Shocks
) -> FloatArray:
    """Return the probability as a sum over the sets of firms that deliver, counted in and out."""
    probability = np.ones(())
    for size in range(1, len(exposures) + 1):
        for firms in combinations(exposures, size):
            deliver = np.ones(()) * shocks.mean_factor(exposures[firm] for firm in firms)
            for firm in firms:
                deliver = deliver * reliability[firm]
            probability = probability + (-1) ** size * deliver
    return probability


def _shared(exposures: Mapping[int, Exposure]) -> dict[int, int]:
    """Return the shocks that hit several of the firms, and how many."""
    hit: dict[int, int] = {}
    for exposure in exposures.values():
        for position in exposure:
            hit[position] = hit.get(position, 0) + 1
    return {position: number for position, number in hit.items() if number > 1}


def _circles(exposures: Mapping[int, Exposure]) -> list[list[int]]:
    """Return the firms in groups such that no shock hits firms of two groups."""
    circles: list[tuple[set[int], list[int]]] = []
    for firm, exposure in exposures.items():
        shown, members = set(exposure), [firm]
        apart = []
        for circle in circles:
            if circle[0].isdisjoint(exposure):
                apart.append(circle)
            else:
                shown |= circle[0]
                members = circle[1] + members
        circles = [*apart, (shown, members)]
    return [members for _, members in circles]
