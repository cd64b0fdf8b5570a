"""Every bundle a firm has room for, and its cost."""

from itertools import combinations

import numpy as np
import pytest

from solve.bundles.cases import carried, trusting_network
from vebuilder.solve.bundles import pool as pool_module
from vebuilder.solve.bundles.pool import pool_of
from vebuilder.solve.bundles.terms import terms_of
from vebuilder.solve.engines import engine_of
from vebuilder.solve.size.engine import SizeEngine

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


@pytest.mark.parametrize("seed", SEEDS)
def test_far_too_many_bundles_are_not_worked_out(seed, monkeypatch):
    terms = terms_of(carried(seed))
    order = np.argsort(terms.firm, kind="stable")
    parts = np.split(order, np.searchsorted(terms.firm[order], np.arange(1, terms.n_firms)))
    least = [pool_module._Enumeration(terms, firm, pairs).at_least() for firm, pairs in enumerate(parts)]
    found = np.bincount(pool_of(terms).firm, minlength=terms.n_firms)
    assert np.all(np.array(least) <= found)

    def unwanted(*_):
        raise AssertionError("bundles were worked out")

    monkeypatch.setattr(pool_module, "MOST_BUNDLES", sum(least) - 1)
    monkeypatch.setattr(pool_module._Enumeration, "run", unwanted)
    assert pool_of(terms) is None


def test_bundles_are_worked_out_once(monkeypatch):
    asked = []

    def too_many(terms):
        asked.append(terms)

    formulation = trusting_network(1, 60, 30)
    monkeypatch.setattr("vebuilder.solve.bundles.choice.pool_of", too_many)
    for name, value in (("engines.MANY_PAIRS", 0), ("bundles.choice.LEAST_PAIRS", 0)):
        monkeypatch.setattr(f"vebuilder.solve.{name}", value)
    assert isinstance(engine_of(formulation, "auto"), SizeEngine)
    assert len(asked) == 1
