"""Cuts hold for every enterprise, and a rebuilt relaxation says the same."""

from dataclasses import replace

import numpy as np
import pytest

from solve.bundles.cases import trusting_network
from vebuilder.solve.bundles.links import Flows, links_of
from vebuilder.solve.bundles.point import Restriction
from vebuilder.solve.bundles.pool import pool_of
from vebuilder.solve.bundles.relaxation import Relaxation
from vebuilder.solve.bundles.separation import firm_cuts, link_cuts, subset_cuts
from vebuilder.solve.bundles.terms import terms_of
from vebuilder.solve.options import Options
from vebuilder.solve.solve import solve
from vebuilder.solve.watch import Watch

NOBODY = np.zeros(0, dtype=np.int64)


def random_enterprise(formulation, pool, flows, seed):
    """Return which bundles and flows an enterprise uses that is best for random costs."""
    rng = np.random.default_rng(seed)
    cost = formulation.model.cost * rng.uniform(0.2, 2.0, formulation.model.n_columns)
    model = replace(formulation.model, cost=cost)
    solution = solve(model, Options(gap=0.5), "highs").solution
    pairs = formulation.problem.pairs
    does = np.zeros((pool.n_firms, pool.n_tasks), dtype=np.uint8)
    chosen = np.flatnonzero(solution[formulation.decisions.share] > 0.5)
    does[pairs.firm[chosen], pairs.task[chosen]] = 1
    used = (pool.member == does[pool.firm]).all(axis=1)
    carried = does[flows.firm[0], flows.task[0]] & does[flows.firm[1], flows.task[1]]
    return used, carried


@pytest.mark.parametrize("seed", range(4))
def test_cuts_hold_for_enterprises_and_raise_the_bound_below_the_best(seed):
    formulation = trusting_network(seed, 14, 9)
    best = solve(formulation.model, Options(gap=0), "highs")
    value = formulation.model.objective(best.solution)
    terms = terms_of(formulation)
    pool, flows = pool_of(terms), Flows.of(terms)
    everything = Restriction(np.ones(len(pool), dtype=bool), NOBODY)
    relaxation = Relaxation(terms, pool, flows, Watch(formulation.model, Options()))
    links = links_of(pool, flows, everything.allowed)
    enterprises = [random_enterprise(formulation, pool, flows, 10 * seed + n) for n in range(4)]
    bounds = []
    try:
        for _ in range(6):
            point = relaxation.solve(everything)
            bounds.append(point.bound)
            cuts = link_cuts(links, flows, point, pool, 1e-3) + subset_cuts(pool, point, set())
            cuts += firm_cuts(pool, point, set())
            for cut in cuts:
                for used, carried in enterprises:
                    left = cut.bundle_values @ used[cut.bundles] + cut.flow_values @ carried[cut.flows]
                    assert left <= cut.upper + 1e-6
            if not cuts:
                break
            relaxation.add(cuts)
        last = relaxation.solve(everything).bound
        inside, cuts = relaxation.inside, relaxation.cuts
    finally:
        relaxation.close()
    assert np.all(np.diff(bounds) > -1e-5)
    assert last <= value + 1e-6
    assert last > bounds[0] if cuts else last == pytest.approx(value)
    again = Relaxation(terms, pool, flows, Watch(formulation.model, Options()))
    again.take_over(inside, cuts)
    assert again.solve(everything).bound == pytest.approx(last, abs=1e-4)
    again.close()
