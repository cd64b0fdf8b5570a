"""Which firm may do which task, and on what terms."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray
from vebuilder.formulate.offers import OfferTable, descendants, offers_by_competence
from vebuilder.model import Network, Project, Quote, Task

NO_OFFER = -1
_OFFER_FIGURES = (
    "unit_cost",
    "firm",
    "row",
    "effort",
    "proficiency",
    "reliability",
    "setup_cost",
    "capacity",
    "cost_spread",
)


@dataclass(frozen=True)
class Pairs:
    """Eligible firm-task pairs, one entry a pair, sorted by task and then by firm.

    Parameters
    ----------
    task, firm
        Positions of the task and of the firm.
    offer
        Identity of the serving offer, `NO_OFFER` where a quote or a package stands alone.
    work
        Money for the whole task before any price break; 0 where only packages have a price.
    effort
        Effort of the whole task.
    proficiency
        Of this firm on this task.
    reliability
        Probability to deliver, the mean over the shocks that may strike.
    before_shocks
        Probability to deliver while no shock strikes.
    offer_setup, offer_capacity
        Set-up cost and capacity of the serving offer.
    quoted_setup
        Set-up cost the quote states for this task; NaN where it states none.
    spread
        Part by which the work may cost more; 0 where a quote states the price.
    own
        Whether the firm may do the task by an offer or a quote, not only in a package.
    """

    task: IntArray
    firm: IntArray
    offer: IntArray
    work: FloatArray
    effort: FloatArray
    proficiency: FloatArray
    reliability: FloatArray
    before_shocks: FloatArray
    offer_setup: FloatArray
    offer_capacity: FloatArray
    quoted_setup: FloatArray
    spread: FloatArray
    own: BoolArray

    def __len__(self) -> int:
        return len(self.task)

    def take(self, index: IntArray) -> "Pairs":
        """Return the chosen pairs, in the given order."""
        return Pairs(*(getattr(self, column.name)[index] for column in fields(self)))

    def renumbered(self, firm: IntArray) -> "Pairs":
        """Return the same pairs with other firm positions."""
        return replace(self, firm=firm)

    def shocked(self, mean_factor: FloatArray) -> "Pairs":
        """Return the same pairs with the mean effect of shocks on each firm's reliability."""
        return replace(self, reliability=self.before_shocks * mean_factor[self.firm])


def eligible_pairs(project: Project, network: Network) -> Pairs:
    """Find every firm that may do each task; firm positions are those of ``network.firms``.

    A firm may do a task by an offer of the competence or of one below it that is proficient enough, if it
    holds the qualifications, or by a quote, or in a package. The nearest descendant serves, ties by unit
    cost, then id.
    """
    below = descendants(network.competences, {task.competence for task in project.tasks})
    needed = frozenset(competence for depths in below.values() for competence in depths)
    tables = offers_by_competence(network.firms, project.rules.excluded, needed)
    bids = project.quotes or project.packages
    position = {firm.id: i for i, firm in enumerate(network.firms)} if bids else {}
    quotes: dict[str, list[Quote]] = {}
    for quote in project.quotes:
        if quote.firm not in project.rules.excluded:
            quotes.setdefault(quote.task, []).append(quote)
    bundled: dict[str, set[int]] = {}
    for package in project.packages:
        if package.firm not in project.rules.excluded:
            for bid in package.tasks:
                bundled.setdefault(bid, set()).add(position[package.firm])
    qualified = _Qualified(network)
    parts = []
    for index, task in enumerate(project.tasks):
        pairs = _by_offers(index, task, below[task.competence], tables, qualified)
        if task.id in quotes:
            pairs = _with_quotes(pairs, index, task, quotes[task.id], position, network)
        if task.id in bundled:
            refused = {position[one.firm] for one in quotes.get(task.id, ()) if _refuses(one, task)}
            pairs = _with_packages(pairs, index, task, bundled[task.id] - refused, network)
        parts.append(pairs)
    return _concatenate(parts)


