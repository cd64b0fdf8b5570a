"""Every figure of a plan, recomputed by plain arithmetic, and every rule it breaks."""

from collections.abc import Iterator, Mapping, Sequence

from vebuilder.check.budget import budget_violations
from vebuilder.check.capacity import capacity_violations
from vebuilder.check.case import Case, open_case
from vebuilder.check.coordination import coordination_cost
from vebuilder.check.cover import cover_violations
from vebuilder.check.eligibility import eligibility_violations
from vebuilder.check.group_rules import group_violations
from vebuilder.check.joining import joining_cost
from vebuilder.check.lint import refuse_unsound
from vebuilder.check.loss import expected_loss
from vebuilder.check.packages import package_violations
from vebuilder.check.partner_rules import partner_share_violations, partner_violations
from vebuilder.check.plan import Plan, PlanInput, read_plan
from vebuilder.check.setup import setup_cost
from vebuilder.check.support import refuse_unsupported
from vebuilder.check.transaction import transaction_cost
from vebuilder.check.trust_rules import trust_violations
from vebuilder.check.work import work_by_firm, work_costs
from vebuilder.model.bid import Package
from vebuilder.model.errors import UnsupportedError
from vebuilder.model.evaluation import Cost, Evaluation, Risk, Violation
from vebuilder.model.network import Network
from vebuilder.model.plan import Backup
from vebuilder.model.project import Project


def evaluate(
    project: Project,
    network: Network,
    plan: PlanInput,
    *,
    backups: Sequence[Backup] = (),
    packages: Sequence[Package] = (),
    preparations: Sequence[str] = (),
    starts: Mapping[str, float] | None = None,
) -> Evaluation:
    r"""Compute what a plan costs and risks, and which rules it breaks; no optimiser is involved.

    With :math:`a_{tf}` whether firm f is assigned to task t, :math:`x_{tf}` its share, P the partners
    (the firms assigned to something, and the initiator), and :math:`\tau_{fg}` f's trust in g:

    .. math::

        joining &= \sum_{f \in P, f \ne initiator} joining\_cost_f \\
        setup &= \sum_{(f, o) used} setup\_cost_{fo}
            + \sum_{t, f} a_{tf} \, setup\_cost^{quote}_{tf} \\
        work &= \sum_{t, f} x_{tf} \, (amount_t \, unit\_cost_{tf} \text{ or } cost^{quote}_{tf})
            + \sum_{package} cost \\
        transaction &= \sum_{(t, u)} volume_{tu} \min_{flow}
            \Big\{ \sum_{f, g} flow_{fg} \, rate_{fg} :
            \sum_g flow_{fg} = x_{tf}, \sum_f flow_{fg} = x_{ug}, flow \ge 0 \Big\} \\
        rate_{fg} &= rate \, (1 - trust\_discount \, \tau_{fg}) \,
            (1 - standard\_discount \, [standard \ shared]) + distance\_rate \, km_{fg} \\
        coordination &= \sum_{\{f, g\} \subseteq P} coordination \,
            (1 - trust\_discount \, (\tau_{fg} + \tau_{gf}) / 2) \\
        expected\ loss &= \sum_t loss_t \sum_f x_{tf} (1 - reliability_{tf}) \\
        objective &= w_{cost} \, cost + w_{risk} \, risk

    A rate that the interface states comes before one that the network states, and that before
    `internal_rate` (f = g) or the formula. A quote's terms come before the serving offer's; packaged tasks
    have no set-up and no other work cost; with price breaks the unit cost is that of the largest
    `from_amount` not above the whole amount the offer is paid for by its own price. An assignment that
    nothing prices is a violation and adds no work.

    Parameters
    ----------
    project, network
        The input.
    plan
        An enterprise; or assignments, each an `Assignment`, (task, firm) or (task, firm, share); or a
        mapping from task to firm.
    backups, packages, preparations, starts
        What completes assignments. Backups, preparations and starts are not supported yet.

    Returns
    -------
    Evaluation
        Money in the project's currency; computed figures may miss a limit by 1e-6 relative to
        max(1, \|limit\|) before they count as a violation.

    Raises
    ------
    DataError
        If the input has faults that leave a figure undefined (unknown or duplicate ids, no price, no
        location), or the plan does not fit it.
    UnsupportedError
        If the input or the plan uses what is not built yet.
    """
    refuse_unsound(project, network)
    refuse_unsupported(project, network, forming=False)
    read = read_plan(plan, project, network, backups=backups, packages=packages, preparations=preparations)
    _refuse_unsupported_plan(read, starts)
    return appraise(open_case(project, network, read))


def _refuse_unsupported_plan(plan: Plan, starts: Mapping[str, float] | None) -> None:
    given = {"backups": plan.backups, "preparations": plan.preparations, "starts": starts}
    if found := [name for name, value in given.items() if value]:
        raise UnsupportedError(f"a plan with {', '.join(found)} is not supported yet; leave them out")


def appraise(case: Case) -> Evaluation:
    """Compute every figure and broken rule of a plan whose input is known to be sound and supported."""
    work_of = work_costs(case)
    by_firm = work_by_firm(work_of)
    cost = Cost(
        joining=joining_cost(case),
        setup=setup_cost(case),
        work=sum(work_of.values()),
        transaction=transaction_cost(case),
        coordination=coordination_cost(case),
    )
    loss = expected_loss(case)
    weights = case.project.strategy
    return Evaluation(
        cost=cost,
        risk=Risk(value=loss, expected_loss=loss),
        objective=weights.cost * cost.total + weights.risk * loss,
        violations=tuple(_violations(case, by_firm, cost)),
    )


def _violations(case: Case, work: Mapping[str, float], cost: Cost) -> Iterator[Violation]:
    yield from eligibility_violations(case)
    yield from cover_violations(case)
    yield from package_violations(case)
    yield from capacity_violations(case)
    yield from partner_violations(case)
    yield from partner_share_violations(case, work)
    yield from group_violations(case, work)
    yield from trust_violations(case)
    yield from budget_violations(case, cost)
