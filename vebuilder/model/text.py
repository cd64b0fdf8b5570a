"""Figures as text that a planner can paste into a mail."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vebuilder.model.evaluation import Cost, Evaluation

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
            f"Expected loss: {money(evaluation.risk.expected_loss)}",
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


def money(value: float) -> str:
    """Write an amount with two decimals."""
    return f"{value:,.2f}"


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
