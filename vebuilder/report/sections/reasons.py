"""Why these partners and not others: what each is worth, and what else could be formed."""

from collections.abc import Iterator, Mapping, Sequence

from vebuilder.explore.neighbours.alternatives import Alternatives
from vebuilder.explore.neighbours.difference import Changes, signed
from vebuilder.explore.neighbours.measures import figure_of
from vebuilder.explore.neighbours.pareto import Front
from vebuilder.explore.neighbours.text import TELLS
from vebuilder.explore.neighbours.why import Why, Worth
from vebuilder.explore.neighbours.why_not import WhyNot
from vebuilder.explore.time_cost.curve import TimeCostCurve
from vebuilder.model.html import Html, element, joined
from vebuilder.model.text import COST_KINDS, money
from vebuilder.model.text import number as plain
from vebuilder.report.answers import Answers
from vebuilder.report.drawing.bars import legend
from vebuilder.report.drawing.plane import Mark, points_drawing
from vebuilder.report.facts import Facts
from vebuilder.report.palette import BLUE, VERMILION
from vebuilder.report.sections.frame import Figure, Row, amount, bullets, listed, section, subsection, table
from vebuilder.result.enterprise import Enterprise

UNITS = {"cost": "currency", "risk": "currency", "time": "time_unit"}


def reasons_section(facts: Facts, answers: Answers) -> Html:
    """Return what was asked about other choices.

    Parameters
    ----------
    facts
        What is told.
    answers
        What was asked.
    """
    parts: list[Html] = []
    if answers.why is not None:
        parts.append(_why(facts, answers.why))
    if answers.why_not:
        parts.append(_why_not(facts, answers.why_not))
    if answers.alternatives is not None:
        parts.append(_alternatives(facts, answers.alternatives))
    if answers.front is not None and len(answers.front):
        parts.append(_front(facts, answers.front))
    if answers.curve is not None and len(answers.curve):
        parts.append(_curve(facts, answers.curve))
    words = "" if parts else "It was not asked what other choices would cost."
    late = (
        f"Asked, but not answered in the time there was: {', '.join(answers.missing)}."
        if answers.missing
        else ""
    )
    return section("why", "Why these and not others", words, late, *parts)


def _why(facts: Facts, why: Why) -> Html:
    unit, firms = facts.project.currency, facts.enterprise.partners
    rows = [
        Row(
            (
                facts.label(one.firm),
                Figure("no enterprise" if one.extra is None else signed(one.extra), _sorting(one)),
                _reason(facts, one),
            ),
            str(firms.index(one.firm)),
        )
        for one in why
    ]
    rest = "" if not why.ended else f"Not all partners were looked at to the end ({why.ended})."
    return subsection(
        "What each partner is worth",
        "The best enterprise without a partner was formed, and compared with this one: what it costs more, "
        "all that the strategy weighs counted.",
        table("What going without a partner costs", ("partner", f"without it ({unit})", "what then"), rows),
        joined([Html("<p>"), rest, Html("</p>")]) if rest else "",
    )


def _sorting(one: Worth) -> float:
    return 1e300 if one.extra is None else one.extra


def _reason(facts: Facts, one: Worth) -> str:
    if one.changes is None or not one.changes.partners_in:
        return one.reason
    names = {firm.id: firm.label for firm in facts.network.firms}
    ids = ", ".join(one.changes.partners_in)
    return one.reason.replace(ids, listed(names[firm] for firm in one.changes.partners_in), 1)


def _why_not(facts: Facts, asked: Sequence[WhyNot]) -> Html:
    parts = []
    for one in asked:
        for_task = f" for {one.task}" if one.task else ""
        if one.extra is None or one.changes is None:
            title, lines = f"{facts.label(one.firm)} cannot be chosen{for_task}", list(one.reasons)
        else:
            title = (
                f"Choosing {facts.label(one.firm)}{for_task} changes what is weighed by {signed(one.extra)}"
            )
            lines = [*one.reasons, *_changed(facts, one.changes)]
        parts.append(element("div", element("p", element("strong", title)), bullets(lines)))
    return subsection("Why not another firm", *parts)


def _changed(facts: Facts, changes: Changes) -> Iterator[str]:
    """Yield what another enterprise has otherwise, a line each."""
    if changes.partners_in:
        yield f"Comes in: {listed(map(facts.label, changes.partners_in))}"
    if changes.partners_out:
        yield f"Goes: {listed(map(facts.label, changes.partners_out))}"
    for one in changes.moved:
        before, after = (listed(map(facts.label, firms)) for firms in (one.before, one.after))
        yield f"{one.task}: {after} in place of {before}"
    parts = [f"{COST_KINDS[kind]} {signed(value)}" for kind, value in changes.cost.items()]
    if changes.risk:
        parts.append(f"risk {signed(changes.risk)}")
    if changes.makespan:
        parts.append(f"makespan {changes.makespan:+,.10g} {facts.project.time_unit}")
    if parts:
        yield "; ".join(parts)


