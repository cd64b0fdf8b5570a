"""Bad input of every kind: a clear sentence, the right exit code, no traceback, nothing half-written."""

import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import vebuilder as ve
from vebuilder.cli import main

NETWORK: dict[str, Any] = {
    "schema_version": 1,
    "firms": [
        {
            "id": "mill",
            "offers": [{"competence": "milling", "unit_cost": 10.0}],
            "attributes": {"country": "DE"},
        },
        {"id": "turn", "offers": [{"competence": "milling", "unit_cost": 12.0}, {"competence": "turning"}]},
    ],
    "trust": [{"source": "mill", "target": "turn", "trust": 0.5}],
}
PROJECT: dict[str, Any] = {
    "schema_version": 1,
    "id": "press",
    "tasks": [{"id": "frame", "competence": "milling"}, {"id": "axle", "competence": "turning"}],
    "interfaces": [{"source": "frame", "target": "axle"}],
}
COMMAND = [sys.executable, "-m", "vebuilder"]


def changed(record: dict[str, Any], **fields: Any) -> str:
    return json.dumps(record | fields)


def firms(**fields: Any) -> str:
    """Return the network with other fields of its first firm."""
    return changed(NETWORK, firms=[NETWORK["firms"][0] | fields, NETWORK["firms"][1]])


def tasks(**fields: Any) -> str:
    """Return the project with other fields of its first task."""
    return changed(PROJECT, tasks=[PROJECT["tasks"][0] | fields, PROJECT["tasks"][1]])


GOOD_NETWORK, GOOD_PROJECT = json.dumps(NETWORK), json.dumps(PROJECT)

