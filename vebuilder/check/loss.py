"""What is lost on average when partners fail."""

from vebuilder.check.case import Case


def expected_loss(case: Case) -> float:
    """Return the mean loss: for each task, its loss times the share done by firms that fail."""
    return sum(
        terms.task.loss * case.share(task, firm) * (1 - terms.reliability)
        for (task, firm), terms in case.terms.items()
    )
