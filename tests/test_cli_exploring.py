"""The commands that explain an enterprise and look for others: what they ask, print, and end with."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from small_instance import small_instance
from test_cli import COMMAND, hard_instance, raising

import vebuilder as ve
from vebuilder import explore
from vebuilder.cli import main

SEARCHES = ("alternatives", "explain", "pareto", "curve")


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """Return the small instance and its enterprise as files."""
    project, network = small_instance()
    records = {"network": network, "project": project, "enterprise": ve.form_enterprise(project, network)}
    for name, record in records.items():
        ve.save(record, tmp_path / f"{name}.json")
    return {name: str(tmp_path / f"{name}.json") for name in records}


def words(command: str, files: dict[str, str]) -> list[str]:
    """Return a command with the files it needs."""
    more = [files["enterprise"]] if command == "explain" else []
    return [command, files["network"], files["project"], *more]


def loaded(files: dict[str, str]) -> tuple[ve.Project, ve.Network, ve.Enterprise]:
    enterprise = ve.load(files["enterprise"])
    assert isinstance(enterprise, ve.Enterprise)
    return *small_instance(), enterprise


def without_seconds(text: str) -> Any:
    return json.loads(text, object_hook=lambda node: {k: v for k, v in node.items() if k != "seconds"})


def test_alternatives_prints_what_the_function_finds(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    project, network, _ = loaded(files)
    asked = ["-k", "3", "--within", "0.5", "--diversity", "2"]
    found = ve.alternatives(project, network, k=3, within=0.5, diversity=2)
    assert len(found) == 3
    assert main([*words("alternatives", files), *asked]) == 0
    assert capsys.readouterr() == (f"{found}\n", "")
    assert main([*words("alternatives", files), *asked, "--json"]) == 0
    told = capsys.readouterr().out
    assert without_seconds(told) == without_seconds(found.model_dump_json())
    assert ve.Alternatives.model_validate_json(told)[1].partners == found[1].partners


def test_explain_tells_what_each_partner_is_worth(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    project, network, enterprise = loaded(files)
    assert main(words("explain", files)) == 0
    assert capsys.readouterr() == (f"{ve.why(enterprise, project, network)}\n", "")


@pytest.mark.parametrize("order", list(permutations(("network", "project", "enterprise"))))
def test_explain_takes_its_files_in_any_order(
    order: tuple[str, ...], files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", *(files[name] for name in order), "--firm", "BETA", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["partners"]
    assert (one["firm"], round(one["extra"], 2)) == ("BETA", 34.1)


@pytest.mark.parametrize(
    ("asked", "firm", "task"),
    [
        (["--firm", "GAMMA"], "GAMMA", None),
        (["--firm", "GAMMA", "--task", "bars"], "GAMMA", "bars"),
        (["--firm", "ALPHA", "--task", "frame"], "ALPHA", "frame"),
        (["--firm", "GAMMA", "--task", "frame"], "GAMMA", "frame"),
    ],
)
def test_explain_tells_why_not_another_firm(
    asked: list[str],
    firm: str,
    task: str | None,
    files: dict[str, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    project, network, enterprise = loaded(files)
    answer = ve.why_not(enterprise, project, network, firm=firm, task=task)
    assert main([*words("explain", files), *asked]) == 0
    assert capsys.readouterr() == (f"{answer}\n", "")
    assert main([*words("explain", files), *asked, "--json"]) == 0
    assert without_seconds(capsys.readouterr().out) == without_seconds(answer.model_dump_json())


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (["--firm", "OMEGA"], "firm 'OMEGA' is not in the network"),
        (["--firm", "ALPHA", "--task", "wheels"], "task 'wheels' is not in project 'gate'"),
        (["--task", "bars"], "--task needs --firm"),
    ],
)
def test_explain_refuses_what_is_not_there(
    asked: list[str], says: str, files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words("explain", files), *asked]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert says in told.err


def test_explain_needs_the_enterprise_of_these_files(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    project, _ = small_instance()
    ve.save(project.model_copy(update={"budget": 1000}), files["project"])
    assert main(words("explain", files)) == 2
    assert "enterprise" in capsys.readouterr().err
    assert main(["explain", files["network"], files["project"]]) == 2
    assert "and an enterprise" in capsys.readouterr().err
    assert main(["explain", files["network"], files["project"], files["project"]]) == 2
    assert (
        "hold a network, a project and a project (name a network, a project and an" in capsys.readouterr().err
    )


def test_pareto_prints_what_the_function_finds(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    project, network, _ = loaded(files)
    front = ve.pareto(project, network, objectives=("cost", "time"), points=None)
    assert len(front) == 7
    asked = ["--objectives", "cost, time", "--points", "all"]
    assert main([*words("pareto", files), *asked]) == 0
    assert capsys.readouterr() == (f"{front}\n", "")
    assert main([*words("pareto", files), *asked, "--json"]) == 0
    assert without_seconds(capsys.readouterr().out) == without_seconds(front.model_dump_json())


def test_curve_prints_what_the_function_finds(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    project, network, _ = loaded(files)
    curve = ve.time_cost_curve(project, network)
    assert main(words("curve", files)) == 0
    assert capsys.readouterr() == (f"{curve}\n", "")
    assert main([*words("curve", files), "--points", "2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(point["makespan"], point["proven"]) for point in told["points"]] == [(3, True), (9, True)]
    assert (told["shortest"], told["complete"], told["stop_reason"]) == (3, True, "finished")
    assert (
        ve.Enterprise.model_validate(told["points"][1]["enterprise"]).cost.total == told["points"][1]["cost"]
    )


@pytest.mark.parametrize(
    ("command", "name", "asked", "own"),
    [
        ("alternatives", "alternatives", [], {"k": 5, "within": 0.05, "diversity": 1}),
        ("explain", "why", [], {"firm": None}),
        ("explain", "why_not", ["--firm", "GAMMA"], {"firm": "GAMMA", "task": None}),
        ("pareto", "pareto", [], {"objectives": ("cost", "risk"), "points": 20}),
        ("curve", "time_cost_curve", ["--threads", "2"], {"points": None, "threads": 2}),
    ],
)
def test_options_reach_the_search(
    command: str,
    name: str,
    asked: list[str],
    own: dict[str, object],
    files: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: dict[str, object] = {}

    def spy(*_: object, **options: object) -> None:
        seen.update(options)
        raise KeyboardInterrupt

    monkeypatch.setattr(explore, name, spy)
    stated = ["--solver", "cbc", "--time-limit", "12.5", "--gap", "0.01", "--seed", "9"]
    assert main([*words(command, files), *asked, *stated]) == 130
    common = {"solver": "cbc", "time_limit": 12.5, "gap": 0.01, "seed": 9, "progress": None}
    assert seen == {**common, **own}


@pytest.mark.parametrize("command", SEARCHES)
@pytest.mark.parametrize(
    ("asked", "code", "says"),
    [
        (["--gap", "5"], 2, "5 % is 0.05"),
        (["--time-limit", "-1"], 2, "not a number of seconds"),
        (["--seed", "-1"], 2, "not a whole number"),
        (["--solver", "foo"], 5, "There is no solver 'foo'"),
    ],
)
def test_an_option_that_cannot_be_meant(
    command: str,
    asked: list[str],
    code: int,
    says: str,
    files: dict[str, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([*words(command, files), *asked]) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert says in told.err


@pytest.mark.parametrize(
    ("command", "asked", "says"),
    [
        ("alternatives", ["-k", "0"], "0 is not a whole number of at least 1"),
        ("alternatives", ["--within", "-1"], "-1.0 is not a fraction"),
        ("alternatives", ["--diversity", "x"], "invalid int value"),
        ("pareto", ["--objectives", "cost,beauty"], "cost, beauty: not two or three different ones"),
        ("pareto", ["--points", "many"], "'many' is neither a whole number nor all"),
        ("curve", ["--points", "1"], "not a number of points of at least 2"),
    ],
)
def test_an_option_of_one_command_that_cannot_be_meant(
    command: str, asked: list[str], says: str, files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words(command, files), *asked]) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("command", ["alternatives", "pareto", "curve"])
def test_infeasible_is_three_and_the_diagnosis_is_data(
    command: str, files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    project, _ = small_instance()
    ve.save(project.model_copy(update={"budget": 100}), files["project"])
    assert main([*words(command, files), "--json"]) == 3
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert found["outcome"] == "infeasible"
    assert [fault["path"] for fault in found["diagnosis"]] == ["project.budget"]
    assert told.err == f"vebuilder: {found['message']}\n"


@pytest.mark.parametrize("command", ["alternatives", "pareto", "curve"])
def test_no_answer_in_time_is_four(
    command: str, files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words(command, files), "--time-limit", "0"]) == 4
    assert capsys.readouterr().out == ""


def test_no_partner_looked_at_in_time_is_four_too(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words("explain", files), "--time-limit", "0"]) == 4
    assert "no partner was looked at in the time there was" in capsys.readouterr().err
    assert main([*words("explain", files), "--firm", "GAMMA", "--time-limit", "0"]) == 4
    assert capsys.readouterr().out == ""


def interrupted(answer: Any) -> Any:
    """Return an answer as it is after Ctrl-C."""
    if isinstance(answer, ve.TimeCostCurve):
        return ve.TimeCostCurve(answer.points[1:], answer.shortest, False, "interrupted", answer.seconds)
    if isinstance(answer, ve.WhyNot):
        assert answer.enterprise is not None
        stopped = answer.enterprise.model_copy(update={"stop_reason": "interrupted"})
        return answer.model_copy(update={"enterprise": stopped})
    return answer.model_copy(update={"ended": "interrupted"})


@pytest.mark.parametrize(
    ("command", "asked", "name", "ask"),
    [
        ("alternatives", [], "alternatives", lambda p, n, _: ve.alternatives(p, n, k=2)),
        ("explain", [], "why", lambda p, n, e: ve.why(e, p, n, firm="ALPHA")),
        ("explain", ["--firm", "GAMMA"], "why_not", lambda p, n, e: ve.why_not(e, p, n, firm="GAMMA")),
        ("pareto", [], "pareto", lambda p, n, _: ve.pareto(p, n, points=2)),
        ("curve", [], "time_cost_curve", lambda p, n, _: ve.time_cost_curve(p, n, points=2)),
    ],
)
def test_what_is_finished_before_ctrl_c_is_printed(
    command: str,
    asked: list[str],
    name: str,
    ask: Callable[[ve.Project, ve.Network, ve.Enterprise], object],
    files: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    answer = interrupted(ask(*loaded(files)))
    monkeypatch.setattr(explore, name, lambda *_, **__: answer)
    assert main([*words(command, files), *asked]) == 130
    assert capsys.readouterr() == (f"{answer}\n", "")


def test_ctrl_c_before_anything_is_finished_says_so(
    files: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(explore, "pareto", raising(KeyboardInterrupt()))
    assert main(words("pareto", files)) == 130
    assert capsys.readouterr() == ("", "vebuilder: interrupted\n")


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no pseudo-terminals")
def test_on_a_terminal_progress_shows_and_ctrl_c_keeps_what_is_finished(tmp_path: Path) -> None:
    project, network = hard_instance(60, 30)
    ve.save(project, tmp_path / "p.json")
    ve.save(network, tmp_path / "n.json")
    terminal, stderr = os.openpty()
    asked = ["alternatives", str(tmp_path / "p.json"), str(tmp_path / "n.json"), "--gap", "0", "--json"]
    with subprocess.Popen([*COMMAND, *asked], stdout=subprocess.PIPE, stderr=stderr) as child:
        os.close(stderr)
        shown, deadline = b"", time.monotonic() + 60
        while b" s, best " not in shown and time.monotonic() < deadline:
            if select.select([terminal], [], [], 1)[0]:
                shown += os.read(terminal, 1000)
        assert b" s, best " in shown
        child.send_signal(signal.SIGINT)
        told, _ = child.communicate(timeout=60)
    os.close(terminal)
    assert child.returncode == 130
    found = ve.Alternatives.model_validate_json(told)
    assert found.ended == "interrupted"
    assert ve.evaluate(project, network, found[0]).violations == ()


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no pseudo-terminals")
def test_the_curve_shows_its_points_on_a_terminal(files: dict[str, str]) -> None:
    terminal, stderr = os.openpty()
    script = (
        "import sys\nfrom vebuilder.commands import curve\ncurve.QUIET_SECONDS = 0\n"
        "from vebuilder.cli import entry\nentry()"
    )
    command = [sys.executable, "-c", script, *words("curve", files)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=stderr) as child:
        assert child.wait(timeout=120) == 0
    os.close(stderr)
    shown = os.read(terminal, 10_000).decode()
    os.close(terminal)
    assert " s, 1 point, the last one at 9 for 321.40" in shown
    assert " s, 7 points, the last one at 3 for 451.00" in shown


@pytest.mark.parametrize("command", ["alternatives", "pareto"])
def test_choices_can_be_written_and_asked_about(
    command: str, files: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "choices"
    pair = words(command, files)[1:3]
    assert main([command, *pair, "-o", str(folder)]) == 0
    written = sorted(folder.iterdir())
    assert [path.name for path in written] == [f"choice-{number + 1}.json" for number in range(len(written))]
    assert len(written) > 1
    for path in written:
        assert main(["explain", *pair, str(path)]) == 0
    capsys.readouterr()
    assert main([command, *pair, "-o", str(folder)]) == 2
    assert f"{folder / 'choice-1.json'}: is there already" in capsys.readouterr().err
    (folder / "choice-99.json").write_text("an old one")
    assert main([command, *pair, "-o", str(folder), "--force"]) == 0
    assert sorted(folder.iterdir()) == written


def test_choices_need_a_folder(
    files: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("mine")
    pair = words("pareto", files)[1:3]
    assert main(["pareto", *pair, "-o", str(tmp_path / "taken")]) == 2
    assert "the choices need a folder, but a file is in its place" in capsys.readouterr().err
