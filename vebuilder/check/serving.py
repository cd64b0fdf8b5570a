"""Which offer of a firm serves a task, and on what terms the firm does it."""

from dataclasses import dataclass

from vebuilder.check.taxonomy import Taxonomy
from vebuilder.check.words import figure, listing
from vebuilder.model.bid import Quote
from vebuilder.model.firm import Firm, Offer
from vebuilder.model.task import Task


def serving_offer(task: Task, firm: Firm, taxonomy: Taxonomy) -> Offer | None:
    """Return the offer with which a firm serves a task, or None.

    An offer serves when its competence is the task's or a descendant, its proficiency suffices, and the
    firm holds the qualifications. The nearest descendant comes first, then the lower unit cost, then the
    competence id.
    """
    if not task.qualifications <= firm.qualifications:
        return None
    serving = [
        (steps, offer.unit_cost, offer.competence, offer)
        for offer in firm.offers
        if offer.proficiency >= task.min_proficiency
        and (steps := taxonomy.steps(offer.competence, task.competence)) is not None
    ]
    return min(serving, key=lambda ranked: ranked[:3])[3] if serving else None


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a firm does a task: its quote, and what the quote leaves open from the serving offer.

    Parameters
    ----------
    task, firm
        Who does what.
    offer
        The serving offer, or None.
    quote
        The firm's quote for the task, or None.
    """

    task: Task
    firm: Firm
    offer: Offer | None
    quote: Quote | None

    @property
    def effort(self) -> float:
        """Effort of the whole task."""
        if self.quote is not None and self.quote.effort is not None:
            return self.quote.effort
        return self.task.amount * (self.offer.effort if self.offer is not None else 1.0)

    @property
    def reliability(self) -> float:
        """Probability to deliver: the quote's, else the offer's, else the firm's."""
        if self.quote is not None and self.quote.reliability is not None:
            return self.quote.reliability
        if self.offer is not None and self.offer.reliability is not None:
            return self.offer.reliability
        return self.firm.reliability

    @property
    def proficiency(self) -> float:
        """How well the firm masters the task: the quote's, else the offer's, else wholly."""
        if self.quote is not None and self.quote.proficiency is not None:
            return self.quote.proficiency
        return self.offer.proficiency if self.offer is not None else 1.0

    @property
    def list_price(self) -> float:
        """Work cost of the whole task: the quote's cost, else at the offer's price before any price break."""
        if self.quote is not None and self.quote.cost is not None:
            return self.quote.cost
        return self.task.amount * self.offer.unit_cost if self.offer is not None else 0.0

    def duration(self, share: float) -> float:
        """Return how long the firm works on its share; only at the offer's own pace does the share matter."""
        if self.quote is not None and self.quote.duration is not None:
            return self.quote.duration
        if self.offer is not None and self.offer.unit_duration is not None:
            return self.offer.unit_duration * self.task.amount * share
        return self.task.duration or 0.0

    @property
    def priced_by_quote(self) -> bool:
        """Whether the quote, not the offer, says what the work costs."""
        return self.quote is not None and self.quote.cost is not None


def why_not_serving(task: Task, firm: Firm, taxonomy: Taxonomy) -> tuple[str, float]:
    """Say why no offer of a firm serves a task, and how much proficiency is short (0 if that is not it)."""
    near = [offer for offer in firm.offers if taxonomy.steps(offer.competence, task.competence) is not None]
    if not near:
        return f"offers nothing that serves competence {task.competence!r}", 0.0
    if missing := sorted(task.qualifications - firm.qualifications):
        return f"lacks the qualifications {listing(missing)}", 0.0
    best = max(near, key=lambda offer: offer.proficiency)
    short = task.min_proficiency - best.proficiency
    return (
        f"reaches proficiency {figure(best.proficiency)} in {best.competence!r}, "
        f"{figure(task.min_proficiency)} is needed: short by {figure(short)}"
    ), short
