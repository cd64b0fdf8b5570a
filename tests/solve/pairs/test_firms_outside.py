"""The engine with few firms in its relaxation, so that prices must tell of the others, against the truth."""

import numpy as np
import pytest

import vebuilder as ve
from solve.pairs.agreement import engine_agrees_on
from solve.pairs.test_engine import coordination_problem
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.solve.options import Options
from vebuilder.solve.pairs import choice, engine, thinning
from vebuilder.solve.pairs.engine import PairEngine
from vebuilder.solve.solve import solve


@pytest.fixture(params=[0, 10**9], ids=["bounded first", "relaxed at once"], autouse=True)
def few_inside(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with three firms and one outside each set."""
    monkeypatch.setattr(thinning, "MANY_FIRMS", request.param)
    monkeypatch.setattr(engine, "FEW", 0)
    monkeypatch.setattr(engine, "FIRST_FIRMS", 3)
    monkeypatch.setattr(engine, "FIRMS_PER_SET", 1)
    monkeypatch.setattr(choice, "LEAST_PAIRS", 0)


@pytest.mark.parametrize("partners", [(4, 4), (2, 6)])
@pytest.mark.parametrize("seed", range(5))
def test_engine_agrees_with_a_plain_program(seed: int, partners: tuple[int, int]) -> None:
    formulation = coordination_problem(seed, firms=30, partners=partners)
    plain = solve(formulation.model, Options(gap=1e-7), "highs")
    bounds: list[float] = []
    options = Options(gap=1e-7, progress=lambda event: bounds.append(event.bound or -np.inf))
    found = solve(formulation.model, options, PairEngine(formulation, "test"))
    assert found.status == plain.status == "optimal"
    assert plain.solution is not None
    best = formulation.model.objective(plain.solution)
    assert found.bound == pytest.approx(best, rel=1e-6)
    assert max(bounds) <= best + 1e-6 * abs(best)


@pytest.mark.parametrize("lead", ["required", "initiator"])
@pytest.mark.parametrize("answers", ["first answers", "none"])
def test_a_dear_firm_that_must_be_a_partner_saves_all_the_same(
    lead: str, answers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is in the relaxation from the start, and its pairs are not."""
    if answers == "none":
        monkeypatch.setattr(thinning, "_first_answers", lambda *_: False)
    firms = [
        ve.Firm(
            id=f"f{i:02}",
            joining_cost=200 if i == 59 else 5 + i / 100 if i < 20 else 60 + i / 100,
            offers=[ve.Offer(competence="a", unit_cost=1)],
        )
        for i in range(60)
    ]
    trust = [ve.TrustLink(source="f59", target=f"f{i:02}", trust=1) for i in range(20)]
    trust += [
        ve.TrustLink(source=f"f{i:02}", target=f"f{j:02}", trust=0.1)
        for i in range(20, 59)
        for j in range(i + 1, min(i + 8, 59))
    ]
    network = ve.Network(firms=firms, trust=trust, transaction_costs=ve.TransactionCosts(coordination=20))
    task = ve.Task(id="a", competence="a", amount=10, max_partners=None, min_share=0.01)
    must = frozenset({"f59"}) if lead == "required" else frozenset()
    project = ve.Project(
        id="p",
        tasks=[task],
        rules=ve.Rules(min_partners=3, max_partners=3, required=must),
        initiator="f59" if lead == "initiator" else None,
    )
    formulation = formulate(Problem.of(project, network))
    plain = solve(formulation.model, Options(gap=1e-7), "highs")
    found = solve(formulation.model, Options(gap=1e-7), PairEngine(formulation, "test"))
    assert plain.solution is not None
    assert found.status == "optimal"
    assert found.bound == pytest.approx(formulation.model.objective(plain.solution), rel=1e-6)


@pytest.mark.parametrize("seed", range(0, 120, 2))
def test_engine_finds_the_best_of_random_instances(seed: int) -> None:
    engine_agrees_on(seed)
