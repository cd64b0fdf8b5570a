"""What a notebook shows of an enterprise."""

from typing import TYPE_CHECKING

from vebuilder.model.html import Html, plain_table, titled
from vebuilder.model.shown import cost_html
from vebuilder.model.text import money, number, risk_lines
from vebuilder.result.text import changed, headline, name_of, proof

if TYPE_CHECKING:
    from vebuilder.result.enterprise import Enterprise


def enterprise_html(enterprise: "Enterprise") -> Html:
    """Return who does what, the standby firms, the cost, and how good it is proven to be."""
    times = {one.task: (number(one.start), number(one.finish)) for one in enterprise.schedule}
    rows = [
        (
            one.task,
            name_of(enterprise, one.firm),
            f"{100 * one.share:.4g} %",
            money(one.cost),
            *(times.get(one.task, ("", "")) if times else ()),
        )
        for one in enterprise.assignments
    ]
    unit = enterprise.time_unit
    when = (f"start ({unit})", f"finish ({unit})") if times else ()
    header = ("task", "partner", "share", f"work ({enterprise.currency})", *when)
    idle = sorted(set(enterprise.partners) - {one.firm for one in enterprise.assignments})
    backups = [(one.task, name_of(enterprise, one.firm), money(one.cost)) for one in enterprise.backups]
    retainer = f"retainer ({enterprise.currency})"
    return titled(
        headline(enterprise),
        proof(enterprise),
        *changed(enterprise),
        plain_table(header, rows, "llrr" + "r" * len(when)),
        f"Partners without a task: {', '.join(name_of(enterprise, firm) for firm in idle)}" if idle else "",
        plain_table(("task", "stands by", retainer), backups, "llr") if backups else "",
        cost_html(enterprise.cost, enterprise.currency),
        *(risk_lines(enterprise.risk, enterprise.currency) if enterprise.risk.value else ()),
        *(f"Note: {note}" for note in enterprise.notes),
    )
