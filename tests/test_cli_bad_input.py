"""The command line and whatever is wrong with what it is given: words, an exit code, never a stack trace."""

import json
from pathlib import Path

import pytest

import vebuilder as ve
from vebuilder.cli import main
from vebuilder.demo import example

LONG = "x" * 5_000_000
CONTENT = {
    "empty": ("", "is empty"),
    "blank": (" \n", "is empty"),
    "cut": ('{"firms": [{"id": "a"', "cut short"),
    "a list": ("[1]", "does not hold an object"),
    "nothing": ("{}", "is not a network"),
    "no number": ('{"firms": [{"id": "a", "joining_cost": NaN}]}', "not a number"),
    "twice": ('{"firms": [], "firms": []}', "is stated twice"),
    "one long line": (LONG, "is not valid JSON"),
    "a long text": (f'{{"firms": "{LONG}"}}', "must be a list"),
    "a long name": (f'{{"firms": [{{"id": "{LONG}", "joining_cost": -1}}]}}', "at least 0"),
    "a long field": (f'{{"{LONG}": 1}}', "is not a network"),
    "a long number": (f'{{"firms": [{{"id": "a", "joining_cost": {"9" * 50_000}}}]}}', "thousands of digits"),
    "deep": ("[" * 100_000, "nested too deeply"),
}


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    project, network = example()
    ve.save(network, tmp_path / "network.json")
    ve.save(project, tmp_path / "project.json")
    return str(tmp_path / "network.json"), str(tmp_path / "project.json")


@pytest.mark.parametrize("name", CONTENT)
@pytest.mark.parametrize("command", ["form", "check"])
def test_a_file_that_is_no_network(
    command: str, name: str, tmp_path: Path, files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    content, words = CONTENT[name]
    odd = tmp_path / "odd.json"
    odd.write_text(content)
    assert main([command, str(odd), files[1]]) == 2
    told = "".join(capsys.readouterr())
    assert words in told
    assert "set_int_max_str_digits" not in told
    assert len(told) < 2000


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--time-limit", "0"], 4, "out of time"),
        (["--time-limit", "-1"], 2, "not a number of seconds"),
        (["--time-limit", "nan"], 2, "not a number of seconds"),
        (["--gap", "5"], 2, "5 % is 0.05"),
        (["--threads", "0"], 2, "not a number of threads from 1 to 1,024"),
        (["--threads", "99999999999"], 2, "not a number of threads from 1 to 1,024"),
        (["--seed", "99999999999"], 2, "not a whole number"),
        (["--solver", "foo"], 5, "There is no solver 'foo'"),
        (["--solver", ""], 5, "There is no solver ''"),
        (["-o", ""], 2, "the name of the file is empty"),
        (["-o", "/dev/full/x.json"], 2, "cannot be written"),
    ],
)
def test_an_option_that_cannot_be_meant(
    words: list[str], code: int, told: str, files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["form", *files, *words]) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert told in shown.err


def test_a_file_without_a_name(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", files[0], ""]) == 2
    assert "the name of the file is empty" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "outcome"),
    [
        (["form", "{n}", "{p}", "--gap", "5"], 2, "invalid"),
        (["form", "{n}", "nowhere.json"], 2, "invalid"),
        (["alternatives", "{n}", "{p}", "-k", "0"], 2, "invalid"),
        (["pareto", "{n}", "{p}", "--time-limit", "0"], 4, "no answer"),
        (["form", "{n}", "{p}", "--solver", "foo"], 5, "solver failed"),
        (["convert", "{n}", "{n}", "out"], 2, "invalid"),
        (["template", "book.ods"], 2, "invalid"),
    ],
)
def test_with_json_it_is_told_as_data_why_there_is_no_answer(
    words: list[str], code: int, outcome: str, files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    named = [word.format(n=files[0], p=files[1]) for word in words]
    assert main([*named, "--json"]) == code
    shown = capsys.readouterr()
    told = json.loads(shown.out)
    assert told["outcome"] == outcome
    assert shown.err == f"vebuilder: {told['message']}\n"
    assert (outcome == "invalid") == bool(told.get("faults"))


def test_all_faults_are_told_however_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    firms = [{"id": f"f{number}", "capacity": -1} for number in range(40)]
    (tmp_path / "n.json").write_text(json.dumps({"firms": firms}))
    (tmp_path / "p.json").write_text('{"id": "p", "tasks": [{"id": "t", "competence": "c"}]}')
    assert main(["form", str(tmp_path / "n.json"), str(tmp_path / "p.json")]) == 2
    assert capsys.readouterr().err.count("must be at least 0, is -1") == 40
