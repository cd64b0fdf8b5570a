"""toulbar2 before the bundle engine: the same optimum, whoever proves it."""

import pytest

import vebuilder as ve
from solve.bundles.cases import trusting_network
from vebuilder.solve.bundles.choice import bundle_engine
from vebuilder.solve.toulbar2 import attempt

pytest.importorskip("pytoulbar2")

SEEDS = range(3)


@pytest.fixture(autouse=True)
def small_ones_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempt, "LEAST_PAIRS", 0)


@pytest.mark.parametrize("seconds", [0.0, 60.0])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_optimum_is_the_same(seed: int, seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempt, "ATTEMPT", seconds)
    problem = trusting_network(seed, 40, 9).problem
    project, network = problem.project, problem.network
    enterprise = ve.form_enterprise(project, network)
    assert enterprise.solver.startswith("auto (toulbar2")
    assert enterprise.outcome == "optimal"
    plain = ve.form_enterprise(project, network, solver="highs")
    assert enterprise.objective == pytest.approx(plain.objective, rel=2e-4)
    proved = "toulbar2 proved it" in enterprise.notes
    assert proved == (seconds > 0)
    assert proved or "reproducible" not in enterprise.solver


def test_without_toulbar2_and_with_many_pairs_the_engine_goes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    formulation = trusting_network(0, 40, 9)
    engine = bundle_engine(formulation)
    assert engine is not None
    assert attempt.with_attempt(formulation, engine) is not engine
    monkeypatch.setattr(attempt, "MOST_PAIRS", 1)
    assert attempt.with_attempt(formulation, engine) is engine
    monkeypatch.setattr(attempt, "MOST_PAIRS", 10_000)
    monkeypatch.setattr(attempt, "obstacle", lambda _: "is not installed")
    assert attempt.with_attempt(formulation, engine) is engine
    assert attempt.with_attempt(formulation, None) is None
