"""What the partners pursue together."""

from typing import Annotated, Literal

from pydantic import Field

from vebuilder.model.record import Amount, AttributeValue, Count, Fraction, Identifier, PositiveCount, Record


class ExpectedLoss(Record):
    """The mean loss, exact: over the failures of partners and standby firms, and over the shocks."""

    kind: Literal["expected_loss"] = "expected_loss"


class CVaR(Record):
    """The mean loss of the worst ``1 - level`` of the scenarios (conditional value at risk).

    What happens to a firm in a scenario depends on the seed, the firm and the shocks, never on who else is in
    the network. An enterprise chosen by its scenarios looks safer on them than on others.
    """

    kind: Literal["cvar"] = "cvar"
    level: Annotated[float, Field(strict=True, ge=0, lt=1)] = 0.95
    """0: the mean of all scenarios."""
    scenarios: PositiveCount = 1000
    """How many scenarios are drawn."""
    seed: Count = 0
    """Which scenarios."""


class WorstCase(Record):
    """The largest loss when at most ``failures`` firms fail in all their tasks, however reliable they are."""

    kind: Literal["worst_case"] = "worst_case"
    failures: Count = 1
    """How many firms may fail at once."""


RiskMeasure = Annotated[ExpectedLoss | CVaR | WorstCase, Field(discriminator="kind")]


class Strategy(Record):
    """The weights of one shared objective."""

    cost: Amount = 1.0
    """Weight of the total cost."""
    risk: Amount = 0.0
    """Weight of the risk."""
    time: Amount = 0.0
    """Weight of a unit of time until all is done."""
    learning: Amount = 0.0
    """Weight of what the initiator learns."""
    risk_measure: RiskMeasure = ExpectedLoss()
    price_protection: Count = 0
    """How many of the used offers may cost their full spread more at once."""


class Shock(Record):
    """A common cause of failure for all firms that show an attribute value; shocks are independent."""

    attribute: Identifier
    """The attribute of firms that tells whom it strikes, such as country."""
    value: AttributeValue
    """The value that the firms it strikes have."""
    probability: Fraction
    """How likely it is, from 0 to 1."""
    reliability_factor: Fraction
    """What the reliability of these firms is multiplied by if it strikes; factors multiply."""
