"""How far a figure is proven to move without other partners becoming better, from one margin."""

import math

from vebuilder.explore.sensitivity.along import HALVINGS, Along
from vebuilder.result.enterprise import Enterprise

ROUNDING = 1e-9
FAR = 1e6
"""Where a figure has no end, a plan whose objective bends is followed so many times its value."""


def safe_step(along: Along, plan: Enterprise, others: float) -> float:
    r"""Return a step up to which no enterprise with other partners is better than the plan.

    After a step s, all others cost at least ``others`` + least s, and the plan costs what it costs.

    Parameters
    ----------
    along
        What moves, and whither.
    plan
        The enterprise.
    others
        What an enterprise with other partners costs at least, before the figure moves, whatever the rules
        that look at the figure say.
    """
    margin = others - plan.objective
    if margin <= 0:
        return 0.0
    step = min(_by_price(along, plan, margin), along.room)
    if math.isinf(step):
        if not along.ruled or not along.touches(plan):
            return step
        far = FAR * max(abs(along.figure.value), 1.0)
        sound = along.sound_until(plan, far)
        return step if sound == far else sound
    return along.sound_until(plan, step)


def _by_price(along: Along, plan: Enterprise, margin: float) -> float:
    if math.isinf(margin):
        return math.inf
    shape = along.figure.effect.shape
    if not along.touches(plan):
        return _quotient(margin, -along.least)
    if shape == "straight":
        return _quotient(margin, along.slope(plan) - along.least)
    if shape == "other":
        return _quotient(margin, along.most - along.least)
    return _by_halving(along, plan, margin)


def _quotient(margin: float, closing: float) -> float:
    """Return how far a margin lasts that closes by so much a step."""
    if closing <= 0:
        return math.inf
    return margin * (1 - ROUNDING) / closing


def _by_halving(along: Along, plan: Enterprise, margin: float) -> float:
    if math.isinf(along.least):
        return 0.0
    before = along.judged(plan, 0.0).objective

    def lasts(step: float) -> bool:
        return along.judged(plan, step).objective - before <= margin * (1 - ROUNDING) + along.least * step

    far = min(along.room, FAR * max(abs(along.figure.value), 1.0))
    if lasts(far):
        return far
    low, high = 0.0, far
    for _ in range(HALVINGS + 20):
        middle = (low + high) / 2
        low, high = (middle, high) if lasts(middle) else (low, middle)
    return low
