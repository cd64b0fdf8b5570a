"""The replay of real consortia, on tables in miniature and, where they are, on the real ones."""

import os
from pathlib import Path
from types import ModuleType

import pytest
from cordis_miniature import PARTS, example, fill, tables

import vebuilder as ve
from vebuilder.io import cordis

EXPERIENCE = [
    (project, firm, "participant", "1", "false", "", country, "PRC", "true")
    for projects, firm, country in (("AB", "f10", "PT"), ("CD", "f6", "ES"), ("CD", "f11", "PL"))
    for project in projects
]
REAL = Path(os.environ.get("VEBUILDER_DATA", "../shared/data")) / "real" / "cordis_he_raw"


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = example("replay")
    monkeypatch.setattr(module, "FEWEST", 1)
    monkeypatch.setattr(module, "FEWEST_CODES", 2)
    return module


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    # In 2025 these leave another project.
    leave = [("F", firm, "participant", "1", "true", "", "", "", "") for firm in ("f1", "f4", "f6", "f11")]
    return fill(tmp_path, tables([*PARTS, *EXPERIENCE, *leave]))


def test_calls_that_nobody_can_serve_are_left_out(shown: ModuleType, folder: Path) -> None:
    read = cordis.Tables.load(folder)
    assert shown.chosen_calls(read, 2025, 3) == ["E"]
    assert shown.chosen_calls(read, 2022, 3) == []


def test_what_happened_counts_projects_of_the_year(shown: ModuleType, folder: Path) -> None:
    happened = shown.what_happened(cordis.Tables.load(folder), 2025)
    # In E and F.
    assert happened["f6"] == 0.5
    assert happened["f7"] == 1.0
    assert happened["f5"] == 0.0
    assert "f10" not in happened


def test_a_review_moves_the_belief_of_those_who_were_seen(shown: ModuleType, folder: Path) -> None:
    read = cordis.Tables.load(folder)
    belief = shown.Belief()
    year = shown.live(read, 2025, ["E"], belief, 30.0, learns=True)
    assert year.formed == 1
    assert year.partners == 4
    assert year.seen == len(belief.reliability) > 0
    happened = shown.what_happened(read, 2025)
    assert any(happened[firm] < 1 for firm in belief.reliability)
    for firm, believed in belief.reliability.items():
        assert believed == pytest.approx((10 * 0.95 + happened[firm]) / 11)
    assert belief.of("nobody") == 0.95
    before = dict(belief.reliability)
    shown.live(read, 2025, ["E"], belief, 30.0, learns=False)
    assert belief.reliability == before


def test_no_look_into_the_future(shown: ModuleType, tmp_path: Path) -> None:
    later = [("F", firm, "participant", "1", "true", "", "", "", "") for firm in ("f1", "f2", "f4", "f6")]
    found = []
    for number, parts in enumerate(([*PARTS, *EXPERIENCE], [*PARTS, *EXPERIENCE, *later])):
        folder = tmp_path / str(number)
        folder.mkdir()
        project, network = cordis.Tables.load(fill(folder, tables(parts))).reference_call("E")
        found.append(ve.form_enterprise(project, shown.Belief().on(network)).partners)
    assert found[0] == found[1]


def test_the_command_prints_a_line_a_year(
    shown: ModuleType, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shown.main([str(folder), "--years", "2025", "--calls", "1", "--time-limit", "30"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:3] == ["year", "calls", "partners"]
    assert lines[1].split()[:3] == ["2025", "1", "4"]
    assert lines[-1].endswith(cordis.ATTRIBUTION)
    assert shown.main([str(folder / "nowhere")]) == 2
    assert "there is no such folder" in capsys.readouterr().err


@pytest.mark.skipif(not REAL.is_dir(), reason="the real tables are not here (VEBUILDER_DATA)")
def test_a_year_of_the_real_tables(capsys: pytest.CaptureFixture[str]) -> None:
    words = [str(REAL), "--years", "2024", "--calls", "1", "--time-limit", "10"]
    assert example("replay").main(words) == 0
    year = capsys.readouterr().out.splitlines()[1].split()
    assert year[:2] == ["2024", "1"]
    assert int(year[2]) >= 6
