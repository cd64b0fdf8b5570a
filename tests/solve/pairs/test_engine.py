"""The pair engine against plain programs, on made-up coordination problems."""

import numpy as np
import pytest

import vebuilder as ve
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.solve.options import Options
from vebuilder.solve.pairs.choice import LEAST_PAIRS, pair_engine
from vebuilder.solve.pairs.engine import PairEngine
from vebuilder.solve.solve import solve


def coordination_problem(seed: int, firms: int = 14, partners: tuple[int, int] = (4, 4)) -> Formulation:
    """Tasks shared by several partners, whose choice is a matter of trust, joining cost and countries."""
    draw = np.random.default_rng(seed)
    competences = ["a", "b", "c"]
    network = ve.Network(
        firms=[
            ve.Firm(
                id=f"f{i}",
                joining_cost=round(float(draw.uniform(0, 30)), 1),
                reliability=round(float(draw.uniform(0.7, 1)), 2),
                attributes={"country": str(draw.choice(["X", "Y", "Z"])), "small": bool(draw.random() < 0.4)},
                offers=[
                    ve.Offer(competence=str(c), unit_cost=round(float(draw.uniform(1, 2)), 1))
                    for c in draw.choice(competences, size=int(draw.integers(1, 4)), replace=False)
                ],
            )
            for i in range(firms)
        ],
        trust=[
            ve.TrustLink(source=f"f{i}", target=f"f{j}", trust=round(float(draw.uniform(-0.2, 1)), 2))
            for i in range(firms)
            for j in range(i)
            if draw.random() < 0.5
        ],
        transaction_costs=ve.TransactionCosts(coordination=20.0),
    )
    project = ve.Project(
        id="p",
        tasks=[
            ve.Task(id=c, competence=c, amount=10, min_partners=2, max_partners=None, min_share=0.1, loss=20)
            for c in competences
        ],
        rules=ve.Rules(
            min_partners=partners[0],
            max_partners=partners[1],
            max_partner_share=0.6,
            groups=[
                ve.GroupRule(attribute="country", max_per_value=2),
                ve.GroupRule(attribute="small", values=[True], min_firms=1),
            ],
        ),
        strategy=ve.Strategy(risk=1.0),
    )
    return formulate(Problem.of(project, network))


@pytest.mark.parametrize("partners", [(4, 4), (2, 6)])
@pytest.mark.parametrize("seed", range(12))
def test_engine_agrees_with_a_plain_program(seed: int, partners: tuple[int, int]) -> None:
    formulation = coordination_problem(seed, partners=partners)
    plain = solve(formulation.model, Options(gap=1e-7), "highs")
    bounds: list[float] = []
    options = Options(gap=1e-7, progress=lambda event: bounds.append(event.bound or -np.inf))
    found = solve(formulation.model, options, PairEngine(formulation, "test"))
    assert found.status == plain.status
    if plain.solution is None:
        return
    assert found.solution is not None
    best = formulation.model.objective(plain.solution)
    assert formulation.model.objective(found.solution) == pytest.approx(best, rel=1e-6)
    assert found.bound == pytest.approx(best, rel=1e-6)
    assert all(bound <= best + 1e-6 * abs(best) for bound in bounds)


def test_impossible_rules_are_called_infeasible() -> None:
    formulation = coordination_problem(0)
    project = formulation.problem.project.model_copy(update={"budget": 1.0})
    formulation = formulate(Problem.of(project, formulation.problem.network))
    assert solve(formulation.model, Options(), PairEngine(formulation, "test")).status == "infeasible"


def test_no_time_is_no_answer_but_no_lie() -> None:
    formulation = coordination_problem(1)
    result = solve(formulation.model, Options(time_limit=0.0), PairEngine(formulation, "test"))
    assert (result.status, result.stop_reason) == ("no_solution", "time")


def test_the_engine_is_offered_only_where_pairs_are_many() -> None:
    assert pair_engine(coordination_problem(0)) is None
    firms = 100
    many = coordination_problem(0, firms=firms)
    assert firms * (firms - 1) / 4 > LEAST_PAIRS
    assert pair_engine(many) is not None


def test_a_larger_problem_is_proven_and_the_solver_says_how() -> None:
    formulation = coordination_problem(3, firms=100, partners=(6, 6))
    problem = formulation.problem
    enterprise = ve.form_enterprise(problem.project, problem.network, time_limit=120)
    assert enterprise.outcome == "optimal"
    assert enterprise.solver.startswith("auto (pairs by price and cut")
    assert len(enterprise.partners) == 6


def test_threads_the_engine_does_not_use_are_noted() -> None:
    problem = coordination_problem(3, firms=100, partners=(6, 6)).problem
    enterprise = ve.form_enterprise(problem.project, problem.network, time_limit=120, threads=2, gap=0.5)
    assert any("runs on one thread" in note for note in enterprise.notes)
