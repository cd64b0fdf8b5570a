"""toulbar2 as a solver: the best plan on small instances, and a clear word where it cannot serve."""

import importlib.util

import pytest
from brute_force import best_plan
from instances import Instance, random_instance

import vebuilder as ve
from benchmarks.registry import cases
from vebuilder.check.lint import lint
from vebuilder.model import Project, Rules
from vebuilder.solve.catalogue import known_answer
from vebuilder.solve.registry import ENTRIES
from vebuilder.solve.toulbar2 import choice

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
    assert "toulbar2" in enterprise.solver
    assert enterprise.outcome == "optimal"
    assert enterprise.objective == pytest.approx(case.known.value)


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
