"""``vebuilder review``: what it reads, prints, writes and refuses."""

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


def told(files: list[str]) -> list[ve.Outcome]:
    enterprise = ve.load(files[2])
    assert isinstance(enterprise, ve.Enterprise)
    return [
        ve.Outcome(task=one.task, firm=one.firm, delivered=0.25 * number % 1.0, cost=2 * one.cost)
        for number, one in enumerate(enterprise.assignments, 1)
    ]


def as_json(outcomes: list[ve.Outcome], path: Path) -> Path:
    rows = [one.model_dump(exclude_none=True) for one in outcomes]
    path.write_text(json.dumps({"outcomes": rows}))
    return path


def as_csv(outcomes: list[ve.Outcome], path: Path) -> Path:
    lines = ["task;firm;delivered;cost;quality"]
    lines += [f"{one.task};{one.firm};{one.delivered};{one.cost};" for one in outcomes]
    path.write_text("\n".join([lines[0], "", *lines[1:]]) + "\n")
    return path


def as_workbook(outcomes: list[ve.Outcome], path: Path) -> Path:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "outcomes"
    sheet.append(["task", "firm", "delivered", "cost"])
    for one in outcomes:
        sheet.append([one.task, one.firm, one.delivered, one.cost])
    book.save(path)
    return path


@pytest.mark.parametrize(("write", "name"), [(as_json, "o.json"), (as_csv, "o.csv"), (as_workbook, "o.xlsx")])
def test_it_prints_what_the_function_finds(
    files: list[str], write: object, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    network, project, enterprise = (ve.load(one) for one in files)
    outcomes = told(files)
    expected = ve.review(enterprise, project, network, outcomes)  # type: ignore[arg-type]
    file = write(outcomes, tmp_path / name)  # type: ignore[operator]
    believed = tmp_path / "believed.json"
    assert main(["review", *files, "--outcomes", str(file), "-o", str(believed)]) == 0
    assert capsys.readouterr().out == f"{expected}\n"
    assert ve.load(believed) == expected.network
    assert main(["review", *files[::-1], "--outcomes", str(file), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [one["score"] for one in data["contributions"]] == [one.score for one in expected.contributions]


def test_a_policy_of_ones_own(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, policy = as_json(told(files), tmp_path / "o.json"), tmp_path / "policy.json"
    policy.write_text(json.dumps({"replace_below": 0.0, "keep_from": 0.01}))
    assert main(["review", *files, "--outcomes", str(file), "--policy", str(policy)]) == 0
    assert "replace" not in capsys.readouterr().out
    policy.write_text(json.dumps({"replace_below": 0.9, "keep": 0.01}))
    assert main(["review", *files, "--outcomes", str(file), "--policy", str(policy)]) == 2
    assert "policy.json: keep" in capsys.readouterr().err


def test_faults_are_told_where_they_stand(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcomes = told(files)
    strange = [*outcomes, outcomes[0].model_copy(update={"firm": "NOBODY"})]
    row = len(outcomes) + 3  # a line of names, an empty one
    for write, name, place in (
        (as_json, "o.json", f"o.json: outcomes[{len(outcomes)}].firm"),
        (as_csv, "o.csv", f"sheet 'outcomes', row {row}, column 'firm'"),
    ):
        assert main(["review", *files, "--outcomes", str(write(strange, tmp_path / name))]) == 2
        error = capsys.readouterr().err
        assert place in error
        assert "NOBODY" in error
    bad = tmp_path / "bad.csv"
    bad.write_text(f"task,firm,delivered,cots\n{outcomes[0].task},{outcomes[0].firm},1.5,3\n,X,0.5,\n")
    assert main(["review", *files, "--outcomes", str(bad)]) == 2
    error = capsys.readouterr().err
    assert "row 2, column 'delivered'" in error
    assert "cots" in error
    assert "row 3, column 'task'" in error


@pytest.mark.parametrize("name", ["none.json", "none.csv", "none.xlsx"])
def test_a_missing_file_is_said(
    files: list[str], name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["review", *files, "--outcomes", str(tmp_path / name)]) == 2
    assert "there is no such file" in capsys.readouterr().err


def test_inputs_are_not_written_over(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = as_json(told(files), tmp_path / "o.json")
    for output in (files[0], str(file)):
        assert main(["review", *files, "--outcomes", str(file), "-o", output]) == 2
        assert "is one of the inputs" in capsys.readouterr().err
    assert main(["review", *files[:2], "--outcomes", str(file)]) == 2
