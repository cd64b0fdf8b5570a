"""Whether what is to be reviewed belongs together."""

from collections.abc import Iterator, Sequence

from vebuilder.check.entries import Entries
from vebuilder.check.words import listing
from vebuilder.lifecycle.review.policy import ReviewPolicy
from vebuilder.model.errors import DataError
from vebuilder.model.fault import Fault
from vebuilder.model.plan import Outcome
from vebuilder.result.belonging import belonging_faults
from vebuilder.result.enterprise import Enterprise

OUTCOMES = Entries(
    kind=Outcome,
    fields=("task", "firm", "delivered"),
    fewest=3,
    path="outcomes",
    noun="an outcome",
    mend="hand over Outcome or (task, firm, delivered) entries",
    needs="a task id, a firm id and the part delivered, from 0 to 1, are needed",
)


def read_outcomes(
    enterprise: object, project: object, network: object, outcomes: object, policy: object
) -> tuple[Outcome, ...]:
    """Return the outcomes in one form.

    Parameters
    ----------
    enterprise, project, network, outcomes, policy
        What `review` was called with.

    Raises
    ------
    DataError
        If something is of the wrong kind, the enterprise is of other inputs, or an outcome is of nobody's
        task or told twice; all faults at once.
    """
    faults = list(belonging_faults(enterprise, project, network))
    if policy is not None and not isinstance(policy, ReviewPolicy):
        message = f"a ReviewPolicy is needed, not a {type(policy).__name__}"
        faults.append(
            Fault(path="policy", message=message, mend="build one with ReviewPolicy(...), or leave it out")
        )
    read = OUTCOMES.read(outcomes, faults)
    if isinstance(enterprise, Enterprise):
        faults.extend(_outcome_faults(enterprise, read))
    if faults:
        raise DataError(faults)
    return read


def _outcome_faults(enterprise: Enterprise, outcomes: Sequence[Outcome]) -> Iterator[Fault]:
    doing: dict[str, list[str]] = {}
    pairs = [(one.task, one.firm) for one in enterprise.assignments]
    pairs += [(one.task, one.firm) for one in enterprise.backups]
    for task, firm in pairs:
        doing.setdefault(task, []).append(firm)
    seen: set[tuple[str, str]] = set()
    for position, outcome in enumerate(outcomes):
        path, pair = f"outcomes[{position}]", (outcome.task, outcome.firm)
        if outcome.task not in doing:
            yield Fault(
                path=f"{path}.task",
                ids=(outcome.task,),
                message=f"task {outcome.task!r} is not in project {enterprise.project!r}",
                mend="use the id of a task that is",
            )
        elif outcome.firm not in doing[outcome.task]:
            yield Fault(
                path=f"{path}.firm",
                ids=pair,
                message=f"firm {outcome.firm!r} neither does task {outcome.task!r} nor stands by for it",
                mend=f"that is {listing(doing[outcome.task])}",
            )
        if pair in seen:
            yield Fault(
                path=path,
                ids=pair,
                message=f"the outcome of firm {outcome.firm!r} in task {outcome.task!r} is told twice",
                mend="tell it once",
            )
        seen.add(pair)