# What is wrong, the network, the project, what is said.
FORM: list[tuple[str, str | bytes, str | bytes, str]] = [
    ("cut short in a text", GOOD_NETWORK[:60], GOOD_PROJECT, "seems cut short"),
    ("cut short after a comma", '{"firms": [],', GOOD_PROJECT, "seems cut short"),
    ("cut short in the project", GOOD_NETWORK, GOOD_PROJECT[:-1], "seems cut short"),
    ("cut short in a letter", '{"firms": [{"id": "ö'.encode()[:-1], GOOD_PROJECT, "seems cut short"),
    ("empty", "", GOOD_PROJECT, "is empty"),
    ("only blanks", " \n\n ", GOOD_PROJECT, "is empty"),
    ("binary", bytes(range(256)), GOOD_PROJECT, "is not UTF-8 text"),
    ("UTF-16", GOOD_NETWORK.encode("utf-16"), GOOD_PROJECT, "is written in UTF-16"),
    ("gzip", b"\x1f\x8b\x08\x00\x00\x00\x00\x00", GOOD_PROJECT, "is a gzip file"),
    ("not JSON", "firms: []", GOOD_PROJECT, "is not valid JSON at line 1, column 1"),
    ("trailing comma", '{"firms": [],}', GOOD_PROJECT, "is not valid JSON at line 1"),
    ("two documents", GOOD_NETWORK + GOOD_NETWORK, GOOD_PROJECT, "is not valid JSON at line 1"),
    ("a list", "[]", GOOD_PROJECT, "does not hold an object"),
    ("a number", "5", GOOD_PROJECT, "does not hold an object"),
    ("an empty object", "{}", GOOD_PROJECT, "is not a network"),
    ("nested without end", "[" * 100_000, GOOD_PROJECT, "is nested too deeply"),
    (
        "a number of 5,000 digits",
        f'{{"firms": {"9" * 5000}}}',
        GOOD_PROJECT,
        "a number of thousands of digits",
    ),
    ("a key stated twice", '{"firms": [], "firms": []}', GOOD_PROJECT, "firms: is stated twice"),
    ("a newer schema", changed(NETWORK, schema_version=2), GOOD_PROJECT, "newer vebuilder (schema version 2"),
    (
        "a wrong schema",
        changed(NETWORK, schema_version="1"),
        GOOD_PROJECT,
        'schema_version: must be 1, is "1"',
    ),
    (
        "two networks",
        GOOD_NETWORK,
        GOOD_NETWORK,
        "hold a network and a network (name a network and a project)",
    ),
    (
        "two projects",
        GOOD_PROJECT,
        GOOD_PROJECT,
        "hold a project and a project (name a network and a project)",
    ),
    (
        "text for a number",
        firms(joining_cost="5"),
        GOOD_PROJECT,
        "firms[0].joining_cost: firm 'mill': must be a number",
    ),
    ("a number for a text", firms(id=5), GOOD_PROJECT, "firms[0].id: must be text, is 5"),
    (
        "null for a list",
        firms(offers=None),
        GOOD_PROJECT,
        "firms[0].offers: firm 'mill': must be a list, is null",
    ),
    ("a list for an object", changed(NETWORK, transaction_costs=[]), GOOD_PROJECT, "must be an object { }"),
    (
        "a firm that is text",
        changed(NETWORK, firms=["mill"]),
        GOOD_PROJECT,
        'must be an object { }, is "mill"',
    ),
    (
        "NaN",
        firms(joining_cost=math.nan),
        GOOD_PROJECT,
        "firm 'mill': must be a finite number, is not a number (NaN)",
    ),
    ("Infinity", firms(capacity=math.inf), GOOD_PROJECT, "firm 'mill': must be a finite number, is infinity"),
    ("1e999", firms().replace("10.0", "1e999"), GOOD_PROJECT, "must be a finite number, is infinity"),
    ("a negative cost", firms(joining_cost=-1), GOOD_PROJECT, "must be at least 0, is -1"),
    ("a probability of 2", firms(reliability=2), GOOD_PROJECT, "must be at most 1, is 2"),
    ("true for a number", firms(reliability=True), GOOD_PROJECT, "must be a number, is true"),
    ("half a firm", GOOD_NETWORK, tasks(max_partners=1.5), "task 'frame': must be a whole number, is 1.5"),
    ("no partner at all", GOOD_NETWORK, tasks(max_partners=0), "task 'frame': must be at least 1, is 0"),
    ("an empty id", GOOD_NETWORK, tasks(id=""), "tasks[0].id: must not be empty"),
    ("an unknown field", firms(joinig_cost=3), GOOD_PROJECT, "did you mean 'joining_cost'?"),
    ("a missing field", GOOD_NETWORK, '{"tasks": []}', "id: is missing"),
    (
        "an unknown trust model",
        changed(NETWORK, trust_model={"kind": "oracle"}),
        GOOD_PROJECT,
        "unknown kind, 'oracle'",
    ),
    (
        "trust of 3",
        changed(NETWORK, trust=[{"source": "mill", "target": "turn", "trust": 3}]),
        GOOD_PROJECT,
        "must be at most 1, is 3",
    ),
    ("a place off the map", firms(location=[95, 11]), GOOD_PROJECT, "must be at most 90, is 95"),
    ("half a place", firms(location=[48]), GOOD_PROJECT, "location[1]: firm 'mill': is missing"),
]
MEANING: list[tuple[str, str, str, str]] = [
    ("a firm stated twice", changed(NETWORK, firms=NETWORK["firms"] * 2), GOOD_PROJECT, "'mill'"),
    ("a task stated twice", GOOD_NETWORK, changed(PROJECT, tasks=PROJECT["tasks"] * 2), "'frame'"),
    ("no task", GOOD_NETWORK, changed(PROJECT, tasks=[], interfaces=[]), "task"),
    ("a task nobody can do", GOOD_NETWORK, tasks(competence="forging"), "'frame' needs competence 'forging'"),
    (
        "an interface to nowhere",
        GOOD_NETWORK,
        changed(PROJECT, interfaces=[{"source": "frame", "target": "hub"}]),
        "'hub'",
    ),
    (
        "trust in nobody",
        changed(NETWORK, trust=[{"source": "mill", "target": "ghost", "trust": 1}]),
        GOOD_PROJECT,
        "'ghost'",
    ),
    (
        "a quote by nobody",
        GOOD_NETWORK,
        changed(PROJECT, quotes=[{"task": "frame", "firm": "ghost", "cost": 1}]),
        "'ghost'",
    ),
    ("an unknown initiator", GOOD_NETWORK, changed(PROJECT, initiator="ghost"), "'ghost'"),
    ("a rule for nobody", GOOD_NETWORK, changed(PROJECT, rules={"required": ["ghost"]}), "'ghost'"),
    (
        "required and excluded",
        GOOD_NETWORK,
        changed(PROJECT, rules={"required": ["turn"], "excluded": ["turn"]}),
        "'turn'",
    ),
    ("more at least than at most", GOOD_NETWORK, tasks(min_partners=3, max_partners=2), "'frame'"),
    (
        "a circle of competences",
        changed(NETWORK, competences=[{"id": "a", "parent": "b"}, {"id": "b", "parent": "a"}]),
        GOOD_PROJECT,
        "'a'",
    ),
    (
        "distance without places",
        changed(NETWORK, transaction_costs={"distance_rate": 1.0}),
        GOOD_PROJECT,
        "'mill'",
    ),
    (
        "a rule that does not work beside shocks",
        GOOD_NETWORK,
        changed(
            PROJECT,
            rules={"min_success_probability": 0.5},
            shocks=[{"attribute": "country", "value": "DE", "probability": 0.1, "reliability_factor": 0.5}],
        ),
        "project.rules.min_success_probability",
    ),
]


