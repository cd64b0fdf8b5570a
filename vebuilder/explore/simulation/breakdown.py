"""What happened how often, turned into who and what causes the losses."""

from collections.abc import Iterable

import numpy as np

from vebuilder.explore.simulation.exposure import Exposure
from vebuilder.explore.simulation.losses import PartnerLoss, ShockLoss, TaskLoss
from vebuilder.explore.simulation.play import Tally, partners_of, tasks_of


def losses_by_partner(
    partners: Iterable[str], exposure: Exposure, tally: Tally, runs: int
) -> tuple[PartnerLoss, ...]:
    """Return what each partner's failures cost, the dearest first."""
    # Failures are numbered by ascending reliability: at the first of its own a partner fails most often.
    failed: dict[str, int] = {}
    loss = dict.fromkeys(partners, 0.0)
    for stake, count in zip(exposure.stakes, tally.stakes, strict=True):
        failed[stake.firm] = min(stake.failure, failed.get(stake.firm, stake.failure))
        loss[stake.firm] += stake.loss * int(count) / runs
    lost = dict(zip(partners_of(exposure), tally.partners, strict=True))
    found = [
        PartnerLoss(
            firm=firm,
            mean_loss=loss[firm],
            failed=int(tally.failures[failed[firm]]) / runs if firm in failed else 0.0,
            lost=int(lost.get(firm, 0)) / runs,
        )
        for firm in loss
    ]
    return tuple(sorted(found, key=lambda one: (-one.mean_loss, one.firm)))


def losses_by_task(exposure: Exposure, tally: Tally, runs: int) -> tuple[TaskLoss, ...]:
    """Return what is lost with each task, the dearest first."""
    lost = dict(zip(tasks_of(exposure), tally.tasks, strict=True))
    loss = dict.fromkeys(lost, 0.0)
    for stake, count in zip(exposure.stakes, tally.stakes, strict=True):
        for task, amount in stake.tasks.items():
            loss[task] += amount * int(count) / runs
    found = [TaskLoss(task=task, mean_loss=loss[task], lost=int(lost[task]) / runs) for task in loss]
    return tuple(sorted(found, key=lambda one: (-one.mean_loss, one.task)))


def losses_by_shock(exposure: Exposure, tally: Tally, runs: int) -> tuple[ShockLoss, ...]:
    """Return what each shock does to the losses, in the order of the project."""
    weights = np.array([stake.loss for stake in exposure.stakes])
    found = []
    for position, one in enumerate(exposure.shocks):
        struck = int(tally.shocks[position])
        there = tally.stakes_in_shock[position]
        found.append(
            ShockLoss(
                attribute=one.shock.attribute,
                value=one.shock.value,
                struck=struck / runs,
                mean_loss_struck=float(weights @ there) / struck if struck else None,
                mean_loss_spared=(
                    float(weights @ (tally.stakes - there)) / (runs - struck) if runs > struck else None
                ),
            )
        )
    return tuple(found)
