"""``vebuilder report``: from files to a page."""

import json
from pathlib import Path

import pytest
from small_instance import small_instance

import vebuilder as ve
from vebuilder.cli import main


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    project, network = small_instance()
    records = {"network": network, "project": project, "enterprise": ve.form_enterprise(project, network)}
    for name, record in records.items():
        ve.save(record, tmp_path / f"{name}.json")
    return [str(tmp_path / f"{name}.json") for name in records]


def test_it_writes_a_report(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "report.html"
    asked = ["--alternatives", "--simulation", "--title", "A bridge"]
    assert main(["report", *files, "-o", str(out), *asked]) == 0
    assert capsys.readouterr() == (f"wrote {out}\n", "")
    written = out.read_text(encoding="utf-8")
    for words in ("<h1>A bridge</h1>", "Replayed 10,000 times", "What else could be formed", "is worth"):
        assert words in written


def test_it_tells_what_it_wrote_as_json(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "report.html")
    assert main(["report", *reversed(files), "-o", out, "--json", "--no-why"]) == 0
    assert json.loads(capsys.readouterr().out) == {"written": [out]}
    assert "It was not asked" in Path(out).read_text(encoding="utf-8")


def test_it_never_writes_over_what_it_read(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    before = Path(files[2]).read_bytes()
    assert main(["report", *files, "-o", files[2]]) == 2
    assert "is one of the inputs" in capsys.readouterr().err
    assert Path(files[2]).read_bytes() == before


def test_an_enterprise_of_other_inputs_is_refused(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, _ = small_instance()
    ve.save(project.model_copy(update={"budget": 1e9}), files[1])
    assert main(["report", *files, "-o", str(tmp_path / "no.html")]) == 2
    assert "formed from other data" in capsys.readouterr().err
    assert not (tmp_path / "no.html").exists()


def test_a_place_that_cannot_be_written_is_told_before_anything_is_asked(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", *files, "-o", str(tmp_path / "nowhere" / "no.html")]) == 2
    assert "there is no folder" in capsys.readouterr().err
