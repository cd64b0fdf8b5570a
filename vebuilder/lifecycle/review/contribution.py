"""What one partner contributed, and what follows from it."""

from collections.abc import Sequence
from typing import Literal

from vebuilder.lifecycle.review.policy import ReviewPolicy
from vebuilder.lifecycle.review.reported import Reported, mean_part, weighted_score
from vebuilder.model.record import Fraction, Identifier, Number, Record

Verdict = Literal["keep", "develop", "replace"]


class Contribution(Record):
    """A partner's score, its parts, and the verdict with its reasons."""

    firm: Identifier
    tasks: tuple[Identifier, ...]
    """Tasks with a reported outcome, in the order of the reports."""
    work_share: Number
    """Its part of the enterprise's work cost as planned; 0 where all work costs nothing."""
    score: Fraction | None
    """Weighted mean of the parts; None where nothing that counts was reported."""
    delivery: Fraction | None = None
    """Part delivered; this and the other parts are means over its tasks, by what their work is worth."""
    cost: Fraction | None = None
    """1 where the planned cost was kept, planned / actual beyond it."""
    time: Fraction | None = None
    """1 where the planned duration was kept, planned / actual beyond it."""
    quality: Fraction | None = None
    verdict: Verdict
    reasons: tuple[str, ...]


def contribution_of(
    firm: str, reported: Sequence[Reported], work_share: float, policy: ReviewPolicy
) -> Contribution:
    """Judge one firm by its outcomes.

    Parameters
    ----------
    firm
        Its id.
    reported
        Its outcomes.
    work_share
        Its part of the planned work cost.
    policy
        What counts how much.
    """
    parts = {name: mean_part(reported, name) for name in ("delivery", "cost", "time", "quality")}
    score = weighted_score(parts, policy)
    return Contribution(
        firm=firm,
        tasks=tuple(one.outcome.task for one in reported),
        work_share=work_share,
        score=None if score is None else min(max(score, 0.0), 1.0),
        delivery=parts["delivery"],
        cost=parts["cost"],
        time=parts["time"],
        quality=parts["quality"],
        verdict=_verdict(score, policy),
        reasons=tuple(_reasons(parts, score, policy)),
    )


def _verdict(score: float | None, policy: ReviewPolicy) -> Verdict:
    if score is None or score >= policy.keep_from:
        return "keep"
    return "replace" if score < policy.replace_below else "develop"


def _reasons(parts: dict[str, float | None], score: float | None, policy: ReviewPolicy) -> list[str]:
    """Say what was short; or, where nothing was, that all was kept."""
    if score is None:
        return ["no outcome that counts was reported"]
    reasons = []
    delivered, cost, time, quality = (parts[name] for name in ("delivery", "cost", "time", "quality"))
    if delivered is not None and delivered < 1:
        reasons.append(f"delivered {100 * delivered:.0f} % of its work")
    if cost is not None and cost < 1:
        reasons.append(_beyond(cost, "cost"))
    if time is not None and time < 1:
        reasons.append(_beyond(time, "took"))
    if quality is not None and quality < policy.keep_from:
        reasons.append(f"quality {100 * quality:.0f} %")
    return reasons or ["delivered all of its work within what was planned"]


def _beyond(part: float, verb: str) -> str:
    if part == 0:
        return f"{verb} something where nothing was planned"
    return f"{verb} {100 * (1 / part - 1):.0f} % more than planned"
