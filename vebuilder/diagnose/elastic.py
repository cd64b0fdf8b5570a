"""The nearest possible enterprise: which requirements would have to give, and by how much.

Every requirement that a planner could relax gets a slack, measured in parts of what it asks for; the least
total slack names the requirements at fault and what would mend them (elastic programming, Chinneck and
Dravnieks 1991).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, hstack

from vebuilder.diagnose.trust_words import Nearest
from vebuilder.diagnose.words import FOLLOWING, RELAXABLE, sentence
from vebuilder.formulate.linear_model import Family, FloatArray, IntArray, Integrality, LinearModel, Measure
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.model import Assignment, Backup, Fault, Package
from vebuilder.result.read_back import priced_assignments, read_draft
from vebuilder.solve.options import Options
from vebuilder.solve.solve import solve

# Slack below this is rounding, in parts of what a row asks for.
NOTHING = 1e-6


@dataclass(frozen=True)
class _Slack:
    """Slack columns: the row each one loosens, the direction, and what one unit of it stands for."""

    row: IntArray
    sign: FloatArray
    unit: FloatArray


@dataclass(frozen=True)
class Repair:
    """What must give, and an enterprise that is possible then.

    Parameters
    ----------
    faults
        The requirements that must give, the gravest first.
    assignments, packages, backups, starts
        Who does what, the packages chosen, who stands by, and when each task starts in the nearest possible
        enterprise.
    """

    faults: tuple[Fault, ...]
    assignments: tuple[Assignment, ...]
    packages: tuple[Package, ...]
    backups: tuple[Backup, ...]
    starts: Mapping[str, float] | None


def nearest_repair(formulation: Formulation, time_limit: float, solver: str = "auto") -> Repair | None:
    """Return the requirements that must give so that an enterprise exists, with the cheapest repair.

    Parameters
    ----------
    formulation
        A formulation that a solver calls infeasible.
    time_limit
        Seconds that may be spent on it; without an answer by then the result is None.
    solver
        Solver to use.
    """
    formulation = formulate(formulation.problem.loosened())
    model = formulation.model
    slack = _slack(model)
    loosened = _loosened(formulation, slack)
    options = Options(time_limit=time_limit, gap=1e-3)
    result = solve(loosened, options, solver)
    if result.solution is None:
        return None
    amount = result.solution[model.n_columns :] * slack.unit
    felt = np.flatnonzero(result.solution[model.n_columns :] > NOTHING)
    draft = read_draft(formulation, result.solution)
    assignments = priced_assignments(draft.case(formulation.problem))
    nearest = _nearest(formulation, result.solution, assignments)
    faults = dict.fromkeys(_faults(formulation, slack, amount, felt, nearest))
    starts = formulation.schedule(draft.shares, result.solution)
    standbys = draft.backups(formulation.problem)
    return Repair(tuple(faults), assignments, draft.packages, standbys, starts)


def _slack(model: LinearModel) -> _Slack:
    rows = np.array(
        [
            row
            for family in model.rows
            if family.name in RELAXABLE
            for row in range(family.start, family.stop)
        ],
        dtype=np.int64,
    )
    scale = np.maximum(np.abs(_asked(model, rows)), 1.0)
    parts = []
    for sign, bound in ((1.0, model.row_lower), (-1.0, model.row_upper)):
        bounded = np.isfinite(bound[rows])
        parts.append((rows[bounded], np.full(int(bounded.sum()), sign), scale[bounded]))
    return _Slack(*(np.concatenate([part[i] for part in parts]) for i in range(3)))


def _asked(model: LinearModel, rows: IntArray) -> FloatArray:
    """Return what each row asks for: its bound, or its largest coefficient where the bound is 0."""
    lower, upper = model.row_lower[rows], model.row_upper[rows]
    bound = np.where(np.isfinite(lower), lower, upper)
    largest = abs(model.matrix).max(axis=1).toarray().ravel()[rows] if len(rows) else np.zeros(0)
    return np.where(bound == 0, largest, bound)


def _loosened(formulation: Formulation, slack: _Slack) -> LinearModel:
    """Return the model with slack columns as its only cost."""
    model, decisions = formulation.model, formulation.decisions
    count = len(slack.row)
    columns = csr_array((slack.sign * slack.unit, (slack.row, np.arange(count))), shape=(model.n_rows, count))
    # What no capacity could carry was fixed at nothing; here the capacity rows say so, and may give.
    upper = model.upper.copy()
    upper[decisions.share] = 1.0
    row_lower, row_upper = model.row_lower.copy(), model.row_upper.copy()
    for family in model.rows:
        if family.name in FOLLOWING:
            row_lower[family.start : family.stop] = -np.inf
            row_upper[family.start : family.stop] = np.inf
    start = model.n_columns
    nothing = Measure(np.zeros(start + count), 0.0)
    return replace(
        model,
        cost=np.r_[np.zeros(start), np.ones(count)],
        offset=0.0,
        lower=np.r_[model.lower, np.zeros(count)],
        upper=np.r_[upper, np.full(count, _most(model))],
        integrality=np.r_[model.integrality, np.full(count, int(Integrality.CONTINUOUS))],
        matrix=csr_array(hstack([model.matrix, columns], format="csr")),
        row_lower=row_lower,
        row_upper=row_upper,
        columns=(*model.columns, Family("slack", start, start + count)),
        measures=dict.fromkeys(model.measures, nothing),
        # Whoever works on too much at once does one thing after the other; the deadline was looked at before.
        resources=(),
    )


def _most(model: LinearModel) -> float:
    """Return a slack no row can need more of: every column at its largest."""
    reach = abs(model.matrix) @ np.maximum(np.abs(model.lower), np.abs(model.upper))
    bounds = [bound[np.isfinite(bound)] for bound in (model.row_lower, model.row_upper)]
    return float(reach.max(initial=0.0) + np.abs(np.concatenate(bounds)).max(initial=0.0) + 1.0)


def _nearest(formulation: Formulation, solution: FloatArray, assignments: tuple[Assignment, ...]) -> Nearest:
    problem = formulation.problem
    work = {one.firm: 0.0 for one in assignments}
    for one in assignments:
        work[one.firm] += one.cost
    return Nearest(
        partners=tuple(problem.firm_ids[solution[formulation.decisions.partner] > 0.5]),
        team={task: tuple(one.firm for one in assignments if one.task == task) for task in problem.task_ids},
        work=work,
    )


def _faults(
    formulation: Formulation, slack: _Slack, amount: FloatArray, felt: IntArray, nearest: Nearest
) -> Iterator[Fault]:
    for number in felt[np.argsort(-amount[felt] / slack.unit[felt], kind="stable")]:
        row = int(slack.row[number])
        family = formulation.model.row_family(row)
        fault = sentence(formulation, family, row, float(amount[number]), nearest)
        if fault is not None:
            yield fault
