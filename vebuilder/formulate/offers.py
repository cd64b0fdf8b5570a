"""The offers of a network as arrays, grouped by competence."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.model import Competence, Firm


@dataclass(frozen=True)
class OfferTable:
    """The offers of one competence, one entry an offer, in the order of the firms.

    Parameters
    ----------
    competence
        Id of the competence.
    firm
        Position of the firm in `Network.firms`.
    row
        Number of the offer over the whole table set, a stable identity.
    unit_cost, effort, proficiency, reliability, setup_cost, capacity, cost_spread
        As stated; the reliability is the firm's where the offer states none, the capacity infinite.
    """

    competence: str
    firm: IntArray
    row: IntArray
    unit_cost: FloatArray
    effort: FloatArray
    proficiency: FloatArray
    reliability: FloatArray
    setup_cost: FloatArray
    capacity: FloatArray
    cost_spread: FloatArray


@dataclass
class _Columns:
    """Offers of one competence while they are being collected."""

    firm: list[int] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    figures: list[tuple[float, ...]] = field(default_factory=list)


def offers_by_competence(
    firms: Iterable[Firm], excluded: frozenset[str], needed: frozenset[str]
) -> dict[str, OfferTable]:
    """Collect the offers of the needed competences from all firms that are not excluded.

    Parameters
    ----------
    firms
        The firms of the network.
    excluded
        Ids of firms to pass over.
    needed
        Ids of competences to keep.
    """
    collected: dict[str, _Columns] = {}
    rows = 0
    for position, firm in enumerate(firms):
        if not firm.offers or firm.id in excluded:
            continue
        for offer in firm.offers:
            if offer.competence not in needed:
                continue
            columns = collected.setdefault(offer.competence, _Columns())
            columns.firm.append(position)
            columns.row.append(rows)
            columns.figures.append(
                (
                    offer.unit_cost,
                    offer.effort,
                    offer.proficiency,
                    firm.reliability if offer.reliability is None else offer.reliability,
                    offer.setup_cost,
                    np.inf if offer.capacity is None else offer.capacity,
                    offer.cost_spread,
                )
            )
            rows += 1
    return {competence: _table(competence, columns) for competence, columns in collected.items()}


def _table(competence: str, columns: _Columns) -> OfferTable:
    figures = np.array(columns.figures, dtype=float).reshape(-1, 7)
    return OfferTable(
        competence,
        np.array(columns.firm, dtype=np.int64),
        np.array(columns.row, dtype=np.int64),
        *(np.ascontiguousarray(column) for column in figures.T),
    )


def descendants(competences: Iterable[Competence], wanted: Iterable[str]) -> dict[str, dict[str, int]]:
    """Return for each wanted competence itself and all below it, with the number of steps down.

    Parameters
    ----------
    competences
        The declared taxonomy, without cycles.
    wanted
        Ids of competences, declared or not.
    """
    children: dict[str, list[str]] = {}
    for competence in competences:
        if competence.parent is not None:
            children.setdefault(competence.parent, []).append(competence.id)
    below: dict[str, dict[str, int]] = {}
    for root in wanted:
        depth = {root: 0}
        frontier = [root]
        steps = 0
        while frontier:
            steps += 1
            frontier = [child for one in frontier for child in children.get(one, ()) if child not in depth]
            depth.update(dict.fromkeys(frontier, steps))
        below[root] = depth
    return below
