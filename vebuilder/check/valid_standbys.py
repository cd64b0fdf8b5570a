"""Which of the stated standby firms may stand by: only these save anything."""

from collections.abc import Mapping, Set

from vebuilder.check.case import Case
from vebuilder.check.eligibility import package_bids, why_ineligible
from vebuilder.check.serving import Terms


def valid_standbys(case: Case) -> Mapping[str, Mapping[str, Terms]]:
    """Return for every task the standby firms that are eligible and none of its partners, on what terms.

    A firm that may not stand by is a violation, and takes nothing over: the losses are those without it.
    """
    if not case.plan.backups:
        return case.standbys
    bids, excluded = package_bids(case), case.project.rules.excluded
    return {
        task: {
            firm: terms
            for firm, terms in standbys.items()
            if firm not in case.team[task]
            and firm not in excluded
            and why_unable_to_stand_by(case, terms, bids) is None
        }
        for task, standbys in case.standbys.items()
    }


def why_unable_to_stand_by(case: Case, terms: Terms, bids: Set[tuple[str, str]]) -> tuple[str, float] | None:
    """Say why a firm is not eligible as a standby, and how much proficiency is short; None if it is.

    Parameters
    ----------
    case
        What is looked at.
    terms
        Who is to stand by for what.
    bids
        The (task, firm) pairs that some package bids for.
    """
    if (terms.task.id, terms.firm.id) in bids and terms.offer is None and terms.quote is None:
        return "it bids for it only in packages", 0.0
    return why_ineligible(terms, case.taxonomy, packaged=False, bids=bids)
