"""The comparison: all contenders agree, runs are kept, a stopped one goes on, a page is made of them."""

import argparse
from pathlib import Path

import pytest
from brute_force import best_plan
from made_up_runs import made

import vebuilder as ve
from benchmarks import compare
from benchmarks.comparison.measures import measured, standard
from benchmarks.comparison.runs import Run, UnreadableRunsError, append_run, latest, read_runs
from benchmarks.comparison.supervisor import Instance, measure, on_disk
from benchmarks.comparison.tree import PROC
from benchmarks.contenders.contender import Limits
from benchmarks.contenders.lineup import DIRECT, NAMES, PEERS
from benchmarks.synthetic import Law, synthetic
from vebuilder.solve.registry import ENTRIES, obstacle

GENETIC = "genetic"


@pytest.mark.parametrize("contender", NAMES)
def test_every_contender_finds_the_optimum_in_a_process_of_its_own(contender: str) -> None:
    entry = ENTRIES.get("toulbar2" if contender == DIRECT else contender)
    if entry is not None and (fault := obstacle(entry)):
        pytest.skip(fault)
    project, network = synthetic(Law(firms=5, tasks=3))
    with on_disk("tiny", project, network) as tiny:
        run = measure(contender, tiny, Limits(0.5 if contender == GENETIC else 60.0))
    best = best_plan(project, network)
    assert best is not None
    assert (run.outcome, run.words) == ("answered", "")
    assert run.objective == pytest.approx(best.price.objective)
    assert ve.evaluate(project, network, run.plan).objective == run.objective
    known = standard([run])
    found = measured(run, known)
    assert found is not None
    assert found.first.reached
    assert found.near.reached
    assert found.first.value <= found.near.value <= (run.seconds or 0)
    assert found.proof.reached == (contender != GENETIC)
    if PROC.is_dir():
        assert run.peak_megabytes is not None
        assert run.read_megabytes is not None
        assert 20 < run.read_megabytes <= run.peak_megabytes


def test_runs_are_kept_and_read_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    runs = (made("auto", (1, 5, None), (2, 4.25, 4.0)), made("scip", (3, None, 1.0), words="zwölf Stunden"))
    for run in runs:
        append_run(path, run)
    assert read_runs(path) == runs


def test_a_line_cut_short_is_left_out_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    one, two = made("auto", (1, 5, 5)), made("highs", (2, 5, 5))
    append_run(path, one)
    with path.open("a", encoding="utf-8") as file:
        file.write(two.model_dump_json()[:40])
    assert read_runs(path) == (one,)
    append_run(path, two)
    assert read_runs(path) == (one, two)


def test_a_file_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    append_run(path, made("auto", (1, 5, 5)))
    with path.open("a", encoding="utf-8") as file:
        file.write('{"instance": "two"}\n')
    with pytest.raises(UnreadableRunsError, match=r"runs\.jsonl, line 2: contender: Field required"):
        read_runs(path)
    with pytest.raises(UnreadableRunsError, match=r"nowhere\.jsonl"):
        read_runs(tmp_path / "nowhere.jsonl")


def test_a_run_measured_anew_replaces_the_old_one() -> None:
    old, new, other = made("auto", (60, 9, 1), limit=60), made("auto", (90, 5, 5)), made("auto", seed=1)
    assert latest([old, other, new]) == (new, other)


def command(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    compare.add_arguments(parser)
    return compare.run(parser.parse_args(arguments))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, float, int]]:
    """Let runs be made up, and return what was asked for."""
    found: list[tuple[str, str, float, int]] = []

    def pretend(contender: str, instance: Instance, limits: Limits, _stop: object) -> Run:
        found.append((instance.name, contender, limits.seconds, limits.seed))
        absent = {"outcome": "unavailable", "words": "not installed"} if contender == "toulbar2" else {}
        trace = [] if absent else [(1.0, 50.0, 50.0)]
        more = {"instance": instance.name, "limit": limits.seconds, "seed": limits.seed}
        return made(contender, *trace, **more, **absent)

    monkeypatch.setattr(compare, "measure", pretend)
    return found


CHOICE = ("--class", "synthetic", "--name", "12x6")


def test_every_contender_has_its_limit(asked: list[tuple[str, str, float, int]]) -> None:
    assert command(*CHOICE, "--auto-limit", "7", "--time-limit", "70") == 0
    assert asked == [("synthetic/12x6", name, 7.0 if name.startswith("auto") else 70.0, 0) for name in NAMES]


