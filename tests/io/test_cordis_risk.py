"""Reliability, losses, shocks and standby firms of a reference call, worked out by hand on made-up tables."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from cordis_miniature import PARTS, Row, example, fill, tables
from pydantic import ValidationError

import vebuilder as ve
from vebuilder.io import cordis

# The call is E, the cut-off 2025-01-01: A and D had ended by then, B ended on that day, C is running.
ENDS = {
    "A": "2024-06-30",
    "B": "2025-01-01",
    "C": "2027-12-31",
    "D": "2024-12-31 00:00:00",
    "F": "2024-12-31",
}
FLAG = 4
FINISHED, SIGNED = cordis.RiskTerms(loss=1.0), cordis.RiskTerms(loss=1.0, evidence="signed")


def left_early(*who: Row) -> list[Row]:
    """Return the participations with just these (project, firm) left early."""
    return [(*row[:FLAG], str(row[:2] in who).lower(), *row[FLAG + 1 :]) for row in PARTS]


def reliabilities(folder: Path, risk: cordis.RiskTerms | None) -> dict[str, float]:
    _, network = cordis.reference_call(folder, "E", risk=risk)
    return {firm.id: firm.reliability for firm in network.firms}


@pytest.fixture
def written(tmp_path: Path) -> Callable[[Sequence[Row]], Path]:
    return lambda parts: fill(tmp_path, tables(parts, ends=ENDS))


@pytest.fixture
def folder(written: Callable[[Sequence[Row]], Path]) -> Path:
    return written(PARTS)


def test_participations_and_departures_are_counted(written: Callable[[Sequence[Row]], Path]) -> None:
    folder = written(left_early(("A", "f2"), ("B", "f1"), ("C", "f4")))
    # Finished: f1 and f2 were in A, which f2 left, and f4 in D.
    assert reliabilities(folder, FINISHED) == pytest.approx(
        {"f1": 10.5 / 11, "f2": 9.5 / 11, "f4": 10.5 / 11}
    )
    # Signed: f1 in A, B, C (two rows there are one participation), which it left once; f2 in A, B and, as a
    # third party, C; f4 in C and D, the first of which it left.
    assert reliabilities(folder, SIGNED) == pytest.approx({"f1": 11.5 / 13, "f2": 11.5 / 13, "f4": 10.5 / 12})


def test_a_departure_in_one_of_two_rows_counts_once(written: Callable[[Sequence[Row]], Path]) -> None:
    twice = [("A", "f1", "participant", "", "true", "", "", "", ""), *left_early()]
    assert reliabilities(written(twice), FINISHED)["f1"] == pytest.approx(9.5 / 11)


@pytest.mark.parametrize(("risk", "unseen"), [(FINISHED, "BCEF"), (SIGNED, "EF")], ids=["finished", "signed"])
def test_no_look_into_the_future(
    written: Callable[[Sequence[Row]], Path], risk: cordis.RiskTerms, unseen: str
) -> None:
    pairs = [row[:2] for row in PARTS]
    stayed = cordis.reference_call(written(left_early()), "E", risk=risk)
    later = left_early(*(pair for pair in pairs if pair[0] in unseen))
    later += [("F", firm, "participant", "", "true", "", "", "", "") for firm in ("f1", "f2", "f4")]
    assert cordis.reference_call(written(later), "E", risk=risk) == stayed
    for project in set("ABCD") - set(unseen):
        seen = left_early(*(pair for pair in pairs if pair[0] == project))
        assert cordis.reference_call(written(seen), "E", risk=risk) != stayed


def test_a_firm_without_history_gets_the_prior(tmp_path: Path) -> None:
    ended = fill(tmp_path, tables(left_early(("A", "f2")), ends={"A": "2024-06-30"}))
    assert reliabilities(ended, FINISHED)["f4"] == 0.95
    stated = cordis.RiskTerms(loss=1.0, prior_reliability=0.5, prior_projects=2.0)
    assert reliabilities(ended, stated) == pytest.approx({"f1": 2 / 3, "f2": 1 / 3, "f4": 1 / 2})


def test_with_the_signed_projects_it_is_the_reference_calls_reliability(folder: Path) -> None:
    assert reliabilities(folder, SIGNED) == pytest.approx(reliabilities(folder, None), abs=5e-5)


def test_one_shock_for_each_country_of_the_eligible_firms(folder: Path) -> None:
    risk = cordis.RiskTerms(loss=1.0, shock_probability=0.1, shock_factor=0.25)
    project, _ = cordis.reference_call(folder, "E", risk=risk)
    assert project.shocks == tuple(
        ve.Shock(attribute="country", value=country, probability=0.1, reliability_factor=0.25)
        for country in ("DE", "IT", "NA")
    )
    by_default, _ = cordis.reference_call(folder, "E", risk=FINISHED)
    assert {(one.probability, one.reliability_factor) for one in by_default.shocks} == {(0.02, 0.5)}


def test_shocks_can_be_left_out_and_need_a_country(tmp_path: Path) -> None:
    nowhere = [(*row[:6], "" if row[1] == "f4" else row[6], *row[7:]) for row in PARTS]
    folder = fill(tmp_path, tables(nowhere, ends=ENDS))
    project, _ = cordis.reference_call(folder, "E", risk=FINISHED)
    assert [shock.value for shock in project.shocks] == ["DE", "NA"]
    calm, _ = cordis.reference_call(folder, "E", risk=cordis.RiskTerms(loss=1.0, shock_probability=0.0))
    assert calm.shocks == ()


def test_losses_and_backups_are_the_callers_and_all_else_is_the_reference_call(folder: Path) -> None:
    plain, network = cordis.reference_call(folder, "E")
    risk = cordis.RiskTerms(loss=2.5, backups=2)
    project, risky = cordis.Tables.load(folder).reference_call("E", risk=risk)
    assert [(task.amount, task.loss, task.backups) for task in project.tasks] == [(500_000, 1_250_000, 2)] * 2
    assert project.model_copy(update={"tasks": plain.tasks, "shocks": ()}) == plain
    assert [firm.model_copy(update={"reliability": 1.0}) for firm in risky.firms] == [
        firm.model_copy(update={"reliability": 1.0}) for firm in network.firms
    ]
    assert risky.model_copy(update={"firms": network.firms}) == network


def test_without_terms_of_risk_ends_of_projects_play_no_part(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    bare = fill(tmp_path / "bare", tables())
    assert cordis.reference_call(folder, "E") == cordis.reference_call(bare, "E")
    (tmp_path / "odd").mkdir()
    odd = fill(tmp_path / "odd", tables(ends=ENDS | {"A": "June 2024"}))
    assert cordis.reference_call(odd, "E") == cordis.reference_call(bare, "E")
    for risk in (None, SIGNED):
        project, _ = cordis.reference_call(bare, "E", risk=risk)
        assert all(task.backups == 0 for task in project.tasks)


def test_finished_projects_need_their_ends(tmp_path: Path) -> None:
    fill(tmp_path, tables())
    with pytest.raises(
        ve.DataError, match=r"no project states its end \(column 'endDate'\).*evidence='signed'"
    ):
        cordis.reference_call(tmp_path, "E", risk=FINISHED)
    fill(tmp_path, tables(ends=ENDS | {"A": "June 2024", "G": "soon"}))
    with pytest.raises(ve.DataError) as caught:
        cordis.reference_call(tmp_path, "E", risk=FINISHED)
    assert [fault.ids for fault in caught.value.faults] == [("A",), ("G",)]
    assert "project 'A': the end 'June 2024' is not written YYYY-MM-DD" in str(caught.value)


@pytest.mark.parametrize(
    "stated",
    [
        {},
        {"loss": -1.0},
        {"loss": 1.0, "prior_projects": 0.0},
        {"loss": 1.0, "prior_reliability": 1.1},
        {"loss": 1.0, "shock_probability": -0.1},
        {"loss": 1.0, "shock_factor": 2.0},
        {"loss": 1.0, "backups": -1},
        {"loss": 1.0, "evidence": "running"},
        {"loss": 1.0, "lost": 1.0},
    ],
)
def test_terms_that_cannot_be_meant(stated: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        cordis.RiskTerms(**stated)


# The example. Three firms can do each of the two tasks, and four partners are asked for.

EXPERIENCE = [
    (project, firm, "participant", "1", "false", "", country, "PRC", "true")
    for projects, firm, country in (("AB", "f10", "PT"), ("CD", "f6", "ES"), ("CD", "f11", "PL"))
    for project in projects
]


@pytest.fixture
def three_for_each_task(written: Callable[[Sequence[Row]], Path]) -> str:
    return str(written([*PARTS, *EXPERIENCE]))


def test_the_example_prints_what_one_backup_buys(
    three_for_each_task: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = example("weakest_partner")
    assert shown.main([three_for_each_task, "E", "--time-limit", "30"]) == 0
    text = capsys.readouterr().out
    assert "THE CALL: Title of THE CALL\n6 eligible firms, 6 countries that a shock can hit" in text
    assert "The weakest of 4 partners: " in text
    assert text.rstrip().endswith(cordis.ATTRIBUTION)
    rows = {line[:28].strip(): line[28:].replace(",", "").split() for line in text.splitlines()}
    for name in ("cost", "expected loss", "cost and expected loss"):
        old, new, difference = map(float, rows[name])
        assert difference == pytest.approx(new - old, abs=1.1)
    # One task has a standby, for a tenth of its 500,000 euros.
    assert rows["of it retainer"] == ["0", "50000", "+50000"]
    assert text.count("Standby for /1/2/") == 1
    # The replayed difference lies within four standard errors of the exact one.
    exact, replayed, error = float(rows["expected loss"][2]), *(float(rows["mean loss"][at]) for at in (2, 4))
    assert exact < 0
    assert abs(replayed - exact) < 4 * error


def test_the_example_asks_for_a_backup_of_the_weakest_partners_tasks_only(three_for_each_task: str) -> None:
    shown = example("weakest_partner")
    project, _ = cordis.reference_call(three_for_each_task, "E", risk=FINISHED)
    backed = shown.with_backups(project, {"/1/2/4"})
    assert [(task.id, task.backups) for task in backed.tasks] == [("/1/2/3", 0), ("/1/2/4", 1)]
    assert backed.model_copy(update={"tasks": project.tasks}) == project


def test_the_example_tells_what_is_wrong(
    three_for_each_task: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = example("weakest_partner")
    assert shown.main([str(tmp_path / "nowhere")]) == 2
    assert "there is no such folder" in capsys.readouterr().err
    assert shown.main([three_for_each_task, "E", "--loss", "0"]) == 0
    assert "No partner causes a loss in 100,000 runs" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        shown.main([three_for_each_task, "E", "--loss", "-1"])

    def broken_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(shown.ve, "form_enterprise", broken_off)
    capsys.readouterr()
    assert shown.main([three_for_each_task, "E"]) == 130
    assert capsys.readouterr().err == "interrupted\n"
