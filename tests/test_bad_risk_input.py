"""What cannot be meant of risk: told in words by the command line, with the right exit code."""

import json
from pathlib import Path
from typing import Any

import pytest

from vebuilder.cli import main

FIRMS = [
    {"id": name, "offers": [{"competence": "milling"}], "attributes": {"country": "DE"}} for name in "ab"
]
TASK = {"id": "frame", "competence": "milling", "loss": 5.0}
SHOCK = {"attribute": "country", "value": "DE", "probability": 0.1, "reliability_factor": 0.5}
CVAR = {"risk": 1.0, "risk_measure": {"kind": "cvar", "level": 0.9}}


def form(folder: Path, firms: Any = FIRMS, **project: Any) -> int:
    """Run the command line on the two files and return its exit code."""
    files = {
        "network.json": {"schema_version": 1, "firms": firms},
        "project.json": {"schema_version": 1, "id": "press", "tasks": [TASK]} | project,
    }
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return main(["form", *(str(folder / name) for name in files), "-o", str(folder / "out.json")])


def firms_with(**fields: Any) -> list[dict[str, Any]]:
    return [FIRMS[0] | fields, FIRMS[1]]


def measured(**fields: Any) -> dict[str, Any]:
    return {"strategy": CVAR | {"risk_measure": {"kind": "cvar"} | fields}}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"firms": firms_with(reliability=1.2)}, "firm 'a': must be at most 1, is 1.2"),
        ({"firms": firms_with(reliability=-0.2)}, "firm 'a': must be at least 0, is -0.2"),
        (
            {"firms": firms_with(offers=[{"competence": "milling", "reliability": 2}])},
            "firm 'a', offer 'milling': must be at most 1, is 2",
        ),
        (
            {"quotes": [{"task": "frame", "firm": "a", "cost": 1, "reliability": -1}]},
            "must be at least 0, is -1",
        ),
        (
            {"shocks": [SHOCK | {"probability": 1.5}]},
            "probability: shock 'country': must be at most 1, is 1.5",
        ),
        (
            {"shocks": [SHOCK | {"probability": -0.1}]},
            "probability: shock 'country': must be at least 0, is -0.1",
        ),
        ({"shocks": [SHOCK | {"reliability_factor": 2}]}, "shock 'country': must be at most 1, is 2"),
        ({"rules": {"min_success_probability": 1.5}}, "min_success_probability: must be at most 1, is 1.5"),
        (measured(level=1), "level: must be below 1, is 1"),
        (measured(level=1.0), "level: must be below 1, is 1"),
        (measured(level=-0.1), "level: must be at least 0, is -0.1"),
        (measured(scenarios=0), "scenarios: must be at least 1, is 0"),
        (measured(kind="worst_case", failures=-1), "failures: must be at least 0, is -1"),
        ({"tasks": [TASK | {"backups": -1}]}, "task 'frame': must be at least 0, is -1"),
    ],
)
def test_numbers_out_of_range(
    fields: dict[str, Any], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert form(tmp_path, **fields) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize(
    ("shock", "said"),
    [
        (SHOCK | {"attribute": "contry"}, "no firm states the attribute 'contry'"),
        (SHOCK | {"value": "IT"}, "no firm shows 'IT' as its 'country'"),
    ],
)
def test_a_shock_that_can_hit_nobody_is_a_warning_by_name(
    shock: dict[str, Any], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert form(tmp_path, shocks=[shock]) == 0
    assert said in capsys.readouterr().err
    assert (tmp_path / "out.json").exists()


@pytest.mark.parametrize(("backups", "able"), [(2, 1), (5, 1)])
def test_more_backups_than_eligible_firms_are_infeasible_in_those_words(
    backups: int, able: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert form(tmp_path, tasks=[TASK | {"backups": backups}]) == 3
    told = capsys.readouterr().err
    assert "task 'frame' asks for more backups than eligible firms" in told
    assert f"needs {backups} standby firms beside 1 partner, but only 2 firms can do it" in told
    assert f"lower its backups to {able}" in told
    assert form(tmp_path, tasks=[TASK | {"backups": able}]) == 0
