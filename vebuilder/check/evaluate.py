"""Every figure of a plan, recomputed by plain arithmetic, and every rule it breaks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from vebuilder.check.arguments import instance_faults
from vebuilder.check.before import as_left
from vebuilder.check.budget import budget_violations
from vebuilder.check.capacity import capacity_violations
from vebuilder.check.case import Case, open_case
from vebuilder.check.coordination import coordination_cost
from vebuilder.check.core_in_house import core_violations
from vebuilder.check.cover import cover_violations
from vebuilder.check.eligibility import eligibility_violations
from vebuilder.check.funding import funding_payments
from vebuilder.check.group_rules import group_violations
from vebuilder.check.joining import joining_cost
from vebuilder.check.lateness import lateness_cost
from vebuilder.check.learning import learning_value
from vebuilder.check.lint import refuse_unsound
from vebuilder.check.packages import package_violations
from vebuilder.check.partner_rules import partner_share_violations, partner_violations
from vebuilder.check.plan import PlanInput, Standby, read_plan
from vebuilder.check.preparations import preparation_cost
from vebuilder.check.protection import protection_cost
from vebuilder.check.retainer import retainer_costs
from vebuilder.check.risk import risk_of
from vebuilder.check.schedule_rules import schedule_violations
from vebuilder.check.setup import setup_cost
from vebuilder.check.standbys import standby_violations
from vebuilder.check.success import success_violations
from vebuilder.check.support import refuse_unsupported
from vebuilder.check.switching import settled_violations, switching_cost
from vebuilder.check.timetable import Timetable, timetable_of
from vebuilder.check.transaction import transaction_cost
from vebuilder.check.trust_rules import trust_violations
from vebuilder.check.work import work_by_firm, work_costs
from vebuilder.model.before import Before
from vebuilder.model.bid import Package
from vebuilder.model.errors import DataError
from vebuilder.model.evaluation import Cost, Evaluation, Violation
from vebuilder.model.network import Network
from vebuilder.model.project import Project


def evaluate(  # noqa: PLR0913
    project: Project,
    network: Network,
    plan: PlanInput,
    *,
    backups: Iterable[Standby] = (),
    packages: Sequence[Package] = (),
    preparations: Sequence[str] = (),
    starts: Mapping[str, float] | None = None,
    before: Before | None = None,
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
        retainer &= retainer\_part \sum_t \sum_{b \in B_t}
            (amount_t \, unit\_cost_{tb} \text{ or } cost^{quote}_{tb}) \\
        preparations &= \sum_{p \ bought} cost_p \\
        protection &= \text{the } k \text{ largest of } spread_{fo} \sum_t work_{tfo} \\
        funding &= -\sum_e \max\Big\{0, \min\Big(cap_e, rate_e
            \sum_{f \in P \text{ that show a value of } e} work_f \Big)\Big\} \\
        expected\ loss &= \sum_t loss_t \sum_f x_{tf} \,
            E_M \prod_{g \in \{f\} \cup B_t} (1 - reliability_{tg} M_g) \\
        CVaR &= \min_e \Big\{ e + \sum_s \max(0, L_s - e) / ((1 - level) \, S) \Big\} \\
        worst\ case &= \max_{K : |K| \le failures} \sum_t loss_t
            \sum_{f : \{f\} \cup B_t \subseteq K} x_{tf} \\
        duration_{tf} &= duration^{quote}_{tf} \text{ or } unit\_duration_{tf} \, amount_t \, x_{tf}
            \text{ or } duration_t \text{ or } 0 \\
        finish_t &= start_t + \max_f duration_{tf} \\
        makespan &= \max_t finish_t \\
        lateness &= \sum_t lateness\_cost_t \max(0, finish_t - due_t) \\
        switching &= switching\_cost \, |P_{before} \setminus P| \\
        learning &= \sum_c value_c \max(0, \max_{t, f} proficiency_{tf} - own_c) \\
        objective &= w_{cost} \, cost + w_{risk} \, risk + w_{time} \, makespan - w_{learning} \, learning

    Preparations bought replace worse reliabilities, trust and losses before all else is computed; the best of
    several holds. :math:`B_t` are the standby firms of task t: a task's share is lost when its partner and
    all of them fail. A stated standby that is not eligible or a partner of the task is a violation, is paid,
    and saves nothing.
    Firm g has one draw :math:`U_g`, uniform on (0, 1], and fails in task t when
    :math:`U_g > reliability_{tg} M_g`, with :math:`M_g` the product of the factors of the shocks that strike
    and whose value it shows. :math:`L_s` is the loss in scenario s; the draws depend only on the seed, the
    firm or shock, and the scenario. The risk is the one that `Strategy.risk_measure` names. CVaR is in the
    form of Rockafellar and Uryasev (Optimization of conditional value-at-risk, 2000); the protection, for
    `Strategy.price_protection` = k, is that of Bertsimas and Sim (The price of robustness, 2004).

    A rate that the interface states comes before one that the network states, and that before
    `internal_rate` (f = g) or the formula. A quote's terms come before the serving offer's; packaged tasks
    have no set-up and no other work cost; with price breaks the unit cost is that of the largest
    `from_amount` not above the whole amount the offer is paid for by its own price. A task takes as long
    as its slowest partner; each is busy from its start, up to but not at the moment its own share is done.
    The initiator learns competence c from partners assigned to tasks that ask for c or below and share an
    interface with a task of its own; own_c is the proficiency of the offer that would serve c, else 0.
    Without starts every task starts as early as its `after` and `starts_with` let it. An assignment that
    nothing prices is a violation and adds no work. A standby is priced at the offer's unit cost before any
    price break; its retainer is negative where its quote is. Work priced by a quote or a package is not
    protected.

    Parameters
    ----------
    project, network
        The input.
    plan
        An enterprise; or assignments, each an `Assignment`, (task, firm) or (task, firm, share); or a
        mapping from task to firm.
    backups, packages, preparations, starts
        What completes assignments. A standby firm is a `Backup`, whose cost is recomputed, or (task, firm).
        Starts are times by task, one for each task; an enterprise with a schedule brings its own.
        Preparations are ids; those of the project that are bought.
    before
        The enterprise that assignments go on from: who was in does not pay to join, finished tasks cost what
        they cost. A re-formed enterprise brings its own.

    Returns
    -------
    Evaluation
        Money in the project's currency; `Risk` has the chosen measure and what stands beside it. Computed
        figures may miss a limit by 1e-6 relative to max(1, \|limit\|) before they count as a violation;
        money, in whatever unit, relative to the largest of the limit and all that was added up.

    Raises
    ------
    DataError
        If the input has faults that leave a figure undefined (unknown or duplicate ids, no price, no
        location), the plan does not fit it, or it needs starts and has none: where at the earliest starts
        a firm works on more tasks at once than its `max_parallel`.
    UnsupportedError
        If the input or the plan uses what is not built yet.
    """
    if faults := tuple(instance_faults(project, network)):
        raise DataError(faults)
    if before is None:
        before = getattr(plan, "before", None)
    project, network = as_left(project, network, before)
    refuse_unsound(project, network)
    refuse_unsupported(project, network, forming=False)
    read = read_plan(
        plan, project, network, backups=backups, packages=packages, preparations=preparations, starts=starts
    )
    return appraise(open_case(project, network, replace(read, before=before)))


