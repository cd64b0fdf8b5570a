"""The linear model says of every plan what plain arithmetic says of it."""

import numpy as np
import pytest
from brute_force import best_plan
from check.builders import firm, interface, network, offer, project, split_task, task, trust
from instances import random_instance

from vebuilder.check.evaluate import evaluate
from vebuilder.check.plan import PlanInput
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.formulate.start import read_start, start_vector
from vebuilder.model import Network, Project, Quote, Rules
from vebuilder.solve.residual import residual


def formulation_of(project: Project, network: Network) -> Formulation:
    return formulate(Problem.of(project, network))


def vector_of(formulation: Formulation, plan: PlanInput) -> np.ndarray:
    return start_vector(formulation, read_start(formulation.problem, plan))


def rows_of(formulation: Formulation, name: str) -> int:
    return sum(len(family) for family in formulation.model.rows if family.name == name)


@pytest.mark.parametrize("seed", range(60))
def test_the_best_plan_satisfies_the_model_at_the_price_evaluate_finds(seed: int) -> None:
    project, network = random_instance(seed)
    best = best_plan(project, network)
    if best is None:
        return
    plan = [(task, firm, share) for (task, firm), share in best.shares.items()]
    formulation = formulation_of(project, network)
    vector = vector_of(formulation, plan)
    evaluation = evaluate(project, network, plan)
    model = formulation.model
    assert residual(model, vector).feasible
    assert model.measures["cost"].value(vector) == pytest.approx(evaluation.cost.total, abs=1e-6)
    assert model.measures["risk"].value(vector) == pytest.approx(evaluation.risk.expected_loss, abs=1e-6)
    assert model.objective(vector) == pytest.approx(evaluation.objective, abs=1e-6)


def test_a_split_interface_with_distrust_is_priced_as_the_cheapest_transport() -> None:
    known = network(firm("a"), firm("b"), trust=(trust("a", "b", -1),), costs={"rate": 2, "internal_rate": 1})
    asked = project(split_task("t"), split_task("u"), interfaces=(interface("t", "u", volume=10),))
    formulation = formulation_of(asked, known)
    vector = vector_of(formulation, [("t", "a", 0.7), ("t", "b", 0.3), ("u", "a", 0.4), ("u", "b", 0.6)])
    # 0.4 stays in a, 0.3 in b, and 0.3 goes from a to b at 2 * (1 + 1); the work costs 1 + 1.
    assert formulation.model.objective(vector) == pytest.approx(2 + 10 * (0.7 * 1 + 0.3 * 4))
    assert residual(formulation.model, vector).feasible


def test_rows_are_written_only_where_they_can_bind() -> None:
    known = network(
        firm("a", offer(capacity=3), capacity=3),
        firm("b", offer(capacity=1.5), capacity=9),
        firm("c", capacity=0),
    )
    formulation = formulation_of(project(task("t", amount=1), task("u", amount=2)), known)
    assert rows_of(formulation, "firm capacity") == 1  # c; a can do all
    assert rows_of(formulation, "offer capacity") == 1  # b
    fixed = formulation.model.upper[formulation.decisions.share] == 0
    assert fixed.tolist() == [False, False, True, False, True, True]


def test_a_set_up_that_several_tasks_share_has_one_column() -> None:
    known = network(firm("a", offer(setup_cost=5)), firm("b", offer(setup_cost=7)))
    asked = project(task("t"), task("u"), quotes=(Quote(task="u", firm="b", setup_cost=0),))
    formulation = formulation_of(asked, known)
    assert rows_of(formulation, "set-up of a used offer") == 2
    assert formulation.model.objective(vector_of(formulation, {"t": "a", "u": "a"})) == 2 + 5
    assert formulation.model.objective(vector_of(formulation, {"t": "b", "u": "b"})) == 2 + 7
    assert formulation.model.objective(vector_of(formulation, {"t": "a", "u": "b"})) == 2 + 5


def test_an_idle_partner_is_ruled_out_where_a_rule_asks_for_partners() -> None:
    known, tasks = network(firm("a"), firm("b")), (task("t"), task("u"))
    assert rows_of(formulation_of(project(*tasks), known), "a partner works") == 0
    asked = project(*tasks, initiator="a", rules=Rules(required={"b"}))
    assert rows_of(formulation_of(asked, known), "a partner works") == 1  # the initiator may be idle


@pytest.mark.parametrize(
    ("partners", "pairs"), [({"a"}, 0.0), ({"a", "b"}, 1 - 0.5), ({"a", "b", "c"}, 0.5 + 1 + 1.25)]
)
def test_coordination_counts_each_pair_once_at_its_mean_trust(partners: set[str], pairs: float) -> None:
    known = network(
        *(firm(name) for name in "abc"),
        trust=(trust("a", "b", 1, mutual=False), trust("b", "c", -0.25)),
        costs={"coordination": 4},
    )
    formulation = formulation_of(project(*(task(name) for name in "tuv")), known)
    order = sorted(partners)
    plan = dict(zip("tuv", [order[i % len(order)] for i in range(3)], strict=True))
    vector = vector_of(formulation, plan)
    assert formulation.model.objective(vector) == pytest.approx(3 + 4 * pairs)
    assert residual(formulation.model, vector).feasible
