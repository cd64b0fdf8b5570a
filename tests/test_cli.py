"""The command line: what it prints where, what it writes, and its exit codes."""

import json
import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest

import vebuilder as ve
from vebuilder import api
from vebuilder.cli import main
from vebuilder.demo import example
from vebuilder.solve import catalogue
from vebuilder.terminal import Warnings

COMMAND = [sys.executable, "-m", "vebuilder"]


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """Return the example's network and project as files."""
    project, network = example()
    ve.save(network, tmp_path / "network.json")
    ve.save(project, tmp_path / "project.json")
    return str(tmp_path / "network.json"), str(tmp_path / "project.json")


def raising(error: BaseException) -> Any:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def hard_instance(firms: int = 100, tasks: int = 40) -> tuple[ve.Project, ve.Network]:
    """Return an instance that keeps any solver busy for a while, and has a first answer at once."""
    dice = Random(7)
    members = [
        ve.Firm(
            id=f"f{i}",
            offers=tuple(
                ve.Offer(competence=f"c{c}", unit_cost=dice.uniform(5, 20), setup_cost=dice.uniform(0, 5))
                for c in sorted(dice.sample(range(tasks), 12))
            ),
            joining_cost=dice.uniform(5, 30),
        )
        for i in range(firms)
    ]
    trust = {tuple(sorted(dice.sample(range(firms), 2))) for _ in range(5 * firms)}
    network = ve.Network(
        firms=tuple(members),
        trust=tuple(
            ve.TrustLink(source=f"f{a}", target=f"f{b}", trust=dice.uniform(0.2, 1)) for a, b in sorted(trust)
        ),
        transaction_costs=ve.TransactionCosts(rate=10, coordination=2),
    )
    project = ve.Project(
        id="hard",
        tasks=tuple(ve.Task(id=f"t{i}", competence=f"c{i}") for i in range(tasks)),
        interfaces=tuple(
            ve.Interface(source=f"t{dice.randrange(i)}", target=f"t{i}", volume=dice.uniform(0.5, 2))
            for i in range(1, tasks)
        ),
    )
    return project, network


def test_demo_prints_the_enterprise_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("Enterprise for project battery-module-cell: ")
    assert told.err == ""


def test_demo_is_worth_showing() -> None:
    project, network = example()
    assert [fault for fault in ve.check(project, network) if fault.severity == "error"] == []
    enterprise = ve.form_enterprise(project, network)
    assert enterprise.outcome == "optimal"
    assert len(enterprise.partners) >= 5
    split = {one.task for one in enterprise.assignments if 0 < one.share < 1}
    assert split == {"machined parts"}
    alone = project.model_copy(update={"rules": project.rules.model_copy(update={"max_partner_share": None})})
    assert ve.form_enterprise(alone, network).partners != enterprise.partners
    strangers = network.model_copy(update={"trust": ()})
    assert ve.form_enterprise(project, strangers).partners != enterprise.partners


def test_demo_writes_files_that_form_the_same_enterprise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new" / "folder"
    assert main(["demo", "--write", str(folder), "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert sorted(os.listdir(folder)) == ["network.json", "project.json"]
    assert main(["form", str(folder / "network.json"), str(folder / "project.json"), "--json"]) == 0
    second = json.loads(capsys.readouterr().out)
    assert {k: v for k, v in first.items() if k != "seconds"} == {
        k: v for k, v in second.items() if k != "seconds"
    }


@pytest.mark.parametrize("order", [1, -1])
def test_form_writes_what_it_prints_in_either_order(
    tmp_path: Path, files: tuple[str, str], capsys: pytest.CaptureFixture[str], order: int
) -> None:
    output = tmp_path / "enterprise.json"
    assert main(["form", *files[::order], "-o", str(output)]) == 0
    enterprise = ve.load(output)
    assert isinstance(enterprise, ve.Enterprise)
    assert capsys.readouterr() == (f"{enterprise}\n", "")
    told = json.loads(output.read_text())
    assert told["schema_version"] == 1
    assert {"objective", "bound", "gap", "partners", "assignments", "cost"} <= told.keys()


def test_options_reach_the_search(files: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, object] = {}
    form = api.form_enterprise

    def spy(project: ve.Project, network: ve.Network, **options: Any) -> ve.Enterprise:
        seen.update(options)
        return form(project, network)

    monkeypatch.setattr(api, "form_enterprise", spy)
    words = ["--solver", "cbc", "--time-limit", "12.5", "--gap", "0.01", "--threads", "2", "--seed", "9"]
    assert main(["form", *files, *words]) == 0
    assert seen == {
        "solver": "cbc", "time_limit": 12.5, "gap": 0.01, "threads": 2, "seed": 9, "progress": None,
    }  # fmt: skip


def test_check_is_quiet_about_good_data(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *files]) == 0
    assert capsys.readouterr() == ("no faults\n", "")


def test_check_tells_errors_and_warnings_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project, network = example()
    loose = project.tasks[0].model_copy(update={"max_partners": 2, "min_partners": 2})
    ve.save(network, tmp_path / "n.json")
    ve.save(project.model_copy(update={"tasks": (loose, *project.tasks[1:])}), tmp_path / "p.json")
    paths = [str(tmp_path / "n.json"), str(tmp_path / "p.json")]
    assert main(["check", *paths]) == 0
    assert "1 warning:\n- project.tasks[0]" in capsys.readouterr().out
    ve.save(
        project.model_copy(update={"tasks": (loose, *project.tasks[1:]), "initiator": "nobody"}),
        tmp_path / "p.json",
    )
    assert main(["check", *paths, "--json"]) == 2
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert len(found["warnings"]) == 1
    assert "nobody" in found["errors"][0]["message"]
    assert told.err == f"vebuilder: {len(found['errors'])} error in the data\n"


def test_check_lists_every_fault_not_only_the_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "n.json").write_text(
        json.dumps({"firms": [{"id": f"f{i}", "capacity": -1} for i in range(50)]})
    )
    (tmp_path / "p.json").write_text('{"tasks": []}')
    assert main(["check", str(tmp_path / "n.json"), str(tmp_path / "p.json")]) == 2
    told = capsys.readouterr()
    assert told.out.startswith("51 errors:\n")
    assert len(told.out.splitlines()) == 52
    assert "p.json: id: is missing" in told.out


