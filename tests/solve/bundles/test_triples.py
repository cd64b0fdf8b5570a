"""Rows on three tasks or two tasks and a firm hold for every plan there is."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from solve.bundles.cases import trusting_network
from vebuilder.solve.bundles.links import Flows
from vebuilder.solve.bundles.point import Restriction
from vebuilder.solve.bundles.pool import pool_of
from vebuilder.solve.bundles.relaxation import Relaxation
from vebuilder.solve.bundles.separation import firm_cuts, subset_cuts
from vebuilder.solve.bundles.terms import terms_of
from vebuilder.solve.options import Options
from vebuilder.solve.watch import Watch

MOST_PLANS = 40_000


def every_plan(terms, pool):
    """Yield the bundles of every plan in which firms have room for their tasks."""
    able = [terms.firm[terms.task == task].tolist() for task in range(terms.n_tasks)]
    known = {
        (firm, members.tobytes()): n
        for n, (firm, members) in enumerate(zip(pool.firm, pool.member, strict=True))
    }
    for choice in product(*able):
        does = np.zeros((pool.n_firms, pool.n_tasks), dtype=np.uint8)
        does[list(choice), np.arange(pool.n_tasks)] = 1
        numbers = [known.get((firm, does[firm].tobytes())) for firm in set(choice)]
        if None in numbers:
            continue
        used = np.zeros(len(pool))
        used[numbers] = 1.0
        yield used


def random_point(point, pool, rng):
    """Return a mixture of bundles that obeys next to nothing, so that many rows are broken."""
    bundles = rng.choice(len(pool), size=min(len(pool), 40), replace=False)
    values = rng.uniform(0.1, 0.6, len(bundles))
    return replace(point, bundles=np.sort(bundles), values=values)


@pytest.mark.parametrize("seed", range(3))
def test_no_plan_breaks_a_row(seed):
    formulation = trusting_network(seed, 8, 5)
    terms = terms_of(formulation)
    pool, flows = pool_of(terms), Flows.of(terms)
    relaxation = Relaxation(terms, pool, flows, Watch(formulation.model, Options()))
    try:
        point = relaxation.solve(Restriction(np.ones(len(pool), dtype=bool), np.zeros(0, dtype=np.int64)))
    finally:
        relaxation.close()
    rng = np.random.default_rng(seed)
    cuts = []
    for one in [point, *(random_point(point, pool, rng) for _ in range(5))]:
        value = np.zeros(len(pool))
        value[one.bundles] = one.values
        found = firm_cuts(pool, one, set()), subset_cuts(pool, one, set())
        for cut in (*found[0], *found[1]):
            assert cut.bundle_values @ value[cut.bundles] > cut.upper + 0.005
        cuts += [*found[0], *found[1]]
        if one is not point:
            assert all(len(part) > 0 for part in found)
    used = np.array(list(every_plan(terms, pool)))
    assert 0 < len(used) <= MOST_PLANS
    for cut in cuts:
        assert (used[:, cut.bundles] @ cut.bundle_values).max() <= cut.upper + 1e-9
