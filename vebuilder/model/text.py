"""Figures as text that a planner can paste into a mail."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vebuilder.model.strategy import CVaR, WorstCase

if TYPE_CHECKING:
    from vebuilder.model.evaluation import Cost, Evaluation, Risk

COST_KINDS = {
    "joining": "joining",
    "setup": "set-up",
    "work": "work",
    "transaction": "transaction",
    "coordination": "coordination",
    "retainer": "retainer for standby firms",
    "protection": "price protection",
    "preparations": "preparations",
    "lateness": "lateness",
    "switching": "switching",
    "funding": "funding",
}


def evaluation_text(evaluation: "Evaluation") -> str:
    """Return cost by kind, risk, objective, and the rules that are broken."""
    broken = [f"- {violation}" for violation in evaluation.violations]
    rules = "rule is broken" if len(broken) == 1 else "rules are broken"
    return "\n".join(
        [
            "Cost",
            *cost_table(evaluation.cost),
            *risk_lines(evaluation.risk),
            *([f"Makespan: {number(evaluation.makespan)}"] if evaluation.makespan else []),
            f"Objective (what the strategy weighs): {money(evaluation.objective)}",
            *([f"{len(broken)} {rules}:", *broken] if broken else ["No rule is broken."]),
        ]
    )


def cost_table(cost: "Cost") -> list[str]:
    """Return the lines of a table of the kinds of cost there are, and the total."""
    terms = [(COST_KINDS[name], value) for name, value in cost.terms().items() if value != 0]
    return table(
        ("kind", "amount"), [(name, money(value)) for name, value in [*terms, ("total", cost.total)]], "lr"
    )


def risk_lines(risk: "Risk", unit: str = "") -> list[str]:
    """Return the expected loss, and the chosen measure where it is another one.

    Parameters
    ----------
    risk
        What is told.
    unit
        What stands behind each amount, such as a currency.
    """
    behind = f" {unit}" if unit else ""
    lines = [f"Expected loss: {money(risk.expected_loss)}{behind}"]
    measure = risk.measure
    if isinstance(measure, CVaR):
        tail = f"{100 * (1 - measure.level):.4g} % worst of {measure.scenarios:,} scenarios"
        lines.append(f"Mean loss in the {tail}: {money(risk.value)}{behind}")
    if isinstance(measure, WorstCase):
        firms = "firm fails" if measure.failures == 1 else "firms fail"
        who = f" ({', '.join(risk.worst_failures)})" if risk.worst_failures else ""
        lines.append(
            f"Loss if at most {measure.failures:,} {firms}, at worst: {money(risk.value)}{behind}{who}"
        )
    return lines


def money(value: float) -> str:
    """Write an amount with two decimals."""
    return f"{value:,.2f}"


def number(value: float) -> str:
    """Write a number that is no amount of money: thousands apart, no floating-point noise."""
    return f"{value:,.10g}"


def table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]], sides: str) -> list[str]:
    """Lay rows out in columns; ``sides`` has one letter a column, ``r`` for those aligned to the right."""
    lines = [header, *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(header))]
    return [
        "  "
        + "  ".join(
            cell.rjust(width) if side == "r" else cell.ljust(width)
            for cell, width, side in zip(line, widths, sides, strict=True)
        ).rstrip()
        for line in lines
    ]
