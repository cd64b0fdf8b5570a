"""The linear relaxation, grown pair by pair and cut by cut."""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray
from vebuilder.formulate.partner_sets import PartnerSets
from vebuilder.model.errors import SolverError
from vebuilder.solve.pairs.cut import NOBODY, Cut
from vebuilder.solve.pairs.hand_over import handed_over
from vebuilder.solve.pairs.savings import Split
from vebuilder.solve.watch import Watch

STOPPED = (
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kInterrupt,
    highspy.HighsModelStatus.kHighsInterrupt,
)
BASIC = highspy.HighsBasisStatus.kBasic


@dataclass(frozen=True)
class Point:
    """An optimal solution of the relaxation and its prices.

    Parameters
    ----------
    objective
        Value, constant included.
    column, column_dual
        One value a column.
    row_dual
        One value a row.
    partner
        Value of each firm's partner column.
    pair
        Value of each pair's column.
    """

    objective: float
    column: FloatArray
    column_dual: FloatArray
    row_dual: FloatArray
    partner: FloatArray
    pair: FloatArray


class Relaxation:
    """The base model with the pairs and cuts brought in so far.

    Parameters
    ----------
    split
        The model and the savings of pairs.
    sets
        Limits on sets of partners.
    watch
        Says when to stop.
    """

    def __init__(self, split: Split, sets: PartnerSets, watch: Watch) -> None:
        self.split = split
        self.sets = sets
        self.inside: BoolArray = np.zeros(len(split.partner), dtype=bool)
        self._gone: BoolArray = np.zeros(len(split.partner), dtype=bool)
        self.first: IntArray = np.zeros(0, dtype=np.int64)
        self.second: IntArray = np.zeros(0, dtype=np.int64)
        self.cuts: list[Cut] = []
        self.infeasible = False
        self._pair: dict[int, int] = {}
        self._set_row: dict[tuple[int, int], int] = {}
        self._sets_of: dict[int, list[tuple[int, int]]] = {}
        self._watch = watch
        self._n_base = split.base.n_columns
        self._highs = handed_over(split, watch)

    @property
    def n_firms(self) -> int:
        """Number of firms."""
        return len(self.inside)

    def close(self) -> None:
        """Let go of the solver."""
        self._highs.setCallback(None, None)
        self._highs.resetGlobalScheduler(False)

    def solve(self) -> Point | None:
        """Solve the relaxation; None if it was stopped or has no solution at all (see ``infeasible``)."""
        status = self._run("simplex")
        if status == highspy.HighsModelStatus.kIterationLimit:
            # The simplex method sometimes circles for minutes where the interior point takes a second.
            self._highs.clearSolver()
            status = self._run("ipm")
        self.infeasible = status == highspy.HighsModelStatus.kInfeasible
        if self.infeasible or status in STOPPED or self._watch.stopping:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverError(f"highs gave up on the relaxation: {self._highs.modelStatusToString(status)}")
        solution = self._highs.getSolution()
        column = np.array(solution.col_value)
        return Point(
            float(self._highs.getInfo().objective_function_value),
            column,
            np.array(solution.col_dual),
            np.array(solution.row_dual),
            column[self.split.partner],
            column[self._n_base :],
        )

    def _run(self, method: str) -> highspy.HighsModelStatus:
        left = self._watch.solver_limit()
        if left is not None:
            self._highs.setOptionValue("time_limit", self._highs.getRunTime() + left)
        self._highs.setOptionValue("solver", method)
        self._highs.run()
        return self._highs.getModelStatus()

    def pair_column(self, first: IntArray, second: IntArray) -> IntArray:
        """Return the columns of pairs of firms that have been brought in."""
        low, high = np.minimum(first, second), np.maximum(first, second)
        keys = (low * self.n_firms + high).tolist()
        return np.array([self._n_base + self._pair[key] for key in keys], dtype=np.int64)

    def add_pairs(self, first: IntArray, second: IntArray) -> None:
        """Bring pairs in, whatever they save; those that are in already are passed over."""
        low, high = np.minimum(first, second), np.maximum(first, second)
        keys = [key for key in np.unique(low * self.n_firms + high).tolist() if key not in self._pair]
        if not keys:
            return
        low, high = np.divmod(np.array(keys, dtype=np.int64), self.n_firms)
        rows: list[int] = []
        starts = []
        member = self.sets.member
        for one, other in zip(low.tolist(), high.tolist(), strict=True):
            starts.append(len(rows))
            rows += [row for group, row in self._sets_of.get(one, ()) if member[group, other]]
            rows += [row for group, row in self._sets_of.get(other, ()) if member[group, one]]
        count = len(keys)
        self._highs.addCols(
            count,
            -self.split.savings.of(low, high),
            np.zeros(count),
            np.ones(count),
            len(rows),
            np.array(starts, dtype=np.int32),
            np.array(rows, dtype=np.int32),
            np.ones(len(rows)),
        )
        columns = self._n_base + len(self.first) + np.arange(count)
        self._extend_cuts(np.array(rows, dtype=np.int64), np.repeat(columns, np.diff([*starts, len(rows)])))
        self._pair.update(zip(keys, range(len(self.first), len(self.first) + count), strict=True))
        self.first, self.second = np.r_[self.first, low], np.r_[self.second, high]

    def _extend_cuts(self, rows: IntArray, columns: IntArray) -> None:
        """Note the new columns in the set rows they were added to."""
        order = np.argsort(rows, kind="stable")
        rows, columns = rows[order], columns[order]
        ends = np.flatnonzero(np.diff(rows)) + 1
        for part in np.split(np.arange(len(rows)), ends):
            if len(part):
                number = rows[part[0]] - self.split.base.n_rows
                cut = self.cuts[number]
                longer = np.r_[columns[part], cut.columns], np.r_[np.ones(len(part)), cut.values]
                self.cuts[number] = Cut(*longer, cut.upper, cut.owner)

    def enter(self, firms: IntArray) -> None:
        """Bring firms in: all their saving pairs with firms inside, and the limit on all their pairs."""
        new = firms[~self.inside[firms]]
        if len(new) == 0:
            return
        self.inside[new] = True
        savings = self.split.savings
        touched = np.zeros(self.n_firms, dtype=bool)
        touched[new] = True
        here = self.inside & ~self._gone
        chosen = touched[savings.source] & here[savings.target] & (savings.value > 0)
        self.add_pairs(savings.source[chosen], savings.target[chosen])
        self.add_set_rows(np.zeros(len(new), dtype=np.int64), new)

    def add_set_rows(self, groups: IntArray, firms: IntArray) -> int:
        """Add for each set and firm: its pairs within the set <= what the set holds beside it."""
        pairs_of = self._pairs_by_firm()
        cuts: list[Cut] = []
        for group, firm in zip(groups.tolist(), firms.tolist(), strict=True):
            if (group, firm) in self._set_row:
                continue
            others, columns = pairs_of.of(firm)
            columns = columns[self.sets.member[group, others]] + self._n_base
            room = self.sets.limit[group] - float(self.sets.member[group, firm])
            row = self.split.base.n_rows + len(self.cuts) + len(cuts)
            self._set_row[group, firm] = row
            self._sets_of.setdefault(firm, []).append((group, row))
            cuts.append(
                Cut(
                    np.r_[columns, self.split.partner[firm]],
                    np.r_[np.ones(len(columns)), -room],
                    0.0,
                    firm,
                )
            )
        self.add(cuts)
        return len(cuts)

    def set_prices(self, point: Point) -> FloatArray:
        """Return the price of each set at each firm, sets by firms: 0 where there is no row."""
        prices = np.zeros((len(self.sets), self.n_firms))
        for (group, firm), row in self._set_row.items():
            prices[group, firm] = max(0.0, -point.row_dual[row])
        return prices

    def add(self, cuts: Sequence[Cut]) -> None:
        """Add rows."""
        if not cuts:
            return
        lengths = [len(cut.columns) for cut in cuts]
        starts = np.r_[0, np.cumsum(lengths)[:-1]].astype(np.int32)
        self._highs.addRows(
            len(cuts),
            np.full(len(cuts), -np.inf),
            np.array([cut.upper for cut in cuts]),
            int(sum(lengths)),
            starts,
            np.concatenate([cut.columns for cut in cuts]).astype(np.int32),
            np.concatenate([cut.values for cut in cuts]).astype(np.float64),
        )
        self.cuts += cuts

    def ask_for_others(self, firms: BoolArray) -> bool:
        """Ask, for good, for a partner beyond these firms; return whether there is any left."""
        others = self.split.partner[~firms & ~self._gone]
        self.add([Cut(others, np.full(len(others), -1.0), -1.0, NOBODY)] if len(others) else [])
        return len(others) > 0

    def bind(self, inside: frozenset[int], outside: frozenset[int]) -> None:
        """Require some firms and leave some out; all others are free again, but for those that are gone."""
        lower, upper = np.zeros(self.n_firms), np.where(self._gone, 0.0, 1.0)
        lower[list(inside)] = 1.0
        upper[list(outside)] = 0.0
        columns = self.split.partner.astype(np.int32)
        self._highs.changeColsBounds(len(columns), columns, lower, upper)

    def drop(self, firms: IntArray) -> None:
        """Fix firms at nothing, and take out their pairs and all cuts that are slack."""
        nothing = np.zeros(len(firms))
        columns = self.split.partner[firms].astype(np.int32)
        self._highs.changeColsBounds(len(firms), columns, nothing, nothing)
        self._gone[firms] = True
        basis = self._highs.getBasis()
        if len(firms):
            self._take_out_pairs(np.array(basis.col_status[self._n_base :]) == BASIC)
        self._take_out_cuts(np.array(basis.row_status[self.split.base.n_rows :]) == BASIC)

    def _take_out_pairs(self, basic: BoolArray) -> None:
        """Delete the pairs of firms that are gone; those in the basis stay, so that it stays one."""
        gone = (self._gone[self.first] | self._gone[self.second]) & ~basic
        pinned = np.flatnonzero((self._gone[self.first] | self._gone[self.second]) & basic) + self._n_base
        nothing = np.zeros(len(pinned))
        self._highs.changeColsBounds(len(pinned), pinned.astype(np.int32), nothing, nothing)
        taken = np.flatnonzero(gone)
        self._highs.deleteCols(len(taken), (taken + self._n_base).astype(np.int32))
        number = np.full(self._n_base + len(gone), -1, dtype=np.int64)
        number[: self._n_base] = np.arange(self._n_base)
        number[self._n_base :][~gone] = self._n_base + np.arange(int((~gone).sum()))
        self.first, self.second = self.first[~gone], self.second[~gone]
        keys = (self.first * self.n_firms + self.second).tolist()
        self._pair = {key: pair for pair, key in enumerate(keys)}
        self.cuts = [cut.renumbered(number) for cut in self.cuts]

    def _take_out_cuts(self, slack: BoolArray) -> None:
        """Delete cuts; they come back when they are broken again."""
        taken = np.flatnonzero(slack)
        n_base = self.split.base.n_rows
        self._highs.deleteRows(len(taken), (taken + n_base).astype(np.int32))
        number = n_base + np.cumsum(~slack) - 1
        self.cuts = [cut for cut, out in zip(self.cuts, slack, strict=True) if not out]
        self._set_row = {
            key: int(number[row - n_base]) for key, row in self._set_row.items() if not slack[row - n_base]
        }
        self._sets_of = {}
        for (group, firm), row in self._set_row.items():
            self._sets_of.setdefault(firm, []).append((group, row))

    def _pairs_by_firm(self) -> "_PairsByFirm":
        return _PairsByFirm(self.first, self.second, self.n_firms)


class _PairsByFirm:
    """The pairs of each firm: the other firm, and the number of the pair."""

    def __init__(self, first: IntArray, second: IntArray, n_firms: int) -> None:
        ends = np.r_[first, second]
        order = np.argsort(ends, kind="stable")
        self._other = np.r_[second, first][order]
        self._number = np.r_[np.arange(len(first)), np.arange(len(first))][order]
        self._start = np.searchsorted(ends[order], np.arange(n_firms + 1))

    def of(self, firm: int) -> tuple[IntArray, IntArray]:
        part = slice(self._start[firm], self._start[firm + 1])
        return self._other[part], self._number[part]
