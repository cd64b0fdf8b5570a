"""toulbar2 before the bundle engine: the same optimum, whoever proves it."""

from random import Random

import pytest

import vebuilder as ve
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.solve.backend import Answer, Claim
from vebuilder.solve.bundles.choice import bundle_engine
from vebuilder.solve.toulbar2 import attempt
from vebuilder.solve.toulbar2.engine import Toulbar2Engine

pytest.importorskip("pytoulbar2")

SEEDS = range(3)


def whole_numbers(seed: int, n_firms: int = 40, n_tasks: int = 9) -> tuple[ve.Project, ve.Network]:
    """A network in whole numbers: a few competences a firm, room for two tasks, sparse trust."""
    dice = Random(seed)
    firms = [
        ve.Firm(
            id=f"f{i}",
            joining_cost=dice.randint(5, 15),
            capacity=dice.randint(6, 12),
            offers=[
                ve.Offer(competence=f"c{c}", unit_cost=dice.randint(1, 6))
                for c in dice.sample(range(n_tasks), 4)
            ],
        )
        for i in range(n_firms)
    ]
    ties = {tuple(sorted(dice.sample(range(n_firms), 2))) for _ in range(3 * n_firms)}
    trust = [
        ve.TrustLink(source=f"f{f}", target=f"f{g}", trust=dice.randint(1, 9) / 10) for f, g in sorted(ties)
    ]
    tasks = [ve.Task(id=f"t{c}", competence=f"c{c}", amount=dice.randint(2, 6)) for c in range(n_tasks)]
    interfaces = [
        ve.Interface(source=f"t{c}", target=f"t{(c + 1) % n_tasks}", volume=dice.randint(2, 9))
        for c in range(n_tasks)
    ]
    network = ve.Network(firms=firms, trust=trust, transaction_costs=ve.TransactionCosts(rate=1))
    return ve.Project(id="p", tasks=tasks, interfaces=interfaces), network


@pytest.fixture(autouse=True)
def small_ones_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempt, "LEAST_PAIRS", 0)


@pytest.mark.parametrize("proves", [True, False])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_optimum_is_the_same(seed: int, proves: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not proves:
        monkeypatch.setattr(Toulbar2Engine, "attempt", lambda *_: Answer(Claim.STOPPED))
    project, network = whole_numbers(seed)
    enterprise = ve.form_enterprise(project, network)
    assert enterprise.solver.startswith("auto (toulbar2")
    assert enterprise.outcome == "optimal"
    plain = ve.form_enterprise(project, network, solver="highs")
    assert enterprise.objective == pytest.approx(plain.objective, rel=2e-4)
    assert proves or "toulbar2 proved it" not in enterprise.notes
    assert proves or "reproducible" not in enterprise.solver


def test_without_toulbar2_and_with_many_pairs_the_engine_goes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    formulation = formulate(Problem.of(*whole_numbers(0)))
    engine = bundle_engine(formulation)
    assert engine is not None
    assert attempt.with_attempt(formulation, engine) is not engine
    monkeypatch.setattr(attempt, "MOST_PAIRS", 1)
    assert attempt.with_attempt(formulation, engine) is engine
    monkeypatch.setattr(attempt, "MOST_PAIRS", 10_000)
    monkeypatch.setattr(attempt, "obstacle", lambda _: "is not installed")
    assert attempt.with_attempt(formulation, engine) is engine
    assert attempt.with_attempt(formulation, None) is None
