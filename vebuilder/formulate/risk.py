"""What the enterprise risks, by the measure that the strategy names."""

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.cvar import add_cvar
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.loss import add_expected_loss
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.worst_case import add_worst_case
from vebuilder.model import CVaR, WorstCase


def add_risk(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Price the chosen measure; a measure that weighs nothing and is not linear is left out."""
    strategy = problem.project.strategy
    measure = strategy.risk_measure
    if isinstance(measure, CVaR | WorstCase):
        if strategy.risk == 0 or not problem.loss.any():
            return
        if isinstance(measure, CVaR):
            add_cvar(builder, problem, decisions, measure)
        else:
            add_worst_case(builder, problem, decisions, measure.failures)
    else:
        add_expected_loss(builder, problem, decisions)
