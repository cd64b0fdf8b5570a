import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from check.builders import firm, network, project, task

from explore.simulation.builders import built, risky
from vebuilder.explore import simulate
from vebuilder.model import DataError

CASE = risky()
ENTERPRISE, PROJECT, NETWORK = CASE


def faults(*arguments: Any, **options: Any) -> list[str]:
    with pytest.raises(DataError) as caught:
        simulate(*arguments, **options)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize("runs", [1, 0, -5, 2.0, True, "many", None, 10**9, float("nan")])
def test_the_number_of_runs_must_be_meant(runs: Any) -> None:
    assert faults(*CASE, runs=runs) == [f"runs: {runs!r} is not a whole number from 2 to 100,000,000"]


@pytest.mark.parametrize("seed", [-1, 1.5, None, 2**31, True])
def test_the_seed_must_be_meant(seed: Any) -> None:
    (fault,) = faults(*CASE, seed=seed)
    assert fault.startswith(f"seed: {seed!r} is not a whole number from 0 to ")


@pytest.mark.parametrize("executor", [4, "processes", ThreadPoolExecutor])
def test_the_executor_must_take_work(executor: Any) -> None:
    (fault,) = faults(*CASE, executor=executor)
    assert "cannot be handed work: it has no submit()" in fault
    assert "ProcessPoolExecutor()" in fault


def test_all_faults_come_at_once() -> None:
    found = faults(ENTERPRISE.assignments, NETWORK, PROJECT, runs=1, seed=-1, executor=0)
    assert [fault.split(":")[0] for fault in found] == ["enterprise", "arguments", "runs", "seed", "executor"]
    assert "an Enterprise is needed, not a tuple" in found[0]
    assert "the network first and the project second" in found[1]
    assert len(faults(*risky()[:2], network(firm("a")), runs=1)) == 2


def test_whole_numbers_of_other_libraries_are_fine() -> None:
    import numpy as np

    simulation = simulate(*CASE, runs=np.int64(50), seed=np.int32(3))  # type: ignore[arg-type]
    assert (simulation.runs, simulation.seed, len(simulation.losses)) == (50, 3, 50)


def test_an_enterprise_of_another_project_is_refused() -> None:
    other = PROJECT.model_copy(update={"id": "q"})
    (fault,) = faults(ENTERPRISE, other, NETWORK)
    assert fault.startswith("enterprise.project: was formed for project 'p', not for project 'q' (hand over")
    (fault,) = faults(ENTERPRISE, project(task("t")), NETWORK)
    assert "task 'idle' is not in this one" in fault


def test_an_enterprise_of_another_network_is_refused() -> None:
    (fault,) = faults(ENTERPRISE, PROJECT, network(firm("a"), firm("c")))
    assert fault.startswith(
        "enterprise.partners: was formed from another network: firm 'b' is not in this one"
    )


def test_an_enterprise_of_changed_data_is_refused() -> None:
    for changed in (
        (PROJECT.model_copy(update={"shocks": ()}), NETWORK),
        (PROJECT, NETWORK.model_copy(update={"firms": NETWORK.firms[::-1]})),
    ):
        (fault,) = faults(ENTERPRISE, *changed)
        assert fault.startswith(
            "enterprise.fingerprint: was formed from other data: project 'p' or the network"
        )


def test_an_assignment_to_nobody_is_refused() -> None:
    stray = built(PROJECT, NETWORK, [("t", "nobody")], partners=("a",))
    (fault,) = faults(stray, PROJECT, NETWORK)
    assert "firm 'nobody' is not in the network" in fault


def test_no_solver_is_loaded() -> None:
    code = "import vebuilder.explore, sys; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    assert "vebuilder.explore.simulation.simulate" in loaded
    solvers = {"ortools", "highspy", "pulp", "pyscipopt", "pytoulbar2"}
    assert {name.split(".")[0] for name in loaded} & solvers == set()
