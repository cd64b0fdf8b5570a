"""The rolling plan's look back: review what came, assess each partner, reposition what is believed of it."""

from collections.abc import Iterable, Sequence
from math import nextafter

from vebuilder.check.case import Case, open_case
from vebuilder.check.plan import read_plan
from vebuilder.lifecycle.review.arguments import read_outcomes
from vebuilder.lifecycle.review.change import Change
from vebuilder.lifecycle.review.contribution import Contribution, contribution_of
from vebuilder.lifecycle.review.policy import ReviewPolicy
from vebuilder.lifecycle.review.proficiency import proficiency_changes
from vebuilder.lifecycle.review.reliability import reliability_changes
from vebuilder.lifecycle.review.report import Review
from vebuilder.lifecycle.review.reported import Reported, reported_outcomes
from vebuilder.lifecycle.review.trust import restated, trust_changes
from vebuilder.model.before import Replaced
from vebuilder.model.firm import Firm
from vebuilder.model.network import Network
from vebuilder.model.plan import Outcome
from vebuilder.model.project import Project
from vebuilder.model.record import ReadOnlyMap
from vebuilder.result.enterprise import Enterprise


def review(
    enterprise: Enterprise,
    project: Project,
    network: Network,
    outcomes: Iterable[Outcome | tuple[str, str, float]],
    policy: ReviewPolicy | None = None,
) -> Review:
    r"""Review what came of an enterprise: who contributed what, and what the network is now believed to be.

    Nothing is changed or kept: the network that comes back is a new one, and the history is yours to keep.
    A partner's score is the weighted mean of its parts (delivery, and cost, time and quality where they are
    reported); from `ReviewPolicy.keep_from` on it is kept, below `ReviewPolicy.replace_below` it is to be
    replaced. With n the prior strength, s how an exchange was felt (-1 to 1), e the tasks done:

    .. math::

        reliability &: r' = (n r + \sum_i d_i) / (n + m) \\
        trust &: \tau' = \tau + \alpha s (1 - \tau) \text{ for } s > 0, \quad
            \tau' = \tau + \beta s (\tau + 1) \text{ for } s < 0 \\
        proficiency &: p' = 1 - (1 - p)(1 - \lambda)^e

    The reliability is that of the serving offer where it states its own, else the firm's. Trust moves
    between partners of interfacing tasks, each direction by the other's outcome, and is stated in the new
    network: a stated trust holds before what the trust model infers. What a quote states is the project's.

    Parameters
    ----------
    enterprise
        What was formed.
    project, network
        What it was formed from.
    outcomes
        What came of its assignments and of standbys that stepped in: `Outcome` or (task, firm, delivered).
        Assignments of which nothing is told are left as they were.
    policy
        What counts how much, and how fast beliefs move; None for the defaults of `ReviewPolicy`.

    Returns
    -------
    Review
        Contributions, changes, and the network.

    Raises
    ------
    DataError
        If the enterprise is of other inputs, or an outcome is malformed, of nobody's task or told twice;
        all faults at once.
    """
    read = read_outcomes(enterprise, project, network, outcomes, policy)
    policy = policy or ReviewPolicy()
    case = open_case(project, network, read_plan(enterprise, project, network))
    reported = reported_outcomes(case, read)
    changes = (
        *reliability_changes(reported, policy),
        *trust_changes(case, reported, policy),
        *proficiency_changes(reported, policy),
    )
    contributions = _contributions(case, reported, policy)
    names = {one.firm: name for one in contributions if (name := case.firms[one.firm].name)}
    return Review(
        project=project.id,
        contributions=contributions,
        changes=changes,
        network=_believed(network, _told_apart(changes, enterprise)),
        policy=policy,
        names=ReadOnlyMap(names),
    )


def _contributions(
    case: Case, reported: Sequence[Reported], policy: ReviewPolicy
) -> tuple[Contribution, ...]:
    work = dict.fromkeys(case.partners, 0.0)
    for one in case.plan.assignments:
        work[one.firm] += one.cost
    total = sum(work.values())
    firms = sorted({*case.partners, *(one.outcome.firm for one in reported)})
    return tuple(
        contribution_of(
            firm,
            [one for one in reported if one.outcome.firm == firm],
            work.get(firm, 0.0) / total if total else 0.0,
            policy,
        )
        for firm in firms
    )


def _told_apart(changes: Sequence[Change], enterprise: Enterprise) -> tuple[Change, ...]:
    """Return the changes, none to just what was stated where a preparation had put a better value.

    Where the network states that, the preparation holds on; so what was learned differs in its last digit.
    """
    before = enterprise.before
    replaced = {*(enterprise.replaced or ()), *((before.replaced if before is not None else None) or ())}

    def stated(one: Change) -> Replaced:
        return Replaced(firm=one.firm, other=one.other, competence=one.competence, value=one.after)

    return tuple(
        one.model_copy(update={"after": nextafter(one.after, 1.0)})
        if one.kind != "proficiency" and stated(one) in replaced
        else one
        for one in changes
    )


def _believed(network: Network, changes: Sequence[Change]) -> Network:
    """Return the network with what is now believed."""
    of_firm: dict[str, list[Change]] = {}
    for change in changes:
        if change.kind != "trust":
            of_firm.setdefault(change.firm, []).append(change)
    firms = tuple(_changed(firm, of_firm[firm.id]) if firm.id in of_firm else firm for firm in network.firms)
    moved = {(one.firm, one.other): one.after for one in changes if one.kind == "trust" and one.other}
    return network.model_copy(update={"firms": firms, "trust": restated(network.trust, moved)})


def _changed(firm: Firm, changes: Sequence[Change]) -> Firm:
    offers = {offer.competence: offer for offer in firm.offers}
    update: dict[str, object] = {}
    for change in changes:
        if change.competence is None:
            update[change.kind] = change.after
        else:
            offer = offers[change.competence]
            offers[change.competence] = offer.model_copy(update={change.kind: change.after})
    return firm.model_copy(update=update | {"offers": tuple(offers.values())})
