"""Form the enterprise of a neighbouring project, from where the search of another one ended."""

import logging
from dataclasses import dataclass, replace

import numpy as np

from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray, LinearModel
from vebuilder.formulate.program import Formulation
from vebuilder.model.errors import SolverError
from vebuilder.solve.backend import Answer, Claim
from vebuilder.solve.bundles.basis import BASIC
from vebuilder.solve.bundles.engine import FIRST_PART, BundleEngine, conclude, first_answers
from vebuilder.solve.bundles.links import Flows
from vebuilder.solve.bundles.memory import Ground, Memory
from vebuilder.solve.bundles.part import unpacked
from vebuilder.solve.bundles.pool import Pool, pool_of
from vebuilder.solve.bundles.relaxation import Relaxation
from vebuilder.solve.bundles.root import Root
from vebuilder.solve.bundles.terms import Terms
from vebuilder.solve.bundles.tree import Tree
from vebuilder.solve.options import Options
from vebuilder.solve.search.near import near_answers
from vebuilder.solve.search.rounds import Work
from vebuilder.solve.watch import Watch

logger = logging.getLogger("vebuilder")

FIRST_SECONDS, NEAR_SECONDS = 0.1, 2.0
"""Work before the relaxation, in seconds of an ordinary computer: from nothing, and around what is known."""


@dataclass(frozen=True)
class Neighbour:
    """A project that only closes possibilities of another one.

    Parameters
    ----------
    terms
        Its terms, with the firms numbered as in the other one.
    closed
        Firms by tasks: pairs of the other one that it does not have.
    has_same_rows
        Whether its relaxation has the rows of the other one, and no more.
    """

    terms: Terms
    closed: BoolArray
    has_same_rows: bool

    def allowed(self, pool: Pool) -> BoolArray:
        """Return which bundles it may use.

        Parameters
        ----------
        pool
            Bundles of the other one.
        """
        return ~np.asarray((self.closed[pool.firm] & (pool.member > 0)).any(axis=1))


class NeighbourEngine:
    """The `Backend` for one neighbour.

    Parameters
    ----------
    formulation, terms, neighbour
        What is to be solved.
    memory
        What is kept of the other search.
    version
        Version of HiGHS, which solves the linear programs.
    """

    name = "auto"

    def __init__(
        self, formulation: Formulation, terms: Terms, neighbour: Neighbour, memory: Memory, version: str
    ) -> None:
        self.version = f"(bundles by price and cut, from an earlier search on, highs {version})"
        self._formulation, self._terms, self._neighbour = formulation, terms, neighbour
        self._memory, self._highs = memory, version

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Search until proven or stopped by the watch."""
        work = Work.within(watch.remaining(), FIRST_SECONDS)
        seen = first_answers(self._formulation, options, watch, work, FIRST_PART)
        seen += self._near(options, watch, work)
        try:
            ground = self._memory.ground(self._formulation, options, watch)
        except SolverError:
            return self._from_scratch(model, options, watch)
        if ground is None:
            return Answer(Claim.STOPPED)
        if not watch.kept or watch.kept[0][0] > self._memory.reach:
            return self._from_scratch(model, options, watch)
        root = _From(ground, self._neighbour, self._formulation, options, watch)
        try:
            root.begin_with(seen)
            return conclude(root, Tree(root, self._memory.history), work)
        finally:
            root.companion.dismiss()
            root.relaxation.close()

    def _near(self, options: Options, watch: Watch, work: Work) -> list[FloatArray]:
        """Search around the best answer of the other search; return what was found, the better ones later."""
        seen: list[FloatArray] = []

        def hear(answer: FloatArray) -> None:
            watch.incumbent(answer)
            seen.append(answer)

        near = Work.within(watch.remaining(), NEAR_SECONDS)
        number = np.append(self._neighbour.terms.firm_number, -1)
        near_answers(
            self._formulation,
            number[self._memory.plan],
            FIRST_PART * watch.remaining(),
            options.seed,
            hear,
            lambda: watch.stopping,
            near,
        )
        work.cut_short |= near.cut_short
        return seen

    def _from_scratch(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Search as if nothing were known: the best answer is beyond what is kept."""
        logger.debug("beyond what is kept")
        pool = pool_of(self._terms)
        if pool is None:
            raise SolverError("there are more bundles than before, though possibilities were only closed")
        return BundleEngine(self._formulation, self._terms, pool, self._highs).search(model, options, watch)


