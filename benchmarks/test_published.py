"""The way from an instance to its line in the table, on instances that take a moment."""

# ruff: noqa: D103

from pathlib import Path

import pytest

from benchmarks.published import Row, measure, table, write_between
from benchmarks.readers.best_known import BestKnown
from benchmarks.registry import Case, cases
from vebuilder import Firm, Network, Project, Quote, Task


@pytest.mark.parametrize("case", cases("smoke"), ids=lambda case: case.name)
def test_smoke_cases_reach_what_is_published(case: Case) -> None:
    row = measure(case, solver="auto", time_limit=60, gap=1e-6)
    assert row.outcome == "optimal"
    assert row.verdict == ("none published" if case.known.value is None else "reached")


def impossible() -> tuple[Project, Network]:
    task = Task(id="task", competence="work", amount=5)
    quote = Quote(task="task", firm="firm", cost=1.0)
    return Project(id="impossible", tasks=(task,), quotes=(quote,)), Network(
        firms=(Firm(id="firm", capacity=4),)
    )


def test_an_error_becomes_the_outcome_of_its_line() -> None:
    row = measure(
        Case("impossible", impossible, BestKnown(3.0, proven=True)), solver="auto", time_limit=5, gap=0
    )
    assert row.outcome.startswith("InfeasibleError: ")
    assert row.verdict == "no answer"


def line(published: float | None, reached: float | None) -> Row:
    return Row("case", published, True, reached, reached, 0.0, "optimal", 1.0)


@pytest.mark.parametrize(
    ("published", "reached", "verdict"),
    [
        (100.0, 100.0, "reached"),
        (100.0, 100.00005, "reached"),
        (100.0, 101.0, "+1.000% above"),
        (100.0, 99.0, "1.000% better"),
        (-100.0, -99.0, "+1.000% above"),
        (None, 99.0, "none published"),
        (100.0, None, "no answer"),
    ],
)
def test_verdicts(published: float | None, reached: float | None, verdict: str) -> None:
    assert line(published, reached).verdict == verdict


def test_the_table_counts_what_was_reached() -> None:
    text = table([line(100, 100), line(100, 101), line(None, 5)])
    assert text.endswith("1 of 2 published values reached; 3 of 3 instances proven optimal.")
    assert text.count("\n| case |") == 3


def test_a_table_is_written_between_its_comments(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- begin one -->\nold\n<!-- end one -->\nafter\n", encoding="utf-8")
    write_between(page, "one", "new")
    assert page.read_text(encoding="utf-8") == "before\n<!-- begin one -->\nnew\n<!-- end one -->\nafter\n"
    with pytest.raises(ValueError, match="no '<!-- begin two -->'"):
        write_between(page, "two", "new")
