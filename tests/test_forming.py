"""Enterprises formed are the best there are: brute force says so."""

from collections import Counter

import pytest
from brute_force import Best, Search, best_plan
from hypothesis import HealthCheck, given, settings
from instances import TRAPS, Instance, features, instances, random_instance

from vebuilder import InfeasibleError, evaluate, form_enterprise
from vebuilder.model import (
    Assignment,
    Competence,
    Evaluation,
    Firm,
    Interface,
    Network,
    Offer,
    Project,
    Quote,
    Strategy,
    Task,
    TransactionCosts,
    TrustLink,
)

SEEDS = range(200)
GAP = 1e-9


def close(value: float) -> object:
    return pytest.approx(value, rel=1e-6, abs=1e-6)


def assignments(best: Best, project: Project, network: Network) -> tuple[Assignment, ...]:
    terms = Search(project, network).terms
    return tuple(
        Assignment(task=task, firm=firm, share=share, cost=share * terms[task, firm].cost)
        for (task, firm), share in best.shares.items()
    )


def assert_priced_alike(evaluation: Evaluation, best: Best) -> None:
    price, cost = best.price, evaluation.cost
    assert cost.joining == close(price.joining)
    assert cost.setup == close(price.setup)
    assert cost.work == close(price.work)
    assert cost.transaction == close(price.transaction)
    assert cost.coordination == close(price.coordination)
    assert cost.total == close(price.total)
    assert evaluation.risk.expected_loss == close(price.expected_loss)
    assert evaluation.objective == close(price.objective)
    assert evaluation.violations == ()


def assert_formed_best(project: Project, network: Network) -> None:
    best = best_plan(project, network)
    if best is None:
        with pytest.raises(InfeasibleError):
            form_enterprise(project, network, gap=GAP)
        return
    enterprise = form_enterprise(project, network, gap=GAP)
    assert enterprise.objective == close(best.price.objective)
    assert enterprise.bound is not None
    assert enterprise.bound <= enterprise.objective + 1e-9
    assert enterprise.bound == close(best.price.objective)
    assert enterprise.outcome == "optimal"
    audit = evaluate(project, network, enterprise)
    assert audit.violations == ()
    assert audit.objective == close(enterprise.objective)
    assert audit.cost.total == close(enterprise.cost.total)
    assert enterprise.cost.total == close(sum(enterprise.cost.terms().values()))


@pytest.mark.parametrize("seed", [*SEEDS, *TRAPS])
def test_formed_enterprise_is_the_best(seed: int) -> None:
    assert_formed_best(*random_instance(seed))


@given(instances())
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_formed_enterprise_is_the_best_on_fresh_instances(instance: Instance) -> None:
    assert_formed_best(*instance)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_best_plan_is_priced_alike_by_evaluate(seed: int) -> None:
    project, network = random_instance(seed)
    best = best_plan(project, network)
    if best is not None:
        plan = assignments(best, project, network)
        assert_priced_alike(evaluate(project, network, plan), best)


def test_the_seeds_switch_everything_on() -> None:
    on: Counter[str] = Counter()
    feasible: Counter[str] = Counter()
    for seed in SEEDS:
        project, network = random_instance(seed)
        best = best_plan(project, network)
        seen = features(project, network) | {"any": True, "best plan splits a task": is_split(best)}
        on.update({name: int(is_on) for name, is_on in seen.items()})
        feasible.update({name: int(is_on and best is not None) for name, is_on in seen.items()})
    assert {name: count for name, count in on.items() if count < 10} == {}
    assert {name: count for name, count in feasible.items() if count < 3} == {}
    assert 0.6 <= feasible["any"] / len(SEEDS) <= 0.75


def is_split(best: Best | None) -> bool:
    return best is not None and any(0 < share < 1 for share in best.shares.values())


def by_hand() -> Instance:
    """Two tasks that exchange two units, and firms whose prices are easy to add up."""
    network = Network(
        firms=(
            Firm(
                id="a", joining_cost=1, standards={"STEP"}, offers=(Offer(competence="5-axis", unit_cost=2),)
            ),
            Firm(
                id="b",
                joining_cost=3,
                reliability=0.9,
                standards={"STEP"},
                offers=(Offer(competence="assembly", unit_cost=4, setup_cost=5, effort=2, capacity=6),),
            ),
            Firm(id="c", joining_cost=7),
        ),
        competences=(Competence(id="milling"), Competence(id="5-axis", parent="milling")),
        trust=(TrustLink(source="a", target="b", trust=0.5, mutual=False),),
        transaction_costs=TransactionCosts(
            rate=10, trust_discount=0.8, standard_discount=0.5, internal_rate=1, coordination=2
        ),
    )
    project = Project(
        id="by hand",
        tasks=(
            Task(id="t", competence="milling", amount=3),
            Task(id="u", competence="assembly", amount=4, loss=50),
        ),
        interfaces=(Interface(source="t", target="u", volume=2),),
        quotes=(Quote(task="u", firm="a", cost=40, setup_cost=1, reliability=0.5),),
        strategy=Strategy(risk=2),
        initiator="c",
    )
    return project, network


def test_prices_by_hand_when_capacity_keeps_the_cheaper_firm_out() -> None:
    project, network = by_hand()
    # b can give 6 of the 8 units of effort that assembly takes, so a does both: work 6 + 40, its quoted
    # set-up 1, interface 2 * 1, joining 1 (c initiates), coordination of a and c 2, loss 50 * 0.5, twice.
    best = best_plan(project, network)
    assert best is not None
    assert best.shares == {("t", "a"): 1.0, ("u", "a"): 1.0}
    assert best.price.objective == close(6 + 40 + 1 + 2 + 1 + 2 + 2 * 25)
    assert_formed_best(project, network)


def test_prices_by_hand_when_the_task_may_be_split() -> None:
    project, network = by_hand()
    assembly = project.tasks[1].model_copy(update={"max_partners": 2, "min_share": 0.1})
    project = project.model_copy(update={"tasks": (project.tasks[0], assembly)})
    # b takes 6 / 8 of assembly. Work 6 + 0.75 * 16 + 0.25 * 40; set-up 5 + 1; joining 1 + 3;
    # interface 2 * (0.75 * 10 * (1 - 0.8 * 0.5) * 0.5 + 0.25 * 1);
    # coordination 2 + 2 with c, and 2 * (1 - 0.8 * 0.25) for a and b; loss 50 * (0.75 * 0.1 + 0.25 * 0.5).
    best = best_plan(project, network)
    assert best is not None
    assert best.shares == {("t", "a"): 1.0, ("u", "a"): close(0.25), ("u", "b"): close(0.75)}
    total = (6 + 12 + 10) + (5 + 1) + (1 + 3) + 2 * (2.25 + 0.25) + (2 + 2 + 1.6)
    assert best.price.total == close(total)
    assert best.price.objective == close(total + 2 * 50 * 0.2)
    assert_priced_alike(evaluate(project, network, assignments(best, project, network)), best)
    assert_formed_best(project, network)
