"""Enterprises side by side, as text that a planner can paste into a mail."""

from collections.abc import Sequence

from vebuilder.model.text import COST_KINDS, money, table
from vebuilder.result.enterprise import Enterprise

TELLS: dict[str, str] = {
    "enough": "as many as were asked for",
    "no more": "there are no more within the limits asked for: proven",
    "unproven": "the next one would cost too much, or could not be proven to",
    "time": "stopped by the time limit",
    "interrupted": "interrupted",
}


def side_by_side(enterprises: Sequence[Enterprise]) -> list[str]:
    """Return a table with a column an enterprise: partners, cost by kind, objective above the best.

    Parameters
    ----------
    enterprises
        The best one first.
    """
    heads = tuple(str(number) for number in range(1, len(enterprises) + 1))
    firms = sorted({firm for one in enterprises for firm in one.partners})
    common = [firm for firm in firms if all(firm in one.partners for one in enterprises)]
    rows = [
        (_name(enterprises, firm), *("x" * (firm in one.partners) for one in enterprises)) for firm in firms
    ]
    rows = [row for row, firm in zip(rows, firms, strict=True) if firm not in common]
    lines = []
    if common:
        lines.append("Partners of all: " + ", ".join(_name(enterprises, firm) for firm in common))
    if rows:
        lines += ["", *table(("partner", *heads), rows, "l" + "r" * len(heads))]
    best = enterprises[0].objective
    costs = [one.cost.terms() for one in enterprises]
    figures = [
        (words, *(money(cost[kind]) for cost in costs))
        for kind, words in COST_KINDS.items()
        if any(cost[kind] for cost in costs)
    ]
    figures.append(("total", *(money(one.cost.total) for one in enterprises)))
    if any(one.risk.value for one in enterprises):
        figures.append(("risk", *(money(one.risk.value) for one in enterprises)))
    if any(one.makespan for one in enterprises):
        figures.append(("makespan", *(f"{one.makespan:,.10g}" for one in enterprises)))
    figures.append(("objective above the first", *(money(one.objective - best) for one in enterprises)))
    figures.append(("proven", *("yes" if one.outcome == "optimal" else "no" for one in enterprises)))
    head = f"cost ({enterprises[0].currency})"
    return [*lines, "", *table((head, *heads), figures, "l" + "r" * len(heads))]


def _name(enterprises: Sequence[Enterprise], firm: str) -> str:
    name = next((one.names[firm] for one in enterprises if firm in one.names), None)
    return f"{name} ({firm})" if name else firm
