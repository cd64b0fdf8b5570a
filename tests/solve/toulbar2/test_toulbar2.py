"""toulbar2 as a solver: the best plan on small instances, and a clear word where it cannot serve."""

import importlib.util
from typing import Any

import pytest
from brute_force import best_plan
from instances import Instance, random_instance

import vebuilder as ve
from benchmarks.registry import cases
from vebuilder.check.lint import lint
from vebuilder.formulate.linear_model import LinearModel
from vebuilder.model import Project, Rules
from vebuilder.solve.backend import Answer, Claim
from vebuilder.solve.catalogue import known_answer
from vebuilder.solve.options import Options
from vebuilder.solve.registry import ENTRIES
from vebuilder.solve.toulbar2 import choice
from vebuilder.solve.watch import Watch

needs_toulbar2 = pytest.mark.skipif(
    importlib.util.find_spec("pytoulbar2") is None, reason="pytoulbar2 is not installed (extra toulbar2)"
)


def single_sourced(seed: int) -> Instance:
    """Return a random instance without what a cost network cannot say."""
    project, network = random_instance(seed)
    tasks = tuple(task.model_copy(update={"min_partners": 1, "max_partners": 1}) for task in project.tasks)
    beyond = {"min_distinct": None, "min_share": None, "max_share": None}
    rules = project.rules.model_copy(
        update={
            "max_partner_share": None,
            "min_trust": None,
            "trust_connected": False,
            "groups": tuple(group.model_copy(update=beyond) for group in project.rules.groups),
        }
    )
    return project.model_copy(update={"tasks": tasks, "rules": rules, "budget": None}), network


@needs_toulbar2
@pytest.mark.parametrize("seed", range(60))
def test_the_best_plan_is_found_and_proven(seed: int) -> None:
    project, network = single_sourced(seed)
    if any(fault.severity == "error" for fault in lint(project, network)):
        pytest.skip("not a sound instance once single-sourced")
    best = best_plan(project, network)
    if best is None:
        with pytest.raises(ve.InfeasibleError):
            ve.form_enterprise(project, network, solver="toulbar2", gap=1e-6)
        return
    enterprise = ve.form_enterprise(project, network, solver="toulbar2", gap=1e-6)
    optimum = best.price.objective
    assert enterprise.solver.startswith("toulbar2")
    assert enterprise.outcome == "optimal"
    assert enterprise.objective == pytest.approx(optimum, rel=1e-6, abs=1e-6)
    assert enterprise.bound is not None
    assert enterprise.bound <= optimum + 1e-6 * max(1.0, abs(optimum))


@needs_toulbar2
@pytest.mark.parametrize(
    "name", ["gqap/lee_ma/C10X5-E-G", "tap/tap/tassnu_15_5_1", "tap/ctap/tassc1003Aa", "tap/ctap/tass1003Ba"]
)
def test_auto_takes_it_for_dense_pair_costs_and_proves_what_is_published(
    data_folder: object, name: str
) -> None:
    (case,) = (one for one in cases() if one.name == name)
    enterprise = ve.form_enterprise(*case.build(), time_limit=60)
    assert enterprise.solver.startswith("toulbar2 (pytoulbar2 ")
    assert f" interfaces between {len(case.build()[0].tasks)} tasks)" in enterprise.solver
    assert enterprise.outcome == "optimal"
    assert enterprise.objective == pytest.approx(case.known.value)


class Proofs:
    """A child that needs two attempts; keeps what it was told."""

    def __init__(self, closed_at_once: bool) -> None:
        self.closed_at_once = closed_at_once
        self.told: list[tuple[bool, bool, float]] = []

    def __call__(self, *arguments: Any, kind: str) -> "Proofs":
        self.at_once = arguments[-1][1]
        return self

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        assert options.start is not None
        self.told.append((self.at_once, options.start is not None, watch.remaining()))
        best = model.objective(options.start)
        if self.closed_at_once or len(self.told) == 2:
            watch.prove(best)
        else:
            watch.prove(best - 100.0)
        return Answer(Claim.STOPPED)


@needs_toulbar2
@pytest.mark.parametrize(
    ("closed_at_once", "dense", "attempts"), [(True, True, 1), (False, True, 2), (False, False, 2)]
)
def test_a_short_proof_comes_first_and_a_long_one_after_more_search(
    monkeypatch: pytest.MonkeyPatch, closed_at_once: bool, dense: bool, attempts: int
) -> None:
    from vebuilder.solve.toulbar2 import engine

    proofs = Proofs(closed_at_once)
    monkeypatch.setattr(engine, "Isolated", proofs)
    monkeypatch.setattr(engine, "pair_costs_decide", lambda _problem: dense)
    seeds: list[int] = []
    look = engine.first_answer
    monkeypatch.setattr(
        engine,
        "first_answer",
        lambda *a, **k: seeds.append(a[2]) or look(*a, **k),  # type: ignore[func-returns-value]
    )
    project, network = single_sourced(3)
    enterprise = ve.form_enterprise(project, network, solver="toulbar2", time_limit=30, seed=5)
    assert enterprise.outcome == "optimal"
    assert seeds == [5, 6][: attempts if dense else 1]
    assert [at_once for at_once, _, _ in proofs.told] == [True] * attempts
    spans = [seconds for _, _, seconds in proofs.told]
    assert spans[0] <= engine.SHORT_PROOF
    assert all(seconds > engine.SHORT_PROOF for seconds in spans[1:])


@needs_toulbar2
def test_what_it_cannot_say_is_named() -> None:
    project, network = single_sourced(3)
    rules: Rules = project.rules.model_copy(update={"max_partner_share": 0.9})
    asked: Project = project.model_copy(update={"rules": rules, "budget": 1e6})
    with pytest.raises(ve.UnsupportedError, match=r"project.budget, rules.max_partner_share"):
        ve.form_enterprise(asked, network, solver="toulbar2")


@needs_toulbar2
def test_it_knows_the_known_answer() -> None:
    assert known_answer("toulbar2").right


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "obstacle", lambda entry: f"{entry.package} is not installed")
    project, network = single_sourced(3)
    with pytest.raises(ve.SolverUnavailableError, match="pytoulbar2 is not installed"):
        ve.form_enterprise(project, network, solver="toulbar2")
    assert choice.ENTRY in ENTRIES
