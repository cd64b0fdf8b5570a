"""The partners: who does what, and what ties them."""

from vebuilder.model.html import Html, element, joined
from vebuilder.model.text import money
from vebuilder.report.drawing.bars import legend
from vebuilder.report.drawing.network import network_drawing
from vebuilder.report.facts import Facts
from vebuilder.report.palette import DISTRUST, STRANGERS, TRUST
from vebuilder.report.sections.frame import (
    Figure,
    Row,
    amount,
    amount_if_any,
    bullets,
    figure,
    listed,
    section,
    share,
    subsection,
    table,
)
from vebuilder.report.ties import Tie, crowded

LISTED = 60
"""Ties that are nothing but trust, in the table."""


def partners_section(facts: Facts) -> Html:
    """Return the network, the partners, who does what, and the ties.

    Parameters
    ----------
    facts
        What is told.
    """
    return section(
        "partners",
        "The partners",
        Html(
            '<p class="screen">Choose a partner, in the picture or in the table, to see its work and its '
            "ties; Escape shows all again.</p>"
        ),
        network_drawing(facts),
        legend([("they trust each other", TRUST), ("strangers", STRANGERS), ("distrust", DISTRUST)]),
        _reading(facts),
        element("div", joined(_card(facts, firm) for firm in facts.enterprise.partners), aria_live="polite"),
        _who(facts),
        subsection("Who does what", _tasks(facts)),
        subsection("What ties them", _ties(facts)) if facts.ties else "",
    )


def _reading(facts: Facts) -> str:
    """Say how the picture is read."""
    if not facts.ties:
        return "A circle is as large as the partner's work."
    thin = "thin lines are trust without an interface"
    if crowded(facts.ties):
        thin = "trust without an interface is a thin line that shows once a partner is chosen"
    return (
        f"A line is as thick as what the interfaces between two partners cost; {thin}. A circle is as large "
        "as the partner's work."
    )


def _number(facts: Facts, firm: str) -> str | None:
    partners = facts.enterprise.partners
    return str(partners.index(firm)) if firm in partners else None


def _who(facts: Facts) -> Html:
    unit = facts.project.currency
    rows = []
    for position, firm in enumerate(facts.enterprise.partners):
        cost = facts.costs[firm]
        chooser = element(
            "button",
            facts.label(firm),
            type="button",
            class_="choose",
            data_partner=position,
            aria_pressed="false",
        )
        name = facts.label(firm)
        rows.append(
            Row(
                (
                    joined([chooser, _aside(firm) if name != firm else ""]),
                    ", ".join(facts.tasks_of(firm)) or "no task",
                    amount(cost.work),
                    amount_if_any(cost.joining),
                    amount_if_any(cost.setup),
                ),
                str(position),
            )
        )
    header = ("partner", "tasks", f"work ({unit})", f"joining ({unit})", f"set-up ({unit})")
    return table("The partners and what each costs by itself", header, rows)


def _aside(firm: str) -> Html:
    return joined([" ", element("span", firm, class_="faint")])


def _tasks(facts: Facts) -> Html:
    unit = facts.project.currency
    standbys: dict[str, list[str]] = {}
    for one in facts.enterprise.backups:
        standbys.setdefault(one.task, []).append(facts.label(one.firm))
    header = ["task", "competence", "partner", "share", f"work ({unit})", "reliability"]
    rows = [
        Row(
            (
                one.task,
                facts.case.tasks[one.task].competence,
                facts.label(one.firm),
                share(one.share),
                amount(one.cost),
                share(facts.case.terms[one.task, one.firm].reliability),
                *((", ".join(standbys.get(one.task, [])),) if standbys else ()),
            ),
            _number(facts, one.firm),
        )
        for one in facts.enterprise.assignments
    ]
    packages = [
        f"{facts.label(one.firm)} does {listed(one.tasks)} together for {money(one.cost)} {unit}"
        for one in facts.enterprise.packages
    ]
    return joined(
        [table("Who does what", [*header, *(["stands by"] if standbys else [])], rows), bullets(packages)]
    )


def _ties(facts: Facts) -> Html:
    unit = facts.project.currency
    ties = sorted(facts.ties, key=lambda tie: -tie.interface_cost)
    firm = [tie for tie in ties if not tie.thin]
    left = [tie for tie in ties if tie.thin]
    ties = [*firm, *left[:LISTED]]
    more = f"{len(left) - LISTED:,} more pairs have trust and no interface." if len(left) > LISTED else ""
    with_coordination = any(tie.coordination for tie in ties)
    rows = [
        Row(
            (
                f"{facts.label(tie.firms[0])} and {facts.label(tie.firms[1])}",
                joined(dict.fromkeys(f"{one.source} → {one.target}" for one in tie.exchanges), "; "),
                amount_if_any(tie.interface_cost),
                Figure(_trust(tie), tie.mean_trust),
                *((amount(tie.coordination),) if with_coordination else ()),
            ),
            " ".join(filter(None, (_number(facts, firm) for firm in tie.firms))),
        )
        for tie in ties
    ]
    header = ["between", "interfaces", f"interfaces cost ({unit})", "trust"]
    if with_coordination:
        header.append(f"coordination ({unit})")
    shown = table("What ties two partners, the dearest first", header, rows)
    return joined([shown, element("p", more)]) if more else shown


def _trust(tie: Tie) -> str:
    there, back = tie.trust
    return f"{there:.2g}" if there == back else f"{there:.2g} / {back:.2g}"


def _card(facts: Facts, firm: str) -> Html:
    """Return what is shown of a partner once it is chosen."""
    unit, cost = facts.project.currency, facts.costs[firm]
    told = facts.case.firms[firm]
    lines: list[object] = [f"Tasks: {', '.join(facts.tasks_of(firm)) or 'none'}"]
    if firm == facts.project.initiator:
        lines.append("Starts the enterprise (initiator)")
    if facts.standing_by(firm):
        lines.append(f"Stands by for: {', '.join(facts.standing_by(firm))}")
    lines.append(
        f"Costs by itself {money(cost.total)} {unit}: work {money(cost.work)}, "
        f"joining {money(cost.joining)}, set-up {money(cost.setup)}"
    )
    if told.attributes:
        lines.append("; ".join(f"{name}: {value}" for name, value in sorted(told.attributes.items())))
    own = sum(one.cost for one in facts.exchanges if one.giver == one.taker == firm)
    if own:
        lines.append(f"Interfaces in its own house cost {money(own)} {unit}")
    rows = []
    for tie in facts.ties:
        if firm not in tie.firms:
            continue
        here, there = tie.trust if tie.firms[0] == firm else tie.trust[::-1]
        other = tie.firms[1] if tie.firms[0] == firm else tie.firms[0]
        what = "; ".join(dict.fromkeys(f"{one.source} → {one.target}" for one in tie.exchanges)) or "nothing"
        rows.append(Row((facts.label(other), what, amount(tie.interface_cost), figure(here), figure(there))))
    header = ("with", "exchanges", f"cost ({unit})", "trusts it", "is trusted by it")
    ties = table(f"Ties of {facts.label(firm)}", header, rows, sortable=False) if rows else ""
    return element(
        "article",
        element("h3", facts.label(firm)),
        bullets(lines),
        ties,
        class_="card",
        hidden=True,
        data_card=facts.enterprise.partners.index(firm),
    )