def formed(network: Path, project: Path) -> object:
    return ve.form_enterprise(ve.load(project), ve.load(network))  # type: ignore[arg-type]


def written(folder: Path, network: str | bytes, project: str | bytes) -> list[str]:
    paths = []
    for name, content in (("network.json", network), ("project.json", project)):
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        paths.append(str(path))
    return paths


def refused(words: list[str], folder: Path, capsys: pytest.CaptureFixture[str], code: int = 2) -> str:
    """Run a command that must fail and leave the folder as it is; return what it says."""
    before = sorted(os.listdir(folder))
    assert main(words) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("vebuilder: ")
    assert "Traceback" not in told.err
    assert sorted(os.listdir(folder)) == before
    return told.err


def test_the_good_files_are_good(tmp_path: Path) -> None:
    assert main(["form", *written(tmp_path, GOOD_NETWORK, GOOD_PROJECT), "-o", str(tmp_path / "e.json")]) == 0
    assert isinstance(ve.load(tmp_path / "e.json"), ve.Enterprise)


@pytest.mark.parametrize(("network", "project", "says"), [pytest.param(*c[1:], id=c[0]) for c in FORM])
def test_faults_of_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], network: str | bytes, project: str | bytes, says: str
) -> None:
    paths = written(tmp_path, network, project)
    with pytest.raises(ve.DataError):
        formed(*map(Path, paths))
    assert says in refused(["form", *paths, "-o", str(tmp_path / "e.json")], tmp_path, capsys)
    assert main(["check", *paths]) == 2
    assert says in capsys.readouterr().out


@pytest.mark.parametrize(("network", "project", "says"), [pytest.param(*c[1:], id=c[0]) for c in MEANING])
def test_faults_of_meaning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], network: str, project: str, says: str
) -> None:
    paths = written(tmp_path, network, project)
    with pytest.raises((ve.DataError, ve.UnsupportedError)) as caught:
        formed(*map(Path, paths))
    assert says in str(caught.value)
    assert says in refused(["form", *paths, "-o", str(tmp_path / "e.json")], tmp_path, capsys)


def test_there_are_forty_kinds() -> None:
    assert len({case[0] for case in FORM}) + len({case[0] for case in MEANING}) >= 40


def test_faults_of_both_files_come_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = written(tmp_path, firms(joining_cost=-1, capacity=-1), tasks(amount=-1))
    text = refused(["form", *paths], tmp_path, capsys)
    assert text.startswith("vebuilder: 3 faults in the data:")
    assert "network.json: firms[0].joining_cost" in text
    assert "project.json: tasks[0].amount" in text


