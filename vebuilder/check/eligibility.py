"""Whether every firm may do what it is assigned to."""

from collections.abc import Iterator

from vebuilder.check.case import Case
from vebuilder.check.serving import Terms, why_not_serving
from vebuilder.check.words import figure
from vebuilder.model.evaluation import Violation


def eligibility_violations(case: Case) -> Iterator[Violation]:
    """Yield the assignments of firms that have neither offer nor quote nor package for the task."""
    in_package = {(task, package.firm) for package in case.project.packages for task in package.tasks}
    for pair, terms in case.terms.items():
        needed = terms.task.min_proficiency
        stated = None if terms.quote is None else terms.quote.proficiency
        if stated is not None and stated < needed:
            yield _violation(
                terms,
                f"its quote states proficiency {figure(stated)}, {figure(needed)} is needed: "
                f"short by {figure(needed - stated)}",
                needed - stated,
            )
        elif terms.offer is not None or terms.quote is not None or pair in case.packaged:
            continue
        elif pair in in_package:
            yield _violation(terms, "it bids for the task only in packages, and none of them is chosen")
        else:
            reason, short = why_not_serving(terms.task, terms.firm, case.taxonomy)
            yield _violation(terms, f"it {reason}, and it has no quote for the task", short)


def _violation(terms: Terms, reason: str, amount: float = 0.0) -> Violation:
    return Violation(
        rule="eligibility",
        ids=(terms.firm.id, terms.task.id),
        amount=amount,
        message=f"firm {terms.firm.id!r} cannot do task {terms.task.id!r}: {reason}",
    )
