"""The linear relaxation over all bundles: those that pay are brought in, and cuts tighten it."""

from collections.abc import Collection, Sequence

import numpy as np
from scipy.sparse import coo_array, csc_array, csr_array, hstack, vstack

from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray
from vebuilder.solve.bundles.basis import BASIC, Basis
from vebuilder.solve.bundles.cut import Cut
from vebuilder.solve.bundles.links import Flows
from vebuilder.solve.bundles.master import Master, rows_of
from vebuilder.solve.bundles.point import Point, Restriction
from vebuilder.solve.bundles.pool import Pool
from vebuilder.solve.bundles.terms import Terms
from vebuilder.solve.watch import Watch

TEMPTING = 1e-7
# What the solver may leave open in the prices of flows.
ROUNDING = 1e-6
SHORT = 1e-7
NONE: IntArray = np.zeros(0, dtype=np.int64)
PENALTY_STEPS = 5
MOST_PENALTY = 1e6
MOST_NEW = 1500
MOST_NEW_OF_FIRM = 12


class Relaxation:
    """The relaxation, kept warm from one solve to the next.

    Parameters
    ----------
    terms, pool, flows
        What is to be combined.
    watch
        Says when to stop.
    kept
        Keys of rows to be there even if none of the flows has them.
    """

    def __init__(self, terms: Terms, pool: Pool, flows: Flows, watch: Watch, kept: IntArray = NONE) -> None:
        self.terms, self.pool, self.flows = terms, pool, flows
        self._rows = rows_of(terms, pool, flows, kept)
        self._n_base = len(self._rows.lower)
        self._matrix = self._rows.bundles
        self.cuts: list[Cut] = []
        self._master = Master(self._rows, flows.saving, terms.offset, watch)
        self._columns: IntArray = np.zeros(0, dtype=np.int64)
        self._inside: BoolArray = np.zeros(len(pool), dtype=bool)
        self._open: BoolArray = np.zeros(0, dtype=bool)
        self._partners: IntArray = terms.required
        top = float(np.abs(pool.cost).max(initial=0.0)) + float(flows.saving.max(initial=0.0))
        self._scale = max(1.0, top)
        self._penalty = 10.0 * self._scale
        self._master.price_shortfalls(self._penalty)
        self._enter(np.flatnonzero(pool.member.sum(axis=1) <= 1), np.ones(len(pool), dtype=bool))

    @property
    def size(self) -> tuple[int, int]:
        """Number of bundles and of rows the solver holds."""
        return len(self._columns), self._n_base + len(self.cuts)

    @property
    def always(self) -> IntArray:
        """What each row that is always there is about: two relaxations of one search agree in it."""
        return self._rows.about

    @property
    def inside(self) -> IntArray:
        """Bundles the solver holds."""
        return self._columns

    def bring_in(self, bundles: IntArray) -> None:
        """Begin with bundles that are known to be good."""
        self._enter(bundles, np.ones(len(self.pool), dtype=bool))

    def take_over(self, bundles: IntArray, cuts: Sequence[Cut]) -> None:
        """Begin with bundles and cuts that proved useful before."""
        self.bring_in(bundles)
        self.add(cuts)

    def close(self) -> None:
        """Let go of the solver."""
        self._master.close()

    def restrict(self, restriction: Restriction) -> None:
        """Put restrictions in force instead of those before."""
        wanted = restriction.allowed[self._columns]
        changed = np.flatnonzero(wanted != self._open)
        if len(changed):
            upper = np.where(wanted[changed], np.inf, 0.0)
            columns = (changed + self._master.n_before).astype(np.int32)
            self._master.highs.changeColsBounds(len(changed), columns, np.zeros(len(changed)), upper)
            self._open = wanted
        partners = np.union1d(restriction.partners, self.terms.required)
        for firms, least in (
            (np.setdiff1d(self._partners, partners), -np.inf),
            (np.setdiff1d(partners, self._partners), 1.0),
        ):
            for firm in firms.tolist():
                self._master.highs.changeRowBounds(self._rows.firm + firm, least, 1.0)
        self._partners = partners

    def solve(self, restriction: Restriction, cutoff: float = np.inf) -> Point | None:
        """Solve under restrictions; None if it was stopped.

        Parameters
        ----------
        restriction
            What may be used.
        cutoff
            What is proven to cost more need not be solved to the end.
        """
        self.restrict(restriction)
        for _ in range(PENALTY_STEPS):
            point = self._generate(restriction.allowed, cutoff)
            if point is None or not point.short or point.bound > cutoff:
                break
            # Still short at this price: either nothing is feasible, or `feasible` will tell.
            if self._penalty >= MOST_PENALTY * self._scale:
                break
            self._penalty *= 10.0
            self._master.price_shortfalls(self._penalty)
        return point

    def _generate(self, allowed: BoolArray, cutoff: float) -> Point | None:
        entered, enough = False, cutoff + 2 * ROUNDING
        while True:
            if not self._master.run(primal=entered, enough=enough):
                return None
            entered = self._master.is_solved
            solution = self._master.highs.getSolution()
            dual = np.array(solution.row_dual)
            reduced = self.pool.cost - self._matrix.T @ dual
            least = self._least_of_firms(np.where(allowed, reduced, 0.0))
            bound = self._master.objective + float(least.sum()) - ROUNDING
            tempting = np.flatnonzero((reduced < -TEMPTING * self._scale) & ~self._inside & allowed)
            if bound > cutoff or (self._master.is_solved and len(tempting) == 0):
                priced = np.array(solution.col_dual)[: self._master.n_flows]
                return self._point(np.array(solution.col_value), reduced, priced, bound)
            if self._master.is_solved:
                self._enter(self._best_of(tempting, reduced[tempting]), allowed)
            else:  # what is outside takes it below the cutoff again
                enough = np.inf

    def _least_of_firms(self, reduced: FloatArray) -> FloatArray:
        """Return what each firm could save beyond the solver's value, at most: it does one bundle."""
        filled = self.pool.start[:-1] < self.pool.start[1:]
        least = np.zeros(self.pool.n_firms)
        if len(reduced):
            least[filled] = np.minimum.reduceat(reduced, self.pool.start[:-1][filled])
        return np.minimum(least, 0.0)

    def _best_of(self, tempting: IntArray, reduced: FloatArray) -> IntArray:
        """Return the most tempting bundles, not too many of one firm."""
        firm = self.pool.firm[tempting]
        order = np.lexsort((reduced, firm))
        rank = np.arange(len(order)) - np.searchsorted(firm[order], firm[order])
        kept = order[rank < MOST_NEW_OF_FIRM]
        kept = kept[np.argsort(reduced[kept], kind="stable")][:MOST_NEW]
        return np.sort(tempting[kept])

    def _point(self, column: FloatArray, reduced: FloatArray, priced: FloatArray, bound: float) -> Point:
        before = self._master.n_before
        value = column[before:]
        used = np.flatnonzero(value > 1e-9)
        return Point(
            bound,
            self._columns[used],
            value[used],
            column[: self._master.n_flows],
            reduced,
            priced,
            bool(column[self._master.n_flows : before].max(initial=0.0) > SHORT),
        )

    def probe(self, restriction: Restriction, iterations: int) -> float | None:
        """Return what the bundles inside would cost at least so restricted, after some iterations."""
        self.restrict(restriction)
        return self._master.objective if self._master.run(iterations) else None

    def basis(self) -> Basis:
        """Return the state of the solver, to come back to."""
        columns, rows = self._master.statuses()
        before, always = self._master.n_before, self._n_base
        tight = zip(self.cuts, rows[always:].tolist(), strict=True)
        return Basis(
            columns[: self._master.n_flows],
            columns[self._master.n_flows : before],
            self._columns[columns[before:] == BASIC],
            rows[:always],
            self.always,
            {cut: status for cut, status in tight if status != BASIC},
        )

    def come_back(self, basis: Basis) -> None:
        """Return to a state of the solver, as far as what it spoke of is still there.

        Bundles that came in since are not used by it, and cuts that came in since do not bind.
        """
        self.bring_in(basis.bundles)
        self._master.take(*basis.statuses(self._columns, len(self.pool), self.cuts))

    def feasible(self, restriction: Restriction) -> bool | None:
        """Whether the relaxation has a solution without shortfall; None if it was stopped."""
        self.restrict(restriction)
        highs, master = self._master.highs, self._master
        every = np.arange(master.n_before + len(self._columns), dtype=np.int32)
        cost = np.zeros(len(every))
        cost[master.n_flows : master.n_before] = 1.0
        highs.changeColsCost(len(every), every, cost)
        try:
            while master.run():
                solution = highs.getSolution()
                fell = float(np.array(solution.col_value)[master.n_flows : master.n_before].sum())
                if fell <= SHORT:
                    return True
                reduced = -(self._matrix.T @ np.array(solution.row_dual))
                tempting = np.flatnonzero((reduced < -TEMPTING) & ~self._inside & restriction.allowed)
                if len(tempting) == 0:
                    return False
                new = self._best_of(tempting, reduced[tempting])
                self._enter(new, restriction.allowed)
                columns = np.arange(len(every), master.n_before + len(self._columns), dtype=np.int32)
                highs.changeColsCost(len(columns), columns, np.zeros(len(columns)))
                every = np.arange(master.n_before + len(self._columns), dtype=np.int32)
            return None
        finally:
            cost = np.r_[-self.flows.saving, np.full(master.n_short, self._penalty)]
            cost = np.r_[cost, self.pool.cost[self._columns]]
            highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)

    def _enter(self, bundles: IntArray, allowed: BoolArray) -> None:
        """Bring bundles in."""
        bundles = bundles[~self._inside[bundles]]
        if len(bundles) == 0:
            return
        wanted = allowed[bundles]
        upper = np.where(wanted, np.inf, 0.0)
        self._master.add_columns(csc_array(self._matrix[:, bundles]), self.pool.cost[bundles], upper)
        self._columns = np.r_[self._columns, bundles]
        self._open = np.r_[self._open, wanted]
        self._inside[bundles] = True

    def add(self, cuts: Sequence[Cut]) -> None:
        """Add cuts."""
        if not cuts:
            return
        by_bundle = _rows([(cut.bundles, cut.bundle_values) for cut in cuts], len(self.pool))
        by_flow = _rows([(cut.flows, cut.flow_values) for cut in cuts], len(self.flows))
        nothing = csr_array((len(cuts), self._master.n_short))
        inside = csc_array(by_bundle)[:, self._columns]
        upper = np.array([cut.upper for cut in cuts])
        self._master.add_rows(csr_array(hstack([by_flow, nothing, inside])), upper)
        self._matrix = csc_array(vstack([self._matrix, by_bundle]))
        self.cuts += cuts

    def drop_slack(self, needed: Collection[Cut] = ()) -> None:
        """Take out cuts that do not bind, here or where they are needed; they come back when broken again."""
        _, basic = self._master.basic()
        needless = np.array([cut not in needed for cut in self.cuts], dtype=bool)
        slack = basic[self._n_base :] & needless
        taken = np.flatnonzero(slack) + self._n_base
        if len(taken) == 0:
            return
        self._master.highs.deleteRows(len(taken), taken.astype(np.int32))
        self._master.n_rows -= len(taken)
        kept = np.r_[np.ones(self._n_base, dtype=bool), ~slack]
        self._matrix = csc_array(csr_array(self._matrix)[np.flatnonzero(kept)])
        self.cuts = [cut for cut, out in zip(self.cuts, slack, strict=True) if not out]

    def drop(self, unwanted: BoolArray, needed: IntArray | None = None) -> None:
        """Take bundles out of the solver; those in the basis, or needed in another, stay."""
        basic, _ = self._master.basic()
        kept = basic[self._master.n_before :]
        if needed is not None:
            kept |= np.isin(self._columns, needed)
        taken = np.flatnonzero(unwanted[self._columns] & ~kept)
        if len(taken) == 0:
            return
        self._master.highs.deleteCols(len(taken), (taken + self._master.n_before).astype(np.int32))
        self._inside[self._columns[taken]] = False
        self._columns = np.delete(self._columns, taken)
        self._open = np.delete(self._open, taken)


def _rows(parts: Sequence[tuple[IntArray, FloatArray]], width: int) -> csr_array:
    row = np.repeat(np.arange(len(parts)), [len(columns) for columns, _ in parts])
    columns = np.concatenate([columns for columns, _ in parts])
    values = np.concatenate([values for _, values in parts])
    matrix = coo_array((values, (row, columns)), shape=(len(parts), width)).tocsr()
    matrix.eliminate_zeros()
    return matrix
