"""The process a contender is measured in.

Started as ``python -m benchmarks.contenders.process NAME PROJECT.json NETWORK.json SECONDS GAP SEED``, it
writes one JSON object a line: ``ready`` when the instance is read and the clock starts, ``point`` for each
point of its trace, ``end`` with what came of it.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import vebuilder as ve
from benchmarks.contenders.contender import Limits, NothingFound, Refused
from benchmarks.contenders.lineup import load
from benchmarks.contenders.memory import peak_megabytes

Tell = Callable[[dict[str, Any]], None]


def main() -> None:
    """Read the instance, let the contender work, and tell what came of it."""
    # Solvers that print must not print between the lines.
    line = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def tell(message: dict[str, Any]) -> None:
        line.write(json.dumps(message, allow_nan=False) + "\n")
        line.flush()

    name, project, network, seconds, gap, seed = sys.argv[1:]
    measure(name, project, network, Limits(float(seconds), float(gap), int(seed)), tell)


def measure(name: str, project_file: str, network_file: str, limits: Limits, tell: Tell) -> None:
    """Run one contender and tell its trace and its end."""
    project, network = ve.load(project_file), ve.load(network_file)
    assert isinstance(project, ve.Project)
    assert isinstance(network, ve.Network)
    contender = load(name)
    last: list[tuple[float | None, float | None]] = [(None, None)]

    def report(seconds: float, cost: float | None, bound: float | None) -> None:
        if (cost, bound) != last[0]:
            last[0] = cost, bound
            tell({"point": [seconds, cost, bound]})

    tell({"ready": peak_megabytes()})
    begin = time.monotonic()
    end: dict[str, Any] = {"outcome": "answered"}
    try:
        answer = contender.run(project, network, limits, report)
        seconds = time.monotonic() - begin
        end |= {"objective": answer.objective, "bound": answer.bound, "solver": answer.solver}
        end["plan"] = answer.plan
        tell({"point": [seconds, answer.objective, answer.bound]})
    except Exception as error:
        seconds = time.monotonic() - begin
        end = {"outcome": _outcome(error), "words": str(error) or type(error).__name__}
        if isinstance(error, NothingFound):
            end["bound"] = error.bound
    tell({"end": end | {"seconds": seconds, "megabytes": peak_megabytes()}})


def _outcome(error: Exception) -> str:
    """Return the outcome an error stands for."""
    kinds: tuple[tuple[type[Exception], str], ...] = (
        (NothingFound, "no answer"),
        (Refused, "refused"),
        (ve.UnsupportedError, "refused"),
        (ve.SolverUnavailableError, "unavailable"),
        (ve.InfeasibleError, "infeasible"),
    )
    return next((outcome for kind, outcome in kinds if isinstance(error, kind)), "failed")


if __name__ == "__main__":
    main()
