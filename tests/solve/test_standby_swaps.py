"""Standbys exchanged one by one: never for worse, and no start keeps a search from better answers."""

from itertools import product

import numpy as np
import pytest
from risky_networks import risky_network

from vebuilder import evaluate, form_enterprise
from vebuilder.model import CVaR, ExpectedLoss, WorstCase
from vebuilder.solve.residual import residual
from vebuilder.solve.search.first_answer import first_answer
from vebuilder.solve.standby_swaps import standby_swaps, standbys_in

MEASURE = CVaR(level=0.9, scenarios=150)


def some_plan(formulation):
    vector = first_answer(formulation, 60, seed=0, patience=1)
    assert vector is not None
    return vector


@pytest.mark.parametrize("backups", [1, 2])
@pytest.mark.parametrize("seed", range(3))
def test_no_single_exchange_is_left_that_would_pay(seed, backups):
    formulation = risky_network(seed, 16, 4, MEASURE, weight=2.0, backups=backups)
    problem, standby = formulation.problem, formulation.decisions.standby
    plain = formulation.vector(
        set(range(problem.n_firms)),
        {
            int(pair): 1.0
            for pair in np.flatnonzero(some_plan(formulation)[formulation.decisions.share] > 0.5)
        },
    )
    better = formulation.builder.complete(standby_swaps(formulation).improve(plain))
    objective = formulation.model.objective
    assert objective(better) <= objective(plain) + 1e-9
    shares = better[formulation.decisions.share]
    for task, standbys in standbys_in(formulation, better).items():
        assert len(standbys) == backups
        free = [one for one in problem.pairs_of(task) if shares[one] == 0 and one not in standbys]
        for out, into in product(standbys, free):
            other = better.copy()
            other[standby[out]], other[standby[into]] = 0.0, 1.0
            assert objective(formulation.builder.complete(other)) >= objective(better) - 1e-6


def test_there_are_none_without_standbys_or_with_another_measure():
    assert standby_swaps(risky_network(0, 8, 3, MEASURE)) is None
    for measure in (ExpectedLoss(), WorstCase(failures=2)):
        assert standby_swaps(risky_network(0, 8, 3, measure, backups=1)) is None


def test_a_search_with_standbys_ends_where_no_exchange_pays():
    formulation = risky_network(1, 30, 8, MEASURE, weight=2.0, backups=1)
    found = some_plan(formulation)
    assert residual(formulation.model, found).feasible
    again = formulation.builder.complete(standby_swaps(formulation).improve(found))
    assert formulation.model.objective(again) >= formulation.model.objective(found) - 1e-9


def test_a_poor_start_keeps_nobody_from_better_answers():
    formulation = risky_network(2, 75, 8, MEASURE, weight=2.0, backups=1)
    problem = formulation.problem
    assert len(problem.pairs) >= 300
    poor = {
        problem.task_ids[task]: problem.firm_ids[problem.pairs.firm[problem.pairs_of(task)[3 * task]]]
        for task in range(len(problem.tasks))
    }
    project, network = problem.project, problem.network
    start = evaluate(project, network, poor)
    plain = form_enterprise(project, network, time_limit=4.0, gap=0.9)
    helped = form_enterprise(project, network, time_limit=4.0, gap=0.9, start=poor)
    assert helped.objective < start.objective
    assert helped.objective <= plain.objective * (1 + 1e-6)
