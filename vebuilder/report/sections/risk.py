"""The risk: what is lost if partners fail, how likely that is, and who stands by."""

from vebuilder.check.loss import expected_loss
from vebuilder.check.shocks import Shocks
from vebuilder.check.stakes import Stake, stakes
from vebuilder.explore.simulation.simulation import Simulation
from vebuilder.model.html import Html
from vebuilder.model.strategy import ExpectedLoss
from vebuilder.model.text import money, risk_lines
from vebuilder.report.drawing.plane import columns_drawing
from vebuilder.report.facts import Facts
from vebuilder.report.histogram import histogram
from vebuilder.report.scale import percent
from vebuilder.report.sections.frame import Row, amount, bullets, listed, section, share, subsection, table


def risk_section(facts: Facts, simulation: Simulation | None) -> Html:
    """Return what is at stake, and how the enterprise fared in a simulation if there is one.

    Parameters
    ----------
    facts
        What is told.
    simulation
        The enterprise replayed against drawn failures, if it was.
    """
    at_stake = stakes(facts.case)
    backups = [
        f"{facts.label(one.firm)} stands by for {one.task}, for {money(one.cost)} {facts.project.currency}"
        for one in facts.enterprise.backups
    ]
    return section(
        "risk",
        "The risk",
        bullets(_figures(facts))
        if at_stake
        else "No task states a loss, so that nothing is at stake by the figures. That is an assumption, not "
        "a finding.",
        subsection("What is at stake", _stakes(facts, at_stake)) if at_stake else "",
        subsection("Who stands by", bullets(backups)) if backups else "",
        subsection("What is prepared before the start", bullets(_preparations(facts)))
        if facts.enterprise.preparations
        else "",
        _shocks(facts),
        _simulated(simulation) if simulation is not None else "",
    )


def _figures(facts: Facts) -> list[str]:
    risk, unit = facts.enterprise.risk, facts.project.currency
    found = risk_lines(risk, unit)
    if isinstance(risk.measure, ExpectedLoss):
        found[0] += ", the mean over all that may happen"
    if risk.success_probability is not None:
        found.append(f"Probability that every task is wholly delivered: {percent(risk.success_probability)}")
    return found


def _preparations(facts: Facts) -> list[str]:
    costs = {one.id: one.cost for one in facts.project.preparations}
    return [
        f"{one}, for {money(costs[one])} {facts.project.currency}" for one in facts.enterprise.preparations
    ]


def _stakes(facts: Facts, at_stake: tuple[Stake, ...]) -> Html:
    unit, shocks = facts.project.currency, Shocks(facts.project.shocks)
    firms = facts.enterprise.partners
    rows = []
    with_standbys = any(len(stake.reliability) > 1 for stake in at_stake)
    for stake in at_stake:
        partner, *standbys = stake.reliability
        rows.append(
            Row(
                (
                    stake.task,
                    facts.label(partner),
                    amount(stake.money),
                    share(stake.reliability[partner]),
                    *((listed(map(facts.label, standbys)),) * with_standbys),
                    amount(expected_loss([stake], facts.case.firms, shocks)),
                ),
                str(firms.index(partner)),
            )
        )
    header = [
        *("task", "partner", f"lost if it fails ({unit})", "reliability"),
        *(("stands by",) * with_standbys),
        f"expected loss ({unit})",
    ]
    return table("What is lost if a partner fails", header, rows)


def _shocks(facts: Facts) -> Html | str:
    if not facts.project.shocks:
        return ""
    rows = [
        Row(
            (
                f"{shock.attribute}: {shock.value}",
                share(shock.probability),
                share(shock.reliability_factor),
                listed(
                    facts.label(firm)
                    for firm in facts.enterprise.partners
                    if firm_shows(facts, firm, shock.attribute, shock.value)
                ),
            )
        )
        for shock in facts.project.shocks
    ]
    header = ("shock to", "probability", "reliability is multiplied by", "partners it hits")
    return subsection("What may hit several at once", table("Shocks", header, rows))


def firm_shows(facts: Facts, firm: str, attribute: str, value: object) -> bool:
    """Return whether a firm shows a value of an attribute.

    Parameters
    ----------
    facts, firm, attribute, value
        Of whom, which.
    """
    shown = facts.case.firms[firm].attributes.get(attribute)
    return shown == value and isinstance(shown, bool) == isinstance(value, bool)


def _simulated(simulation: Simulation) -> Html:
    edges, parts = histogram(simulation.losses)
    unit = simulation.currency
    limits = sorted(
        (
            (f"mean {money(simulation.mean_loss)}", simulation.mean_loss),
            (f"exceeded in 5 % of runs: {money(simulation.quantile(0.95))}", simulation.quantile(0.95)),
        ),
        key=lambda limit: limit[1],
    )
    rows = [
        Row(("loss, mean", amount(simulation.mean_loss), f"± {money(simulation.standard_error)}")),
        Row(("loss, exceeded in at most 5 % of the runs", amount(simulation.quantile(0.95)), "")),
        Row(("loss, mean of the worst 5 %", amount(simulation.cvar(0.95)), "")),
        Row(("loss, largest", amount(simulation.quantile(1)), "")),
        Row(("cost, mean", amount(simulation.mean_cost), f"± {money(simulation.cost_error)}")),
    ]
    by_partner = [
        Row(
            (
                simulation.names.get(one.firm, one.firm),
                amount(one.mean_loss),
                share(one.failed),
                share(one.lost),
            )
        )
        for one in simulation.losses_by_partner
        if one.mean_loss
    ]
    return subsection(
        f"Replayed {simulation.runs:,} times",
        f"In {percent(simulation.success_probability)} of the runs every task was delivered. Failures, "
        f"shocks and prices were drawn (seed {simulation.seed}); ± is one standard error, what the luck of "
        "the draws leaves open.",
        columns_drawing(
            "How often which loss came", edges, parts, (f"loss ({unit})", "share of the runs (%)"), limits
        ),
        table("What came of the runs", ("figure", f"amount ({unit})", ""), rows, sortable=False),
        table(
            "Partners that cause the losses",
            ("partner", f"mean loss ({unit})", "fails in", "work lost in"),
            by_partner,
        )
        if by_partner
        else "",
    )