def test_faults_of_meaning_come_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = changed(
        PROJECT,
        initiator="ghost",
        rules={"required": ["spook"]},
        interfaces=[{"source": "x", "target": "axle"}],
    )
    text = refused(["form", *written(tmp_path, GOOD_NETWORK, project)], tmp_path, capsys)
    assert all(name in text for name in ("'ghost'", "'spook'", "'x'"))


def test_a_hundred_thousand_faults_in_one_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    many = [{"id": f"f{i}", "capacity": -1, "reliability": "x"} for i in range(50_000)]
    paths = written(tmp_path, changed(NETWORK, firms=many), GOOD_PROJECT)
    text = refused(["form", *paths], tmp_path, capsys)
    assert text.startswith("vebuilder: 100000 faults in the data:")
    lines = text.splitlines()
    assert len(lines) == 202
    assert lines[-1] == "- ... and 99,800 more (--json tells all)"


def test_missing_files_and_folders_in_their_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (_, project) = written(tmp_path, GOOD_NETWORK, GOOD_PROJECT)
    text = refused(["form", str(tmp_path / "none.json"), project], tmp_path, capsys)
    assert "none.json: there is no such file" in text
    text = refused(["form", str(tmp_path), project], tmp_path, capsys)
    assert "is a folder, not a file" in text
    with pytest.raises(ve.DataError, match="there is no such file"):
        ve.load(tmp_path / "none.json")
    with pytest.raises(ve.DataError, match="is a folder, not a file"):
        ve.load(tmp_path)


def test_a_name_no_file_can_have(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (_, project) = written(tmp_path, GOOD_NETWORK, GOOD_PROJECT)
    assert "cannot be read" in refused(["form", "a\0b", project], tmp_path, capsys)
    assert "cannot be read" in refused(["form", "x" * 5000, project], tmp_path, capsys)


def test_an_enterprise_is_no_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = written(tmp_path, GOOD_NETWORK, GOOD_PROJECT)
    assert main(["form", *paths, "-o", str(tmp_path / "e.json")]) == 0
    capsys.readouterr()
    assert "e.json: hold a network and an enterprise" in refused(
        ["form", paths[0], str(tmp_path / "e.json")], tmp_path, capsys
    )


@pytest.mark.parametrize(
    ("output", "says"),
    [
        (".", "cannot be written: it is a folder"),
        ("no/folder/e.json", "cannot be written: there is no folder"),
        ("network.json/e.json", "cannot be written: there is no folder"),
        ("network.json", "is one of the inputs"),
        ("x" * 300 + "/e.json", "cannot be written"),
    ],
)
def test_outputs_that_cannot_be_are_told_before_the_search(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    output: str,
    says: str,
) -> None:
    monkeypatch.setattr(ve.api, "form_enterprise", None)  # calling it would be an error
    paths = written(tmp_path, GOOD_NETWORK, GOOD_PROJECT)
    assert says in refused(["form", *paths, "-o", str(tmp_path / output)], tmp_path, capsys)
    assert (tmp_path / "network.json").read_text() == GOOD_NETWORK


def test_a_device_that_fills_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    paths = written(tmp_path, GOOD_NETWORK, GOOD_PROJECT)
    assert main(["form", *paths, "-o", "/dev/full"]) == 2
    told = capsys.readouterr()
    assert told.out.startswith("Enterprise for project press")
    assert "/dev/full: cannot be written: No space left on device" in told.err


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("time_limit", -1.0, "time_limit"),
        ("time_limit", math.nan, "time_limit"),
        ("gap", math.nan, "gap"),
        ("gap", -0.1, "gap"),
        ("gap", math.inf, "gap"),
        ("gap", 5.0, r"5 % is 0\.05"),
        ("threads", 0, "threads"),
        ("seed", -1, "seed"),
    ],
)
def test_options_that_cannot_be_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, value: float, says: str
) -> None:
    paths = written(tmp_path, GOOD_NETWORK, GOOD_PROJECT)
    options: dict[str, Any] = {option: value}
    with pytest.raises(ve.DataError, match=says):
        ve.form_enterprise(ve.load(paths[1]), ve.load(paths[0]), **options)  # type: ignore[arg-type]
    word = f"--{option.replace('_', '-')}={value}"
    assert re.search(says, refused(["form", *paths, word], tmp_path, capsys))


