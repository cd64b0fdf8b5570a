"""One benchmark a phase over the registry; ``--benchmark-disable`` runs each once, as a smoke test."""

# ruff: noqa: D103

from collections.abc import Callable
from typing import Any

import pytest

from benchmarks import phases
from benchmarks.registry import Case, cases

Run = Callable[..., Any]
SMOKE = cases("smoke")
WIDE_AND_LINKED = [(shape, 10_000) for shape in phases.SHAPES]

each_case = pytest.mark.parametrize("case", SMOKE, ids=lambda case: case.name)


@each_case
def test_validate(benchmark: Run, case: Case) -> None:
    benchmark(phases.validate, *case.build())


@each_case
def test_formulate(benchmark: Run, case: Case) -> None:
    formulation = benchmark(phases.state, *case.build())
    assert formulation.model.n_columns > len(formulation.problem.pairs.task)


@each_case
def test_hand_over(benchmark: Run, case: Case) -> None:
    formulation = phases.state(*case.build())
    highs = benchmark(phases.hand_over, formulation)
    assert highs.getNumRow() == formulation.model.n_rows


@pytest.mark.parametrize("case", cases("synthetic", "smoke"), ids=lambda case: case.name)
def test_read_back(benchmark: Run, case: Case) -> None:
    formulation = phases.state(*case.build())
    audited = benchmark(phases.read_back, formulation, phases.greedy(formulation))
    assert len(audited.assignments) == len(formulation.problem.tasks)


@pytest.mark.parametrize(("shape", "pairs"), WIDE_AND_LINKED)
def test_the_measured_shapes_have_the_pairs_they_promise(shape: str, pairs: int) -> None:
    measured, formulation = phases.measure(*phases.synthetic(phases.SHAPES[shape](pairs)))
    assert [phase.name for phase in measured] == ["validate", "formulate", "hand over", "read back"]
    assert len(formulation.problem.pairs.task) == pytest.approx(pairs, rel=0.15)
    assert "eligible pairs" in phases.table(measured, formulation)
