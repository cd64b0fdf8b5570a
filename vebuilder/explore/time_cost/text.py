"""A time-cost curve as text that a planner can paste into a mail."""

from typing import TYPE_CHECKING

from vebuilder.model.text import money, table

if TYPE_CHECKING:
    from vebuilder.explore.time_cost.curve import TimeCostCurve

ENDS = {"time": "the time was up", "interrupted": "it was interrupted"}


def curve_text(curve: "TimeCostCurve") -> str:
    """Return the points as a table: when, for how much, and what the last unit of time saved costs."""
    first = curve.points[0].enterprise
    number = f"{len(curve):,} {'point' if len(curve) == 1 else 'points'}"
    return "\n".join(
        [
            f"Time-cost curve of project {first.project}: {number}, {_state(curve)}",
            *table(_header(curve), _rows(curve), "r" * len(_header(curve))),
            f"Shortest possible makespan: {curve.shortest:,.10g} {first.time_unit}",
        ]
    )


def _state(curve: "TimeCostCurve") -> str:
    if curve.complete:
        return f"each proven to be the {'best' if _weighs_more(curve) else 'cheapest'} so fast"
    if curve.stop_reason in ENDS:
        return f"not complete: {ENDS[curve.stop_reason]}"
    return "not all proven within the gap asked for"


def _header(curve: "TimeCostCurve") -> tuple[str, ...]:
    first = curve.points[0].enterprise
    header = (f"makespan ({first.time_unit})", f"total cost ({first.currency})")
    if _weighs_more(curve):
        return (*header, "objective", f"saving one {first.time_unit} adds")
    return (*header, f"saving one {first.time_unit} costs")


def _rows(curve: "TimeCostCurve") -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for number, point in enumerate(curve.points):
        saved = "-"
        if number + 1 < len(curve):
            later = curve.points[number + 1]
            saved = money((point.objective - later.objective) / (later.makespan - point.makespan))
        row = (f"{point.makespan:,.10g}", money(point.cost))
        rows.append((*row, money(point.objective), saved) if _weighs_more(curve) else (*row, saved))
    return rows


def _weighs_more(curve: "TimeCostCurve") -> bool:
    """Whether the strategy weighs something besides the total cost."""
    return any(abs(point.objective - point.cost) > 1e-6 * max(1.0, abs(point.cost)) for point in curve.points)