def test_swapped_arguments_are_named(tmp_path: Path) -> None:
    network, project = map(ve.load, written(tmp_path, GOOD_NETWORK, GOOD_PROJECT))
    with pytest.raises(ve.DataError, match="you handed over the network first"):
        ve.form_enterprise(network, project)  # type: ignore[arg-type]
    for wrong in (None, "network.json", {}):
        with pytest.raises(ve.DataError, match="a Network is needed"):
            ve.form_enterprise(project, wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("solver", "says"),
    [
        ("oracle", "There is no solver 'oracle'"),
        ("", "There is no solver ''"),
        ("pulp", "There is no solver 'pulp'"),
        ("pulp:ORACLE", "ORACLE"),
        ("pulp:GUROBI_CMD", "GUROBI_CMD"),
    ],
)
def test_solvers_that_are_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], solver: str, says: str
) -> None:
    paths = written(tmp_path, GOOD_NETWORK, GOOD_PROJECT)
    with pytest.raises(ve.SolverUnavailableError, match=says):
        ve.form_enterprise(ve.load(paths[1]), ve.load(paths[0]), solver=solver)  # type: ignore[arg-type]
    words = ["form", *paths, "--solver", solver, "-o", str(tmp_path / "e.json")]
    assert says in refused(words, tmp_path, capsys, code=5)


@pytest.mark.skipif(os.name != "posix", reason="the stand-in solver is a shell script")
@pytest.mark.parametrize(
    "dies",
    ["exit 3", "kill -SEGV $$", "kill -KILL $PPID", "echo 'licence expired' >&2; exit 1"],
    ids=["exits", "crashes", "takes its parent along", "has no licence"],
)
def test_a_solver_that_dies(tmp_path: Path, dies: str) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    stand_in = programs / "glpsol"
    stand_in.write_text(f"#!/bin/sh\n{dies}\n")
    stand_in.chmod(0o755)
    folder = tmp_path / "data"
    folder.mkdir()
    paths = written(folder, GOOD_NETWORK, GOOD_PROJECT)
    ran = subprocess.run(
        [*COMMAND, "form", *paths, "--solver", "pulp:GLPK_CMD", "-o", str(folder / "e.json")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
        cwd=folder,
        timeout=120,
    )
    assert (ran.returncode, ran.stdout) == (5, "")
    assert ran.stderr.startswith("vebuilder: ")
    assert "pulp:GLPK_CMD" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert sorted(os.listdir(folder)) == ["network.json", "project.json"]


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: ["form", *written(folder, GOOD_NETWORK[:80], GOOD_PROJECT)],
        lambda folder: ["form", *written(folder, GOOD_NETWORK, tasks(competence="forging"))],
        lambda folder: ["check", *written(folder, bytes(range(256)), GOOD_PROJECT)],
        lambda folder: ["form", *written(folder, GOOD_NETWORK, GOOD_PROJECT), "--gap", "much"],
        lambda folder: ["demo", "--write", str(folder / "network.json")],
    ],
    ids=["cut short", "meaning", "check", "usage", "demo"],
)
def test_a_process_ends_with_two_and_no_traceback(tmp_path: Path, make: Callable[[Path], list[str]]) -> None:
    (tmp_path / "network.json").write_text(GOOD_NETWORK)
    words = make(tmp_path)
    before = sorted(os.listdir(tmp_path))
    ran = subprocess.run([*COMMAND, *words], capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert ran.stderr.startswith(("vebuilder: ", "usage: vebuilder "))
    assert "Traceback" not in ran.stderr
    assert sorted(os.listdir(tmp_path)) == before
