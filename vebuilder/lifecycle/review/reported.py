"""An outcome beside what was planned for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from vebuilder.check.case import Case
from vebuilder.check.serving import Terms
from vebuilder.lifecycle.review.policy import ReviewPolicy
from vebuilder.model.plan import Outcome


@dataclass(frozen=True)
class Reported:
    """What came of one assignment, or of a standby that stepped in.

    Parameters
    ----------
    outcome
        What was reported.
    terms
        On what terms the firm does the task.
    share
        Planned share of the task; 1 for a standby.
    cost, duration
        As planned; None for a standby, of whom nothing was planned.
    weight
        How much it counts among the firm's outcomes: the money its work is worth.
    """

    outcome: Outcome
    terms: Terms
    share: float
    cost: float | None
    duration: float | None
    weight: float

    def parts(self) -> dict[str, float | None]:
        """Return how well each part went, from 0 to 1; None where nothing was reported or planned."""
        return {
            "delivery": self.outcome.delivered,
            "cost": kept(self.cost, self.outcome.cost),
            "time": kept(self.duration, self.outcome.duration),
            "quality": self.outcome.quality,
        }

    def score(self, policy: ReviewPolicy) -> float | None:
        """Return the weighted mean of the parts there are; None where none of them counts."""
        return weighted_score(self.parts(), policy)


def weighted_score(parts: dict[str, float | None], policy: ReviewPolicy) -> float | None:
    """Return the weighted mean of the parts there are; None where none of them counts.

    Parameters
    ----------
    parts
        From 0 to 1, by name.
    policy
        How much each counts.
    """
    weights = {
        "delivery": policy.delivery_weight,
        "cost": policy.cost_weight,
        "time": policy.time_weight,
        "quality": policy.quality_weight,
    }
    known = [(weights[name], value) for name, value in parts.items() if value is not None]
    total = sum(weight for weight, _ in known)
    return sum(weight * value for weight, value in known) / total if total > 0 else None


def kept(planned: float | None, actual: float | None) -> float | None:
    """Return how well a planned amount was kept: 1 up to the plan, planned / actual beyond it.

    Parameters
    ----------
    planned, actual
        Money or time; None: not planned, or not reported.
    """
    if planned is None or actual is None:
        return None
    if actual <= planned:
        return 1.0
    return max(planned, 0.0) / actual if actual > 0 else 0.0


def mean_part(reported: Sequence[Reported], name: str) -> float | None:
    """Return a part's mean over some outcomes, by what their work is worth; None where none states it.

    Parameters
    ----------
    reported
        Outcomes of one firm.
    name
        Of the part.
    """
    known = [(one.weight, value) for one in reported if (value := one.parts()[name]) is not None]
    if not known:
        return None
    total = sum(weight for weight, _ in known)
    if total == 0:
        return sum(value for _, value in known) / len(known)
    return sum(weight * value for weight, value in known) / total


def reported_outcomes(case: Case, outcomes: Sequence[Outcome]) -> tuple[Reported, ...]:
    """Lay outcomes beside the plan.

    Parameters
    ----------
    case
        The enterprise over its project and network.
    outcomes
        What came of its assignments and standbys; each is one of them.
    """
    costs = {(one.task, one.firm): one.cost for one in case.plan.assignments}
    return tuple(_reported(case, outcome, costs) for outcome in outcomes)


def _reported(case: Case, outcome: Outcome, costs: dict[tuple[str, str], float]) -> Reported:
    pair = (outcome.task, outcome.firm)
    if pair not in costs:
        terms = case.standbys[outcome.task][outcome.firm]
        return Reported(outcome, terms, 1.0, None, None, abs(terms.list_price))
    terms, share = case.terms[pair], case.share(*pair)
    return Reported(outcome, terms, share, costs[pair], _duration(terms, share), abs(costs[pair]))


def _duration(terms: Terms, share: float) -> float | None:
    """Return how long the firm was to be busy with its share; None where nothing states it."""
    if terms.quote is not None and terms.quote.duration is not None:
        return terms.quote.duration
    if terms.offer is not None and terms.offer.unit_duration is not None:
        return terms.offer.unit_duration * terms.task.amount * share
    return terms.task.duration
