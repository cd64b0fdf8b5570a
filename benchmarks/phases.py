"""How long it takes from pydantic objects to a solver that holds the model, and back, phase by phase."""

import argparse
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.published import write_between
from benchmarks.synthetic import Law, synthetic
from vebuilder import Network, Project
from vebuilder.check.lint import lint
from vebuilder.check.support import refuse_unsupported
from vebuilder.formulate.linear_model import FloatArray
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.model.fingerprint import fingerprint
from vebuilder.result.audit import Audited, audit
from vebuilder.solve.options import Options
from vebuilder.solve.outcome import RawResult

TARGET_SECONDS, TARGET_GIGABYTES = 5.0, 1.0
SHAPES = {
    # every firm may do every task: the most pairs for the fewest objects; no interfaces
    "wide": lambda pairs: Law(
        firms=max(pairs // 100, 1), tasks=100, offers_per_firm=33, interfaces_per_task=0.0
    ),
    # three competences a firm, a small world of trust, 160 interfaces: the most objects for the pairs
    "linked": lambda pairs: Law(firms=max(pairs // 9, 1), tasks=100),
}


@dataclass(frozen=True)
class Phase:
    """What one phase took."""

    name: str
    cpu_seconds: float
    peak_megabytes: float
    """Of the whole process, up to the end of the phase."""


def validate(project: Project, network: Network) -> None:
    """Look for faults of meaning, and for what is not built yet."""
    assert not [fault for fault in lint(project, network) if fault.severity == "error"]
    refuse_unsupported(project, network, forming=True)


def state(project: Project, network: Network) -> Formulation:
    """Index the instance and state it as a linear model."""
    return formulate(Problem.of(project, network))


def hand_over(formulation: Formulation) -> Any:
    """Return a HiGHS that holds the model."""
    import highspy

    from vebuilder.solve.highs import _pass

    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    _pass(highs, formulation.model, Options())
    assert highs.getNumCol() == formulation.model.n_columns
    return highs


def read_back(formulation: Formulation, solution: FloatArray) -> Audited:
    """Turn an answer into assignments, recompute all of it, and take the fingerprint."""
    problem = formulation.problem
    answer = RawResult("feasible", "time", solution, None, "greedy")
    audited = audit(formulation, answer)
    assert fingerprint(problem.project, problem.network)
    return audited


def greedy(formulation: Formulation) -> FloatArray:
    """Return the column vector of a cheap answer, so that there is one to read back."""
    problem = formulation.problem
    pairs = problem.pairs
    room = np.array([np.inf if firm.capacity is None else firm.capacity for firm in problem.firms])
    shares: dict[int, float] = {}
    for task in range(len(problem.tasks)):
        mine = problem.pairs_of(task)
        fitting = mine[pairs.effort[mine] <= room[pairs.firm[mine]]]
        best = int(fitting[np.argmin(pairs.work[fitting])])
        room[pairs.firm[best]] -= pairs.effort[best]
        shares[best] = 1.0
    return formulation.vector({int(pairs.firm[pair]) for pair in shares}, shares)


def measure(project: Project, network: Network) -> tuple[list[Phase], Formulation]:
    """Run all phases once and return what each took."""
    phases: list[Phase] = []

    def timed(name: str, work: Callable[[], Any]) -> Any:
        begin = time.process_time()
        result = work()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        megabytes = peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
        phases.append(Phase(name, time.process_time() - begin, megabytes))
        return result

    timed("validate", lambda: validate(project, network))
    formulation = timed("formulate", lambda: state(project, network))
    timed("hand over", lambda: hand_over(formulation))
    solution = greedy(formulation)
    timed("read back", lambda: read_back(formulation, solution))
    return phases, formulation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command understands."""
    parser.add_argument("--pairs", type=int, default=200_000, help="eligible firm-task pairs")
    parser.add_argument("--shape", choices=sorted(SHAPES), default="wide")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--page", type=Path, help="a Markdown page to write the table into")
    parser.add_argument("--mark", help="between which comments of the page")


def run(arguments: argparse.Namespace) -> int:
    """Measure one case and print its table; the exit code is 1 if the target is missed."""
    if arguments.page and not arguments.mark:
        print("--page needs --mark, the name of the comments to write between", file=sys.stderr)
        return 2
    project, network = synthetic(SHAPES[arguments.shape](arguments.pairs), arguments.seed)
    phases, formulation = measure(project, network)
    text = table(phases, formulation)
    print(text)
    if arguments.page:
        write_between(arguments.page, arguments.mark, text)
    to_solver = sum(phase.cpu_seconds for phase in phases if phase.name != "read back")
    small = max(phase.peak_megabytes for phase in phases) <= 1024 * TARGET_GIGABYTES
    return 0 if to_solver <= TARGET_SECONDS and small else 1


def table(phases: list[Phase], formulation: Formulation) -> str:
    """Return the phases as a Markdown table, closed by a line on the size of the model."""
    problem, model = formulation.problem, formulation.model
    rows = [(phase.name, f"{phase.cpu_seconds:.2f}", f"{phase.peak_megabytes:,.0f}") for phase in phases]
    total = sum(phase.cpu_seconds for phase in phases)
    rows.append(("together", f"{total:.2f}", f"{max(phase.peak_megabytes for phase in phases):,.0f}"))
    lines = [("phase", "CPU seconds", "peak MB, whole process"), ("---", "---:", "---:"), *rows]
    text = "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
    return (
        f"{text}\n\n{problem.n_firms:,} firms, {len(problem.tasks):,} tasks, "
        f"{len(problem.pairs.task):,} eligible pairs, {len(problem.project.interfaces):,} interfaces, "
        f"{len(problem.network.trust):,} trust links: {model.n_columns:,} columns, {model.n_rows:,} rows, "
        f"{model.matrix.nnz:,} nonzeros."
    )
