"""The tail of the losses: the same figure as that of the audit, and prices below which no plan risks."""

from random import Random

import numpy as np
import pytest
from risky_networks import risky_network

from vebuilder import evaluate
from vebuilder.formulate.tail import tail_of
from vebuilder.model import CVaR, ExpectedLoss, WorstCase

MEASURES = [
    CVaR(level=0.9, scenarios=100),
    CVaR(level=0.0, scenarios=30),
    CVaR(level=0.97, scenarios=77, seed=5),
    WorstCase(failures=0),
    WorstCase(failures=2),
    WorstCase(failures=50),
]


def drawn(formulation, seed):
    """Return a random plan as positions of pairs, and as assignments."""
    problem, rng = formulation.problem, Random(seed)
    pairs = [rng.choice(problem.pairs_of(task).tolist()) for task in range(len(problem.tasks))]
    plan = {
        problem.task_ids[problem.pairs.task[pair]]: problem.firm_ids[problem.pairs.firm[pair]]
        for pair in pairs
    }
    return np.array(pairs), plan


@pytest.mark.parametrize("measure", MEASURES)
def test_the_tail_of_a_plan_is_what_the_audit_says(measure):
    formulation = risky_network(1, 12, 6, measure)
    problem, tail = formulation.problem, tail_of(formulation.problem)
    for seed in range(10):
        pairs, plan = drawn(formulation, seed)
        share = np.zeros(len(problem.pairs))
        share[pairs] = 1.0
        true = evaluate(problem.project, problem.network, plan).risk.value
        losses = tail.losses(share)
        assert tail.value(losses) == pytest.approx(true, abs=1e-9)
        # The prices of any plan's worst scenarios are exact for it, and bound every other plan.
        prices = tail.prices(tail.weights(losses))
        assert prices @ share == pytest.approx(true, abs=1e-9)
        for other in range(10, 20):
            others, another = drawn(formulation, other)
            risk = evaluate(problem.project, problem.network, another).risk.value
            assert prices[others].sum() <= risk + 1e-9


def test_there_is_none_where_nothing_is_weighed_or_the_mean_is_meant():
    assert tail_of(risky_network(1, 6, 4, ExpectedLoss()).problem) is None
    assert tail_of(risky_network(1, 6, 4, CVaR(), weight=0.0).problem) is None


def test_a_task_with_standbys_counts_only_with_them():
    formulation = risky_network(2, 12, 6, CVaR(level=0.8, scenarios=200), backups=1)
    problem, tail = formulation.problem, tail_of(formulation.problem)
    assert not tail.stake.any()
    pairs, plan = drawn(formulation, 3)
    standby = {
        pair: np.array([next(one for one in problem.pairs_of(task).tolist() if one != pair)])
        for task in range(len(problem.tasks))
        for pair in problem.pairs_of(task).tolist()
    }
    share = np.zeros(len(problem.pairs))
    share[pairs] = 1.0
    backups = [
        (problem.task_ids[problem.pairs.task[pair]], problem.firm_ids[problem.pairs.firm[standby[pair][0]]])
        for pair in pairs.tolist()
    ]
    backed = tail.with_standbys(problem, standby)
    true = evaluate(problem.project, problem.network, plan, backups=backups).risk.value
    assert true > 0
    assert backed.value(backed.losses(share)) == pytest.approx(true, abs=1e-9)
