"""How far one figure may move."""

import math
from collections.abc import Mapping

from vebuilder.explore.sensitivity.figure import Figure, Kind
from vebuilder.model.record import Amount, Identifier, Number, Record
from vebuilder.result.enterprise import Enterprise


class Turn(Record):
    """Where other partners become better as a figure moves one way."""

    unchanged: Number
    """Up to here no enterprise with other partners is better: proven."""
    changed: Number
    """Here one is better than all with the same partners: proven. The truth lies between the two."""
    partners_in: tuple[Identifier, ...]
    """Who would come in, sorted."""
    partners_out: tuple[Identifier, ...]
    """Who would go, sorted."""

    @classmethod
    def to(cls, chosen: Enterprise, rival: Enterprise, unchanged: float, changed: float) -> "Turn":
        """Return the turn from one enterprise to another."""
        return cls(
            unchanged=unchanged,
            changed=changed,
            partners_in=tuple(sorted(set(rival.partners) - set(chosen.partners))),
            partners_out=tuple(sorted(set(chosen.partners) - set(rival.partners))),
        )


class Leeway(Record):
    """How far a figure may move, all others as they are, before other partners are better."""

    path: str
    """Where it stands, such as ``network.firms[alpha].offers[welding].unit_cost``."""
    kind: Kind
    value: Number
    """What is stated."""
    low: Number | None
    """Down to here the partners stay: proven. None: however low."""
    high: Number | None
    """Up to here the partners stay: proven. None: however high."""
    falls: Turn | None = None
    """Where it turns below, if that was searched for and found."""
    rises: Turn | None = None
    """Where it turns above, if that was searched for and found."""
    searched: bool = False
    """Whether the turns were searched for."""
    relative: Amount | None
    """The smaller of both moves, relative to the value, or of trust and reliability as it is; None: any. Of a
    capacity the move down, or the move up to where it turns."""
    ruled: bool = False
    """Whether a rule that looks at the figure, such as on the budget or on shares, keeps better partners out:
    then how far it may move is not proven."""
    note: str = ""
    """What the planner should know."""


def leeway(figure: Figure, low: float, high: float, **more: object) -> Leeway:
    """Return how far a figure may move.

    Parameters
    ----------
    figure
        Which.
    low, high
        What is proven; at an end of what the figure can be, there is no limit.
    more
        The other fields.
    """
    down = math.inf if low <= figure.lowest and not _stopped(figure, figure.lowest) else figure.value - low
    up = math.inf if high >= figure.highest and not _stopped(figure, figure.highest) else high - figure.value
    scale = 1.0 if figure.kind in {"trust", "reliability"} else abs(figure.value)
    move = max(down if figure.kind == "capacity" else min(down, up), 0.0)
    relative = None if math.isinf(move) or (scale == 0 and move > 0) else move / scale if scale else 0.0
    fields: Mapping[str, object] = {
        "path": figure.path,
        "kind": figure.kind,
        "value": figure.value,
        "low": None if math.isinf(down) else low,
        "high": None if math.isinf(up) else high,
        "relative": relative,
        **more,
    }
    return Leeway.model_validate(fields)


def _stopped(figure: Figure, end: float) -> bool:
    """Tell whether a figure ends there only because another offer would serve instead."""
    usual = {"trust": (-1.0, 1.0), "reliability": (0.0, 1.0)}.get(figure.kind, (0.0, math.inf))
    return not math.isinf(end) and end not in usual