def test_going_on_measures_only_what_is_missing(
    tmp_path: Path, asked: list[tuple[str, str, float, int]], capsys: pytest.CaptureFixture[str]
) -> None:
    raw = tmp_path / "runs.jsonl"
    few = ("--contender", "auto", "--contender", "highs", "--raw", str(raw))
    assert command(*CHOICE, *few) == 0
    assert len(asked) == 2
    assert command(*CHOICE, *few) == 2, "what is there is not overwritten"
    assert "add --resume to go on, or name another file" in capsys.readouterr().err
    asked.clear()
    assert command(*CHOICE, *few, "--contender", "toulbar2", "--seeds", "2", "--resume") == 0
    assert {(name, seed) for _, name, _, seed in asked} == {
        ("toulbar2", 0), ("auto", 1), ("highs", 1), ("toulbar2", 1)
    }  # fmt: skip
    assert "The median of 2 seeds." in capsys.readouterr().out
    asked.clear()
    assert command(*CHOICE, *few, "--contender", "toulbar2", "--resume", "--time-limit", "5") == 0
    assert {(name, limit) for _, name, limit, _ in asked} == {("highs", 5.0), ("toulbar2", 5.0)}
    asked.clear()
    capsys.readouterr()
    assert command(*CHOICE, *few, "--resume") == 0
    assert asked == []
    shown = capsys.readouterr().out
    assert "60 s and gap 0.01% for auto; 600 s and gap 0.01% for highs" in shown
    assert "5 s and gap" not in shown, "the file has runs with that limit too, but they are not asked for"


def test_a_stopped_comparison_keeps_what_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = tmp_path / "runs.jsonl"

    def pretend(contender: str, instance: Instance, _limits: Limits, _stop: object) -> Run:
        if contender == "highs":
            raise KeyboardInterrupt
        return made(contender, (1.0, 50.0, 50.0), instance=instance.name)

    monkeypatch.setattr(compare, "measure", pretend)
    assert command(*CHOICE, "--contender", "auto", "--contender", "highs", "--raw", str(raw)) == 130
    assert f"--raw {raw} --resume goes on" in capsys.readouterr().err
    assert [run.contender for run in read_runs(raw)] == ["auto"]


def test_the_page_can_be_made_from_the_file_alone(
    tmp_path: Path, asked: list[tuple[str, str, float, int]], capsys: pytest.CaptureFixture[str]
) -> None:
    raw, text = tmp_path / "runs.jsonl", tmp_path / "page.md"
    text.write_text("<!-- begin it -->\n<!-- end it -->\n", encoding="utf-8")
    assert command(*CHOICE, "--raw", str(raw), "--page", str(text), "--mark", "it") == 0
    first = text.read_text(encoding="utf-8")
    assert "| synthetic/12x6 | auto |" in first
    assert "- toulbar2, synthetic/12x6: unavailable: not installed" in first
    text.write_text("<!-- begin it -->\n<!-- end it -->\n", encoding="utf-8")
    asked.clear()
    assert command("--from", str(raw), "--page", str(text), "--mark", "it") == 0
    assert asked == []
    assert text.read_text(encoding="utf-8") == first
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--page", "page.md"), "--page and --mark"),
        (("--resume",), "--resume needs --raw"),
        (("--raw", "nowhere/runs.jsonl"), "no folder nowhere"),
        (("--time-limit", "0"), "above 0"),
        (("--auto-limit", "inf"), "above 0"),
        (("--jobs", "0"), "1 or more"),
        (("--from", "x", "--contender", "auto"), "--from shows all runs"),
        (("--from", "nowhere.jsonl"), "nowhere.jsonl"),
        (("--name", "no such case"), "no such case"),
        (("--panel", "elsewhere"), "no run on elsewhere"),
    ],
)
def test_a_command_that_cannot_be_meant_says_why(
    arguments: tuple[str, ...],
    words: str,
    asked: list[tuple[str, str, float, int]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    choice = () if "--from" in arguments or "--name" in arguments else CHOICE
    assert command("--class", "synthetic", *choice, *arguments) == 2
    assert words in capsys.readouterr().err
    assert asked == [], "nothing is measured first"


def test_a_page_without_its_comments_is_refused_before_anything_runs(
    tmp_path: Path, asked: list[tuple[str, str, float, int]], capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "page.md"
    text.write_text("<!-- end it -->\n<!-- begin it -->\n", encoding="utf-8")
    assert command(*CHOICE, "--page", str(text), "--mark", "it") == 2
    assert "has no comments 'begin it' and 'end it'" in capsys.readouterr().err
    assert asked == []


def test_several_runs_at_a_time_are_all_kept(
    tmp_path: Path, asked: list[tuple[str, str, float, int]]
) -> None:
    raw = tmp_path / "runs.jsonl"
    assert command(*CHOICE, "--jobs", "3", "--raw", str(raw)) == 0
    assert {run.contender for run in read_runs(raw)} == set(NAMES)
    assert set(PEERS) <= {name for _, name, _, _ in asked}
