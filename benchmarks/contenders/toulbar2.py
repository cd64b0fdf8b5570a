"""toulbar2 called directly, as its own users do: no first answer, no process of its own, no rounds."""

import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from benchmarks.contenders.contender import Answer, Limits, NothingFound, Report
from vebuilder import InfeasibleError, Network, Project, SolverUnavailableError
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.solve.registry import ENTRIES, obstacle, version_of
from vebuilder.solve.toulbar2.cost_network import CostNetwork, cost_network

ENTRY = ENTRIES["toulbar2"]
TRACE = re.compile(
    r"^(?:New solution: (\d+)|Optimality gap: \[(\d+), (\d+)\]) .*?([\d.]+) seconds\)", re.MULTILINE
)
VERBOSE = 0
"""The least at which toulbar2 says what it finds and when."""
EARLY = 0.8
"""Part of its time after which toulbar2 can no longer have ended by itself."""


class Toulbar2:
    """One cost network, one search, on the network this library's own backend hands over."""

    def run(self, project: Project, network: Network, limits: Limits, report: Report) -> Answer:
        """State the network, let toulbar2 solve it, and read its log for the answers on the way."""
        begin = time.monotonic()
        fault = obstacle(ENTRY)
        if fault is not None:
            raise SolverUnavailableError(f"toulbar2 cannot be used: {fault}")
        problem = Problem.of(project, network)
        costs = cost_network(formulate(problem))
        cfn = stated(costs, limits.seed)
        started = time.monotonic()
        seconds = max(1, int(limits.seconds - (started - begin)))
        with _printed() as log:
            found = cfn.Solve(timeLimit=seconds)
        took = time.monotonic() - started

        def money(value: float) -> float:
            return value / costs.scale + costs.offset

        for moment, cost, low in trace(log.read().decode(errors="replace")):
            told = None if cost is None else money(cost)
            report(started - begin + moment, told, None if low is None else money(low) - costs.error)
        bound = money(float(cfn.GetDDualBound())) - costs.error
        if found is None and took < EARLY * seconds:
            raise InfeasibleError("toulbar2 calls the network infeasible")
        if found is None:
            raise NothingFound(bound)
        pairs = problem.task_start[:-1] + found[0][: len(problem.tasks)]
        firms = problem.firm_ids[problem.pairs.firm[pairs]]
        plan = tuple((str(task), str(firm), 1.0) for task, firm in zip(problem.task_ids, firms, strict=True))
        return Answer(plan, money(found[1]), bound, f"pytoulbar2 {version_of(ENTRY)}")


def stated(costs: CostNetwork, seed: int) -> Any:
    """Return the network in toulbar2."""
    import pytoulbar2

    cfn = pytoulbar2.CFN(costs.forbidden, seed=seed + 1, verbose=VERBOSE)
    for number, size in enumerate(costs.sizes):
        cfn.AddVariable(f"v{number}", range(size))
    for variable, table in costs.unary.items():
        cfn.AddFunction([variable], table.tolist())
    for pair, table in costs.binary.items():
        cfn.AddFunction(list(pair), table.ravel().tolist())
    for terms, least in costs.linear:
        cfn.AddGeneralizedLinearConstraint(terms, ">=", least)
    return cfn


def trace(log: str) -> list[tuple[float, int | None, int | None]]:
    """Return seconds, best cost and bound at each line of a log of toulbar2 that tells of progress.

    A gap is told up to a cost that need not be that of an answer, so only its bound is taken.
    """
    found: list[tuple[float, int | None, int | None]] = []
    cost: int | None = None
    low: int | None = None
    for answer, bound, _, seconds in TRACE.findall(log):
        cost = int(answer) if answer else cost
        low = int(bound) if bound else low
        found.append((float(seconds), cost, low))
    return found


@contextmanager
def _printed() -> Iterator[IO[bytes]]:
    """Take what is printed, by the solver's own library too; it can be read afterwards."""
    log = tempfile.TemporaryFile()  # noqa: SIM115
    usual = os.dup(1)
    os.dup2(log.fileno(), 1)
    try:
        yield log
    finally:
        os.dup2(usual, 1)
        os.close(usual)
        log.seek(0)
