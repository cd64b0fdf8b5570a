"""What is lost when partners fail."""

import numpy as np

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.problem import Problem


def add_expected_loss(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Price each share at loss_t (1 - reliability_tf) in the risk measure."""
    loss = np.array([task.loss for task in problem.tasks])
    builder.price("risk", decisions.share, loss[problem.pairs.task] * (1 - problem.pairs.reliability))
