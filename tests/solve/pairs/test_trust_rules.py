"""Rules on trust bind the pair engine as they bind a plain program."""

from collections import Counter

import numpy as np
import pytest

import vebuilder as ve
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.solve.options import Options
from vebuilder.solve.pairs.choice import LEAST_PAIRS
from vebuilder.solve.pairs.engine import PairEngine
from vebuilder.solve.solve import solve

RULES = {
    "both": ve.Rules(min_trust=0.3, trust_connected=True),
    "connected": ve.Rules(trust_connected=True),
    "connected, at least 4": ve.Rules(trust_connected=True, min_partners=4),
    "minimum": ve.Rules(min_trust=0.3),
    "no distrust": ve.Rules(min_trust=0.0),
}


def instance(seed: int, firms: int, linked: float, rules: ve.Rules) -> tuple[ve.Project, ve.Network]:
    """Two interfaces, a task that may be split, and clubs that trust only each other."""
    draw = np.random.default_rng(seed)
    competences = ["a", "b", "c", "d"]

    def price(low: float, high: float) -> float:
        return round(float(draw.uniform(low, high)), 1)

    club = draw.integers(0, 3, size=firms)
    pairs = [(i, j) for i in range(firms) for j in range(i) if draw.random() < linked]
    network = ve.Network(
        firms=[
            ve.Firm(
                id=f"f{i}",
                joining_cost=price(0, 6),
                offers=[
                    ve.Offer(competence=str(c), unit_cost=price(1, 20))
                    for c in draw.choice(competences, size=int(draw.integers(1, 3)), replace=False)
                ],
            )
            for i in range(firms)
        ],
        trust=[
            ve.TrustLink(
                source=f"f{i}", target=f"f{j}", trust=round(float(draw.uniform(*span)), 2), mutual=i % 3 > 0
            )
            for i, j in pairs
            for span in [(0.1, 1.0) if club[i] == club[j] else (-0.8, 0.1)]
        ],
        transaction_costs=ve.TransactionCosts(coordination=3.0, trust_discount=0.6),
    )
    project = ve.Project(
        id="p",
        tasks=[ve.Task(id=c, competence=c, max_partners=2 if c == "a" else 1) for c in competences],
        interfaces=[ve.Interface(source="a", target="b"), ve.Interface(source="c", target="b")],
        rules=rules,
    )
    return project, network


@pytest.mark.parametrize("rules", RULES)
def test_engine_agrees_with_a_plain_program(rules: str) -> None:
    seen: Counter[str] = Counter()
    for seed in range(8):
        project, network = instance(seed, 12, 0.6, RULES[rules])
        formulation = formulate(Problem.of(project, network))
        plain = solve(formulation.model, Options(gap=1e-7), "highs")
        found = solve(formulation.model, Options(gap=1e-7), PairEngine(formulation, "test"))
        assert found.status == plain.status
        seen[plain.status] += 1
        if plain.solution is None or found.solution is None:
            continue
        best = formulation.model.objective(plain.solution)
        assert formulation.model.objective(found.solution) == pytest.approx(best, rel=1e-6)
        assert found.bound == pytest.approx(best, rel=1e-6)
        free = formulate(Problem.of(project.model_copy(update={"rules": ve.Rules()}), network)).model
        unruled = solve(free, Options(gap=1e-7), "highs").solution
        assert unruled is not None
        seen["binds"] += best > free.objective(unruled) + 1e-6
    assert seen["optimal"] >= 4
    assert seen["binds"] >= 2


def test_a_circle_nobody_can_close_is_called_infeasible() -> None:
    project, network = instance(0, 12, 0.6, RULES["connected"])
    strangers = [*network.firms, ve.Firm(id="lead")]
    project = project.model_copy(update={"initiator": "lead"})
    formulation = formulate(Problem.of(project, network.model_copy(update={"firms": strangers})))
    assert solve(formulation.model, Options(), PairEngine(formulation, "test")).status == "infeasible"


@pytest.mark.parametrize("rules", ["both", "connected, at least 4"])
def test_auto_agrees_with_highs_where_pairs_are_many(rules: str) -> None:
    project, network = instance(5, 130, 0.9, RULES[rules])
    assert sum(link.trust > 0 for link in network.trust) > LEAST_PAIRS
    by_pairs = ve.form_enterprise(project, network, gap=1e-6, time_limit=120)
    plain = ve.form_enterprise(project, network, solver="highs", gap=1e-6, time_limit=120)
    assert by_pairs.solver.startswith("auto (pairs by price and cut")
    assert by_pairs.outcome == plain.outcome == "optimal"
    assert by_pairs.objective == pytest.approx(plain.objective, rel=1e-6)
