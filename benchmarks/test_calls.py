"""What is measured of reference calls is told as it was measured."""

# ruff: noqa: D103

import argparse
from pathlib import Path

import pytest

from benchmarks import calls
from benchmarks.data import data_folder

ROWS = (
    calls.Row("1", 900, 3_000, 1000.0, 1000.0, 0.0, 3.0, 300, "optimal"),
    calls.Row("2", 9_000, 300_000, 1000.0, 980.0, 0.02, 60.0, 900, "feasible"),
    calls.Row("3", 9_000, 300_000, None, None, None, 60.0, 800, "NoSolutionError"),
)


def test_a_call_without_an_answer_is_not_counted_as_near() -> None:
    told = calls.summary(ROWS)
    assert told.startswith("3 calls: 1 proven, 1 within 1 %; gap at most 2.00%")
    assert told.endswith("at most 900 MB.")
    lines = calls.table(ROWS).splitlines()
    assert lines[3] == "| 2 | 9,000 | 300,000 | 1,000 | 980 | 2.00% | 60 | 900 | feasible |"
    assert lines[4] == "| 3 | 9,000 | 300,000 | - | - | - | 60 | 800 | NoSolutionError |"


def test_a_call_is_measured_apart(tmp_path: Path) -> None:
    if not (data_folder() / "real" / "cordis_he_raw").is_dir():
        pytest.skip(f"no tables of calls below {data_folder()}")
    parser = argparse.ArgumentParser()
    calls.add_arguments(parser)
    page = tmp_path / "page.md"
    page.write_text("<!-- begin calls -->\n<!-- end calls -->\n")
    words = ["--only", "101233413", "--evidence", "strict", "--limit", "20", "--page", str(page)]
    assert calls.run(parser.parse_args(words)) == 0
    assert "| 101233413 |" in page.read_text()
    assert "1 calls: " in page.read_text()
