"""``vebuilder share``: what it asks, prints and ends with."""

import json
from pathlib import Path

import pytest
from small_instance import small_instance

import vebuilder as ve
from vebuilder.cli import main

FALLBACK = 1e6


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    project, network = small_instance()
    project = project.model_copy(update={"fallback_cost": FALLBACK})
    records = {"n": network, "p": project, "e": ve.form_enterprise(project, network)}
    for name, record in records.items():
        ve.save(record, tmp_path / f"{name}.json")
    return [str(tmp_path / f"{name}.json") for name in records]


@pytest.mark.parametrize("method", ["shapley", "nucleolus"])
def test_it_prints_what_the_function_finds(
    files: list[str], method: str, capsys: pytest.CaptureFixture[str]
) -> None:
    network, project, enterprise = (ve.load(one) for one in files)
    assert isinstance(network, ve.Network)
    assert isinstance(project, ve.Project)
    assert isinstance(enterprise, ve.Enterprise)
    expected = ve.share_surplus(enterprise, project, network, method=method)
    assert main(["share", *files, "--method", method]) == 0
    assert capsys.readouterr().out == f"{expected}\n"
    assert main(["share", *files[::-1], "--method", method, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["firm"] for one in told["shares"]] == [one.firm for one in expected]
    assert sum(one["amount"] for one in told["shares"]) == pytest.approx(told["total"])


def test_what_cannot_be_meant_is_two(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["share", *files[:2]]) == 2
    assert main(["share", *files, "--method", "by lot"]) == 2
    assert "invalid choice" in capsys.readouterr().err
