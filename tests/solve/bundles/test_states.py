"""A state of the relaxation can be come back to, also when bundles and cuts have come and gone."""

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
from vebuilder.solve.watch import Watch

NOBODY = np.zeros(0, dtype=np.int64)


@pytest.mark.parametrize("seed", range(3))
def test_bounds_are_the_same_from_whatever_state_they_are_found(seed):
    formulation = trusting_network(seed, 14, 9)
    terms = terms_of(formulation)
    pool, flows = pool_of(terms), Flows.of(terms)
    watch = Watch(formulation.model, Options())
    everything = Restriction(np.ones(len(pool), dtype=bool), NOBODY)
    without = Restriction(pool.firm != int(pool.firm[len(pool) // 2]), NOBODY)
    relaxation = Relaxation(terms, pool, flows, watch)
    try:
        point = relaxation.solve(everything)
        first = relaxation.basis()
        links = links_of(pool, flows, everything.allowed)
        relaxation.add(
            link_cuts(links, flows, point, pool, 1e-3)
            + subset_cuts(pool, point, set())
            + firm_cuts(pool, point, set())
        )
        bound = relaxation.solve(everything).bound
        other = relaxation.solve(without).bound
        last = relaxation.basis()
        relaxation.come_back(first)
        assert relaxation.solve(everything).bound == pytest.approx(bound, abs=1e-4)
        relaxation.drop_slack(last.cuts)
        relaxation.drop(~without.allowed, last.bundles)
        relaxation.come_back(last)
        assert relaxation.solve(without).bound == pytest.approx(other, abs=1e-4)
    finally:
        relaxation.close()
