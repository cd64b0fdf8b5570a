"""What a notebook shows of a network, of a project, and of an evaluation."""

from typing import TYPE_CHECKING

from vebuilder.model.html import Html, plain_table, shortened, titled
from vebuilder.model.text import COST_KINDS, money, number, risk_lines

if TYPE_CHECKING:
    from vebuilder.model.evaluation import Cost, Evaluation
    from vebuilder.model.network import Network
    from vebuilder.model.project import Project

SHOWN = 12
"""Rows of a table."""


def network_html(network: "Network") -> Html:
    """Return the firms, what they offer, and how many links there are."""
    rows = [
        (
            firm.id,
            firm.name or "",
            ", ".join(f"{offer.competence} ({number(offer.unit_cost)})" for offer in firm.offers),
            money(firm.joining_cost),
            number(firm.reliability),
        )
        for firm in network.firms
    ]
    shown, more = shortened(rows, SHOWN)
    header = ("firm", "name", "offers (unit cost)", "joining cost", "reliability")
    links = f"{len(network.trust):,} trust link{'' if len(network.trust) == 1 else 's'}"
    title = f"Network: {len(network.firms):,} firm{'' if len(network.firms) == 1 else 's'}, {links}"
    return titled(title, plain_table(header, shown, "lllrr"), more)


def project_html(project: "Project") -> Html:
    """Return the tasks, what they exchange, and the limits."""
    passes: dict[str, list[str]] = {}
    for interface in project.interfaces:
        passes.setdefault(interface.source, []).append(interface.target)
    rows = [
        (
            task.id,
            task.competence,
            number(task.amount),
            ", ".join(passes.get(task.id, [])),
            ", ".join(task.after),
            money(task.loss) if task.loss else "",
        )
        for task in project.tasks
    ]
    shown, more = shortened(rows, SHOWN)
    header = ("task", "competence", "amount", "exchanges with", "after", f"loss ({project.currency})")
    limits = [
        f"initiator {project.initiator}" if project.initiator is not None else "",
        f"budget {money(project.budget)} {project.currency}" if project.budget is not None else "",
        f"deadline {number(project.deadline)} {project.time_unit}" if project.deadline is not None else "",
    ]
    title = f"Project {project.id}: {len(project.tasks):,} task{'' if len(project.tasks) == 1 else 's'}"
    return titled(title, plain_table(header, shown, "llrllr"), more, "; ".join(filter(None, limits)))


def cost_html(cost: "Cost", currency: str = "") -> Html:
    """Return the kinds of cost there are, and the total.

    Parameters
    ----------
    cost
        What is told.
    currency
        Of it, if it is known.
    """
    terms = [(COST_KINDS[name], money(value)) for name, value in cost.terms().items() if value != 0]
    unit = f" ({currency})" if currency else ""
    return plain_table(("kind", f"amount{unit}"), [*terms, ("total", money(cost.total))], "lr")


def evaluation_html(evaluation: "Evaluation") -> Html:
    """Return cost by kind, risk, objective, and the rules that are broken."""
    broken = [(violation.rule, violation.message) for violation in evaluation.violations]
    return titled(
        f"Objective {money(evaluation.objective)}",
        cost_html(evaluation.cost),
        *risk_lines(evaluation.risk),
        f"Makespan: {number(evaluation.makespan)}" if evaluation.makespan else "",
        plain_table(("broken rule", ""), broken, "ll") if broken else "No rule is broken.",
    )
