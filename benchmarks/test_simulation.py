"""A million runs of an enterprise; ``--benchmark-disable`` plays a few, as a smoke test."""

# ruff: noqa: D103

from typing import Any

import pytest

from benchmarks.simulation import replay
from vebuilder.explore import simulate

RUNS, SMOKE_RUNS = 1_000_000, 20_000


@pytest.mark.parametrize(("partners", "tasks"), [(20, 30), (100, 300)])
def test_simulate(benchmark: Any, partners: int, tasks: int) -> None:
    case = replay(partners, tasks)
    runs = SMOKE_RUNS if benchmark.disabled or tasks > 30 else RUNS
    simulation = benchmark(simulate, case.enterprise, case.project, case.network, runs=runs)
    assert len(simulation.losses) == runs
    assert 0 < simulation.success_probability < 1
    assert len(simulation.losses_by_partner) == partners
    assert len(simulation.losses_by_shock) == 7
    assert simulation.cost_error > 0
