"""Who must, may not, and how many may be partners."""

import numpy as np

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.problem import Problem


def add_membership(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Add the initiator, required and incompatible firms, the number of partners, and work for everyone.

    Excluded firms never become columns.
    """
    rules = problem.project.rules
    partner = decisions.partner
    always = rules.required | ({problem.project.initiator} if problem.project.initiator else set())
    required = np.array(sorted(problem.firm_position[firm] for firm in always), dtype=np.int64)
    builder.rows(
        "required partner",
        len(required),
        [(np.arange(len(required)), partner[required], 1.0)],
        lower=1.0,
        key=[("firm", problem.firm_ids[required])],
    )
    _add_incompatible(builder, problem, decisions)
    if rules.min_partners is not None:
        builder.rows("fewest partners", 1, [(0, partner, 1.0)], lower=float(rules.min_partners))
    if rules.max_partners is not None:
        builder.rows("most partners", 1, [(0, partner, 1.0)], upper=float(rules.max_partners))
    if _idle_partner_could_help(problem):
        _add_work_for_everyone(builder, problem, decisions)


def _add_incompatible(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    position = problem.firm_position
    pairs = [(f, g) for f, g in problem.project.rules.incompatible if f in position and g in position]
    table = np.array([(position[f], position[g]) for f, g in pairs], dtype=np.int64).reshape(-1, 2)
    rows = np.arange(len(table))
    builder.rows(
        "incompatible firms",
        len(table),
        [(rows, decisions.partner[table[:, 0]], 1.0), (rows, decisions.partner[table[:, 1]], 1.0)],
        upper=1.0,
        key=[("firm", problem.firm_ids[table[:, 0]]), ("other firm", problem.firm_ids[table[:, 1]])],
    )


def _idle_partner_could_help(problem: Problem) -> bool:
    """Whether some rule asks for partners, so that one without work must be ruled out by a row."""
    rules = problem.project.rules
    return bool(
        rules.required
        or rules.min_partners
        or rules.trust_connected
        or problem.conditions.apart
        or problem.conditions.ties_partners
        or any(group.min_firms or group.min_distinct for group in rules.groups)
    )


def _add_work_for_everyone(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Add y_f <= sum_t a_tf for every firm but the initiator, where no free assignment settles it."""
    pairs = problem.pairs
    asked = np.ones(problem.n_firms, dtype=bool)
    asked[pairs.firm[decisions.free]] = False
    if problem.initiator is not None:
        asked[problem.initiator] = False
    firms = np.flatnonzero(asked)
    row = np.full(problem.n_firms, -1, dtype=np.int64)
    row[firms] = np.arange(len(firms))
    mine = np.flatnonzero(asked[pairs.firm])
    builder.rows(
        "a partner works",
        len(firms),
        [
            (row[pairs.firm[mine]], decisions.assigned[mine], 1.0),
            (np.arange(len(firms)), decisions.partner[firms], -1.0),
        ],
        lower=0.0,
        key=[("firm", problem.firm_ids[firms])],
    )
