"""Whether every firm may do what it is assigned to."""

from collections.abc import Iterator, Set

from vebuilder.check.case import Case
from vebuilder.check.serving import Terms, why_not_serving
from vebuilder.check.taxonomy import Taxonomy
from vebuilder.check.words import figure
from vebuilder.model.evaluation import Violation


def eligibility_violations(case: Case) -> Iterator[Violation]:
    """Yield the assignments of firms that have neither offer nor quote nor package for the task."""
    bids = package_bids(case)
    for pair, terms in case.terms.items():
        reason = why_ineligible(terms, case.taxonomy, packaged=pair in case.packaged, bids=bids)
        if reason is not None:
            yield Violation(
                rule="eligibility",
                ids=(terms.firm.id, terms.task.id),
                amount=reason[1],
                message=f"firm {terms.firm.id!r} cannot do task {terms.task.id!r}: {reason[0]}",
            )


def package_bids(case: Case) -> frozenset[tuple[str, str]]:
    """Return the (task, firm) pairs that some package bids for, chosen or not."""
    return frozenset((task, package.firm) for package in case.project.packages for task in package.tasks)


def why_ineligible(
    terms: Terms, taxonomy: Taxonomy, *, packaged: bool, bids: Set[tuple[str, str]]
) -> tuple[str, float] | None:
    """Say why a firm may not do a task, and how much proficiency is short (0 if that is not it).

    Parameters
    ----------
    terms
        Who is to do what.
    taxonomy
        Which competence lies below which.
    packaged
        Whether a chosen package pays for it.
    bids
        The (task, firm) pairs that some package bids for.

    Returns
    -------
    tuple or None
        None if the firm may do it.
    """
    needed = terms.task.min_proficiency
    stated = None if terms.quote is None else terms.quote.proficiency
    if stated is not None and stated < needed:
        short = needed - stated
        return (
            f"its quote states proficiency {figure(stated)}, {figure(needed)} is needed: "
            f"short by {figure(short)}",
            short,
        )
    if terms.offer is not None or terms.quote is not None or packaged:
        return None
    if (terms.task.id, terms.firm.id) in bids:
        return "it bids for the task only in packages, and none of them is chosen", 0.0
    reason, short = why_not_serving(terms.task, terms.firm, taxonomy)
    return f"it {reason}, and it has no quote for the task", short
