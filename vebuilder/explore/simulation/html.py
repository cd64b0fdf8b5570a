"""What a notebook shows of a simulation."""

from typing import TYPE_CHECKING

from vebuilder.model.html import Html, plain_table, titled
from vebuilder.model.text import money

if TYPE_CHECKING:
    from vebuilder.explore.simulation.simulation import Simulation

SHOWN = 10


def simulation_html(simulation: "Simulation") -> Html:
    """Return what is lost, what it costs, and which partners cause the losses."""
    figures = [
        ("loss, mean", money(simulation.mean_loss), f"± {money(simulation.standard_error)}"),
        ("loss exceeded in at most 5 % of the runs", money(simulation.quantile(0.95)), ""),
        ("loss, mean of the worst 5 %", money(simulation.cvar(0.95)), ""),
        ("cost, mean", money(simulation.mean_cost), f"± {money(simulation.cost_error)}"),
    ]
    causes = [
        (simulation.names.get(one.firm, one.firm), money(one.mean_loss), f"{100 * one.failed:.3g} %")
        for one in simulation.losses_by_partner
        if one.mean_loss
    ]
    unit = simulation.currency
    return titled(
        f"Simulation of project {simulation.project}: {simulation.runs:,} runs, seed {simulation.seed}",
        f"Every task is delivered in {100 * simulation.success_probability:.3g} % of the runs",
        plain_table(("over the runs", f"amount ({unit})", ""), figures, "lrr"),
        plain_table(("partner", f"mean loss ({unit})", "fails in"), causes[:SHOWN], "lrr") if causes else "",
        f"and {len(causes) - SHOWN} partners more" if len(causes) > SHOWN else "",
    )