class _From(Root):
    """A root that begins from what is kept.

    Parameters
    ----------
    ground
        The relaxation of all that is within reach.
    neighbour
        What is left of it.
    formulation, options, watch
        What is to be solved, how, and who is told.
    """

    other_ways = 0

    def __init__(
        self, ground: Ground, neighbour: Neighbour, formulation: Formulation, options: Options, watch: Watch
    ) -> None:
        part, best = ground.part, watch.kept[0][0]
        self._neighbour = neighbour
        # The bound is that of all that is within reach: what costs more than the best answer is out at once.
        most = best + 1e-7 * max(1.0, abs(best)) - part.bound
        allowed = unpacked(part.allowed, len(part.pool)) & neighbour.allowed(part.pool)
        allowed &= ground.reduced <= most
        pool = part.pool.take(allowed)
        useful = unpacked(part.useful, len(part.flows)) & (ground.flow_reduced <= most)
        useful |= part.basis.flows == BASIC
        self._flows = part.flows.take(useful)
        self._part = replace(
            part,
            allowed=np.packbits(allowed),
            useful=np.packbits(useful),
            partners=np.zeros(0, dtype=np.int64),
        )
        super().__init__(formulation, options, watch, neighbour.terms, pool)

    def new_flows(self) -> Flows:
        """Return the flows within reach."""
        return self._flows

    def begun(self) -> Relaxation:
        """Return the relaxation in the state it was left."""
        return self._part.opened(self, warm=self._neighbour.has_same_rows)


def neighbour_of(terms: Terms, formulation: Formulation, memory: Memory) -> Neighbour | None:
    """Return a project as a neighbour of the one that is remembered; None if it is none.

    Parameters
    ----------
    terms, formulation
        The project.
    memory
        What is kept of the other one.
    """
    problem, base = formulation.problem, memory.terms
    place = {firm: number for number, firm in enumerate(memory.firms)}
    firm = np.array([place.get(one.id, -1) for one in problem.firms], dtype=np.int64)
    if (firm < 0).any() or tuple(task.id for task in problem.tasks) != memory.tasks:
        return None
    numbered = _numbered(terms, firm, base)
    open_pairs = np.zeros((base.n_firms, base.n_tasks), dtype=bool)
    open_pairs[numbered.firm, numbered.task] = True
    known = np.zeros_like(open_pairs)
    known[base.firm, base.task] = True
    same = (
        not (open_pairs & ~known).any()
        and terms.offset == base.offset
        and (terms.idle < 0) == (base.idle < 0)
        and (terms.idle < 0 or int(firm[terms.idle]) == base.idle)
        and np.array_equal(terms.joining, base.joining[firm])
        and _limits(numbered, open_pairs) == _limits(base, open_pairs)
        and _prices(numbered, open_pairs) == _prices(base, open_pairs)
        and _money(numbered, firm, open_pairs) == _money(base, firm, open_pairs)
    )
    if not same or not _closes_only(numbered, base):
        return None
    counts = [one.fewest > 0 or np.isfinite(one.most) for one in (numbered, base)]
    sizes = [(len(one.apart), len(one.incompatible)) for one in (numbered, base)]
    return Neighbour(numbered, known & ~open_pairs, counts[0] == counts[1] and sizes[0] == sizes[1])


