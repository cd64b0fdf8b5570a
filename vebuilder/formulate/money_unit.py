"""The unit of money the solvers count in, so that no enterprise costs next to nothing, or billions, to them.

Solvers and searches tell figures apart by fixed tolerances: what differs by a ten-millionth is the same to
them. So where the amounts of a project are very small or very large, money and weights are multiplied by a
power of two, which changes no digit, before anything is stated; objective and bound are divided by it again.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np

from vebuilder.formulate.conditions import Conditions
from vebuilder.formulate.linear_model import FloatArray
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation
from vebuilder.model import (
    Assignment,
    Before,
    ExpectedLoss,
    Firm,
    Funding,
    Offer,
    Package,
    PairCost,
    Preparation,
    PriceBreak,
    Project,
    Quote,
    Strategy,
    Task,
    TransactionCosts,
    TrustLink,
)
from vebuilder.model.record import ReadOnlyMap, Record

MONEY: Mapping[type[Record], frozenset[str]] = {
    Assignment: frozenset({"cost"}),
    Before: frozenset({"switching_cost", "joining"}),
    Firm: frozenset({"joining_cost"}),
    Funding: frozenset({"cap"}),
    Offer: frozenset({"unit_cost", "setup_cost"}),
    Package: frozenset({"cost"}),
    PairCost: frozenset({"rate"}),
    Preparation: frozenset({"cost", "loss"}),
    PriceBreak: frozenset({"unit_cost"}),
    Project: frozenset({"budget", "fallback_cost"}),
    Quote: frozenset({"cost", "setup_cost"}),
    Task: frozenset({"loss", "lateness_cost"}),
    TransactionCosts: frozenset({"rate", "distance_rate", "internal_rate", "coordination"}),
}
"""The fields that hold money, or money per something."""
LEAST, MOST = 1.0, 2.0**20
"""Between these the middle one of the amounts is left as it is."""
AIM = 2.0**7
LARGEST = 2.0**50
"""No amount is made larger than this."""

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class MoneyUnit:
    """By what solvers see everything multiplied; both are powers of two.

    Parameters
    ----------
    money
        Factor of every amount of money.
    weight
        Factor of the strategy's weights.
    """

    money: float = 1.0
    weight: float = 1.0

    @classmethod
    def of(cls, problem: Problem) -> "MoneyUnit":
        """Return the unit for a problem: 1 unless its amounts, or its weights, are very small or large.

        Parameters
        ----------
        problem
            In the planner's own money.
        """
        amounts, losses = _amounts(problem), _losses(problem)
        either = np.r_[amounts, losses]
        if len(either) == 0:
            return cls()
        money = _factor(float(np.median(either)), float(either.max()))
        strategy = problem.project.strategy
        weighed = max(
            weight * money * float(np.median(values))
            for weight, values in ((strategy.cost, amounts), (strategy.risk, losses), (0.0, either))
            if len(values)
        )
        return cls(money, _factor(weighed, weighed) if weighed > 0 else 1.0)

    @property
    def objective(self) -> float:
        """Factor of the objective."""
        return self.money * self.weight

    def counted(self, problem: Problem) -> Problem:
        """Return a problem as the solvers see it.

        Parameters
        ----------
        problem
            In the planner's own money.
        """
        if self.money == self.weight == 1.0:
            return problem
        project = _counted(problem.project, self.money)
        counted = Problem.of(
            project.model_copy(update={"strategy": self._weighed(project.strategy)}),
            _counted(problem.network, self.money),
            conditions=_conditions(problem.conditions, self.money),
        )
        if "trust" in problem.__dict__:
            counted.__dict__["trust"] = problem.trust
        return counted

    def _weighed(self, strategy: Strategy) -> Strategy:
        """Return the weights so that all terms keep their proportion: time and learning are no money."""
        return strategy.model_copy(
            update={
                "cost": strategy.cost * self.weight,
                "risk": strategy.risk * self.weight,
                "time": strategy.time * self.objective,
                "learning": strategy.learning * self.objective,
            }
        )

    def in_own_money(self, formulation: Formulation, problem: Problem) -> Formulation:
        """Return what was solved, to be read back: its objective in the planner's own money.

        Parameters
        ----------
        formulation
            Of the problem as the solvers saw it.
        problem
            The same in the planner's own money.
        """
        model = formulation.model
        own = replace(model, cost=model.cost / self.objective, offset=model.offset / self.objective)
        return replace(formulation, problem=problem, model=own)


def _conditions(conditions: Conditions, factor: float) -> Conditions:
    counted = conditions.counted(factor)
    before = counted.before
    return counted if before is None else replace(counted, before=_counted(before, factor))


def _counted(record: R, factor: float) -> R:
    """Return a record with all money in it multiplied."""
    money = MONEY.get(type(record), frozenset())
    changed = {}
    for name in record.model_fields_set:
        value = getattr(record, name)
        counted = _times(value, factor) if name in money else _inside(value, factor)
        if counted is not value:
            changed[name] = counted
    return record.model_copy(update=changed) if changed else record


def _times(value: Any, factor: float) -> Any:
    if isinstance(value, Mapping):
        return ReadOnlyMap({key: amount * factor for key, amount in value.items()})
    return None if value is None else value * factor


def _inside(value: Any, factor: float) -> Any:
    if isinstance(value, Record):
        return _counted(value, factor)
    if isinstance(value, tuple) and value and isinstance(value[0], TrustLink):
        return value  # there may be a million, none with money in it
    if isinstance(value, tuple) and any(isinstance(one, Record) for one in value):
        return tuple(_counted(one, factor) for one in value)
    return value


def _factor(middle: float, largest: float) -> float:
    """Return the power of two that brings an amount near the aim, and none beyond the largest."""
    if LEAST <= middle <= MOST:
        return 1.0
    wanted = round(math.log2(AIM) - math.log2(middle))
    room = math.floor(math.log2(LARGEST) - math.log2(largest))
    return float(2.0 ** min(wanted, max(room, 0)))


def _amounts(problem: Problem) -> FloatArray:
    """Return what choices, firms and interfaces cost, signs and zeros left out."""
    pairs, terms = problem.pairs, problem.network.transaction_costs
    rates = [terms.rate, terms.internal_rate, *(pair.rate for pair in terms.pairs)]
    volumes = [one.volume for one in problem.project.interfaces]
    volume = float(np.median(volumes)) if volumes else 0.0
    stated = [one.volume * pair.rate for one in problem.project.interfaces for pair in one.pairs]
    amounts = np.abs(
        np.concatenate(
            [
                pairs.work,
                np.nan_to_num(pairs.quoted_setup),
                pairs.offer_setup,
                np.array([firm.joining_cost for firm in problem.firms]),
                volume * np.array(rates),
                np.array(stated),
                np.array([terms.coordination]),
            ]
        )
    )
    return np.asarray(amounts[amounts > 0])


def _losses(problem: Problem) -> FloatArray:
    """Return what failures cost, zeros left out; on average, where the mean is what counts."""
    pairs, strategy = problem.pairs, problem.project.strategy
    if strategy.risk == 0:
        return np.zeros(0)
    loss = problem.loss[pairs.task]
    if isinstance(strategy.risk_measure, ExpectedLoss):
        loss = loss * (1 - pairs.reliability)
    return np.asarray(loss[loss > 0])
