"""``vebuilder reform``: what it asks, writes, prints and ends with."""

import json
from pathlib import Path

import pytest
from small_instance import small_instance

import vebuilder as ve
from vebuilder.cli import main


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    project, network = small_instance()
    records = {"n": network, "p": project, "e": ve.form_enterprise(project, network)}
    for name, record in records.items():
        ve.save(record, tmp_path / f"{name}.json")
    return [str(tmp_path / f"{name}.json") for name in records]


def test_it_writes_and_prints_what_the_function_finds(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, network = small_instance()
    before = ve.load(files[2])
    assert isinstance(before, ve.Enterprise)
    done = project.tasks[0].id
    output = tmp_path / "next.json"
    words = ["--done", done, "--switching-cost", "7", "--max-changes", "2", "-o", str(output)]
    assert main(["reform", *files, *words]) == 0
    assert f"Finished: {done}" in capsys.readouterr().out
    written = ve.load(output)
    assert isinstance(written, ve.Enterprise)
    expected = ve.reform_enterprise(before, project, network, [done], switching_cost=7, max_changes=2)
    assert written.model_copy(update={"seconds": 0.0}) == expected.model_copy(update={"seconds": 0.0})
    assert main(["reform", *files[::-1], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["before"]["partners"] == list(before.partners)


def test_what_cannot_be_meant_is_two(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reform", *files, "--done", "nothing", "--switching-cost", "-1"]) == 2
    told = capsys.readouterr().err
    assert "task 'nothing' is not in project" in told
    assert "-1.0 is not an amount" in told
    assert main(["reform", *files[:2]]) == 2
    assert main(["reform", *files, "-o", files[2]]) == 2
