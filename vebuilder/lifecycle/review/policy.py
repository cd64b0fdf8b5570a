"""How a planner judges: what counts how much, and how fast beliefs move."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from vebuilder.model.record import Amount, Fraction, Record

Inner = Annotated[float, Field(strict=True, gt=0, lt=1)]


class ReviewPolicy(Record):
    """What a review goes by; the defaults are a start, not a finding."""

    delivery_weight: Amount = 3.0
    """Weight of what was delivered in the score, beside cost, time and quality."""
    cost_weight: Amount = 1.0
    time_weight: Amount = 1.0
    quality_weight: Amount = 1.0
    keep_from: Inner = 0.8
    """Score from which a partner is kept; also what partners expect of each other: below it trust falls."""
    replace_below: Fraction = 0.5
    """Score below which a partner is to be replaced; between the two it is to be developed."""
    prior_strength: Amount = 10.0
    """So many tasks is the reliability believed so far worth; 0: only what is reported now counts."""
    trust_gain: Fraction = 0.1
    """Part of the way to full trust that a perfect exchange moves."""
    trust_loss: Fraction = 0.3
    """Part of the way to full distrust that a failed exchange moves."""
    learning_rate: Fraction = 0.1
    """Part of what is missing to full proficiency that is learned by doing one whole task."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.replace_below > self.keep_from:
            raise ValueError(
                f"replace_below = {self.replace_below:g} lies above keep_from = {self.keep_from:g}: "
                "a partner cannot be kept and replaced"
            )
        if not self.delivery_weight + self.cost_weight + self.time_weight + self.quality_weight > 0:
            raise ValueError("all four weights are 0: one of them at least must count")
        return self
