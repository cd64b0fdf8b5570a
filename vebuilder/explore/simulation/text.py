"""A simulation as text that a planner can paste into a mail."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vebuilder.model.text import money, table

if TYPE_CHECKING:
    from vebuilder.explore.simulation.simulation import Simulation

SHOWN = 10
"""Partners and tasks that the text names."""
WORST = 0.05
"""Part of the runs that the text calls the worst."""
RULE_OF_THREE = 3
"""What never came in n runs comes, with 95 % confidence, less often than 3 times in n (Hanley, 1983)."""


def simulation_text(simulation: "Simulation") -> str:
    """Return how safe the enterprise is, what is lost, what it costs, and who and what causes the losses."""
    return "\n".join(
        [
            f"Simulation of project {simulation.project}: {simulation.runs:,} runs, seed {simulation.seed}",
            *_delivery(simulation),
            "",
            *_money(simulation),
            *_partners(simulation),
            *_tasks(simulation),
            *_shocks(simulation),
        ]
    )


def _delivery(simulation: "Simulation") -> list[str]:
    if simulation.success_probability == 1:
        rarer = _percent(RULE_OF_THREE / simulation.runs)
        return [f"Every task was delivered in every run: a failure that costs work is rarer than {rarer}"]
    success = _percent(simulation.success_probability)
    return [
        f"Every task is delivered in {success} of the runs (± {_percent(simulation.success_error)})",
        "± is one standard error: what the luck of the draws leaves open",
    ]


def _money(simulation: "Simulation") -> list[str]:
    rows = [
        ("loss, mean", money(simulation.mean_loss), _error(simulation.standard_error)),
        (
            f"loss exceeded in at most {_percent(WORST)} of the runs",
            money(simulation.quantile(1 - WORST)),
            "",
        ),
        (
            f"loss, mean of the worst {_percent(WORST)}",
            money(simulation.cvar(1 - WORST)),
            _tail_error(simulation),
        ),
        ("loss, largest", money(simulation.quantile(1)), ""),
        ("cost, mean", money(simulation.mean_cost), _error(simulation.cost_error)),
    ]
    if simulation.cost_error:
        rows.append(("cost, largest", money(float(simulation.costs.max())), ""))
    return table((f"over the runs ({simulation.currency})", "amount", ""), rows, "lrr")


def _tail_error(simulation: "Simulation") -> str:
    return _error(simulation.cvar_error(1 - WORST)) if simulation.runs * WORST >= 2 else ""


def _partners(simulation: "Simulation") -> list[str]:
    rows = [
        (
            _name(simulation, one.firm),
            money(one.mean_loss),
            _percent(one.mean_loss / simulation.mean_loss),
            _percent(one.failed),
            _percent(one.lost),
        )
        for one in simulation.losses_by_partner
        if one.mean_loss
    ]
    header = ("partner", f"mean loss ({simulation.currency})", "of all", "fails in", "work lost in")
    return _section("Partners that cause the losses", header, rows)


def _tasks(simulation: "Simulation") -> list[str]:
    rows = [
        (one.task, money(one.mean_loss), _percent(one.lost))
        for one in simulation.losses_by_task
        if one.mean_loss
    ]
    header = ("task", f"mean loss ({simulation.currency})", "lost in")
    return _section("Tasks that are lost", header, rows)


def _shocks(simulation: "Simulation") -> list[str]:
    rows = [
        (
            f"{one.attribute} {one.value}",
            _percent(one.struck),
            *("-" if loss is None else money(loss) for loss in (one.mean_loss_struck, one.mean_loss_spared)),
        )
        for one in simulation.losses_by_shock
    ]
    header = ("shock", "strikes in", f"mean loss then ({simulation.currency})", "otherwise")
    return _section("Shocks", header, rows)


def _section(title: str, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    if not rows:
        return []
    more = [f"  and {len(rows) - SHOWN} more"] if len(rows) > SHOWN else []
    return ["", title, *table(header, rows[:SHOWN], "l" + "r" * (len(header) - 1)), *more]


def _error(value: float) -> str:
    return f"± {money(value)}" if value else ""


def _percent(part: float) -> str:
    return f"{100 * part:.3g} %"


def _name(simulation: "Simulation", firm: str) -> str:
    name = simulation.names.get(firm)
    return f"{name} ({firm})" if name else firm
