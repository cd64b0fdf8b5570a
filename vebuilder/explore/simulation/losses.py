"""Where the losses of a simulation come from."""

from vebuilder.model.record import Amount, AttributeValue, Fraction, Identifier, Record


class PartnerLoss(Record):
    """What a partner's failures cost."""

    firm: Identifier
    mean_loss: Amount = 0.0
    """Mean loss of its shares of the tasks, over all runs, in money."""
    failed: Fraction = 0.0
    """Part of the runs in which it failed in at least one of its tasks."""
    lost: Fraction = 0.0
    """Part of the runs in which work of its was lost: it failed, and so did every standby of the task."""


class TaskLoss(Record):
    """What is lost with a task."""

    task: Identifier
    mean_loss: Amount = 0.0
    """Over all runs, in money."""
    lost: Fraction = 0.0
    """Part of the runs in which a share of it was lost."""


class ShockLoss(Record):
    """What a shock does to the losses; only shocks that can hit a partner or a standby are told of."""

    attribute: Identifier
    value: AttributeValue
    struck: Fraction
    """Part of the runs in which it struck."""
    mean_loss_struck: Amount | None
    """Mean loss of these runs, in money; None if there are none."""
    mean_loss_spared: Amount | None
    """Mean loss of the other runs, in money; None if there are none."""
