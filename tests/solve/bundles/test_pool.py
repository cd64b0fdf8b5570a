"""Every bundle a firm has room for, and its cost."""

from itertools import combinations

import numpy as np
import pytest

from solve.bundles.cases import carried
from vebuilder.solve.bundles import pool as pool_module
from vebuilder.solve.bundles.pool import pool_of
from vebuilder.solve.bundles.terms import terms_of

SEEDS = [seed for seed in range(30) if carried(seed) is not None]


@pytest.mark.parametrize("seed", SEEDS)
def test_bundles_are_all_sets_of_tasks_the_model_lets_a_firm_do_alone(seed):
    formulation = carried(seed)
    model, decisions = formulation.model, formulation.decisions
    pairs = formulation.problem.pairs
    terms = terms_of(formulation)
    pool = pool_of(terms)
    mine = list(_capacity_rows(model))
    expected = {}
    for firm in range(formulation.problem.n_firms):
        able = np.flatnonzero((pairs.firm == firm) & (model.upper[decisions.share] > 0.5))
        for size in range(1, len(able) + 1):
            for chosen in combinations(able.tolist(), size):
                vector = formulation.vector({firm}, dict.fromkeys(chosen, 1.0))
                if np.all((model.matrix @ vector)[mine] <= 1e-6):
                    tasks = frozenset(pairs.task[list(chosen)].tolist())
                    expected[firm, tasks] = model.objective(vector) - model.offset
    got = {
        (int(firm), frozenset(np.flatnonzero(member).tolist())): float(cost)
        for firm, member, cost in zip(pool.firm, pool.member, pool.cost, strict=True)
        if member.any()
    }
    assert got == pytest.approx(expected)


def _capacity_rows(model):
    for family in model.rows:
        if family.name in ("firm capacity", "offer capacity"):
            yield from range(family.start, family.stop)


def test_too_many_bundles_are_none(monkeypatch):
    terms = terms_of(carried(SEEDS[0]))
    size = len(pool_of(terms))
    monkeypatch.setattr(pool_module, "MOST_BUNDLES", size)
    assert len(pool_of(terms)) == size
    monkeypatch.setattr(pool_module, "MOST_BUNDLES", 0)
    assert pool_of(terms) is None
