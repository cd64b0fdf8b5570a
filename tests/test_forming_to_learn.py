"""Enterprises formed to learn are the best there are: every plan is tried."""

from functools import cache
from itertools import product
from random import Random

import pytest

import vebuilder as ve

SEEDS = range(30)
FEW_SEEDS = range(6)
FIRMS = ("I", "A", "B", "C")
COMPETENCES = ("metal", "weld", "laser", "code")


@cache
def instance(seed: int, split: bool = False) -> tuple[ve.Project, ve.Network]:
    dice = Random(f"learning {seed}")
    firms = []
    for name in FIRMS:
        offered = dice.sample(COMPETENCES, dice.choice([2, 3, 4]))
        offers = [
            ve.Offer(competence=one, unit_cost=dice.randint(1, 9), proficiency=dice.randint(1, 10) / 10)
            for one in offered
        ]
        firms.append(ve.Firm(id=name, joining_cost=dice.randint(0, 4), offers=offers))
    network = ve.Network(
        firms=[
            *firms,
            ve.Firm(id="Z", offers=[ve.Offer(competence=one, unit_cost=12) for one in COMPETENCES]),
        ],
        competences=[ve.Competence(id="weld", parent="metal"), ve.Competence(id="laser", parent="weld")],
        transaction_costs=ve.TransactionCosts(rate=dice.randint(0, 3)),
    )
    names = ["t0", "t1", "t2"]
    wanted = {dice.choice(COMPETENCES): float(dice.randint(1, 40)) for _ in range(2)}
    project = ve.Project(
        id="p",
        initiator="I",
        tasks=[
            ve.Task(id=name, competence=dice.choice(COMPETENCES), max_partners=2 if split else 1)
            for name in names
        ],
        interfaces=[
            ve.Interface(source=one, target=other)
            for one, other in [("t0", "t1"), ("t1", "t2"), ("t0", "t2")]
            if dice.random() < 0.7
        ],
        learning=wanted,
        strategy=ve.Strategy(learning=dice.choice([0.5, 1.0, 3.0])),
    )
    return project, network


@cache
def best(seed: int) -> float:
    project, network = instance(seed)
    firms = [firm.id for firm in network.firms]
    plans = (dict(zip(("t0", "t1", "t2"), who, strict=True)) for who in product(firms, repeat=3))
    found = (ve.evaluate(project, network, plan) for plan in plans)
    return min(one.objective for one in found if one.feasible)


def formed(seed: int, solver: str, split: bool = False) -> ve.Enterprise:
    project, network = instance(seed, split)
    enterprise = ve.form_enterprise(project, network, solver=solver, gap=1e-7)
    judged = ve.evaluate(project, network, enterprise)
    assert enterprise.outcome == "optimal"
    assert judged.violations == ()
    assert judged.objective == pytest.approx(enterprise.objective)
    assert judged.learning == pytest.approx(enterprise.learning)
    return enterprise


@pytest.mark.parametrize("seed", SEEDS)
def test_formed_enterprise_is_the_best(seed: int) -> None:
    assert formed(seed, "auto").objective == pytest.approx(best(seed), abs=1e-6)


@pytest.mark.parametrize("seed", FEW_SEEDS)
@pytest.mark.parametrize("solver", ["highs", "cpsat", "scip", "cbc"])
def test_backends_agree(solver: str, seed: int) -> None:
    assert formed(seed, solver).objective == pytest.approx(best(seed), abs=1e-3)


@pytest.mark.parametrize("seed", FEW_SEEDS)
def test_sharing_a_task_never_makes_it_worse(seed: int) -> None:
    split = formed(seed, "highs", split=True)
    assert split.objective <= best(seed) + 1e-6
    assert split.objective == pytest.approx(formed(seed, "scip", split=True).objective, abs=1e-5)


def test_something_is_learned_in_many_of_them() -> None:
    assert sum(formed(seed, "highs").learning > 0 for seed in SEEDS) >= 10


def test_learning_can_be_worth_more_than_the_cheaper_partner() -> None:
    market = ve.Network(
        firms=[
            ve.Firm(id="I", offers=[ve.Offer(competence="code")]),
            ve.Firm(id="cheap", offers=[ve.Offer(competence="weld", unit_cost=10, proficiency=0.2)]),
            ve.Firm(id="master", offers=[ve.Offer(competence="weld", unit_cost=14)]),
        ]
    )
    call = ve.Project(
        id="p",
        initiator="I",
        tasks=[ve.Task(id="own", competence="code"), ve.Task(id="frame", competence="weld")],
        interfaces=[ve.Interface(source="own", target="frame")],
        learning={"weld": 10},
    )
    assert ve.form_enterprise(call, market).partners == ("I", "cheap")
    keen = call.model_copy(update={"strategy": ve.Strategy(learning=1.0)})
    enterprise = ve.form_enterprise(keen, market)
    assert (enterprise.partners, enterprise.learning) == (("I", "master"), 10)
    assert enterprise.objective == pytest.approx(14 - 10)


def test_toulbar2_refuses_what_it_cannot_weigh() -> None:
    pytest.importorskip("pytoulbar2")
    project, network = instance(0)
    with pytest.raises(ve.UnsupportedError, match="learning"):
        ve.form_enterprise(project, network, solver="toulbar2")
