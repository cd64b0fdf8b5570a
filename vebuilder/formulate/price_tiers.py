"""Prices that depend on the whole amount an offer serves: all-units discounts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vebuilder.check.serving import serving_offer
from vebuilder.check.taxonomy import Taxonomy
from vebuilder.check.work import BREAK_TOLERANCE
from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray
from vebuilder.formulate.packages import less_packages
from vebuilder.model import Firm, Offer

if TYPE_CHECKING:
    from vebuilder.formulate.decisions import Decisions
    from vebuilder.formulate.problem import Problem

# Where amounts are not made of whole tasks they stay so far below the next price's first amount, in parts of
# it: more than `evaluate` gives that price early, and more than solvers miss a row by.
BELOW = 1e-6
CAPACITY_SLACK = 1e-9
# Capacity rows say it exactly; said twice it has misled a solver's preprocessing.
LOOSE = 1.01
SMALLEST = 1e-3
MOST_AMOUNTS = 5000
"""So many different amounts of whole tasks are worked out at most for one offer."""


@dataclass(frozen=True)
class PriceTiers:
    """Offers whose price depends on the amount, as tiers: each has a price and a range of amounts.

    Parameters
    ----------
    firm, unit_cost, start, lowest, highest
        Of each tier: position of the firm; money per unit; the amount from which the price holds; the least
        and the largest amount that can be served in it.
    offer
        Of each tier: number of its offer, counted over the offers with several tiers.
    pair, tier
        Each eligible pair in each tier of its offer: position of the pair and of the tier.
    tiered
        One flag an eligible pair: whether its price depends on the amount.
    work
        Money for the whole task of each pair, where its price does not depend on the amount.
    least, most
        The lowest and the highest it can be for each pair.
    """

    firm: IntArray
    unit_cost: FloatArray
    start: FloatArray
    lowest: FloatArray
    highest: FloatArray
    offer: IntArray
    pair: IntArray
    tier: IntArray
    tiered: BoolArray
    work: FloatArray
    least: FloatArray
    most: FloatArray

    def __len__(self) -> int:
        return len(self.firm)


@dataclass(frozen=True)
class _Tier:
    """A price, from which amount on it holds, and between which amounts it can be had."""

    unit_cost: float
    start: float
    lowest: float
    highest: float


@dataclass(frozen=True)
class _Served:
    """An offer with price breaks, and the eligible pairs it prices."""

    offer: Offer
    firm: int
    pairs: IntArray


def price_tiers(problem: "Problem") -> PriceTiers:
    """Work out the tiers that can be reached of every offer with price breaks."""
    work = problem.pairs.work.copy()
    least, most = work.copy(), work.copy()
    tiered = np.zeros(len(work), dtype=bool)
    amount = np.array([task.amount for task in problem.tasks])[problem.pairs.task]
    found: list[tuple[_Tier, _Served]] = []
    number: list[int] = []
    for served in _served(problem, amount):
        tiers = _tiers(problem, served, amount)
        prices = [tier.unit_cost for tier in tiers]
        units = amount[served.pairs]
        least[served.pairs], most[served.pairs] = units * min(prices), units * max(prices)
        work[served.pairs] = least[served.pairs]
        if len(tiers) > 1:
            tiered[served.pairs] = True
            number += [number[-1] + 1 if number else 0] * len(tiers)
            found += [(tier, served) for tier in tiers]
    sizes = [len(served.pairs) for _, served in found]
    return PriceTiers(
        firm=np.array([served.firm for _, served in found], dtype=np.int64),
        unit_cost=np.array([tier.unit_cost for tier, _ in found], dtype=float),
        start=np.array([tier.start for tier, _ in found], dtype=float),
        lowest=np.array([tier.lowest for tier, _ in found], dtype=float),
        highest=np.array([tier.highest for tier, _ in found], dtype=float),
        offer=np.array(number, dtype=np.int64),
        pair=np.concatenate([np.zeros(0, dtype=np.int64), *(served.pairs for _, served in found)]),
        tier=np.repeat(np.arange(len(found)), sizes),
        tiered=tiered,
        work=work,
        least=least,
        most=most,
    )


def priced_by_amount(problem: "Problem") -> bool:
    """Whether some eligible pair may cost another amount of money than its list price, `Pairs.work`."""
    tiers, listed = problem.price_tiers, problem.pairs.work
    return bool(np.any(tiers.least != listed) or np.any(tiers.most != listed))


def _served(problem: "Problem", amount: FloatArray) -> Iterator[_Served]:
    """Yield the offers with price breaks that price something of an amount above 0."""
    breaking = np.array(
        [any(offer.price_breaks for offer in firm.offers) for firm in problem.firms], dtype=bool
    )
    if not breaking.any():
        return
    pairs = problem.pairs
    quoted = {(one.task, one.firm) for one in problem.project.quotes if one.cost is not None}
    taxonomy = Taxonomy(problem.network.competences)
    by_offer: dict[tuple[int, str], tuple[Offer, list[int]]] = {}
    for pair in np.flatnonzero(breaking[pairs.firm] & pairs.own & (amount > 0)).tolist():
        number = int(pairs.firm[pair])
        firm, task = problem.firms[number], problem.tasks[pairs.task[pair]]
        offer = None if (task.id, firm.id) in quoted else serving_offer(task, firm, taxonomy)
        if offer is not None and offer.price_breaks:
            by_offer.setdefault((number, offer.competence), (offer, []))[1].append(pair)
    for (firm_number, _), (offer, held) in by_offer.items():
        yield _Served(offer, firm_number, np.array(held, dtype=np.int64))


def _tiers(problem: "Problem", served: _Served, amount: FloatArray) -> list[_Tier]:
    """Return the tiers of an offer that can be reached; at least one."""
    steps = _steps(served.offer)
    pairs, efforts = served.pairs, problem.pairs.effort[served.pairs]
    room = np.inf if problem.limits_may_give else _room(problem.firms[served.firm], served.offer)
    single = [problem.most_partners_of(task) <= 1 for task in problem.pairs.task[pairs].tolist()]
    whole = _amounts_of_whole_tasks(amount[pairs], efforts, room) if all(single) else None
    if whole is None:
        tiers = _ranges(steps, _largest_amount(amount[pairs], efforts, room))
    else:
        tiers = _reached(steps, whole)
    return tiers or [_Tier(steps[0][1], 0.0, 0.0, 0.0)]


def _steps(offer: Offer) -> list[tuple[float, float]]:
    """Return from which amount on which price holds, the first one from 0; neighbours differ."""
    steps = [(0.0, offer.unit_cost)]
    for one in sorted(offer.price_breaks, key=lambda price: price.from_amount):
        if one.from_amount <= BREAK_TOLERANCE:
            steps = [(0.0, one.unit_cost)]
        elif one.unit_cost != steps[-1][1]:
            steps.append((one.from_amount, one.unit_cost))
    return steps


def _room(firm: Firm, offer: Offer) -> float:
    """Return the effort the offer can give."""
    limits = [limit for limit in (firm.capacity, offer.capacity) if limit is not None]
    return min(limits, default=np.inf) * (1 + CAPACITY_SLACK)


def _largest_amount(amounts: FloatArray, efforts: FloatArray, room: float) -> float:
    """Return the largest amount that parts of tasks can add up to within the room."""
    if efforts.sum() <= room:
        return float(amounts.sum())
    order = np.argsort(efforts / amounts, kind="stable")
    before = np.r_[0.0, np.cumsum(efforts[order])[:-1]]
    part = np.clip((room - before) / np.where(efforts[order] > 0, efforts[order], 1.0), 0.0, 1.0)
    return float(amounts[order] @ np.where(efforts[order] > 0, part, 1.0))


def _amounts_of_whole_tasks(amounts: FloatArray, efforts: FloatArray, room: float) -> FloatArray | None:
    """Return the amounts above 0 that whole tasks can add up to within the room; None if they are many."""
    reached = {0.0: 0.0}
    for amount, effort in zip(amounts.tolist(), efforts.tolist(), strict=True):
        for done, used in list(reached.items()):
            if used + effort <= room and used + effort < reached.get(done + amount, np.inf):
                reached[done + amount] = used + effort
        if len(reached) > MOST_AMOUNTS:
            return None
    return np.array(sorted(reached)[1:], dtype=float)


def _reached(steps: list[tuple[float, float]], amounts: FloatArray) -> list[_Tier]:
    """Return the tiers that some of the amounts fall into, each with the range of these."""
    starts = np.array([start for start, _ in steps])
    first = starts - BREAK_TOLERANCE * np.maximum(1.0, starts)
    step = np.searchsorted(first, amounts, side="right") - 1
    return [
        _Tier(price, start, float(amounts[step == number].min()), float(amounts[step == number].max()))
        for number, (start, price) in enumerate(steps)
        if np.any(step == number)
    ]


def _ranges(steps: list[tuple[float, float]], largest: float) -> list[_Tier]:
    """Return the tiers up to the largest amount."""
    ends = [start - max(BELOW * start, 3 * BREAK_TOLERANCE) for start, _ in steps[1:]]
    return [
        _Tier(price, start, start, min(end, LOOSE * largest))
        for (start, price), end in zip(steps, [*ends, np.inf], strict=True)
        if start <= min(end, largest)
    ]


def add_price_tiers(builder: ModelBuilder, problem: "Problem", decisions: "Decisions") -> None:
    """Add one tier an offer at most, and the share of each task in each tier.

    With x_tfk the part of firm f's own share of t that is done at the price of tier k, and u_k whether that
    price is reached: sum_k x_tfk = x_tf less what packages hold, x_tfk <= u_k, sum_k u_k <= y_f, and
    lowest_k u_k <= sum_t amount_t x_tfk <= highest_k u_k.
    """
    tiers, pairs = problem.price_tiers, problem.pairs
    if len(tiers) == 0:
        return
    amount = np.array([task.amount for task in problem.tasks])[pairs.task[tiers.pair]]
    holder = problem.firm_ids[tiers.firm]
    _add_parts(builder, problem, decisions)
    offers = int(tiers.offer[-1]) + 1
    firm = np.zeros(offers, dtype=np.int64)
    firm[tiers.offer] = tiers.firm
    builder.rows(
        "one price an offer",
        offers,
        [(tiers.offer, decisions.tier, 1.0), (np.arange(offers), decisions.partner[firm], -1.0)],
        upper=0.0,
        key=[("firm", problem.firm_ids[firm])],
    )
    rows = np.arange(len(tiers))
    for name, bound, low, high in (
        ("least amount at a price", tiers.lowest, 0.0, np.inf),
        ("largest amount at a price", tiers.highest, -np.inf, 0.0),
    ):
        # In parts of the bound, so that what solvers miss a row by is a part of it, too.
        scale = 1 / np.where(bound > 0, np.maximum(bound, SMALLEST), 1.0)
        builder.rows(
            name,
            len(tiers),
            [
                (tiers.tier, decisions.part, amount * scale[tiers.tier]),
                (rows, decisions.tier, -bound * scale),
            ],
            lower=low,
            upper=high,
            key=[("firm", holder)],
        )

    def complete(vector: FloatArray) -> None:
        own = problem.packages.outside(vector[decisions.share], vector[decisions.package])
        first = np.unique(tiers.offer, return_index=True)[1]
        mine = np.isin(tiers.tier, first)
        served = np.zeros(offers)
        np.add.at(served, tiers.offer[tiers.tier[mine]], amount[mine] * own[tiers.pair[mine]])
        reached = tiers.start - BREAK_TOLERANCE * np.maximum(1.0, tiers.start) <= served[tiers.offer]
        last = first + np.maximum(np.bincount(tiers.offer, weights=reached).astype(np.int64) - 1, 0)
        vector[decisions.tier] = 0.0
        vector[decisions.tier[last[served > 0]]] = 1.0
        vector[decisions.part] = own[tiers.pair] * vector[decisions.tier[tiers.tier]]

    builder.complete_with(complete)


def _add_parts(builder: ModelBuilder, problem: "Problem", decisions: "Decisions") -> None:
    """Add sum_k x_tfk = x_tf less what packages hold, and x_tfk <= u_k."""
    tiers, pairs = problem.price_tiers, problem.pairs
    priced = np.flatnonzero(tiers.tiered)
    row = np.full(len(pairs), -1, dtype=np.int64)
    row[priced] = np.arange(len(priced))
    key = [("task", problem.task_ids[pairs.task[priced]]), ("firm", problem.firm_ids[pairs.firm[priced]])]
    builder.rows(
        "share at some price",
        len(priced),
        [
            (row[tiers.pair], decisions.part, 1.0),
            (row[priced], decisions.share[priced], -1.0),
            less_packages(problem, decisions, row, -np.ones(len(pairs))),
        ],
        lower=0.0,
        upper=0.0,
        key=key,
    )
    rows = np.arange(len(tiers.pair))
    builder.rows(
        "share at a price reached",
        len(rows),
        [(rows, decisions.part, 1.0), (rows, decisions.tier[tiers.tier], -1.0)],
        upper=0.0,
        key=[
            ("task", problem.task_ids[pairs.task[tiers.pair]]),
            ("firm", problem.firm_ids[pairs.firm[tiers.pair]]),
        ],
    )
