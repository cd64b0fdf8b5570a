"""What the work costs, and who gets it."""

from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.eligibility import NO_OFFER
from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.formulate.problem import Problem


@dataclass(frozen=True)
class Work:
    """The work cost as entries: each column costs so much, and a firm gets it.

    Parameters
    ----------
    column
        Column of each entry; a column may have several entries.
    money
        Money for one unit of the column.
    firm
        Position of the firm that gets it.
    offer
        Identity of the offer that prices it; `NO_OFFER` for quotes without one, and for packages.
    spread
        Part by which it may cost more; 0 where a quote or a package states the price.
    """

    column: IntArray
    money: FloatArray
    firm: IntArray
    offer: IntArray
    spread: FloatArray

    def of(self, vector: FloatArray) -> FloatArray:
        """Return the money of each entry at a plan."""
        return np.asarray(self.money * vector[self.column])

    def total(self, vector: FloatArray) -> float:
        """Return the work cost of a plan."""
        return float(self.money @ vector[self.column])


def work_of(problem: Problem, decisions: Decisions) -> Work:
    """Return what the work costs: shares at their price, shares in price tiers, and packages.

    What a chosen package holds is not paid as a share: x_tf less the package is.
    """
    pairs, tiers, packages = problem.pairs, problem.price_tiers, problem.packages
    plain = np.flatnonzero(~tiers.tiered)
    held = np.flatnonzero(~tiers.tiered[packages.pair] & pairs.own[packages.pair])
    inside = packages.pair[held]
    amount = np.array([task.amount for task in problem.tasks])
    at_price = amount[pairs.task[tiers.pair]] * tiers.unit_cost[tiers.tier]
    bundles = len(packages)
    return Work(
        column=np.concatenate(
            [
                decisions.share[plain],
                decisions.package[packages.number[held]],
                decisions.part,
                decisions.package,
            ]
        ),
        money=np.concatenate([tiers.work[plain], -tiers.work[inside], at_price, packages.cost]),
        firm=np.concatenate([pairs.firm[plain], pairs.firm[inside], pairs.firm[tiers.pair], packages.firm]),
        offer=np.concatenate(
            [pairs.offer[plain], pairs.offer[inside], pairs.offer[tiers.pair], np.full(bundles, NO_OFFER)]
        ),
        spread=np.concatenate(
            [pairs.spread[plain], pairs.spread[inside], pairs.spread[tiers.pair], np.zeros(bundles)]
        ),
    )


def add_work(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Price the work: shares at the unit cost of the amount or at the quote, packages at their cost."""
    work = work_of(problem, decisions)
    builder.price("cost", work.column, work.money)
