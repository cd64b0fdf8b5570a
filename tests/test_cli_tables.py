"""The command line on workbooks and folders of CSV files: faults by row, conversion, the template."""

import json
import os
import sys
from pathlib import Path

import pytest
from small_instance import small_instance

import vebuilder as ve
from vebuilder.cli import main
from vebuilder.demo import example
from vebuilder.io.tables import source

PLACES = ("book.xlsx", "folder")


@pytest.fixture
def pair(tmp_path: Path) -> list[str]:
    """Return the small instance as two JSON files."""
    project, network = small_instance()
    ve.save(network, tmp_path / "network.json")
    ve.save(project, tmp_path / "project.json")
    return [str(tmp_path / "network.json"), str(tmp_path / "project.json")]


def written(path: Path, project: ve.Project, network: ve.Network) -> str:
    ve.io.write_tables(path, network, project)
    return str(path)


def changed(path: Path, **fields: object) -> str:
    """Write the small instance with other fields of the project as tables."""
    project, network = small_instance()
    return written(path, project.model_copy(update=fields), network)


@pytest.mark.parametrize("place", PLACES)
def test_commands_take_tables_in_place_of_two_files(
    place: str, tmp_path: Path, pair: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    tables = written(tmp_path / place, *small_instance())
    assert main(["check", tables]) == 0
    assert capsys.readouterr() == ("no faults\n", "")
    enterprise = str(tmp_path / "e.json")
    assert main(["form", tables, "-o", enterprise]) == 0
    formed = ve.load(enterprise)
    assert isinstance(formed, ve.Enterprise)
    assert formed.partners == ("ALPHA", "BETA")
    capsys.readouterr()
    for command, more in (
        ("alternatives", []),
        ("pareto", []),
        ("curve", []),
        ("explain", [enterprise]),
        ("explain", [enterprise, "--firm", "GAMMA"]),
    ):
        assert main([command, tables, *more]) == 0
        told = capsys.readouterr()
        assert main([command, *pair, *more]) == 0
        assert capsys.readouterr() == told
    assert main(["explain", enterprise, tables, "--firm", "ALPHA"]) == 0


@pytest.mark.parametrize("place", PLACES)
def test_faults_of_meaning_are_told_by_sheet_row_and_column(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, _ = small_instance()
    odd = project.tasks[1].model_copy(update={"competence": "glue"})
    tables = changed(tmp_path / place, tasks=(project.tasks[0], odd, project.tasks[2]))
    assert main(["check", tables]) == 2
    assert "- sheet 'tasks', row 3: task 'frame' needs competence 'glue'" in capsys.readouterr().out
    assert main(["check", tables, "--json"]) == 2
    (fault,) = json.loads(capsys.readouterr().out)["errors"]
    assert (fault["path"], fault["ids"][0]) == ("sheet 'tasks', row 3", "frame")
    for command in ("form", "alternatives", "pareto", "curve"):
        assert main([command, tables]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert "- sheet 'tasks', row 3: task 'frame' needs competence 'glue'" in told.err


def test_faults_of_form_are_told_by_sheet_row_and_column(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = written(tmp_path / "folder", *small_instance())
    offers = tmp_path / "folder" / "offers.csv"
    offers.write_text(offers.read_text().replace("ALPHA,cut,10.0", "ALFA,cut,-10.0"))
    for command in ("check", "form"):
        assert main([command, tables]) == 2
        assert "sheet 'offers', row 2, column 'firm': \"ALFA\" is not in" in "".join(capsys.readouterr())


@pytest.mark.parametrize("place", PLACES)
def test_warnings_are_told_by_sheet_row_and_column(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, _ = small_instance()
    odd = ve.GroupRule(attribute="colour", max_firms=3)
    tables = changed(tmp_path / place, rules=project.rules.model_copy(update={"groups": (odd,)}))
    words = "sheet 'groups', row 2, column 'attribute': no firm states the attribute 'colour'"
    assert main(["check", tables]) == 0
    assert capsys.readouterr().out.startswith(f"1 warning:\n- {words}")
    for command in ("form", "alternatives", "curve"):
        assert main([command, tables]) == 0
        assert capsys.readouterr().err.startswith(f"vebuilder: warning: {words}")


def test_a_setting_at_its_default_is_told_by_its_name(tmp_path: Path) -> None:
    tables = ve.io.read_tables(changed(tmp_path / "folder", strategy=ve.Strategy(cost=2)))
    faults = [ve.Fault(path=f"project.strategy.{name}", message="is odd") for name in ("cost", "time")]
    assert [fault.path for fault in tables.located(faults)] == [
        "sheet 'strategy', row 2, column 'value'",
        "sheet 'strategy', setting 'time'",
    ]


def test_the_diagnosis_and_what_is_not_supported_are_told_by_row_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["form", changed(tmp_path / "folder", budget=100), "--json"]) == 3
    (fault,) = json.loads(capsys.readouterr().out)["diagnosis"]
    assert fault["path"].startswith("sheet 'project', row ")
    assert fault["path"].endswith(", column 'value'")
    shock = ve.Shock(attribute="country", value="DE", probability=0.1, reliability_factor=0.5)
    strict = {"rules": ve.Rules(min_success_probability=0.1), "shocks": (shock,)}
    assert main(["check", changed(tmp_path / "book.xlsx", **strict)]) == 2
    assert "- project.rules.min_success_probability = 0.1" in capsys.readouterr().out


def test_tables_hold_both_and_stand_alone(
    tmp_path: Path, pair: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    book = written(tmp_path / "book.xlsx", *small_instance())
    folder = written(tmp_path / "folder", *small_instance())
    for words, says in (
        (
            ["form", book, pair[1]],
            "is a workbook, not a JSON file (a workbook holds network and project both",
        ),
        (["form", folder, pair[1]], "is a folder, not a file (a folder holds network and project both"),
        (["check", pair[0]], "name a network and a project, or one workbook (.xlsx) or folder"),
        (["explain", book], "and an enterprise"),
        (["form", str(tmp_path / "none.xlsx")], "none.xlsx"),
        (["form", str(tmp_path)], "sheet 'firms': this sheet is missing"),
    ):
        assert main(words) == 2
        assert says in "".join(capsys.readouterr())


def test_without_openpyxl_it_says_what_to_install(
    tmp_path: Path, pair: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    book = written(tmp_path / "book.xlsx", *small_instance())
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    new = str(tmp_path / "new.xlsx")
    for words in (["form", book], ["form", *pair, "-o", new], ["template", new], ["convert", *pair, new]):
        assert main(words) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert "pip install 'vebuilder[excel]'" in told.err
    assert not os.path.exists(new)


def test_form_writes_a_workbook_if_asked(
    tmp_path: Path, pair: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    assert main(["form", *pair, "-o", str(tmp_path / "e.xlsx")]) == 0
    assert capsys.readouterr().out.startswith("Enterprise for project gate")
    book = openpyxl.load_workbook(tmp_path / "e.xlsx")
    assert [row[0].value for row in book["assignments"]][1:] == ["bars", "frame", "coat"]


def test_the_template_is_good_and_is_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "book.xlsx"
    assert main(["template", str(book)]) == 0
    assert capsys.readouterr().out == (
        f"wrote {book}; replace the example in it, then: vebuilder check {book}\n"
    )
    read = ve.io.read_tables(book)
    assert (read.project, read.network) == example()
    assert main(["check", str(book)]) == 0
    capsys.readouterr()
    book.write_text("mine")
    assert main(["template", str(book)]) == 2
    assert (
        f"{book}: is there already (name another, or write over it with --force)" in capsys.readouterr().err
    )
    assert book.read_text() == "mine"
    assert main(["template", str(book), "--force", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"written": [str(book)]}
    assert ve.io.read_tables(book).project == read.project
    assert os.listdir(tmp_path) == ["book.xlsx"]


def test_a_template_without_the_example(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = tmp_path / "book.xlsx"
    assert main(["template", str(book), "--empty"]) == 0
    assert capsys.readouterr().out == f"wrote {book}; fill it in, then: vebuilder check {book}\n"
    assert main(["check", str(book)]) == 2
    told = capsys.readouterr().out
    assert "sheet 'project', setting 'id': is missing" in told
    assert "sheet 'firms'" in told


@pytest.mark.parametrize("name", ["book.ods", "book", "", "none/book.xlsx"])
def test_a_template_that_cannot_be_written(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["template", name]) == 2
    assert capsys.readouterr().err.startswith("vebuilder: 1 fault in the data:\n")
    assert os.listdir(tmp_path) == []


def test_there_and_back_again(tmp_path: Path, pair: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    book, folder, again = (str(tmp_path / name) for name in ("book.xlsx", "folder", "again"))
    assert main(["convert", *pair[::-1], book]) == 0
    assert capsys.readouterr().out == f"wrote {book}\n"
    assert main(["convert", book, folder]) == 0
    assert f"{folder}/firms.csv" in capsys.readouterr().out
    assert main(["convert", folder, again, "--to", "json", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"written": [f"{again}/network.json", f"{again}/project.json"]}
    assert (ve.load(f"{again}/project.json"), ve.load(f"{again}/network.json")) == small_instance()


def test_an_enterprise_becomes_tables(
    tmp_path: Path, pair: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    enterprise = str(tmp_path / "e.json")
    assert main(["form", *pair, "-o", enterprise]) == 0
    assert main(["convert", enterprise, str(tmp_path / "e")]) == 0
    assert (tmp_path / "e" / "assignments.csv").read_text().splitlines()[1].startswith("bars,ALPHA,1.0")
    assert main(["convert", enterprise, str(tmp_path / "e.xlsx")]) == 0
    assert (tmp_path / "e.xlsx").stat().st_size > 0
    capsys.readouterr()
    assert main(["convert", enterprise, str(tmp_path / "f"), "--to", "json"]) == 2
    assert "an enterprise is JSON already" in capsys.readouterr().err
    assert main(["convert", enterprise, *pair, str(tmp_path / "f")]) == 2
    assert "hold an enterprise, a network, a project (name a network and" in capsys.readouterr().err


def test_one_of_the_two_alone_can_be_converted_too(tmp_path: Path, pair: list[str]) -> None:
    assert main(["convert", pair[0], str(tmp_path / "folder")]) == 0
    assert not (tmp_path / "folder" / "project.csv").exists()
    assert main(["convert", pair[1], str(tmp_path / "folder")]) == 2, "firms.csv would be left behind"


def test_convert_writes_over_nothing_unasked(
    tmp_path: Path, pair: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    book, folder = str(tmp_path / "book.xlsx"), str(tmp_path / "folder")
    for out in (book, folder):
        assert main(["convert", *pair, out]) == 0
        assert main(["convert", *pair, out]) == 2
        assert "is there already" in capsys.readouterr().err
        assert main(["convert", *pair, out, "--force"]) == 0
    stray = tmp_path / "folder" / "shocks.csv"
    stray.write_text("id\n")
    capsys.readouterr()
    assert main(["convert", *pair, folder, "--force"]) == 2
    assert "which would be read with the new ones: shocks.csv" in capsys.readouterr().err
    assert main(["convert", book, book, "--force"]) == 2
    assert "is one of the inputs" in capsys.readouterr().err
    assert main(["convert", book, str(tmp_path), "--to", "json"]) == 2
    assert "network.json: is there already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("out", "says"),
    [
        (["new.json"], "CSV files go into a folder"),
        (["new.xlsx", "--to", "csv"], "CSV files go into a folder"),
        (["new", "--to", "xlsx"], "is no name of a workbook"),
        (["network.json", "--to", "json"], "JSON files go into a folder"),
        (["taken"], "is a file, and a folder is needed"),
        (["none/new.xlsx"], "there is no folder"),
        ([""], "CSV files go into a folder"),
    ],
)
def test_convert_refuses_a_place_that_cannot_hold_it(
    out: list[str],
    says: str,
    tmp_path: Path,
    pair: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").write_text("mine")
    before = sorted(os.listdir(tmp_path))
    assert main(["convert", *pair, *out]) == 2
    assert says in capsys.readouterr().err
    assert sorted(os.listdir(tmp_path)) == before


def test_a_workbook_is_written_whole_or_not_at_all(
    tmp_path: Path, pair: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "book.xlsx"
    assert main(["convert", *pair, str(book)]) == 0
    before = book.read_bytes()

    def broken(path: Path, _: object) -> None:
        path.write_text("half of")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(source, "write_workbook", broken)
    assert main(["convert", *pair, str(book), "--force"]) == 2
    assert f"- {book}: cannot be written: No space left on device" in capsys.readouterr().err
    assert book.read_bytes() == before
    assert sorted(os.listdir(tmp_path)) == ["book.xlsx", "network.json", "project.json"]


def test_convert_needs_two_names(pair: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", pair[0]]) == 2
    assert "usage: vebuilder convert" in capsys.readouterr().err
