"""The money: what is paid for what, and to whom."""

from vebuilder.model.html import Html
from vebuilder.model.text import COST_KINDS
from vebuilder.report.drawing.bars import Bar, Part, bars_drawing, legend
from vebuilder.report.facts import Facts
from vebuilder.report.palette import BLUE, COST_COLOURS
from vebuilder.report.scale import percent, rounded
from vebuilder.report.sections.frame import Figure, Row, amount, amount_if_any, section, subsection, table

MEANINGS = {
    "joining": "to find, examine, contract and bring in each partner, once",
    "setup": "to prepare an offer that is used, once",
    "work": "the tasks themselves",
    "transaction": "the interfaces: what tasks at different firms must exchange",
    "coordination": "to keep each two partners in step",
    "retainer": "paid to firms that stand by",
    "protection": "kept back against prices that may rise",
    "preparations": "spent before the start",
    "lateness": "for tasks that are done after they are due",
    "switching": "to change from the enterprise before",
    "funding": "paid by third parties",
}


def money_section(facts: Facts) -> Html:
    """Return the cost by kind and by partner.

    Parameters
    ----------
    facts
        What is told.
    """
    unit = facts.project.currency
    terms = {kind: value for kind, value in facts.enterprise.cost.terms().items() if value != 0}
    total = facts.enterprise.cost.total
    rows = [
        Row((COST_KINDS[kind], MEANINGS[kind], amount(value), *_part(value, total)))
        for kind, value in terms.items()
    ]
    rows.append(Row(("total", "", amount(total), *_part(total, total)), total=True))
    header = ["kind", "what for", f"amount ({unit})", *(["of all"] if total else [])]
    bars = by_kind(facts)
    budget = facts.project.budget
    return section(
        "money",
        "The money",
        dearest(facts),
        f"Of the budget of {rounded(budget)} {unit}, {rounded(budget - total)} {unit} are left."
        if budget is not None
        else "",
        subsection(
            "By kind",
            bars_drawing("Cost by kind", bars, unit) if bars else "",
            table("Cost by kind", header, rows),
        ),
        subsection("By partner", *_by_partner(facts)),
    )


def _part(value: float, total: float) -> list[object]:
    return [Figure(f"{100 * value / total:.1f} %", value / total)] if total else []


def by_kind(facts: Facts) -> list[Bar]:
    """Return a bar for each kind of cost that there is.

    Parameters
    ----------
    facts
        What is told.
    """
    terms = facts.enterprise.cost.terms()
    return [
        Bar(COST_KINDS[kind], (Part(COST_KINDS[kind], value, BLUE),))
        for kind, value in terms.items()
        if value != 0
    ]


def by_partner(facts: Facts) -> list[Bar]:
    """Return a bar for each partner, the dearest first, and one for what lies between them.

    Parameters
    ----------
    facts
        What is told.
    """
    number = {firm: str(position) for position, firm in enumerate(facts.enterprise.partners)}
    bars = []
    for firm, cost in sorted(facts.costs.items(), key=lambda item: -item[1].total):
        kinds = {name: getattr(cost, name) for name in ("work", "joining", "setup", "retainer")}
        parts = tuple(
            Part(COST_KINDS[kind], value, COST_COLOURS[kind]) for kind, value in kinds.items() if value != 0
        )
        name = facts.label(firm) if firm in number else f"{facts.label(firm)} (stands by)"
        bars.append(Bar(name, parts, number.get(firm)))
    shared = facts.shared_costs
    if shared:
        parts = tuple(Part(COST_KINDS[kind], value, COST_COLOURS[kind]) for kind, value in shared.items())
        bars.append(Bar("between all partners", parts))
    return bars


def _by_partner(facts: Facts) -> list[Html]:
    unit = facts.project.currency
    bars = by_partner(facts)
    kinds = list(dict.fromkeys(part.kind for bar in bars for part in bar.parts))
    colours = {COST_KINDS[kind]: colour for kind, colour in COST_COLOURS.items()}
    rows = [
        Row(
            (
                bar.name,
                *(
                    amount_if_any(sum(part.amount for part in bar.parts if part.kind == kind))
                    for kind in kinds
                ),
                amount(bar.total),
            ),
            bar.firms,
        )
        for bar in bars
    ]
    sums = (
        amount(sum(part.amount for bar in bars for part in bar.parts if part.kind == kind)) for kind in kinds
    )
    rows.append(Row(("total", *sums, amount(facts.enterprise.cost.total)), total=True))
    return [
        bars_drawing("Cost by partner", bars, unit),
        legend([(kind, colours[kind]) for kind in kinds]),
        table(f"Cost by partner ({unit})", ("partner", *kinds, "total"), rows),
    ]


def dearest(facts: Facts) -> str:
    """Say what most of the money goes into.

    Parameters
    ----------
    facts
        What is told.
    """
    total = facts.enterprise.cost.total
    kind, value = max(facts.enterprise.cost.terms().items(), key=lambda item: item[1])
    return f"Most of it is {COST_KINDS[kind]}, {percent(value / total)}." if total > 0 else ""
