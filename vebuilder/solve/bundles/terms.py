"""What a bundle of tasks can carry, read off the linear model; None where the model asks for more."""

from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.apart import APART
from vebuilder.formulate.cvar import MEAN, TAIL
from vebuilder.formulate.linear_model import FloatArray, IntArray, LinearModel
from vebuilder.formulate.program import Formulation
from vebuilder.formulate.worst_case import ABOVE, EXPOSURE, LEVEL

COLUMNS = {"partner", "assigned", "offer used", "discounted flow"}
CAPACITIES = ("firm capacity", "offer capacity")
FLOWS = ("flow from a source", "flow to a target")
SETUP = "set-up of a used offer"
INCOMPATIBLE = "incompatible firms"
BUDGETS = ("budget", "cost limit")
ROWS = {
    *("cover", "only partners work", "required partner", "a partner works"),
    *("fewest partners", "most partners", INCOMPATIBLE, SETUP, APART, *CAPACITIES, *FLOWS, *BUDGETS),
}
LEAST_SAVING = 1e-12
# The tail of the risk: bundles carry it as `Tail`, not as these columns and rows.
TAIL_COLUMNS = {TAIL, LEVEL, ABOVE}
TAIL_ROWS = {MEAN, EXPOSURE}


@dataclass(frozen=True)
class Limit:
    """A capacity: the tasks of these pairs together may not ask for more than there is."""

    pairs: IntArray
    effort: FloatArray
    most: float


@dataclass(frozen=True)
class Setup:
    """A cost that falls due once if any of these pairs is chosen."""

    pairs: IntArray
    cost: float


@dataclass(frozen=True)
class Budget:
    """What all may cost, in money beyond what every enterprise costs; figures as in `Terms`, but in money."""

    alone: FloatArray
    joining: FloatArray
    setups: dict[int, list[Setup]]
    saving: FloatArray
    most: float


@dataclass(frozen=True)
class Terms:
    """Figures in units of the objective, by position of firm, task and eligible pair.

    Parameters
    ----------
    task, firm, alone
        Of each pair that may be chosen: its task, its firm and its cost by itself.
    number
        Position of each pair in the problem.
    firm_number
        Position of each firm in the problem.
    joining
        Cost of each firm.
    limits, setups
        By firm.
    source, target, saving
        Two pairs (of one firm or of two) that save so much if both are chosen.
    idle
        The firm that is a partner even without a task, or -1.
    required
        Firms that must be partners.
    incompatible
        Pairs of firms, one a row.
    fewest, most
        Limits on the number of partners.
    apart, least_apart
        Sums over partners that must not be too small: a coefficient for each firm, one row a sum.
    budget
        What all may cost; None without a limit.
    """

    n_tasks: int
    task: IntArray
    firm: IntArray
    alone: FloatArray
    number: IntArray
    firm_number: IntArray
    joining: FloatArray
    limits: dict[int, list[Limit]]
    setups: dict[int, list[Setup]]
    source: IntArray
    target: IntArray
    saving: FloatArray
    idle: int
    required: IntArray
    incompatible: IntArray
    fewest: float
    most: float
    apart: FloatArray
    least_apart: FloatArray
    offset: float
    budget: Budget | None

    @property
    def n_firms(self) -> int:
        """Number of firms."""
        return len(self.joining)


def terms_of(formulation: Formulation) -> Terms | None:
    """Return the terms of a formulation; None if it has rows or columns that no bundle can carry.

    Parameters
    ----------
    formulation
        What is to be solved.
    """
    model, problem, decisions = formulation.model, formulation.problem, formulation.decisions
    if not _carried(model) or len(decisions.single) != len(problem.pairs):
        return None
    rules = problem.project.rules
    share, pairs = decisions.share, problem.pairs
    pair_of = np.full(model.n_columns, -1, dtype=np.int64)
    allowed = np.flatnonzero(model.upper[share] > 0.5)
    pair_of[share[allowed]] = np.arange(len(allowed))
    reader = _Reader(model, pair_of, pairs.firm[allowed], decisions.partner)
    source, target, columns = reader.flows()
    setups, budget = reader.setups(model.cost), reader.budget(share[allowed], decisions.partner, columns)
    always = {*rules.required, problem.project.initiator} - {None}
    position = problem.firm_position
    known = [(f, g) for f, g in rules.incompatible if f in position and g in position]
    return Terms(
        n_tasks=len(problem.tasks),
        task=pairs.task[allowed],
        firm=pairs.firm[allowed],
        alone=model.cost[share[allowed]],
        number=allowed,
        firm_number=np.arange(problem.n_firms),
        joining=model.cost[decisions.partner],
        limits=reader.limits(),
        setups=setups,
        source=source,
        target=target,
        saving=-model.cost[columns],
        idle=-1 if problem.initiator is None else problem.initiator,
        required=np.array(sorted(position[firm] for firm in always if firm), dtype=np.int64),
        incompatible=np.array([(position[f], position[g]) for f, g in known], dtype=np.int64).reshape(-1, 2),
        fewest=float(rules.min_partners or 0),
        most=np.inf if rules.max_partners is None else float(rules.max_partners),
        apart=reader.apart(decisions.partner),
        least_apart=model.row_lower[reader.rows_of(APART)],
        offset=model.offset,
        budget=budget,
    )


