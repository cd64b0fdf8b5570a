"""What it costs that partners leave, and how many may change."""

from collections.abc import Iterator

from vebuilder.check.case import Case
from vebuilder.check.words import count, listing
from vebuilder.model.evaluation import Violation


def switching_cost(case: Case) -> float:
    """Return what it costs that some who were partners are none any more."""
    before = case.plan.before
    if before is None:
        return 0.0
    return before.switching_cost * len(set(before.partners).difference(case.partners))


def settled_violations(case: Case) -> Iterator[Violation]:
    """Yield what a re-formed enterprise may not change: finished tasks, and more partners than agreed."""
    before = case.plan.before
    if before is None:
        return
    doing: dict[str, set[str]] = {}
    for one in before.done:
        doing.setdefault(one.task, set()).add(one.firm)
    for task, firms in doing.items():
        if set(case.team[task]) != firms:
            yield Violation(
                rule="done",
                ids=(task, *sorted(firms)),
                amount=1,
                message=f"task {task!r} is finished: {listing(sorted(firms))} did it, nobody else can now",
            )
    for one in before.done:
        share = case.share(one.task, one.firm)
        if one.firm in case.team[one.task] and abs(share - one.share) > 1e-6:
            yield Violation(
                rule="done",
                ids=(one.task, one.firm),
                amount=abs(share - one.share),
                message=f"task {one.task!r} is finished: firm {one.firm!r} did {one.share:.6g} of it, "
                f"not {share:.6g}",
            )
    changed = sorted(set(before.partners) ^ set(case.partners))
    if before.max_changes is not None and len(changed) > before.max_changes:
        yield Violation(
            rule="max_changes",
            ids=tuple(changed),
            amount=len(changed) - before.max_changes,
            message=f"{count(len(changed), 'firm')} would leave or come in ({listing(changed)}); "
            f"at most {before.max_changes} may",
        )