SHOCK = ve.Shock(attribute="country", value="DE", probability=0.1, reliability_factor=0.5)


def test_check_lists_what_form_would_refuse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project, network = example()
    ve.save(network, tmp_path / "n.json")
    strict = {"rules": ve.Rules(min_success_probability=0.1), "shocks": (SHOCK,)}
    ve.save(project.model_copy(update=strict), tmp_path / "p.json")
    paths = [str(tmp_path / "n.json"), str(tmp_path / "p.json")]
    assert main(["check", *paths]) == 2
    told = capsys.readouterr()
    assert "1 unsupported field:\n- project.rules.min_success_probability = 0.1: it is exact" in told.out
    assert told.err == "vebuilder: 1 field not supported yet; leave them at their default\n"
    assert main(["check", *paths, "--json"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert (found["errors"], len(found["unsupported"])) == ([], 1)
    assert found["unsupported"][0].startswith("project.rules.min_success_probability = ")
    assert main(["form", *paths]) == 2


def test_form_tells_warnings_on_stderr_and_does_not_stop(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, network = example()
    ve.save(network, tmp_path / "n.json")
    odd = ve.GroupRule(attribute="colour", max_firms=3)
    rules = project.rules.model_copy(update={"groups": (*project.rules.groups, odd)})
    ve.save(project.model_copy(update={"rules": rules}), tmp_path / "p.json")
    assert main(["form", str(tmp_path / "n.json"), str(tmp_path / "p.json"), "--json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["outcome"] == "optimal"
    (line,) = told.err.splitlines()
    assert line.startswith("vebuilder: warning: project.rules.groups[")
    assert "no firm states the attribute 'colour'" in line


def test_many_warnings_are_not_all_told(capsys: pytest.CaptureFixture[str]) -> None:
    with Warnings(sys.stderr, None):
        for number in range(1030):
            logging.getLogger("vebuilder").warning("odd thing %d", number)
        logging.getLogger("vebuilder").info("not a warning")
    logging.getLogger("vebuilder").warning("after")
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "vebuilder: warning: odd thing 0"
    assert lines[20:] == ["vebuilder: ... and 1,010 more warnings; 'vebuilder check' tells all"]


def test_solvers_tells_names_versions_and_known_answers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["solvers"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for info in catalogue.installed_solvers():
        (line,) = [line for line in lines if line.split()[0] == info.name]
        if info.name == "toulbar2" and not info.available:  # an extra
            assert "pip install" in line
            continue
        assert info.available
        assert str(info.version) in line
        assert ("1 of 1 right" if info.name == "toulbar2" else "3 of 3 right") in line


def test_solvers_that_are_missing_or_wrong_are_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def info(name: str, available: bool, reason: str) -> catalogue.SolverInfo:
        return catalogue.SolverInfo(name, name, "1.0", available, reason, "", "", (), False)

    monkeypatch.setattr(
        catalogue, "installed_solvers", lambda: (info("one", True, ""), info("two", False, "pip install two"))
    )
    monkeypatch.setattr(catalogue, "known_answer", lambda _: catalogue.KnownAnswer(True, "fine"))
    assert main(["solvers"]) == 0
    assert "two  two 1.0           cannot be used: pip install two" in capsys.readouterr().out
    monkeypatch.setattr(catalogue, "known_answer", lambda _: catalogue.KnownAnswer(False, "11 instead of 10"))
    assert main(["solvers", "--json"]) == 5
    told = capsys.readouterr()
    assert [row["known_answer"] for row in json.loads(told.out)] == [
        {"right": False, "text": "11 instead of 10"}, None,
    ]  # fmt: skip
    assert told.err == "vebuilder: wrong answers from one\n"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ve.DataError([ve.Fault(path="here", message="is wrong")]), 2),
        (ve.UnsupportedError("not yet"), 2),
        (ve.InfeasibleError("too little capacity"), 3),
        (ve.NoSolutionError("out of time"), 4),
        (ve.NoSolutionError("interrupted before a first answer", None, "interrupted"), 130),
        (ve.SolverUnavailableError("pip install it"), 5),
        (ve.SolverError("it died"), 5),
        (ve.AuditError("it lied"), 5),
        (KeyboardInterrupt(), 130),
        (PermissionError(13, "Permission denied", "n.json"), 2),
    ],
)
def test_every_error_has_its_exit_code_and_a_sentence_on_stderr(
    files: tuple[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
) -> None:
    monkeypatch.setattr(api, "form_enterprise", raising(error))
    assert main(["form", *files, "-o", str(tmp_path / "e.json")]) == code
    told = capsys.readouterr()
    assert told.out == ""
    said = {KeyboardInterrupt: "interrupted", PermissionError: "n.json: Permission denied"}
    assert told.err == f"vebuilder: {said.get(type(error), error)}\n"
    assert sorted(os.listdir(tmp_path)) == ["network.json", "project.json"]


def test_infeasible_is_three_for_real(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project, network = example()
    ve.save(network, tmp_path / "n.json")
    ve.save(project.model_copy(update={"budget": 300_000}), tmp_path / "p.json")
    assert main(["form", str(tmp_path / "n.json"), str(tmp_path / "p.json")]) == 3
    assert "budget" in capsys.readouterr().err


def test_the_diagnosis_is_data_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project, network = example()
    ve.save(network, tmp_path / "n.json")
    ve.save(project.model_copy(update={"budget": 300_000}), tmp_path / "p.json")
    assert main(["form", str(tmp_path / "n.json"), str(tmp_path / "p.json"), "--json"]) == 3
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert found["outcome"] == "infeasible"
    assert told.err == f"vebuilder: {found['message']}\n"
    assert [fault["path"] for fault in found["diagnosis"]] == ["project.budget"]


def test_the_example_needs_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken = tmp_path / "network.json"
    taken.write_text("{}")
    for folder in (taken, taken / "below"):
        assert main(["demo", "--write", str(folder)]) == 2
        told = capsys.readouterr()
        assert (
            f"{folder}: the two files need a folder, but a file is in its place (name a folder)" in told.err
        )
    assert taken.read_text() == "{}"


def test_no_answer_in_time_is_four_for_real(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["form", *files, "--time-limit", "0"]) == 4
    assert "before a first answer" in capsys.readouterr().err


def test_an_interrupted_answer_is_kept(
    tmp_path: Path,
    files: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    project, network = example()
    best = ve.form_enterprise(project, network).model_copy(update={"stop_reason": "interrupted"})
    monkeypatch.setattr(api, "form_enterprise", lambda *_, **__: best)
    assert main(["form", *files, "-o", str(tmp_path / "e.json")]) == 130
    assert capsys.readouterr().out == f"{best}\n"
    assert ve.load(tmp_path / "e.json") == best


def test_an_answer_that_cannot_be_written_is_still_printed(
    files: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    fault = ve.Fault(path="e.json", message="cannot be written: No space left on device")
    monkeypatch.setattr(api, "save", raising(ve.DataError([fault])))
    assert main(["form", *files, "-o", str(tmp_path / "e.json")]) == 2
    told = capsys.readouterr()
    assert told.out.startswith("Enterprise for project")
    assert "No space left on device" in told.err


def ended(command: str) -> "subprocess.CompletedProcess[str]":
    """Run Python statements that end the process as the command line does."""
    script = f"import os, signal, sys, threading, time\nfrom vebuilder.cli import end_process_with\n{command}"
    return subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("code", [0, 4])
def test_a_process_ends_with_the_code_of_its_command(code: int) -> None:
    ran = ended(f"end_process_with(lambda: (print('told'), {code})[1])")
    assert (ran.returncode, ran.stdout, ran.stderr) == (code, "told\n", "")


def test_a_process_ends_at_once_though_a_solver_goes_on() -> None:
    # HiGHS calls back all the time; with the interpreter half gone, that would abort the process.
    ran = ended(
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from test_cli import hard_instance\n"
        "from vebuilder.formulate.problem import Problem\n"
        "from vebuilder.formulate.program import formulate\n"
        "from vebuilder.solve.highs import Highs\n"
        "from vebuilder.solve.options import Options\n"
        "from vebuilder.solve.watch import SOLVER_THREAD, Watch\n"
        "model, options = formulate(Problem.of(*hard_instance(60, 25))).model, Options(gap=0)\n"
        "search = lambda: Highs('1').search(model, options, Watch(model, options))\n"
        "threading.Thread(target=search, name=SOLVER_THREAD, daemon=True).start()\n"
        "time.sleep(0.5)\n"
        "end_process_with(lambda: (print('told'), 4)[1])"
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (4, "told\n", "")


def test_ctrl_c_that_nothing_caught_is_130_without_a_traceback() -> None:
    ran = ended("end_process_with(lambda: (os.kill(os.getpid(), signal.SIGINT), time.sleep(5)))")
    assert (ran.returncode, ran.stderr) == (130, "")


@pytest.mark.skipif(os.name != "posix", reason="signals are sent")
@pytest.mark.parametrize("signals", [1, 2])
def test_ctrl_c_before_a_first_answer_never_aborts(tmp_path: Path, signals: int) -> None:
    project, network = hard_instance()
    ve.save(project, tmp_path / "p.json")
    ve.save(network, tmp_path / "n.json")
    words = ["form", str(tmp_path / "p.json"), str(tmp_path / "n.json"), "--gap", "0", "--solver", "highs"]
    script = "from vebuilder.cli import entry; print('ready', flush=True); entry()"
    with subprocess.Popen(
        [sys.executable, "-c", script, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        time.sleep(1.0)
        for _ in range(signals):
            child.send_signal(signal.SIGINT)
            time.sleep(0.2)
        _, told = child.communicate(timeout=60)
    assert child.returncode == 130, told
    assert b"terminate" not in told
    assert b"Traceback" not in told


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["form", "--help"], ["check", "-h"]])
def test_help_and_version_are_zero(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 0
    told = capsys.readouterr()
    assert told.out
    assert told.err == ""


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["fly"],
        ["form"],
        ["form", "a"],
        ["form", "a", "b", "c"],
        ["form", "a", "b", "--gap", "x"],
        ["demo", "--bad"],
    ],
)
def test_wrong_usage_is_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert "usage: vebuilder" in capsys.readouterr().err


def test_a_reader_that_leaves_early_is_no_error(files: tuple[str, str]) -> None:
    with subprocess.Popen(
        [*COMMAND, "form", *files], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        said = child.stderr.read().decode()
    assert (child.returncode, said) == (0, "")


def test_names_a_terminal_cannot_show_are_no_error(files: tuple[str, str]) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    _, network = example()
    renamed = [firm.model_copy(update={"name": "Čebelica Straßenbau"}) for firm in network.firms]
    ve.save(network.model_copy(update={"firms": renamed}), files[0])
    ran = subprocess.run([*COMMAND, "form", *files], capture_output=True, check=False, env=environment)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"?ebelica Stra?enbau" in ran.stdout


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no pseudo-terminals")
def test_on_a_terminal_progress_shows_and_ctrl_c_keeps_the_best_answer(tmp_path: Path) -> None:
    project, network = hard_instance()
    ve.save(project, tmp_path / "p.json")
    ve.save(network, tmp_path / "n.json")
    terminal, stderr = os.openpty()
    output = tmp_path / "e.json"
    words = ["form", str(tmp_path / "p.json"), str(tmp_path / "n.json"), "-o", str(output), "--gap", "0"]
    with subprocess.Popen([*COMMAND, *words], stdout=subprocess.PIPE, stderr=stderr) as child:
        os.close(stderr)
        shown, deadline = b"", time.monotonic() + 60
        while b"gap" not in shown and time.monotonic() < deadline:
            shown += os.read(terminal, 1000)
        assert b" s, best " in shown
        child.send_signal(signal.SIGINT)
        told, _ = child.communicate(timeout=60)
    os.close(terminal)
    assert child.returncode == 130
    enterprise = ve.load(output)
    assert isinstance(enterprise, ve.Enterprise)
    assert enterprise.stop_reason == "interrupted"
    assert told.decode() == f"{enterprise}\n"
    assert ve.evaluate(project, network, enterprise).violations == ()


def test_demo_writes_over_nothing_that_was_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--write", str(tmp_path)]) == 0
    assert main(["demo", "--write", str(tmp_path)]) == 0  # nothing was changed
    path = tmp_path / "project.json"
    path.write_text(path.read_text().replace("battery", "own"))
    mine = path.read_text()
    capsys.readouterr()
    assert main(["demo", "--write", str(tmp_path)]) == 2
    assert "project.json: is there already" in capsys.readouterr().err
    assert path.read_text() == mine
    assert main(["demo", "--write", str(tmp_path), "--force"]) == 0
    assert path.read_text() != mine
