"""What an enterprise costs and risks, term by term, and which rules it breaks."""

from typing import Any

from pydantic import computed_field, model_validator

from vebuilder.model.record import Fraction, Identifier, Number, Record
from vebuilder.model.shown import evaluation_html
from vebuilder.model.strategy import ExpectedLoss, RiskMeasure
from vebuilder.model.text import evaluation_text


class Cost(Record):
    """Money by kind."""

    joining: Number = 0.0
    setup: Number = 0.0
    work: Number = 0.0
    transaction: Number = 0.0
    coordination: Number = 0.0
    retainer: Number = 0.0
    protection: Number = 0.0
    preparations: Number = 0.0
    lateness: Number = 0.0
    switching: Number = 0.0
    funding: Number = 0.0
    """Paid by third parties: never above 0."""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def total(self) -> float:
        """Sum of all terms."""
        return sum(self.terms().values())

    def terms(self) -> dict[str, float]:
        """Return every term but the total, by name, in the order of the formula."""
        return {name: getattr(self, name) for name in type(self).model_fields}

    @model_validator(mode="before")
    @classmethod
    def _total_is_derived(cls, data: Any) -> Any:
        return {k: v for k, v in data.items() if k != "total"} if isinstance(data, dict) else data


class Risk(Record):
    """The chosen risk measure and what stands beside it."""

    value: Number = 0.0
    """The measure that `Strategy.risk_measure` names, in money."""
    expected_loss: Number = 0.0
    """Mean loss, in money: exact, with standby firms and shocks."""
    measure: RiskMeasure = ExpectedLoss()
    """What `value` measures."""
    worst_failures: tuple[Identifier, ...] = ()
    """For `WorstCase`: the firms whose failure costs `value`, sorted."""
    success_probability: Fraction | None = None
    """Probability that every task is wholly delivered; None where standby firms leave it to simulation."""


class Violation(Record):
    """A rule that a plan breaks."""

    rule: str
    """Name of the field or formula that is broken, such as ``capacity`` or ``rules.max_partners``."""
    ids: tuple[str, ...] = ()
    """Firms and tasks concerned."""
    amount: Number = 0.0
    """By how much, in the unit of the rule."""
    message: str

    def __str__(self) -> str:
        return self.message


class Evaluation(Record):
    """Everything section 3 of the design says of a plan, recomputed by plain arithmetic."""

    cost: Cost
    risk: Risk
    makespan: Number = 0.0
    learning: Number = 0.0
    objective: Number
    violations: tuple[Violation, ...] = ()

    @property
    def feasible(self) -> bool:
        """Whether no rule is broken."""
        return not self.violations

    def __str__(self) -> str:
        return evaluation_text(self)

    def _repr_html_(self) -> str:
        return evaluation_html(self)