class _Qualified:
    """Which firms hold a set of qualifications, worked out once a set."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._known: dict[frozenset[str], BoolArray] = {}

    def holds(self, qualifications: frozenset[str], firm: IntArray) -> BoolArray:
        if not qualifications:
            return np.ones(len(firm), dtype=bool)
        if qualifications not in self._known:
            firms = self._network.firms
            self._known[qualifications] = np.array([qualifications <= one.qualifications for one in firms])
        return self._known[qualifications][firm]


def _by_offers(
    index: int,
    task: Task,
    depths: Mapping[str, int],
    tables: Mapping[str, OfferTable],
    qualified: _Qualified,
) -> Pairs:
    """Return the pairs of one task that an offer serves."""
    parts = []
    for competence in sorted(depths, key=lambda one: (depths[one], one)):
        table = tables.get(competence)
        if table is None:
            continue
        serves = (table.proficiency >= task.min_proficiency) & qualified.holds(
            task.qualifications, table.firm
        )
        kept = np.flatnonzero(serves)
        if len(kept) == 0:
            continue
        parts.append((np.full(len(kept), depths[competence]), table, kept))
    if not parts:
        return _none()
    depth = np.concatenate([part[0] for part in parts])
    unit_cost, firm, row, effort, proficiency, reliability, setup, capacity, spread = (
        np.concatenate([getattr(table, name)[kept] for _, table, kept in parts]) for name in _OFFER_FIGURES
    )
    if len(parts) > 1:
        # Parts stand in the order of depth and id, and the sort is stable: ties fall to the smaller id.
        order = np.lexsort((unit_cost, depth, firm))
        first = order[np.r_[True, np.diff(firm[order]) != 0]]
    else:
        first = np.argsort(firm, kind="stable")
    return Pairs(
        task=np.full(len(first), index, dtype=np.int64),
        firm=firm[first],
        offer=row[first],
        work=task.amount * unit_cost[first],
        effort=task.amount * effort[first],
        proficiency=proficiency[first],
        reliability=reliability[first],
        before_shocks=reliability[first],
        offer_setup=setup[first],
        offer_capacity=capacity[first],
        quoted_setup=np.full(len(first), np.nan),
        spread=spread[first],
        own=np.ones(len(first), dtype=bool),
    )


def _refuses(quote: Quote, task: Task) -> bool:
    """Whether a quote rules its firm out."""
    return quote.proficiency is not None and quote.proficiency < task.min_proficiency


def _with_quotes(
    pairs: Pairs,
    index: int,
    task: Task,
    quotes: Iterable[Quote],
    position: Mapping[str, int],
    network: Network,
) -> Pairs:
    """Lay the quotes of one task over the pairs that offers serve; what they leave open stays."""
    served = {firm: row for row, firm in enumerate(pairs.firm.tolist())}
    figures: list[tuple[float, ...]] = []
    replaced: set[int] = set()
    for quote in quotes:
        firm = position[quote.firm]
        row = served.get(firm)
        if row is not None:
            replaced.add(row)
        if _refuses(quote, task):
            continue
        offer = (
            _Terms.of(pairs, row) if row is not None else _Terms.alone(task, network.firms[firm].reliability)
        )
        figures.append(
            (
                firm,
                offer.offer,
                _stated(quote.cost, offer.work),
                _stated(quote.effort, offer.effort),
                _stated(quote.proficiency, offer.proficiency),
                *[_stated(quote.reliability, offer.reliability)] * 2,
                offer.setup,
                offer.capacity,
                np.nan if quote.setup_cost is None else quote.setup_cost,
                offer.spread if quote.cost is None else 0.0,
            )
        )
    kept = pairs.take(np.setdiff1d(np.arange(len(pairs)), np.fromiter(replaced, np.int64, len(replaced))))
    table = np.array(figures, dtype=float).reshape(-1, 11)
    columns: list[Any] = [np.ascontiguousarray(column) for column in table[:, 2:].T]
    columns.append(np.ones(len(table), dtype=bool))
    quoted = Pairs(
        np.full(len(table), index, dtype=np.int64),
        table[:, 0].astype(np.int64),
        table[:, 1].astype(np.int64),
        *columns,
    )
    both = _concatenate([kept, quoted])
    return both.take(np.argsort(both.firm, kind="stable"))


def _with_packages(pairs: Pairs, index: int, task: Task, bidders: set[int], network: Network) -> Pairs:
    """Add the firms that may do one task only in a package, on the terms of a firm without an offer."""
    firms = np.setdiff1d(np.fromiter(bidders, np.int64, len(bidders)), pairs.firm)
    count = len(firms)
    reliability = np.array([network.firms[firm].reliability for firm in firms])
    added = Pairs(
        task=np.full(count, index, dtype=np.int64),
        firm=firms,
        offer=np.full(count, NO_OFFER, dtype=np.int64),
        work=np.zeros(count),
        effort=np.full(count, task.amount),
        proficiency=np.ones(count),
        reliability=reliability,
        before_shocks=reliability,
        offer_setup=np.zeros(count),
        offer_capacity=np.full(count, np.inf),
        quoted_setup=np.full(count, np.nan),
        spread=np.zeros(count),
        own=np.zeros(count, dtype=bool),
    )
    both = _concatenate([pairs, added])
    return both.take(np.argsort(both.firm, kind="stable"))


@dataclass(frozen=True)
class _Terms:
    """What a quote leaves open comes from here."""

    offer: int
    work: float
    effort: float
    proficiency: float
    reliability: float
    setup: float
    capacity: float
    spread: float

    @classmethod
    def of(cls, pairs: Pairs, row: int) -> "_Terms":
        return cls(
            int(pairs.offer[row]),
            float(pairs.work[row]),
            float(pairs.effort[row]),
            float(pairs.proficiency[row]),
            float(pairs.reliability[row]),
            float(pairs.offer_setup[row]),
            float(pairs.offer_capacity[row]),
            float(pairs.spread[row]),
        )

    @classmethod
    def alone(cls, task: Task, reliability: float) -> "_Terms":
        # A quote without an offer must state its cost; the lint says so before anyone comes here.
        return cls(NO_OFFER, np.nan, task.amount, 1.0, reliability, 0.0, np.inf, 0.0)


def _stated(stated: float | None, otherwise: float) -> float:
    return otherwise if stated is None else stated


def _concatenate(parts: list[Pairs]) -> Pairs:
    parts = [part for part in parts if len(part)]
    if not parts:
        return _none()
    return Pairs(
        *(np.concatenate([getattr(part, column.name) for part in parts]) for column in fields(Pairs))
    )


def _none() -> Pairs:
    kinds = [np.int64] * 3 + [np.float64] * (len(fields(Pairs)) - 4) + [np.bool_]
    columns: list[Any] = [np.zeros(0, dtype=kind) for kind in kinds]
    return Pairs(*columns)
