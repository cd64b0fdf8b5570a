"""What is written as tables reads back the same, whatever holds the tables."""

from pathlib import Path

import pytest

import vebuilder as ve
from tests.io.tables.everything import network, project
from vebuilder.demo import example


@pytest.mark.parametrize("place", ["folder", "book.xlsx"])
def test_everything_goes_through_a_file(tmp_path: Path, place: str) -> None:
    ve.io.write_tables(tmp_path / place, project(), network())
    read = ve.io.read_tables(tmp_path / place)
    assert read.project == project()
    assert read.network == network()


@pytest.mark.parametrize("place", ["folder", "book.xlsx"])
def test_the_example_goes_through_a_file(tmp_path: Path, place: str) -> None:
    wanted, market = example()
    ve.io.write_tables(tmp_path / place, market, wanted)
    read = ve.io.read_tables(tmp_path / place)
    assert (read.project, read.network) == (wanted, market)


@pytest.mark.parametrize("backend", ["pandas", "polars"])
def test_everything_goes_through_frames(backend: str) -> None:
    pytest.importorskip(backend)
    assert ve.io.network_from_frames(**ve.io.to_frames(network(), backend)) == network()
    assert ve.io.project_from_frames(**ve.io.to_frames(project(), backend)) == project()


@pytest.mark.parametrize(
    "model", [ve.StatedTrust(), ve.BestPath(decay=0.5, max_hops=2), ve.Communities(level=0.3), ve.BestPath()]
)
def test_every_trust_model_goes_through(tmp_path: Path, model: object) -> None:
    market = network().model_copy(update={"trust_model": model})
    ve.io.write_tables(tmp_path / "t", project(), market)
    assert ve.io.read_tables(tmp_path / "t").network == market


@pytest.mark.parametrize("measure", [ve.ExpectedLoss(), ve.WorstCase(failures=2), ve.CVaR()])
def test_every_risk_measure_goes_through(tmp_path: Path, measure: object) -> None:
    risky = project().model_copy(update={"strategy": ve.Strategy(risk_measure=measure)})
    ve.io.write_tables(tmp_path / "t", risky, network())
    assert ve.io.read_tables(tmp_path / "t").project == risky


def test_an_enterprise_is_shown_as_tables(tmp_path: Path) -> None:
    wanted, market = example()
    enterprise = ve.form_enterprise(wanted, market)
    frames = ve.io.to_frames(enterprise)
    assert tuple(frames["partners"]["firm"]) == enterprise.partners
    assert frames["partners"]["work"].sum() == pytest.approx(enterprise.cost.work)
    assert frames["assignments"]["cost"].sum() == pytest.approx(enterprise.cost.work)
    cost = dict(zip(frames["cost"]["kind"], frames["cost"]["amount"], strict=True))
    assert cost["total"] == pytest.approx(enterprise.cost.total)
    ve.io.write_tables(tmp_path / "enterprise.xlsx", enterprise)
    ve.io.write_tables(tmp_path / "enterprise", enterprise)
    assert (tmp_path / "enterprise" / "assignments.csv").read_text().startswith("task,firm,share,cost\n")


def test_the_template_is_the_example_until_it_is_filled_in(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    ve.io.write_template(tmp_path / "template.xlsx", *example())
    read = ve.io.read_tables(tmp_path / "template.xlsx")
    assert (read.project, read.network) == example()
    book = openpyxl.load_workbook(tmp_path / "template.xlsx")
    firms, offers = book["firms"], book["offers"]
    heads = {cell.value: cell for cell in firms[1]}
    assert "once if the firm becomes a partner" in heads["joining_cost"].comment.text
    assert all(cell.comment is not None for sheet in book.worksheets[1:] for cell in sheet[1])
    lists = {str(choice.sqref): choice.formula1 for choice in offers.data_validations.dataValidation}
    assert lists == {"A2:A5000": "=firms!$A$2:$A$5000", "B2:B5000": "=competences!$A$2:$A$5000"}


def test_an_empty_template_names_every_setting_and_says_what_it_means(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    path = tmp_path / "template.xlsx"
    ve.io.write_template(path, None, None)
    book = openpyxl.load_workbook(path)
    assert [sheet.max_row for sheet in book if sheet.title in {"firms", "offers", "tasks"}] == [1, 1, 1]
    rows = {row[0].value: row for row in book["project"].iter_rows(min_row=2)}
    assert list(rows) == [
        "id", "initiator", "deadline", "budget", "retainer", "fallback_cost", "currency", "time_unit",
    ]  # fmt: skip
    assert rows["budget"][0].comment.text == "Largest total cost, in money. (may be empty; a number)"
    measures = {row[0].value: row[0].comment.text for row in book["strategy"].iter_rows(min_row=2)}
    assert measures["level"].endswith("(0.95 if empty; a number); for cvar only")
    lists = {str(one.sqref): one.formula1 for one in book["strategy"].data_validations.dataValidation}
    assert lists == {"B7": '"expected_loss,cvar,worst_case"'}
    every = [
        cell.comment.text for sheet in book.worksheets[1:] for row in sheet for cell in row if cell.comment
    ]
    assert not [text for text in every if "None" in text or "`" in text]
    book["firms"]["A2"], book["tasks"]["A2"], book["tasks"]["B2"] = "A", "t", "weld"
    book["project"]["B2"] = "own case"
    book.save(path)
    assert ve.io.read_tables(path).project == ve.Project(
        id="own case", tasks=[ve.Task(id="t", competence="weld")]
    )


def test_rows_of_plain_python_will_do() -> None:
    market = ve.io.network_from_frames(
        [{"id": "A", "country": "IT"}, {"id": "B"}],
        [{"firm": "A", "competence": "weld", "unit_cost": 5}],
        transaction_costs={"rate": 3},
    )
    assert market.firms[0].attributes == {"country": "IT"}
    assert market.transaction_costs.rate == 3
    wanted = ve.io.project_from_frames(
        {"id": "p"}, [{"id": "t", "competence": "weld"}], rules={"max_partners": 2}
    )
    assert ve.form_enterprise(wanted, market).partners == ("A",)


def test_a_european_spreadsheet_separates_by_semicolons(tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text(
        '\ufeffid;country;qualifications\nA;IT;"iso; weld"\n;;\n', encoding="utf-8"
    )
    (tmp_path / "project.csv").write_text("setting;value\nid;p\n")
    (tmp_path / "tasks.csv").write_text("id;competence\nt;weld\n")
    firm = ve.io.read_tables(tmp_path).network.firms[0]
    assert firm.qualifications == {"iso", "weld"}
    assert len(ve.io.read_tables(tmp_path).network.firms) == 1


def test_tables_that_are_no_longer_there_are_not_read_back(tmp_path: Path) -> None:
    ve.io.write_tables(tmp_path / "t", project(), network())
    fewer = project().model_copy(update={"packages": (), "funding": (), "deadline": None})
    ve.io.write_tables(tmp_path / "t", fewer, network())
    assert ve.io.read_tables(tmp_path / "t").project == fewer
