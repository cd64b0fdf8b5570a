"""Any solver for a formulation whose rows are too many to state: solve, see what is broken, solve again.

What the solver sees is a relaxation: its bound holds for the whole, and the decisions of its answer become a
plan as soon as what they break is given its true value. So each round tightens the bound and shows plans.
"""

import logging
import math
import time
from collections.abc import Iterable
from dataclasses import replace
from typing import cast

import numpy as np
from scipy.sparse import csr_array, vstack

from vebuilder.formulate.cuts import Cut
from vebuilder.formulate.linear_model import Family, FloatArray, LinearModel
from vebuilder.formulate.program import Formulation
from vebuilder.formulate.programme import Programme
from vebuilder.solve.backend import Ability, Answer, Backend, Claim, no_longer_reproducible
from vebuilder.solve.options import Options, relative_gap
from vebuilder.solve.polish import polish, rounding
from vebuilder.solve.registry import ENTRIES, entry_of, obstacle
from vebuilder.solve.residual import residual
from vebuilder.solve.standby_swaps import standby_swaps
from vebuilder.solve.watch import Watch

logger = logging.getLogger("vebuilder")

CUTS = "cut"
LOOSE = 10.0
"""The first rounds stop at so many times the gap asked for."""
MOST_RELAXATIONS, RELAXED_PART = 300, 0.3
"""Relaxations before the mixed program, and the part of the time they may take."""
PATIENCE = 6
"""Relaxations in a row that may raise the bound by less than a tenth of the gap in all."""
MOST_SHOWN = 30
"""Answers shown on the way that are kept a round, the last ones."""


