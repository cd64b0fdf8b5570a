"""Firms that are left out are in no better enterprise, and what is proven without them is proven."""

from dataclasses import replace

import numpy as np
import pytest

import vebuilder as ve
from solve.bundles.cases import carried, trusting_network
from solve.size.test_shares import SEEDS, drawn, ground_of
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.solve.bundles import choice
from vebuilder.solve.options import Options
from vebuilder.solve.residual import residual
from vebuilder.solve.size import thinned
from vebuilder.solve.size.shares import asked, extra
from vebuilder.solve.size.thinned import ThinnedEngine
from vebuilder.solve.solve import solve


def with_rules(seed: int, **rules: object) -> Formulation:
    plain = trusting_network(seed, 14, 8).problem
    stated = plain.project.rules.model_copy(update=rules)
    project = plain.project.model_copy(update={"rules": stated, "initiator": plain.network.firms[3].id})
    return formulate(Problem.of(project, plain.network))


def best_with(formulation: Formulation, firm: int) -> float:
    """Return the lowest objective in which a firm has a task; infinite if there is none."""
    problem, decisions = formulation.problem, formulation.decisions
    least = np.inf
    for pair in np.flatnonzero(problem.pairs.firm == firm):
        lower = formulation.model.lower.copy()
        lower[decisions.share[pair]] = 1.0
        result = solve(replace(formulation.model, lower=lower), Options(gap=0), "highs")
        if result.solution is not None:
            least = min(least, formulation.model.objective(result.solution))
    return least


@pytest.mark.parametrize("seed", SEEDS[:10])
def test_no_enterprise_with_a_firm_is_below_the_bound_with_it(seed: int) -> None:
    formulation = carried(seed)
    assert formulation is not None
    ground = ground_of(formulation)
    least = [best_with(formulation, int(firm)) for firm in ground.terms.firm_number]
    for number in range(10):
        price, share = drawn(ground, 1000 * seed + number)
        with_it = asked(ground, price, share).bound + extra(ground, price, share)
        for bound, truth in zip(with_it.tolist(), least, strict=True):
            assert bound <= truth + 1e-6 * max(1.0, abs(truth))


RULES: dict[str, dict[str, object]] = {
    "none": {},
    "few": {"max_partners": 4},
    "many": {"min_partners": 6},
    "required": {"required": frozenset({"f0"})},
    "incompatible": {"incompatible": (("f0", "f1"), ("f2", "f4"))},
}


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("seed", range(4))
def test_what_is_left_comes_to_the_same(seed: int, rules: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "MANY_SAVINGS", 1)
    monkeypatch.setattr(choice, "SAVINGS_A_PAIR", 0)
    monkeypatch.setattr(choice, "LEAST_PAIRS", 1)
    monkeypatch.setattr(thinned, "FEW", 3)
    monkeypatch.setattr(thinned, "MOST_LEFT", 0.95)
    formulation = with_rules(seed, **RULES[rules])
    engine = choice.bundle_engine(formulation)
    assert isinstance(engine, ThinnedEngine)
    truth = solve(formulation.model, Options(gap=1e-9), "highs")
    found = solve(formulation.model, Options(gap=1e-4), engine)
    if truth.solution is None:
        assert found.status in {"infeasible", "no_solution"}
        return
    best = formulation.model.objective(truth.solution)
    assert found.solution is not None
    assert found.bound is not None
    assert residual(formulation.model, found.solution).feasible
    assert found.status == "optimal"
    assert formulation.model.objective(found.solution) <= best + 1.01e-4 * abs(best)
    assert found.bound <= best + 1e-7 * abs(best)


def test_it_is_taken_where_very_many_pairs_save_together(monkeypatch: pytest.MonkeyPatch) -> None:
    formulation = trusting_network(1, 40, 12)
    assert not isinstance(choice.bundle_engine(formulation), ThinnedEngine)
    monkeypatch.setattr(choice, "MANY_SAVINGS", 10)
    monkeypatch.setattr(choice, "SAVINGS_A_PAIR", 0)
    assert isinstance(choice.bundle_engine(formulation), ThinnedEngine)
    project, network = formulation.problem.project, formulation.problem.network
    found = ve.form_enterprise(project, network)
    assert "shared savings" in found.solver
    monkeypatch.undo()
    assert found.objective == pytest.approx(ve.form_enterprise(project, network).objective, rel=2e-4)
    assert found.outcome == "optimal"


def test_infeasible_stays_infeasible(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = trusting_network(1, 40, 12).problem
    rules = plain.project.rules.model_copy(update={"max_partners": 1})
    monkeypatch.setattr(choice, "MANY_SAVINGS", 10)
    monkeypatch.setattr(choice, "SAVINGS_A_PAIR", 0)
    with pytest.raises(ve.InfeasibleError):
        ve.form_enterprise(plain.project.model_copy(update={"rules": rules}), plain.network)
