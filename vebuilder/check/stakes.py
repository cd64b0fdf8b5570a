"""What is lost when whom fails."""

from dataclasses import dataclass

from vebuilder.check.case import Case
from vebuilder.check.valid_standbys import valid_standbys


@dataclass(frozen=True)
class Stake:
    """Money that is lost when a partner and all valid standbys of its task fail.

    Parameters
    ----------
    task
        Id of the task.
    money
        The task's loss times the partner's share; above 0.
    reliability
        By firm: the partner and the standbys, each on this task, before shocks.
    """

    task: str
    money: float
    reliability: dict[str, float]


def stakes(case: Case) -> tuple[Stake, ...]:
    """Return what each partner's share of each task puts at stake."""
    standbys = valid_standbys(case)
    return tuple(
        Stake(
            task,
            money,
            {one.firm.id: one.reliability for one in (terms, *standbys[task].values())},
        )
        for (task, firm), terms in case.terms.items()
        if (money := terms.task.loss * case.share(task, firm)) > 0
    )
