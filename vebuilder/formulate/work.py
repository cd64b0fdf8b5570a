"""What the work costs."""

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.problem import Problem


def add_work(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Price each share at the unit cost of the amount, or at the quote."""
    builder.price("cost", decisions.share, problem.pairs.work)
