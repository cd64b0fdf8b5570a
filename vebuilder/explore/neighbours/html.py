"""What a notebook shows of enterprises side by side, and of what partners are worth."""

from typing import TYPE_CHECKING

from vebuilder.check.words import count
from vebuilder.explore.neighbours.difference import signed
from vebuilder.explore.neighbours.text import TELLS
from vebuilder.model.html import Html, element, joined, plain_table, titled
from vebuilder.model.text import money, number
from vebuilder.result.enterprise import Enterprise
from vebuilder.result.text import name_of

if TYPE_CHECKING:
    from vebuilder.explore.neighbours.alternatives import Alternatives
    from vebuilder.explore.neighbours.pareto import Front
    from vebuilder.explore.neighbours.why import Why
    from vebuilder.explore.neighbours.why_not import WhyNot


def alternatives_html(alternatives: "Alternatives") -> Html:
    """Return a row an enterprise: what it costs, and its partners."""
    best = alternatives[0]
    with_risk = any(one.risk.value for one in alternatives)
    with_time = any(one.makespan for one in alternatives)
    header = [
        "", f"total cost ({best.currency})", *(["risk"] * with_risk),
        *([f"makespan ({best.time_unit})"] * with_time), "above the first", "proven", "partners",
    ]  # fmt: skip
    rows = [
        (
            str(position),
            money(one.cost.total),
            *([money(one.risk.value)] * with_risk),
            *([number(one.makespan)] * with_time),
            money(one.objective - best.objective),
            "yes" if one.outcome == "optimal" else "no",
            _partners(one),
        )
        for position, one in enumerate(alternatives, 1)
    ]
    head = f"{count(len(alternatives), 'enterprise')} whose partners differ ({TELLS[alternatives.ended]})"
    return titled(head, plain_table(header, rows, "r" * (len(header) - 2) + "ll"))


def front_html(front: "Front") -> Html:
    """Return a row a choice: its figures, and its partners."""
    rows = [
        (str(place), *(f"{value:,.2f}" for value in one.figures), _partners(one.enterprise))
        for place, one in enumerate(front, 1)
    ]
    state = "" if front.complete else " (there may be more)"
    head = f"{count(len(front), 'choice')} between {' and '.join(front.objectives)}{state}"
    return titled(
        head, plain_table(("", *front.objectives, "partners"), rows, "r" * (1 + len(front.objectives)) + "l")
    )


def why_html(why: "Why") -> Html:
    """Return a row a partner: what going without it costs, and what would change."""
    rows = [
        (
            name_of(why.enterprise, one.firm),
            "-" if one.extra is None else signed(one.extra),
            one.reason,
        )
        for one in why
    ]
    return titled(
        f"What each partner of project {why.enterprise.project} is worth",
        plain_table(("partner", f"without it ({why.enterprise.currency})", ""), rows, "lrl"),
        f"Not all partners were looked at to the end: {why.ended}" if why.ended else "",
    )


def why_not_html(asked: "WhyNot") -> Html:
    """Return what choosing a firm would cost and change, or why it cannot be chosen."""
    for_task = f" for task {asked.task}" if asked.task else ""
    if asked.enterprise is None or asked.extra is None or asked.changes is None:
        return titled(f"Firm {asked.firm} cannot be chosen{for_task}", _list(asked.reasons))
    changes = asked.changes.lines(asked.enterprise.names)
    title = f"Choosing firm {asked.firm}{for_task} changes the objective by {signed(asked.extra)}"
    return titled(title, _list((*asked.reasons, *changes)))


def _list(entries: tuple[str, ...]) -> Html:
    return element("ul", joined(element("li", entry) for entry in entries))


def _partners(enterprise: Enterprise) -> str:
    return ", ".join(enterprise.names.get(firm, firm) for firm in enterprise.partners)
