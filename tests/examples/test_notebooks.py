"""Every notebook of ``examples/`` runs, and shows what it says it shows."""

import json
from pathlib import Path

import pytest

from tests.examples.notebooks import NOTEBOOKS, code_cells, outputs_of, steady


def test_there_are_notebooks() -> None:
    assert len(NOTEBOOKS) >= 4


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.name)
def test_it_is_a_notebook_with_few_cells(notebook: Path) -> None:
    whole = json.loads(notebook.read_text(encoding="utf-8"))
    assert (whole["nbformat"], whole["nbformat_minor"]) == (4, 5)
    assert len(whole["cells"]) <= 20
    assert len({cell["id"] for cell in whole["cells"]}) == len(whole["cells"])
    assert whole["cells"][0]["cell_type"] == "markdown"
    assert notebook.stat().st_size < 400_000


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.name)
def test_it_runs_and_shows_what_stands_in_it(notebook: Path) -> None:
    for number, (cell, found) in enumerate(zip(code_cells(notebook), outputs_of(notebook), strict=True), 1):
        assert steady(found) == steady(cell["outputs"]), f"{notebook.name}, code cell {number}"
