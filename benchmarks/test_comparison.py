"""One benchmark a contender on small cases; ``--benchmark-disable`` runs each once, as a smoke test."""

# ruff: noqa: D103

from collections.abc import Callable
from typing import Any

import pytest

from benchmarks.comparison.measures import proven, standard
from benchmarks.comparison.summary import Comparison
from benchmarks.comparison.supervisor import measure, on_disk
from benchmarks.comparison.tables import page
from benchmarks.contenders.contender import Limits
from benchmarks.registry import Case, cases

Run = Callable[..., Any]
SMALLEST, SMALL = cases("synthetic", "smoke")


@pytest.mark.parametrize(
    ("case", "contender"),
    [(SMALLEST, "auto"), (SMALL, "auto"), (SMALLEST, "textbook")],
    ids=lambda one: one.name if isinstance(one, Case) else one,
)
def test_proof_in_a_process_of_its_own(benchmark: Run, case: Case, contender: str) -> None:
    with on_disk(case.name, *case.build()) as instance:
        run = benchmark(measure, contender, instance, Limits(60.0))
    assert proven(run, standard([run])), run.words
    assert f"| {case.name} | {contender} |" in page(Comparison([run]))


def test_the_genetic_algorithm_answers_in_time(benchmark: Run) -> None:
    with on_disk(SMALL.name, *SMALL.build()) as instance:
        run = benchmark(measure, "genetic", instance, Limits(0.5))
    assert run.outcome == "answered", run.words
    assert run.bound is None
