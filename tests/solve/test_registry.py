"""Which solvers there are, told without loading any."""

import subprocess
import sys

import pytest

from solve.models import random_model
from vebuilder import SolverUnavailableError
from vebuilder.solve import auto, registry
from vebuilder.solve.catalogue import installed_solvers, known_answer
from vebuilder.solve.options import Options
from vebuilder.solve.solve import solve


def test_nothing_native_is_loaded_before_it_is_needed():
    script = (
        "import sys, vebuilder, vebuilder.solve.solve, vebuilder.solve.catalogue as c; c.installed_solvers();"
        "print(sorted({'ortools', 'highspy', 'pulp'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["gurobi", "pulp", "pulp:", "", "Highs"])
def test_an_unknown_solver_is_told_which_there_are(name):
    with pytest.raises(
        SolverUnavailableError, match="Known are auto, highs, cpsat, scip, cbc, toulbar2, pulp:NAME"
    ):
        solve(random_model(0, mixed=False), Options(), name)


def test_an_unknown_class_of_pulp():
    with pytest.raises(SolverUnavailableError, match=r"PuLP has no solver 'NOPE'; it has .*PULP_CBC_CMD"):
        solve(random_model(0, mixed=False), Options(), "pulp:NOPE")


def test_a_class_of_pulp_whose_program_is_missing():
    with pytest.raises(
        SolverUnavailableError, match=r"'MOSEK'.*not installed here\. Installed here: .*PULP_CBC_CMD"
    ):
        solve(random_model(0, mixed=False), Options(), "pulp:MOSEK")


@pytest.mark.parametrize(
    ("version", "text"),
    [
        (None, r"highspy is not installed; pip install 'highspy>=1\.12,<1\.14'"),
        ("1.14.0", "highspy 1.14.0 returns wrong optima"),
        ("1.15.1", "cannot be loaded in one process with OR-Tools"),
        ("1.11.0", "not a version this library was checked with"),
    ],
)
def test_a_version_that_must_not_be_used_is_refused_and_auto_turns_elsewhere(monkeypatch, version, text):
    real = registry.version_of
    monkeypatch.setattr(registry, "version_of", lambda e: version if e.package == "highspy" else real(e))
    with pytest.raises(SolverUnavailableError, match=text):
        solve(random_model(0, mixed=False), Options(), "highs")
    result = solve(random_model(0, mixed=False), Options())
    assert result.solver.startswith("scip")
    assert result.notes[0].startswith("scip was taken because highs cannot be used")


def test_auto_without_any_solver_says_what_each_lacks(monkeypatch):
    monkeypatch.setattr(registry, "version_of", lambda _entry: None)
    with pytest.raises(SolverUnavailableError, match=r"highspy is not installed.*ortools is not installed"):
        auto.choose()


def test_auto_with_only_pulp_left_names_a_solver_of_pulp(monkeypatch):
    real = registry.version_of
    monkeypatch.setattr(
        registry, "version_of", lambda entry: real(entry) if entry.package == "pulp" else None
    )
    with pytest.raises(SolverUnavailableError, match=r"highspy is not installed.*'pulp:PULP_CBC_CMD'"):
        auto.choose()
    monkeypatch.setattr(registry, "version_of", lambda _: None)
    with pytest.raises(SolverUnavailableError) as caught:
        auto.choose()
    assert "pulp:" not in str(caught.value)


def test_auto_takes_the_first_choice_without_a_word():
    result = solve(random_model(0, mixed=False), Options())
    assert result.solver.startswith("highs")
    assert result.notes == ()


def test_the_catalogue_lists_every_solver():
    rows = {row.name: row for row in installed_solvers()}
    assert list(rows) == ["highs", "cpsat", "scip", "cbc", "pulp:PULP_CBC_CMD", "toulbar2"]
    rows.pop("toulbar2")  # an extra
    assert all(row.available and not row.reason and row.version for row in rows.values())
    assert "takes a start solution" in rows["highs"].abilities


@pytest.mark.parametrize(
    "row", [row for row in installed_solvers() if row.name != "toulbar2"], ids=lambda row: row.name
)
def test_known_answers(row):
    answer = known_answer(row.name)
    assert (answer.right, answer.text) == (True, "3 of 3 right")


def test_a_wrong_answer_shows_in_the_catalogue(monkeypatch):
    import numpy as np

    from vebuilder.solve.backend import Answer, Claim
    from vebuilder.solve.highs import Highs

    def as_1_14(_self, model, _options, _watch):
        if model.n_columns == 2 and model.upper[1] == 20:
            return Answer(Claim.EXHAUSTED, np.array([1.0, 9.0]), 11.0)
        return Answer(Claim.INFEASIBLE)

    monkeypatch.setattr(Highs, "search", as_1_14)
    answer = known_answer("highs")
    assert not answer.right
    assert answer.text == "a mixed program: 11 instead of 10; a knapsack: infeasible instead of -23"
