"""What a notebook shows of a time-cost curve."""

from typing import TYPE_CHECKING

from vebuilder.model.html import Html, plain_table, titled
from vebuilder.model.text import money, number

if TYPE_CHECKING:
    from vebuilder.explore.time_cost.curve import TimeCostCurve


def curve_html(curve: "TimeCostCurve") -> Html:
    """Return a row a point: when all is done, for how much, and by whom."""
    first = curve.points[0].enterprise
    rows = [
        (
            number(point.makespan),
            money(point.cost),
            "yes" if point.proven else "no",
            ", ".join(point.enterprise.names.get(firm, firm) for firm in point.enterprise.partners),
        )
        for point in curve
    ]
    header = (f"makespan ({first.time_unit})", f"total cost ({first.currency})", "proven", "partners")
    title = f"Time-cost curve of project {first.project}"
    return titled(title, plain_table(header, rows, "rrll"))
