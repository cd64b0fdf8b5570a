"""The chosen risk measure, and what stands beside it."""

from vebuilder.check.case import Case
from vebuilder.check.cvar import conditional_value_at_risk, scenario_losses
from vebuilder.check.loss import expected_loss
from vebuilder.check.scenarios import Scenarios
from vebuilder.check.shocks import Shocks
from vebuilder.check.stakes import stakes
from vebuilder.check.success import success_probability
from vebuilder.check.worst_case import worst_case
from vebuilder.model.evaluation import Risk
from vebuilder.model.strategy import CVaR, WorstCase


def risk_of(case: Case) -> Risk:
    """Return what the enterprise risks, in money."""
    shocks, at_stake = Shocks(case.project.shocks), stakes(case)
    measure = case.project.strategy.risk_measure
    mean = expected_loss(at_stake, case.firms, shocks)
    value = mean
    failing: tuple[str, ...] = ()
    if isinstance(measure, CVaR):
        losses = scenario_losses(at_stake, case.firms, Scenarios(measure, case.project.shocks))
        value = conditional_value_at_risk(losses, measure.level)
    elif isinstance(measure, WorstCase):
        value, failing = worst_case(
            [(stake.money, stake.reliability.keys()) for stake in at_stake], measure.failures
        )
    return Risk(
        value=value,
        expected_loss=mean,
        measure=measure,
        worst_failures=failing,
        success_probability=success_probability(case, shocks),
    )