class ByCuts:
    """The `Backend` around another one for one formulation.

    Parameters
    ----------
    formulation
        What is to be solved.
    inner
        Who solves each round.
    name
        What the user asked for.
    notes
        What the planner should know about the choice.
    """

    def __init__(
        self, formulation: Formulation | Programme, inner: Backend, name: str, notes: tuple[str, ...] = ()
    ) -> None:
        self.name, self._notes = name, notes
        solver = "" if name == inner.name else f"{inner.name} "
        self.version = f"({solver}{inner.version}, cuts for risk)"
        self._formulation, self._inner = formulation, inner

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Search until proven or stopped by the watch."""
        search = _Search(self._formulation, self._inner, model, options, watch)
        answer = search.run()
        if search.hurried:
            answer = no_longer_reproducible(answer)
        return replace(answer, notes=self._notes + answer.notes)

    @property
    def abilities(self) -> frozenset[Ability]:
        """What the solver of each round can do."""
        return entry_of(self._inner.name).abilities

    @staticmethod
    def settle(_model: LinearModel, solution: FloatArray, _seconds: float) -> FloatArray:
        """Return the solution as it is: it was settled with the rows that were found on the way."""
        return solution


class _Search:
    """One run."""

    def __init__(
        self,
        formulation: Formulation | Programme,
        inner: Backend,
        model: LinearModel,
        options: Options,
        watch: Watch,
    ) -> None:
        self.formulation, self.inner, self.base, self.options, self.watch = (
            formulation,
            inner,
            model,
            options,
            watch,
        )
        self.model = model
        self.swaps = standby_swaps(formulation) if isinstance(formulation, Formulation) else None
        self.cuts: list[Cut] = []
        self.seen: set[bytes] = set()
        self.hurried = False

    def run(self) -> Answer:
        """Search with the linear relaxation, then with whole numbers, until nothing is broken."""
        if self.options.start is not None:
            self.keep(self.options.start)
            self._add(self._broken(self.options.start, whole=True))
        self._relax()
        gap = LOOSE * self.options.gap
        rounds, mode = 0, ""
        notes: tuple[str, ...] = ()
        while True:
            if self.watch.stopping or self.watch.remaining() <= 0:
                return Answer(Claim.STOPPED, mode=mode, notes=notes)
            shown, answer = self._ask(gap)
            rounds, mode, notes = rounds + 1, answer.mode, answer.notes
            if answer.claim not in {Claim.EXHAUSTED, Claim.STOPPED}:
                return answer
            new = self._add(cut for one in shown for cut in self._broken(one, whole=True))
            logger.debug(
                "round %d: gap %.2g, bound %.9g, best %.9g, %d cuts, %d new",
                rounds,
                gap,
                self.watch.bound,
                self._best(),
                len(self.cuts),
                new,
            )
            if self._proven():
                return Answer(Claim.EXHAUSTED, mode=mode, notes=notes)
            if answer.claim is Claim.STOPPED:
                return Answer(Claim.STOPPED, mode=mode, notes=notes)
            if new == 0 and gap <= self.options.gap:
                # What is left between best and bound is the solver's own tolerance.
                return Answer(Claim.EXHAUSTED, mode=mode, notes=notes)
            if new == 0 or self._gap() <= gap:
                gap = self.options.gap

    def _best(self) -> float:
        return self.watch.kept[0][0] if self.watch.kept else math.inf

    def _proven(self) -> bool:
        best = self._best()
        return (
            math.isfinite(best) and relative_gap(best, min(self.watch.bound, best)) <= 0.99 * self.options.gap
        )

    def _gap(self) -> float:
        """Return how far the best answer known is from the bound."""
        best = self._best()
        return relative_gap(best, min(self.watch.bound, best)) if math.isfinite(best) else math.inf

    def _broken(self, solution: FloatArray, *, whole: bool) -> list[Cut]:
        return [cut for source in self.formulation.cuts for cut in source.broken(solution, whole=whole)]

    def _add(self, cuts: Iterable[Cut]) -> int:
        """Add rows to the model, each once; return how many are new."""
        new = []
        for cut in cuts:
            key = cut.columns.tobytes() + np.round(cut.values, 9).tobytes()
            if key not in self.seen:
                self.seen.add(key)
                new.append(cut)
        if new:
            self.cuts += new
            self.model = with_rows(self.model, new)
        return len(new)

    def _relax(self) -> None:
        """Find rows by the linear relaxation, as long as they raise its value."""
        if obstacle(ENTRIES["highs"]) is not None:
            return
        from vebuilder.solve.cut_relaxation import CutRelaxation

        relaxation = CutRelaxation(self.model, self.watch)
        until = time.monotonic() + RELAXED_PART * self.watch.remaining()
        try:
            values: list[float] = []
            while len(values) < MOST_RELAXATIONS:
                if time.monotonic() >= until:
                    self.hurried = True
                    return
                point = relaxation.solve()
                if point is None:
                    return
                self.watch.prove(point.bound)
                values.append(point.bound)
                if _stalls(values, self.options.gap):
                    return
                before = len(self.cuts)
                if self._add(self._broken(point.solution, whole=False)) == 0:
                    return
                relaxation.add(self.cuts[before:])
        finally:
            logger.debug("%d relaxations: %s, %d cuts", len(values), values[-1:], len(self.cuts))
            relaxation.close()

    def _ask(self, gap: float) -> tuple[list[FloatArray], Answer]:
        """Let the solver search with the rows so far; return what it showed, as it saw it."""
        listening = _Listening(self)
        left = self.watch.remaining()
        options = replace(
            self.options,
            gap=gap,
            time_limit=left if math.isfinite(left) else None,
            start=self.watch.kept[0][1] if self.watch.kept else None,
            progress=None,
        )
        answer = self.inner.search(self.model, options, cast("Watch", listening))
        if answer.bound is not None:
            self.watch.prove(answer.bound)
        shown = listening.shown[-MOST_SHOWN:]
        if answer.solution is not None:
            shown.append(answer.solution)
        return [plan for one in shown if (plan := self._settled(one)) is not None], answer

    def _settled(self, solution: FloatArray) -> FloatArray | None:
        """Make a plan of what the solver shows, keep it, and return it as the solver sees it."""
        settled = polish(self.model, solution, self.watch.remaining())
        if not residual(self.base, settled).feasible:
            return None
        self.keep(settled)
        return settled

    def keep(self, solution: FloatArray) -> None:
        """Keep a solution of the stated rows, with its true objective; with better standbys, if there are."""
        self._completed(solution.copy())
        if self.swaps is not None and isinstance(self.formulation, Formulation) and not self.watch.stopping:
            better = self.swaps.improve(solution)
            if not np.array_equal(better, solution):
                self._completed(self.formulation.builder.complete(better))

    def _completed(self, plan: FloatArray) -> None:
        for source in self.formulation.cuts:
            source.complete(plan)
        if residual(self.base, plan).feasible:
            self.watch.incumbent(plan)


class _Listening:
    """The watch as the solver sees it in one round: what it shows is given its true value first."""

    def __init__(self, search: _Search) -> None:
        self._search, self.model = search, search.model
        self.shown: list[FloatArray] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._search.watch, name)

    def incumbent(self, solution: FloatArray) -> None:
        """Take a solution of the model with the rows so far."""
        self.shown.append(solution)
        rounded, _ = rounding(self._search.base, solution)
        if residual(self._search.base, rounded).feasible:
            self._search.keep(rounded)


def _stalls(values: list[float], gap: float) -> bool:
    """Whether the last relaxations have raised the bound by little."""
    if len(values) <= PATIENCE:
        return False
    return values[-1] - values[-1 - PATIENCE] <= 0.1 * gap * max(abs(values[-1]), 1e-9)


def with_rows(model: LinearModel, cuts: Iterable[Cut]) -> LinearModel:
    """Return a model with more rows."""
    cuts = list(cuts)
    size = [len(cut.columns) for cut in cuts]
    rows = csr_array(
        (
            np.concatenate([cut.values for cut in cuts]),
            (np.repeat(np.arange(len(cuts)), size), np.concatenate([cut.columns for cut in cuts])),
        ),
        shape=(len(cuts), model.n_columns),
    )
    rows.eliminate_zeros()
    matrix = csr_array(vstack([model.matrix, rows], format="csr"))
    matrix.sort_indices()
    return replace(
        model,
        matrix=matrix,
        row_lower=np.r_[model.row_lower, [cut.lower for cut in cuts]],
        row_upper=np.r_[model.row_upper, np.full(len(cuts), np.inf)],
        rows=(*model.rows, Family(CUTS, model.n_rows, model.n_rows + len(cuts))),
    )
