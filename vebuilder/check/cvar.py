"""The mean loss of the worst scenarios."""

import math
from collections.abc import Iterable, Mapping

import numpy as np

from vebuilder.check.draws import BoolArray, FloatArray
from vebuilder.check.scenarios import Scenarios
from vebuilder.check.stakes import Stake
from vebuilder.model.firm import Firm


def scenario_losses(stakes: Iterable[Stake], firms: Mapping[str, Firm], scenarios: Scenarios) -> FloatArray:
    """Return the loss in each scenario, in money.

    Parameters
    ----------
    stakes
        What is at stake.
    firms
        All firms by id.
    scenarios
        Who fails when.
    """
    losses = np.zeros(scenarios.measure.scenarios)
    failing: dict[tuple[str, float], BoolArray] = {}
    for stake in stakes:
        lost = np.ones(len(losses), dtype=bool)
        for pair in stake.reliability.items():
            if pair not in failing:
                failing[pair] = scenarios.fails(firms[pair[0]], pair[1])
            lost &= failing[pair]
        losses[lost] += stake.money
    return losses


def conditional_value_at_risk(losses: FloatArray, level: float) -> float:
    r"""Return :math:`\min_e e + \sum_s \max(0, L_s - e) / ((1 - level) S)`, exactly.

    The function of e is convex and piecewise linear, and least where the losses above e are at most
    :math:`(1 - level) S` in number and those from e on at least so many (Rockafellar and Uryasev,
    Optimization of conditional value-at-risk, 2000).

    Parameters
    ----------
    losses
        In equally likely scenarios.
    level
        From 0, the mean of all, to below 1.
    """
    worst = np.sort(losses)[::-1]
    tail = (1 - level) * len(worst)
    threshold = worst[min(math.floor(tail), len(worst) - 1)]
    return float(threshold + np.maximum(losses - threshold, 0.0).sum() / tail)