def _numbered(terms: Terms, firm: IntArray, base: Terms) -> Terms:
    """Return terms with the firms numbered as in others."""
    number = np.full(base.n_firms, -1, dtype=np.int64)
    number[firm] = np.arange(len(firm))
    budget = terms.budget
    if budget is not None:
        joining = np.zeros(base.n_firms)
        joining[firm] = budget.joining
        budget = replace(
            budget, joining=joining, setups={int(firm[one]): each for one, each in budget.setups.items()}
        )
    apart = np.zeros((len(terms.apart), base.n_firms))
    apart[:, firm] = terms.apart
    return replace(
        terms,
        firm=firm[terms.firm],
        firm_number=number,
        joining=base.joining,
        limits={int(firm[one]): limits for one, limits in terms.limits.items()},
        setups={int(firm[one]): setups for one, setups in terms.setups.items()},
        idle=-1 if terms.idle < 0 else int(firm[terms.idle]),
        required=np.sort(firm[terms.required]),
        incompatible=firm[terms.incompatible].reshape(-1, 2),
        apart=apart,
        budget=budget,
    )


def _money(terms: Terms, firm: IntArray, among: BoolArray) -> object:
    """Return what counts in the budget, to be compared; None without one."""
    budget = terms.budget
    if budget is None:
        return None
    counted = replace(terms, alone=budget.alone, setups=budget.setups, saving=budget.saving)
    return budget.joining[firm].tobytes(), _prices(counted, among)


def _prices(terms: Terms, among: BoolArray) -> object:
    """Return what pairs cost and save, to be compared."""
    return _alone(terms, among), _together(terms, among), _setups(terms, among)


def _closes_only(terms: Terms, base: Terms) -> bool:
    """Whether the rules of a project allow nothing that those of another one do not."""
    pairs = [{frozenset(pair) for pair in one.incompatible.tolist()} for one in (terms, base)]
    return (
        set(base.required.tolist()) <= set(terms.required.tolist())
        and pairs[1] <= pairs[0]
        and terms.fewest >= base.fewest
        and terms.most <= base.most
        and (terms.budget is None or base.budget is None or terms.budget.most <= base.budget.most)
        and len(base.apart) == 0
    )


def _alone(terms: Terms, among: BoolArray) -> bytes:
    """Return what pairs cost by themselves, to be compared."""
    table = np.zeros(among.shape)
    table[terms.firm, terms.task] = terms.alone
    return table[among].tobytes()


def _together(terms: Terms, among: BoolArray) -> bytes:
    """Return what pairs save together, in one order, to be compared."""
    kept = among[terms.firm, terms.task]
    kept = kept[terms.source] & kept[terms.target]
    key = terms.firm * terms.n_tasks + terms.task
    ends = np.sort([key[terms.source[kept]], key[terms.target[kept]]], axis=0)
    order = np.lexsort((terms.saving[kept], *ends))
    return ends[:, order].tobytes() + terms.saving[kept][order].tobytes()


def _limits(terms: Terms, among: BoolArray) -> dict[int, list[tuple[float, bytes]]]:
    """Return the capacities of firms with something to do, to be compared."""
    found = {}
    for firm, limits in terms.limits.items():
        open_pairs = [among[firm, terms.task[limit.pairs]] for limit in limits]
        amounts = [
            (limit.most, _amounts(terms, limit.pairs[here], limit.effort[here]))
            for limit, here in zip(limits, open_pairs, strict=True)
            if limit.effort[here].sum() > limit.most
        ]
        if amounts:
            found[firm] = sorted(amounts)
    return found


def _setups(terms: Terms, among: BoolArray) -> dict[int, list[tuple[float, bytes]]]:
    """Return what is set up for several pairs, to be compared."""
    found = {}
    for firm, setups in terms.setups.items():
        open_pairs = [setup.pairs[among[firm, terms.task[setup.pairs]]] for setup in setups]
        costs = [
            (setup.cost, _amounts(terms, pairs, np.zeros(len(pairs))))
            for setup, pairs in zip(setups, open_pairs, strict=True)
            if len(pairs)
        ]
        if costs:
            found[firm] = sorted(costs)
    return found


def _amounts(terms: Terms, pairs: IntArray, amount: FloatArray) -> bytes:
    task = terms.task[pairs]
    order = np.argsort(task, kind="stable")
    return task[order].tobytes() + amount[order].tobytes()
