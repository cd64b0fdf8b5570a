"""Requirements made elastic: each gives by a slack, measured in parts of what it asks for.

The least total slack names requirements that would have to give, and by how much (elastic programming,
Chinneck and Dravnieks 1991); the least slack of one of them alone, with all others kept, is its own repair.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, hstack

from vebuilder.diagnose.clock import Clock
from vebuilder.diagnose.nearest import Nearest
from vebuilder.diagnose.requirement import Requirement, Scale
from vebuilder.formulate import min_trust, packages, parallel, success, trust_connected
from vebuilder.formulate.linear_model import Family, FloatArray, IntArray, Integrality, LinearModel, Measure
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.model import SolverError
from vebuilder.solve.options import Options
from vebuilder.solve.solve import solve

# Slack below this is rounding, in parts of what a row asks for.
NOTHING = 4e-7
FOLLOWING = frozenset({parallel.ONE_OF, min_trust.IMPLIED_BY_SHARE, trust_connected.TIED, packages.ASSIGNED})
"""Row families that follow from those a planner could relax, and give with them."""
FOR_EVER = 2.0
"""What a probability of success counts that is given up for a firm that never delivers."""


@dataclass(frozen=True)
class Stretched:
    """By how much each requirement gives, and an enterprise that is possible then.

    Parameters
    ----------
    slack
        By requirement that gives at all, in the unit of its rows.
    part
        The same in parts of what it asks for.
    nearest
        The enterprise.
    exact
        Whether no smaller slack is possible.
    """

    slack: Mapping[Requirement, float]
    part: Mapping[Requirement, float]
    nearest: Nearest
    exact: bool


@dataclass(frozen=True)
class _Column:
    """One slack column: the rows it loosens, by how much each a unit of it, and what a unit costs."""

    owner: Requirement
    rows: IntArray
    entries: FloatArray
    unit: float
    cost: float
    whole: bool


def stretched(
    problem: Problem,
    elastic: Sequence[Requirement],
    clock: Clock,
    *,
    part: float = 1.0,
    gap: float = 1e-3,
    signed: bool = False,
) -> Stretched | None:
    """Return the least total slack of some requirements that makes the problem feasible.

    Parameters
    ----------
    problem
        The instance.
    elastic
        What may give; all else is kept.
    clock, part
        The time, and the share of what is left of it that may be spent; without an answer by then, or where
        nothing can be had, the result is None.
    gap
        Relative gap at which the search may stop.
    signed
        Whether the slack may fall below nothing, where more than what is asked for can be had.
    """
    time_limit = part * clock.left()
    if time_limit <= 0:
        return None
    formulation = formulate(problem.loosened())
    columns = [column for requirement in elastic for column in _columns(formulation, requirement)]
    model = _with_slack(formulation, columns, elastic, signed=signed)
    try:
        result = solve(model, Options(time_limit=time_limit, gap=gap))
    except SolverError:
        return None
    if result.stop_reason == "interrupted":
        clock.stop()
    if result.solution is None:
        return None
    felt = result.solution[formulation.model.n_columns :]
    slack: dict[Requirement, float] = {}
    parts: dict[Requirement, float] = {}
    for column, value in zip(columns, felt.tolist(), strict=True):
        if value > NOTHING:
            given_up = column.whole and column.owner.scale is not Scale.SWITCH
            slack[column.owner] = np.inf if given_up else value * column.unit
            parts[column.owner] = parts.get(column.owner, 0.0) + value * column.cost
    return Stretched(slack, parts, Nearest.of(formulation, result.solution), result.status == "optimal")


def _columns(formulation: Formulation, requirement: Requirement) -> list[_Column]:
    """Return the slack columns of a requirement: none where no row states it."""
    model, rows = formulation.model, requirement.rows(formulation)
    found = []
    if len(rows) and requirement.scale in {Scale.SWITCH, Scale.LEVEL}:
        found.append(_switch(model, requirement, rows, 1.0))
    elif len(rows):
        # One step of whole numbers is one step, however small what is asked for.
        unit = max(float(np.abs(_asked(model, rows)).max()), 1.0)
        found.append(_Column(requirement, rows, unit * _sign(model, rows), unit, 1.0, whole=False))
    if requirement.scale is Scale.LOGARITHM:
        never = _rows_of(model, {success.HOPELESS})
        if len(never):
            found.append(_switch(model, requirement, np.r_[rows, never], FOR_EVER))
    return found


def _switch(model: LinearModel, requirement: Requirement, rows: IntArray, cost: float) -> _Column:
    """Return the column that lets rows give by as much as they could need, or not at all."""
    return _Column(requirement, rows, _sign(model, rows) * _reach(model)[rows], 1.0, cost, whole=True)


def _sign(model: LinearModel, rows: IntArray) -> FloatArray:
    """Return the direction in which rows give; where both are bounded, what is short."""
    return np.where(np.isfinite(model.row_lower[rows]), 1.0, -1.0)


def _asked(model: LinearModel, rows: IntArray) -> FloatArray:
    """Return what each row asks for: its bound, or its largest coefficient where the bound is 0."""
    lower, upper = model.row_lower[rows], model.row_upper[rows]
    bound = np.where(np.isfinite(lower), lower, upper)
    largest = abs(model.matrix).max(axis=1).toarray().ravel()[rows]
    return np.where(bound == 0, largest, bound)


def _reach(model: LinearModel) -> FloatArray:
    """Return by how much each row can be missed at most: every column at its largest."""
    reach: FloatArray = abs(model.matrix) @ np.maximum(np.abs(model.lower), np.abs(model.upper))
    for bound in (model.row_lower, model.row_upper):
        reach = reach + np.where(np.isfinite(bound), np.abs(bound), 0.0)
    return reach


def _rows_of(model: LinearModel, names: frozenset[str] | set[str]) -> IntArray:
    parts = [np.arange(family.start, family.stop) for family in model.rows if family.name in names]
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


def _with_slack(
    formulation: Formulation,
    columns: Sequence[_Column],
    elastic: Sequence[Requirement],
    *,
    signed: bool,
) -> LinearModel:
    """Return the model with slack columns as its only cost."""
    model, decisions = formulation.model, formulation.decisions
    count, start = len(columns), model.n_columns
    rows = np.concatenate([np.zeros(0, dtype=np.int64), *(column.rows for column in columns)])
    entries = np.concatenate([np.zeros(0), *(column.entries for column in columns)])
    number = np.repeat(np.arange(count), [len(column.rows) for column in columns])
    added = csr_array((entries, (rows, number)), shape=(model.n_rows, count))
    # What no capacity could carry was fixed at nothing; here the capacity rows say so, and may give.
    upper = model.upper.copy()
    upper[decisions.share] = 1.0
    row_lower, row_upper = model.row_lower.copy(), model.row_upper.copy()
    if any(requirement.scale in {Scale.SWITCH, Scale.LEVEL} for requirement in elastic):
        following = _rows_of(model, FOLLOWING)
        row_lower[following], row_upper[following] = -np.inf, np.inf
    whole = np.array([column.whole for column in columns], dtype=bool)
    most = float(_reach(model).max(initial=0.0)) + 1.0
    nothing = Measure(np.zeros(start + count), 0.0)
    return replace(
        model,
        cost=np.r_[np.zeros(start), [column.cost for column in columns]],
        offset=0.0,
        lower=np.r_[model.lower, np.full(count, -most if signed else 0.0)],
        upper=np.r_[upper, np.where(whole, 1.0, most)],
        integrality=np.r_[
            model.integrality,
            np.where(whole, int(Integrality.INTEGER), int(Integrality.CONTINUOUS)),
        ],
        matrix=csr_array(hstack([model.matrix, added], format="csr")),
        row_lower=row_lower,
        row_upper=row_upper,
        columns=(*model.columns, Family("slack", start, start + count)),
        measures=dict.fromkeys(model.measures, nothing),
    )