def _alternatives(facts: Facts, found: Alternatives) -> Html:
    unit, best = facts.project.currency, facts.enterprise
    heads = [f"{number}" for number in range(1, len(found) + 1)]
    firms = sorted({firm for one in found for firm in one.partners})
    labels = {firm.id: firm.label for firm in facts.network.firms}
    partners = [
        Row((labels[firm], *("partner" if firm in one.partners else "–" for one in found))) for firm in firms
    ]
    rows = [_line(COST_KINDS[kind], [one.cost.terms()[kind] for one in found]) for kind in COST_KINDS]
    rows = [row for row in rows if any(isinstance(cell, Figure) and cell.value for cell in row.cells)]
    rows.append(_line("total cost", [one.cost.total for one in found]))
    if any(one.risk.value for one in found):
        rows.append(_line("risk", [one.risk.value for one in found]))
    if any(one.makespan for one in found):
        cells = (Figure(plain(one.makespan), one.makespan) for one in found)
        rows.append(Row((f"makespan ({best.time_unit})", *cells)))
    rows.append(_line("above this enterprise", [one.objective - best.objective for one in found]))
    rows.append(Row(("proven", *("yes" if one.outcome == "optimal" else "no" for one in found))))
    same = [str(number) for number, one in enumerate(found, 1) if one.partners == best.partners]
    this = f" Number {same[0]} has the partners of this enterprise." if same else ""
    return subsection(
        "What else could be formed",
        f"The best enterprises whose partners differ, the best one first: {TELLS[found.ended]}.{this}",
        table("Partners of each", ("firm", *heads), partners, sortable=False),
        table(f"Figures of each ({unit})", ("figure", *heads), rows, sortable=False),
    )


def _line(name: str, values: Sequence[float]) -> Row:
    return Row((name, *(amount(value) for value in values)))


def _unit(enterprise: Enterprise, objective: str) -> str:
    return enterprise.currency if UNITS.get(objective) == "currency" else enterprise.time_unit


def _front(facts: Facts, front: Front) -> Html:
    labels = {firm.id: firm.label for firm in facts.network.firms}
    first = front[0].enterprise
    heads = [f"{name} ({_unit(first, name)})" for name in front.objectives]
    rows = [
        Row(
            (
                *(Figure(f"{value:,.2f}", value) for value in point.figures),
                _other_partners(facts, point.enterprise, labels),
            )
        )
        for point in front
    ]
    marks = [
        Mark(
            point.figures[0],
            point.figures[1],
            "; ".join(f"{head}: {value:,.2f}" for head, value in zip(heads, point.figures, strict=True)),
        )
        for point in front
    ]
    own = [figure_of(facts.enterprise, name) for name in front.objectives]
    marks.append(Mark(own[0], own[1], f"this enterprise: {own[0]:,.2f} and {own[1]:,.2f}", chosen=True))
    state = "" if front.complete else " There may be more of them."
    picture = points_drawing("Choices that cannot be bettered", marks, (heads[0], heads[1]))
    return subsection(
        f"Between {' and '.join(front.objectives)}",
        f"None of these can be bettered in one figure without losing in another.{state}",
        picture,
        legend([("choices", BLUE), ("this enterprise", VERMILION)]),
        table(
            "Choices that cannot be bettered", (*heads, "partners otherwise than in this enterprise"), rows
        ),
    )


def _other_partners(facts: Facts, other: Enterprise, labels: Mapping[str, str]) -> str:
    """Say which partners another enterprise has otherwise."""
    here, there = set(facts.enterprise.partners), set(other.partners)
    come, go = sorted(there - here), sorted(here - there)
    parts = [
        f"{words} {listed(labels[firm] for firm in firms)}"
        for words, firms in (("comes in:", come), ("goes:", go))
        if firms
    ]
    return " – ".join(parts) or "the same"


def _curve(facts: Facts, curve: TimeCostCurve) -> Html:
    first = curve[0].enterprise
    heads = (f"done after ({first.time_unit})", f"total cost ({first.currency})")
    marks = [
        Mark(point.makespan, point.cost, f"done after {plain(point.makespan)}: {money(point.cost)}")
        for point in curve
    ]
    rows = [Row((Figure(plain(one.makespan), one.makespan), amount(one.cost))) for one in curve]
    own = facts.enterprise
    words = f"this enterprise: done after {plain(own.makespan)} for {money(own.cost.total)}"
    marks.append(Mark(own.makespan, own.cost.total, words, chosen=True))
    return subsection(
        "What it costs to finish earlier",
        points_drawing("What each finishing time costs", marks, heads),
        legend([("finishing times", BLUE), ("this enterprise", VERMILION)]),
        table("What each finishing time costs at least", heads, rows),
    )
