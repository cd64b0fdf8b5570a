"""Which solvers are here, in what state, and whether each gives the right answer to known questions."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from vebuilder.formulate.linear_model import Integrality, LinearModel
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.model import Firm, Interface, Network, PairCost, Project, Quote, Task, TransactionCosts
from vebuilder.model.errors import VebuilderError
from vebuilder.solve.options import Options
from vebuilder.solve.registry import CLASHES, ENTRIES, KNOWN_BAD, PULP, Entry, obstacle, release, version_of
from vebuilder.solve.solve import solve
from vebuilder.solve.toulbar2.choice import toulbar2_engine

PULP_DEFAULT = "pulp:PULP_CBC_CMD"
"""The one solver PuLP brings along."""
CLOSE = 1e-4
SECONDS = 30.0


@dataclass(frozen=True)
class SolverInfo:
    """One row of ``vebuilder solvers``.

    Parameters
    ----------
    name
        What to type.
    package, version
        The package it comes with; the version is None where the package is absent.
    available
        Whether it can be used.
    reason
        Why not, and what to install; empty when it can.
    known_bad
        Why this version must not be used; empty when nothing is known against it.
    clash
        What it cannot share a process with; empty where there is nothing.
    abilities
        What it can do, in words, sorted.
    isolated
        Whether it runs in a process of its own.
    """

    name: str
    package: str
    version: str | None
    available: bool
    reason: str
    known_bad: str
    clash: str
    abilities: tuple[str, ...]
    isolated: bool


@dataclass(frozen=True)
class KnownAnswer:
    """How a solver did on questions whose answers are known.

    Parameters
    ----------
    right
        Whether every answer was right.
    text
        What was asked and got wrong; ``right`` answers are counted.
    """

    right: bool
    text: str


def installed_solvers() -> tuple[SolverInfo, ...]:
    """Return a row for every solver this library knows, usable or not; none of them is loaded."""
    return tuple(_info(entry) for entry in ENTRIES.values())


def known_answer(name: str) -> KnownAnswer:
    """Ask a solver three questions whose answers are known.

    The first is one that highspy 1.14.0 answers with 11 (HiGHS issue 2957).

    Parameters
    ----------
    name
        As typed, such as ``highs`` or ``pulp:PULP_CBC_CMD``.
    """
    if name in ENTRIES and ENTRIES[name].of_projects:
        return _project_answer()
    wrong = []
    for question, model, expected in _questions():
        try:
            result = solve(model, Options(time_limit=SECONDS), name)
        except VebuilderError as error:
            return KnownAnswer(False, f"{question}: {error}")
        found = None if result.solution is None else model.objective(result.solution)
        if expected is None:
            right = result.status == "infeasible"
        else:
            right = found is not None and abs(found - expected) <= CLOSE
        if not right:
            wanted = "infeasible" if expected is None else f"{expected:g}"
            wrong.append(
                f"{question}: {result.status if found is None else f'{found:g}'} instead of {wanted}"
            )
    return KnownAnswer(not wrong, "; ".join(wrong) if wrong else "3 of 3 right")


def _project_answer() -> KnownAnswer:
    """Ask the solver of whole projects for two tasks that exchange something and do not fit at one firm."""
    firms = tuple(Firm(id=name, capacity=1.0) for name in "ab")
    tasks = tuple(Task(id=name, competence="work") for name in "tu")
    costs = {("t", "a"): 1.0, ("t", "b"): 5.0, ("u", "a"): 2.0, ("u", "b"): 4.0}
    quotes = tuple(Quote(task=task, firm=firm, cost=cost) for (task, firm), cost in costs.items())
    project = Project(
        id="known", tasks=tasks, quotes=quotes, interfaces=(Interface(source="t", target="u", volume=3.0),)
    )
    terms = TransactionCosts(rate=1.0, pairs=(PairCost(source="a", target="b", rate=2.0),))
    formulation = formulate(Problem.of(project, Network(firms=firms, transaction_costs=terms)))
    try:
        result = solve(formulation.model, Options(time_limit=SECONDS), toulbar2_engine(formulation))
    except VebuilderError as error:
        return KnownAnswer(False, f"an assignment with exchange: {error}")
    found = None if result.solution is None else formulation.model.objective(result.solution)
    if found is None or abs(found - 10.0) > CLOSE:  # 5 + 2 + 3 beats 1 + 4 + 6
        return KnownAnswer(False, f"an assignment with exchange: {found} instead of 10")
    return KnownAnswer(True, "1 of 1 right")


def _info(entry: Entry) -> SolverInfo:
    """Return the row of one solver."""
    version = version_of(entry)
    reason = obstacle(entry) or ""
    clash = CLASHES.get(entry.package)
    clashes = clash is not None and version is not None and release(version) >= release(clash[0])
    return SolverInfo(
        name=PULP_DEFAULT if entry.name == PULP else entry.name,
        package=entry.package,
        version=version,
        available=not reason,
        reason=reason,
        known_bad="" if version is None else KNOWN_BAD.get((entry.package, version), ""),
        clash=clash[1] if clashes and clash is not None else "",
        abilities=tuple(sorted(ability.value for ability in entry.abilities)),
        isolated=entry.isolated,
    )


def _questions() -> tuple[tuple[str, LinearModel, float | None], ...]:
    """Return questions with their optimal objective, None for infeasible."""
    whole, continuous = int(Integrality.INTEGER), int(Integrality.CONTINUOUS)
    mixed = _model([2, 1], [[2, 1]], [10], [np.inf], [0, 9], [1, 20], [whole, continuous])
    no_way = _model([1, 1], [[2, 2]], [3], [3], [0, 0], [5, 5], [whole, whole])
    knapsack = _model(
        [-10, -13, -7, -8], [[3, 4, 2, 3]], [-np.inf], [7], [0] * 4, [1] * 4, [whole] * 4
    )  # 3 + 4 = 7 earns 23
    return (
        ("a mixed program", mixed, 10.0),
        ("an infeasible one", no_way, None),
        ("a knapsack", knapsack, -23.0),
    )


def _model(
    cost: list[float],
    rows: list[list[float]],
    row_lower: list[float],
    row_upper: list[float],
    lower: list[float],
    upper: list[float],
    integrality: list[int],
) -> LinearModel:
    """Return a small model."""
    return LinearModel(
        cost=np.array(cost, dtype=np.float64),
        offset=0.0,
        lower=np.array(lower, dtype=np.float64),
        upper=np.array(upper, dtype=np.float64),
        integrality=np.array(integrality, dtype=np.int64),
        matrix=csr_array(np.array(rows, dtype=np.float64)),
        row_lower=np.array(row_lower, dtype=np.float64),
        row_upper=np.array(row_upper, dtype=np.float64),
        columns=(),
        rows=(),
        measures={},
    )