def _carried(model: LinearModel) -> bool:
    """Whether the model has only columns and rows whose meaning is known here."""
    columns = {family.name for family in model.columns if len(family)}
    rows = {family.name for family in model.rows if len(family)}
    return columns <= COLUMNS | TAIL_COLUMNS and rows <= ROWS | TAIL_ROWS


class _Reader:
    """Reads rows of the model back into figures of pairs."""

    def __init__(self, model: LinearModel, pair_of: IntArray, firm: IntArray, partner: IntArray) -> None:
        self._model = model
        self._pair_of = pair_of
        self._firm = firm
        self._partner_columns = np.zeros(model.n_columns, dtype=bool)
        self._partner_columns[partner] = True
        self._rows: dict[str, list[int]] = {}
        for family in model.rows:
            self._rows.setdefault(family.name, []).extend(range(family.start, family.stop))

    def _entries(self, row: int) -> tuple[IntArray, FloatArray]:
        matrix = self._model.matrix
        part = slice(matrix.indptr[row], matrix.indptr[row + 1])
        return matrix.indices[part].astype(np.int64), matrix.data[part]

    def rows_of(self, name: str) -> list[int]:
        """Return the rows of a family."""
        return self._rows.get(name, [])

    def apart(self, partner: IntArray) -> FloatArray:
        """Return the coefficients of the partners in the rows that ask for other ones."""
        rows = self._model.matrix[self.rows_of(APART)]
        return np.asarray(rows.toarray())[:, partner]

    def limits(self) -> dict[int, list[Limit]]:
        """Return the capacities by firm."""
        found: dict[int, list[Limit]] = {}
        for name in CAPACITIES:
            for row in self._rows.get(name, ()):
                columns, values = self._entries(row)
                most = -float(values[self._partner_columns[columns]].sum())
                pairs = self._pair_of[columns]
                kept = pairs >= 0
                if kept.any():
                    limit = Limit(pairs[kept], values[kept], most)
                    found.setdefault(int(self._firm[limit.pairs[0]]), []).append(limit)
        return found

    def setups(self, cost: FloatArray) -> dict[int, list[Setup]]:
        """Return the set-ups that several pairs share, by firm, at some cost of each column."""
        sharing: dict[int, list[int]] = {}
        for row in self._rows.get(SETUP, ()):
            columns, values = self._entries(row)
            pair = int(self._pair_of[columns[values > 0][0]])
            if pair >= 0:
                sharing.setdefault(int(columns[values < 0][0]), []).append(pair)
        found: dict[int, list[Setup]] = {}
        for column, pairs in sharing.items():
            setup = Setup(np.array(pairs, dtype=np.int64), float(cost[column]))
            found.setdefault(int(self._firm[pairs[0]]), []).append(setup)
        return found

    def budget(self, share: IntArray, partner: IntArray, flows: IntArray) -> Budget | None:
        """Return what all may cost; None without a limit. With two limits, the tighter one."""
        rows = np.array([row for name in BUDGETS for row in self.rows_of(name)], dtype=np.int64)
        if len(rows) == 0:
            return None
        row = int(rows[np.argmin(self._model.row_upper[rows])])
        money = np.zeros(self._model.n_columns)
        columns, values = self._entries(row)
        money[columns] = values
        most = float(self._model.row_upper[row])
        return Budget(money[share], money[partner], self.setups(money), -money[flows], most)

    def flows(self) -> tuple[IntArray, IntArray, IntArray]:
        """Return the two pairs of each discounted flow that can save something, and its column."""
        model = self._model
        flows = [family for family in model.columns if family.name == "discounted flow"]
        columns = np.concatenate([np.zeros(0, np.int64), *(np.arange(f.start, f.stop) for f in flows)])
        ends = []
        for name in FLOWS:
            rows = np.array(self._rows.get(name, []), dtype=np.int64)
            part = model.matrix[rows].tocoo()
            side = part.data < 0
            pair = np.full(len(rows), -1, dtype=np.int64)
            pair[part.coords[0][side]] = self._pair_of[part.coords[1][side]]
            end = np.full(model.n_columns, -1, dtype=np.int64)
            end[part.coords[1][~side]] = pair[part.coords[0][~side]]
            ends.append(end[columns])
        useful = -model.cost[columns] > LEAST_SAVING
        for name in BUDGETS:
            for row in self.rows_of(name):
                useful |= -np.asarray(model.matrix[[row]].toarray())[0, columns] > LEAST_SAVING
        kept = (ends[0] >= 0) & (ends[1] >= 0) & useful
        return ends[0][kept], ends[1][kept], columns[kept]
