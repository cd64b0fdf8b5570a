"""How much of the work one partner or one group may have."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.builder import Entries, ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.groups import members_by_value
from vebuilder.formulate.linear_model import FloatArray, IntArray, Integrality
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.work import Work, work_of
from vebuilder.formulate.work_range import work_range

# A switch that is exactly tight has misled a solver's preprocessing; a looser one means the same.
LOOSE = 1.01


@dataclass(frozen=True)
class _Limit:
    """A limit on the work of each of some sets of firms.

    ``sign`` is 1 for at most and -1 for at least ``share`` of all work; ``of_partners`` says that a set
    without a partner is not looked at; ``key`` is the domain key of the rows, one entry a set.
    """

    name: str
    sets: list[IntArray]
    share: float
    sign: int
    of_partners: bool
    key: tuple[str, list[object]]


def add_work_shares(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Add max_partner_share and the groups' min_share and max_share, all of the total work cost."""
    limits = list(_limits(problem))
    if not limits:
        return
    total = _Total(builder, problem, decisions)
    for limit in limits:
        if limit.of_partners and total.least < 0:
            _add_rows(builder, problem, decisions, total, _one_row_a_member(limit), switched=True)
        else:
            _add_rows(builder, problem, decisions, total, limit, switched=False)


def _one_row_a_member(limit: _Limit) -> _Limit:
    """Return the limit stated once for each firm of each set, that firm first."""
    sets = [np.r_[firm, firms[firms != firm]] for firms in limit.sets for firm in firms]
    axis, values = limit.key
    repeated = [value for value, firms in zip(values, limit.sets, strict=True) for _ in firms]
    return _Limit(limit.name, sets, limit.share, limit.sign, limit.of_partners, (axis, repeated))


def _add_rows(
    builder: ModelBuilder,
    problem: Problem,
    decisions: Decisions,
    total: "_Total",
    limit: _Limit,
    *,
    switched: bool,
) -> None:
    """Add sign (work of the set - share * total work) <= 0 for each set.

    Where the total may be negative, no work at all is more than a share of it: then the first firm of each
    set switches its row on, by being a partner.
    """
    by_firm = _EntriesByFirm(problem, total.work)
    count = len(limit.sets)
    entries: list[Entries] = []
    for row, firms in enumerate(limit.sets):
        mine = by_firm.of(firms)
        entries.append((row, total.work.column[mine], limit.sign * total.work.money[mine]))
    if total.column is not None:
        entries.append((np.arange(count), total.column, -limit.sign * limit.share))
    slack = limit.share * -total.least * LOOSE if switched else 0.0
    if switched:
        switches = np.array([firms[0] for firms in limit.sets], dtype=np.int64)
        entries.append((np.arange(count), decisions.partner[switches], slack))
    axis, values = limit.key
    keys = np.empty(count, dtype=object)
    keys[:] = values
    builder.rows(
        limit.name,
        count,
        entries,
        upper=limit.sign * limit.share * total.constant + slack,
        key=[(axis, keys)],
    )


class _EntriesByFirm:
    """The entries of the work that each firm gets."""

    def __init__(self, problem: Problem, work: Work) -> None:
        self._order = np.argsort(work.firm, kind="stable")
        self._start = np.searchsorted(work.firm[self._order], np.arange(problem.n_firms + 1))

    def of(self, firms: IntArray) -> IntArray:
        parts = [self._order[self._start[firm] : self._start[firm + 1]] for firm in firms]
        return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


class _Total:
    """Total work cost: a constant where every task costs the same at all its firms, else a column."""

    def __init__(self, builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
        self.work = work = work_of(problem, decisions)
        money = work_range(problem)
        low, high = money.least_of_tasks(problem), money.most_of_tasks(problem)
        self.least = float(low.sum())
        self.column: int | None = None
        self.constant = 0.0
        if np.array_equal(low, high):
            self.constant = self.least
            return
        column = builder.columns(
            "total work", 1, Integrality.CONTINUOUS, lower=self.least, upper=float(high.sum())
        )
        self.column = int(column[0])
        builder.rows("total work", 1, [(0, work.column, work.money), (0, column, -1.0)], lower=0.0, upper=0.0)

        def complete(vector: FloatArray) -> None:
            vector[column] = work.total(vector)

        builder.complete_with(complete)


def _limits(problem: Problem) -> Iterator[_Limit]:
    rules = problem.project.rules
    if rules.max_partner_share is not None:
        firms = np.arange(problem.n_firms)
        yield _Limit(
            "most work of one partner",
            list(firms.reshape(-1, 1)),
            rules.max_partner_share,
            1,
            True,
            ("firm", list(problem.firm_ids)),
        )
    for number, rule in enumerate(rules.groups):
        values = list(members_by_value(problem, rule).values())
        together = np.concatenate([*values, np.zeros(0, dtype=np.int64)])
        if rule.min_share is not None:
            key: tuple[str, list[object]] = ("group rule", [number])
            yield _Limit("least work of a group", [together], rule.min_share, -1, False, key)
        if rule.max_share is not None:
            each = rule.values is None
            sets = values if each else [together]
            key = ("group rule", [number] * len(sets))
            yield _Limit("most work of a group", sets, rule.max_share, 1, each, key)
