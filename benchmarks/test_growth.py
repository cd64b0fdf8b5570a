"""How figures grow is measured as the table says, on networks that take a moment."""

# ruff: noqa: D103

import argparse
from pathlib import Path

import pytest

from benchmarks import growth


def test_sizes_are_measured_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    growth.add_arguments(parser)
    page = tmp_path / "page.md"
    page.write_text("<!-- begin growth -->\n<!-- end growth -->\n")
    words = ["--sizes", "8x4", "12x6", "--limits", "20", "--page", str(page)]
    assert growth.run(parser.parse_args(words)) == 0
    lines = [line for line in page.read_text().splitlines() if line.startswith(("| 8x4", "| 12x6"))]
    assert len(lines) == 2
    assert all("0.00%" in line for line in lines)
    assert capsys.readouterr().out.count("x") >= 2
