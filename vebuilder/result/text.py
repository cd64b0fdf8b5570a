"""An enterprise as text that a planner can paste into a mail."""

import math
from typing import TYPE_CHECKING

from vebuilder.model.text import cost_table, money, number, risk_lines, table

if TYPE_CHECKING:
    from vebuilder.result.enterprise import Enterprise

BAR = 40


def enterprise_text(enterprise: "Enterprise") -> str:
    """Return partners, who does what, cost by kind, and how good it is proven to be."""
    return "\n".join(
        [
            headline(enterprise),
            proof(enterprise),
            *changed(enterprise),
            "",
            *_partners(enterprise),
            "",
            *_tasks(enterprise),
            *_packages(enterprise),
            *_prepared(enterprise),
            *_standbys(enterprise),
            *_schedule(enterprise),
            "",
            *_costs(enterprise),
        ]
    )


def headline(enterprise: "Enterprise") -> str:
    """Return who forms it and what it costs, in a line."""
    count = len(enterprise.partners)
    return (
        f"Enterprise for project {enterprise.project}: {count} partner{'s' if count != 1 else ''}, "
        f"total cost {money(enterprise.cost.total)} {enterprise.currency}"
    )


def proof(enterprise: "Enterprise") -> str:
    """Return how good it is proven to be, in a line."""
    asked = {"finished": "", "gap": "", "time": ", stopped by the time limit", "interrupted": ", interrupted"}
    how = f"{asked[enterprise.stop_reason]}; {enterprise.solver}, {enterprise.seconds:.1f} s"
    if enterprise.gap is None:
        return f"Feasible, no bound proven{how}"
    if enterprise.gap <= 1e-9:
        return f"Proven optimal{how}"
    figures = f"bound {money(enterprise.bound or 0.0)}"
    if enterprise.objective != enterprise.cost.total:  # the bound is of the objective
        figures = f"objective {money(enterprise.objective)}, {figures}"
    within = f"within {_percent(enterprise.gap)} of the best possible ({figures})"
    return f"{'Optimal' if enterprise.outcome == 'optimal' else 'Feasible'}, proven {within}{how}"


def changed(enterprise: "Enterprise") -> list[str]:
    """Return what re-forming changed and saved, a line each; nothing for an enterprise that is new."""
    before = enterprise.before
    if before is None or not before.partners:
        return []
    old, new = set(before.partners), set(enterprise.partners)
    lines = [
        f"{what}: {', '.join(name_of(enterprise, firm) for firm in sorted(firms))}"
        for what, firms in (("Comes in", new - old), ("Leaves", old - new))
        if firms
    ] or ["Nobody comes in, nobody leaves"]
    if before.done:
        lines.append(f"Finished: {', '.join(sorted(before.finished))}")
    return [*lines, _saved(enterprise)]


def _saved(enterprise: "Enterprise") -> str:
    """Say what it is worth to change, or why nothing can stay as it is."""
    if enterprise.saving is not None:
        return f"Objective below that of changing nothing: {money(enterprise.saving)}"
    if enterprise.unchanged is None:
        return "Changing nothing is no choice: not everybody is there any more"
    broken = "; ".join(str(one) for one in enterprise.unchanged.violations)
    return f"Changing nothing is no choice: {broken}"


def _partners(enterprise: "Enterprise") -> list[str]:
    work = dict.fromkeys(enterprise.partners, 0.0)
    tasks: dict[str, list[str]] = {firm: [] for firm in enterprise.partners}
    for assignment in enterprise.assignments:
        work[assignment.firm] = work.get(assignment.firm, 0.0) + assignment.cost
        tasks.setdefault(assignment.firm, []).append(assignment.task)
    rows = [
        (name_of(enterprise, firm), money(work[firm]), ", ".join(tasks[firm]) or "no task")
        for firm in enterprise.partners
    ]
    return ["Partners", *table(("partner", f"work ({enterprise.currency})", "tasks"), rows, "lrl")]


def _tasks(enterprise: "Enterprise") -> list[str]:
    rows = [
        (one.task, name_of(enterprise, one.firm), f"{100 * one.share:.4g} %", money(one.cost))
        for one in enterprise.assignments
    ]
    return [
        "Who does what",
        *table(("task", "partner", "share", f"work ({enterprise.currency})"), rows, "llrr"),
    ]


def _packages(enterprise: "Enterprise") -> list[str]:
    rows = [
        (name_of(enterprise, one.firm), ", ".join(one.tasks), money(one.cost)) for one in enterprise.packages
    ]
    if not rows:
        return []
    return ["", "Packages taken", *table(("partner", "tasks", f"price ({enterprise.currency})"), rows, "llr")]


def _prepared(enterprise: "Enterprise") -> list[str]:
    if not enterprise.preparations:
        return []
    return ["", f"Prepared before the start: {', '.join(enterprise.preparations)}"]


def _standbys(enterprise: "Enterprise") -> list[str]:
    rows = [(one.task, name_of(enterprise, one.firm), money(one.cost)) for one in enterprise.backups]
    if not rows:
        return []
    return [
        "",
        "Who stands by",
        *table(("task", "standby firm", f"retainer ({enterprise.currency})"), rows, "llr"),
    ]


def _schedule(enterprise: "Enterprise") -> list[str]:
    if not enterprise.schedule:
        return []
    partners: dict[str, list[str]] = {}
    for one in enterprise.assignments:
        partners.setdefault(one.task, []).append(name_of(enterprise, one.firm))
    rows = [
        (
            one.task,
            ", ".join(partners.get(one.task, [])),
            number(one.start),
            number(one.finish),
            _bar(one.start, one.finish, enterprise.makespan),
        )
        for one in sorted(enterprise.schedule, key=lambda one: (one.start, one.finish))
    ]
    return [
        "",
        f"Who works when (in {enterprise.time_unit}; all is done at {number(enterprise.makespan)})",
        *table(("task", "partner", "start", "finish", ""), rows, "llrrl"),
    ]


def _bar(start: float, finish: float, end: float) -> str:
    """Draw when a task runs; what takes no time is a point."""
    if end <= 0:
        return ""
    first, last = (round(BAR * time / end) for time in (start, finish))
    length = max(last - first, 1)
    first = min(first, BAR - length)
    return " " * first + ("=" if finish > start else ".") * length


def _costs(enterprise: "Enterprise") -> list[str]:
    lines = [f"Cost ({enterprise.currency})", *cost_table(enterprise.cost)]
    if enterprise.risk.value or enterprise.risk.expected_loss:
        lines += risk_lines(enterprise.risk, enterprise.currency)
    if enterprise.learning:
        lines.append(f"Value of what the initiator learns: {money(enterprise.learning)}")
    if enterprise.objective != enterprise.cost.total:
        lines.append(f"Objective (what the strategy weighs): {money(enterprise.objective)}")
    return [*lines, *(f"Note: {note}" for note in enterprise.notes)]


def name_of(enterprise: "Enterprise", firm: str) -> str:
    """Return a firm's name and id; the id alone where it has no name."""
    name = enterprise.names.get(firm)
    return f"{name} ({firm})" if name else firm


def _percent(part: float) -> str:
    """Write a part to two figures, rounded up, so that it holds as a bound."""
    percent = 100 * part
    decimals = max(0, 1 - math.floor(math.log10(percent)))
    rounded = math.ceil(percent * 10**decimals - 1e-6) / 10**decimals
    text = f"{rounded:,.{decimals}f}"
    return f"{text.rstrip('0').rstrip('.') if decimals else text} %"
