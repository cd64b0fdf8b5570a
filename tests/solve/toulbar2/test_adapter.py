"""The child's side of toulbar2: one solve leaves nothing behind for the next."""

import os
import subprocess
import sys
from itertools import combinations, product
from typing import Any, cast

import numpy as np
import pytest

from vebuilder.solve.backend import Claim
from vebuilder.solve.options import Options
from vebuilder.solve.toulbar2.cost_network import CostNetwork

pytest.importorskip("pytoulbar2", reason="pytoulbar2 is not installed (extra toulbar2)")

SIZE, N_VARIABLES = 4, 9


class Ear:
    """A watch with all the time in the world, or so many seconds."""

    stopping = False

    def __init__(self, seconds: float | None = None) -> None:
        self.seconds = seconds
        self.bound = -np.inf
        self.values: list[int] = []

    def solver_limit(self, share: float, most: float) -> float | None:
        return self.seconds

    def prove(self, bound: float) -> None:
        self.bound = max(self.bound, bound)

    def incumbent(self, values: Any) -> None:
        self.values = values.astype(int).tolist()


def network(seed: int) -> CostNetwork:
    rng = np.random.default_rng(seed)
    tables = {pair: rng.integers(0, 50, (SIZE, SIZE)) + 0.0 for pair in combinations(range(N_VARIABLES), 2)}
    return CostNetwork([SIZE] * N_VARIABLES, binary=tables, forbidden=50 * len(tables))


def impossible() -> CostNetwork:
    """Return a network whose every plan costs as much as is forbidden."""
    found = network(0)
    found.forbidden = 50
    return found


def test_an_interrupt_is_not_taken_for_infeasible() -> None:
    from vebuilder.solve.toulbar2.adapter import Toulbar2

    rng = np.random.default_rng(0)
    size, n_variables = 8, 40
    tables = {pair: rng.integers(0, 50, (size, size)) + 0.0 for pair in combinations(range(n_variables), 2)}
    # Far below what any plan costs, and far too hard to be proven so.
    hard = CostNetwork([size] * n_variables, binary=tables, forbidden=9_000)
    interrupt = f"import os, signal, time; time.sleep(1); os.kill({os.getpid()}, signal.SIGINT)"
    with subprocess.Popen([sys.executable, "-c", interrupt]):
        ear = Ear(100.0)
        answer = Toulbar2(hard, at_once=True).search(cast("Any", None), Options(), cast("Any", ear))
    assert answer.claim is Claim.STOPPED
    assert ear.values == []
    assert 0 < ear.bound < 9_000


def least_cost(net: CostNetwork) -> float:
    every = np.array(list(product(range(SIZE), repeat=N_VARIABLES)))
    return float(sum(table[every[:, i], every[:, j]] for (i, j), table in net.binary.items()).min())


@pytest.mark.parametrize("at_once", [False, True])
def test_what_was_infeasible_does_not_weaken_the_next_proof(at_once: bool) -> None:
    from vebuilder.solve.toulbar2.adapter import Toulbar2

    none = cast("Any", None)
    answer = Toulbar2(impossible()).search(none, Options(), cast("Any", Ear()))
    assert answer.claim is Claim.INFEASIBLE
    for seed in range(1, 4):
        net, ear = network(seed), Ear(20.0 if at_once else None)
        answer = Toulbar2(net, at_once).search(none, Options(), cast("Any", ear))
        assert answer.claim is Claim.EXHAUSTED
        assert sum(table[ear.values[i], ear.values[j]] for (i, j), table in net.binary.items()) == ear.bound
        assert ear.bound == least_cost(net)
