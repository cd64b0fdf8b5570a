"""What holds of the package as a whole: one direction of imports, a light import, a documented surface."""

import ast
import inspect
import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import vebuilder

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "vebuilder"
LONGEST_FILE = 330
SOLVER_MODULES = ("ortools", "highspy", "pulp", "pyscipopt", "pytoulbar2")

DESCRIBED = (
    "BestPath", "CVaR", "Communities", "Competence", "ExpectedLoss", "Firm", "Funding", "GroupRule",
    "Interface", "JointProject", "JointProjects", "Network", "Offer", "Package", "PairCost", "Preparation",
    "PriceBreak", "Project", "Quote", "Rules", "Shock", "StatedTrust", "Strategy", "Task",
    "ReviewPolicy", "TransactionCosts", "TrustLink", "WorstCase",
)  # fmt: skip
ANSWERED = (
    "Alternatives", "Amendment", "Assignment", "Backup", "Before", "Change", "Changes", "Contribution",
    "Cost", "Difference", "Enterprise", "Evaluation", "Fault", "Formed", "FreshRisk", "Front",
    "Leaving", "Leeway", "Lexicographic", "Many", "Moved", "Outcome",
    "ParetoPoint", "PartnerLoss", "Programme", "Progress", "Rank", "Repair", "Replaced", "Review", "Risk",
    "Scheduled", "Sensitivity", "Share", "Sharing", "Structure",
    "ShockLoss", "Simulation", "TaskLoss", "TimeCostCurve", "TimeCostPoint", "TrustEvidence", "Turn",
    "Violation", "Why", "WhyNot", "Worth",
)  # fmt: skip
RAISED = (
    "AuditError", "DataError", "InfeasibleError", "NoSolutionError", "SolverError",
    "SolverUnavailableError", "UnsupportedError", "VebuilderError",
)  # fmt: skip
FUNCTIONS = (
    "alternatives", "check", "evaluate", "form_enterprise", "form_many", "form_programme", "lexicographic",
    "load", "pareto", "plot_alternatives",
    "plot_cost", "plot_front", "plot_losses", "plot_network", "plot_schedule", "plot_time_cost",
    "reform_enterprise", "report", "review",
    "sampling_error", "save", "sensitivity", "share_surplus", "simulate", "time_cost_curve", "trust_evidence",
    "trust_from_graph", "trust_to_graph", "why", "why_not",
)  # fmt: skip
EXPORTED = (*DESCRIBED, *ANSWERED, *RAISED, *FUNCTIONS)


def source_files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def test_imports_run_one_way() -> None:
    command = Path(sysconfig.get_path("scripts")) / "lint-imports"
    assert command.exists(), "import-linter is not installed: pip install -e '.[test]'"
    ran = subprocess.run(
        [command, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "2 kept, 0 broken" in ran.stdout, ran.stdout


@pytest.mark.parametrize("statement", ["import vebuilder", "import vebuilder.api", "import vebuilder.cli"])
def test_importing_loads_no_solver(statement: str) -> None:
    code = f"{statement}\nimport sys, json\nprint(json.dumps(sorted(sys.modules)))"
    loaded = json.loads(subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True))
    assert "vebuilder" in loaded
    assert [name for name in loaded if name.split(".")[0] in SOLVER_MODULES] == []


@pytest.mark.parametrize("heavy", ["matplotlib", "openpyxl", "pandas", "polars", "pyarrow"])
def test_importing_loads_nothing_optional(heavy: str) -> None:
    code = f"import vebuilder, vebuilder.cli, sys\nprint({heavy!r} in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True).strip() == "False"


def test_importing_prints_nothing() -> None:
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import vebuilder"], cwd=ROOT, capture_output=True, check=True
    )
    assert (ran.stdout, ran.stderr) == (b"", b"")


@pytest.mark.parametrize("name", EXPORTED)
def test_the_public_surface_is_exported_and_documented(name: str) -> None:
    public = getattr(vebuilder, name)
    text = public.__doc__ or ""
    assert text.strip(), f"vebuilder.{name} has no docstring"
    assert not text.startswith(f"{name}("), f"vebuilder.{name} has only a made-up docstring"


def test_nothing_is_exported_beyond_the_contract() -> None:
    beyond = {
        name
        for name, value in vars(vebuilder).items()
        if not name.startswith("_") and not inspect.ismodule(value) and name not in EXPORTED
    }
    assert beyond == set()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_parameter_of_a_public_function_is_documented_and_typed(name: str) -> None:
    import vebuilder.check.support  # the room must not hide the function of the same name

    function = getattr(vebuilder, name)
    assert inspect.isfunction(function)
    text = inspect.getdoc(function) or ""
    for parameter in inspect.signature(function).parameters.values():
        assert parameter.annotation is not inspect.Parameter.empty, parameter.name
        assert parameter.name in text, f"{name}: parameter {parameter.name} is not in the docstring"
    assert inspect.signature(function).return_annotation is not inspect.Signature.empty


@pytest.mark.parametrize("path", source_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_files_are_short_and_say_what_they_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    assert ast.get_docstring(ast.parse(text)), "no module docstring"


def test_the_library_never_prints() -> None:
    printing = [
        str(path.relative_to(ROOT))
        for path in source_files()
        if path.name != "cli.py"
        and any(
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    ]
    assert printing == []