def appraise(case: Case) -> Evaluation:
    """Compute every figure and broken rule of a plan whose input is known to be sound and supported."""
    timetable = timetable_of(case)
    work_of = work_costs(case)
    by_firm = work_by_firm(work_of)
    cost = Cost(
        joining=joining_cost(case),
        setup=setup_cost(case),
        work=sum(work_of.values()),
        transaction=transaction_cost(case),
        coordination=coordination_cost(case),
        retainer=sum(retainer_costs(case).values()),
        protection=protection_cost(case, work_of),
        preparations=preparation_cost(case),
        lateness=lateness_cost(case, timetable),
        switching=switching_cost(case),
        funding=0.0 - sum(funding_payments(case, by_firm)),
    )
    risk = risk_of(case)
    learning = learning_value(case)
    weights = case.project.strategy
    return Evaluation(
        cost=cost,
        risk=risk,
        makespan=timetable.makespan,
        learning=learning,
        objective=(
            weights.cost * cost.total
            + weights.risk * risk.value
            + weights.time * timetable.makespan
            - weights.learning * learning
        ),
        violations=tuple(_violations(case, by_firm, cost, timetable)),
    )


def _violations(
    case: Case, work: Mapping[str, float], cost: Cost, timetable: Timetable
) -> Iterator[Violation]:
    yield from eligibility_violations(case)
    yield from cover_violations(case)
    yield from package_violations(case)
    yield from standby_violations(case)
    yield from capacity_violations(case)
    yield from partner_violations(case)
    yield from partner_share_violations(case, work)
    yield from core_violations(case)
    yield from group_violations(case, work)
    yield from trust_violations(case)
    yield from success_violations(case)
    yield from schedule_violations(case, timetable)
    yield from settled_violations(case)
    yield from budget_violations(case, cost)
