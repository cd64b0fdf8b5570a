"""What came of replaying an enterprise."""

import math
import numbers
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vebuilder.explore.simulation import tail
from vebuilder.explore.simulation.arrays import FloatArray
from vebuilder.explore.simulation.difference import Difference
from vebuilder.explore.simulation.html import simulation_html
from vebuilder.explore.simulation.losses import PartnerLoss, ShockLoss, TaskLoss
from vebuilder.explore.simulation.text import simulation_text
from vebuilder.model.errors import DataError
from vebuilder.model.fault import Fault

FEWEST_BEYOND = 2
"""Runs beyond a level without which nothing can be said of how much they scatter."""


@dataclass(frozen=True, eq=False)
class Simulation:
    """An enterprise replayed against drawn failures, shocks and prices; printed, a text for a planner.

    Money is in ``currency``. A standard error says how far a figure may be off by the luck of the draws:
    two times out of three by less than this, nearly always by less than three times this. Four times the
    runs halve it.

    Parameters
    ----------
    project
        Id of the project.
    runs, seed
        How many runs, from which seed.
    losses
        Money lost in each run, shape (runs,); cannot be written to.
    costs
        Total cost in each run, in money, shape (runs,); cannot be written to.
    success_probability
        Part of the runs in which every task was wholly delivered.
    losses_by_partner
        What each partner's failures cost, the dearest first; partners without work included.
    losses_by_task
        What is lost with each task, the dearest first.
    losses_by_shock
        What each shock that can hit the enterprise does, in the order of the project.
    currency
        Of all money.
    names
        Names of the partners, by firm id, where they have one.
    """

    project: str
    runs: int
    seed: int
    losses: FloatArray
    costs: FloatArray
    success_probability: float
    losses_by_partner: tuple[PartnerLoss, ...]
    losses_by_task: tuple[TaskLoss, ...]
    losses_by_shock: tuple[ShockLoss, ...]
    currency: str
    names: Mapping[str, str]

    def __post_init__(self) -> None:
        for values in (self.losses, self.costs):
            values.setflags(write=False)

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.__post_init__()  # a copy's arrays could be written to

    @property
    def mean_loss(self) -> float:
        """Mean of the losses, in money."""
        return float(self.losses.mean())

    @property
    def standard_error(self) -> float:
        """Standard error of `mean_loss`, in money."""
        return tail.standard_error(self.losses)

    @property
    def mean_cost(self) -> float:
        """Mean of the total cost at the drawn prices, in money."""
        return float(self.costs.mean())

    @property
    def cost_error(self) -> float:
        """Standard error of `mean_cost`, in money."""
        return tail.standard_error(self.costs)

    @property
    def success_error(self) -> float:
        """Standard error of `success_probability`."""
        part = self.success_probability
        return math.sqrt(part * (1 - part) / (self.runs - 1))

    def quantile(self, q: float) -> float:
        """Return the smallest loss that is not exceeded in a part ``q`` of the runs, in money.

        Parameters
        ----------
        q
            From 0 to 1; 0.95 for the loss that is exceeded in one run out of twenty.

        Raises
        ------
        DataError
            If ``q`` is not such a number.
        """
        _refuse_outside("q", q, 0 <= q <= 1 if _is_number(q) else False, "from 0 to 1")
        return tail.quantile(self.losses, float(q))

    def cvar(self, level: float) -> float:
        """Return the mean loss of the worst ``1 - level`` of the runs, in money.

        It is the least over e of e + mean(max(0, loss - e)) / (1 - level) (Rockafellar and Uryasev, 2000,
        "Optimization of conditional value-at-risk").

        Parameters
        ----------
        level
            At least 0 and below 1; 0.95 for the worst twentieth.

        Raises
        ------
        DataError
            If ``level`` is not such a number.
        """
        _refuse_level(level)
        return tail.cvar(self.losses, float(level))

    def cvar_error(self, level: float) -> float:
        """Return the standard error of `cvar`, in money.

        sd(max(0, loss - e)) / ((1 - level) sqrt(runs)), with e the quantile at the level: its limit for
        many runs (Manistre and Hancock, 2005, "Variance of the CTE estimator"; Hong, Hu and Liu, 2014,
        "Monte Carlo methods for value-at-risk and conditional value-at-risk: a review").

        Parameters
        ----------
        level
            At least 0 and below 1.

        Raises
        ------
        DataError
            If ``level`` is not such a number, or fewer than two runs lie beyond it.
        """
        _refuse_level(level)
        beyond = (1 - level) * self.runs
        if beyond < FEWEST_BEYOND * (1 - tail.ROUNDING):
            message = (
                f"the worst {100 * (1 - level):.4g} % of {self.runs:,} runs are {beyond:.4g} runs, "
                "too few to tell how far off their mean is"
            )
            needed = math.ceil(FEWEST_BEYOND / (1 - level) * (1 - tail.ROUNDING))
            _refuse("level", message, f"simulate at least {needed:,} runs")
        return tail.cvar_error(self.losses, float(level))

    def minus(self, other: "Simulation") -> Difference:
        """Return what this enterprise loses and costs more than another, with standard errors.

        With the same seed a firm that is in both fails in the same runs, a shock strikes in the same runs
        and an offer has the same price: most of the luck is the same and drops out of the difference, so
        that it is known far better than either mean (common random numbers).

        Parameters
        ----------
        other
            The simulation of another enterprise with the same seed and as many runs.

        Raises
        ------
        DataError
            If it has another seed, number of runs or currency.
        """
        if not isinstance(other, Simulation):
            _refuse(
                "other", f"a Simulation is needed, not a {type(other).__name__}", "hand over simulate(...)"
            )
        faults = [
            Fault(
                path=f"other.{name}",
                message=f"{theirs!r} is not {mine!r}: the two simulations did not see the same draws",
                mend="simulate both enterprises with the same runs and seed",
            )
            for name, mine, theirs in (("runs", self.runs, other.runs), ("seed", self.seed, other.seed))
            if mine != theirs
        ]
        if self.currency != other.currency:
            message = f"money in {other.currency!r} cannot be taken from money in {self.currency!r}"
            faults.append(Fault(path="other.currency", message=message))
        if faults:
            raise DataError(faults)
        losses, costs = self.losses - other.losses, self.costs - other.costs
        return Difference(
            mean_loss=float(losses.mean()),
            standard_error=tail.standard_error(losses),
            mean_cost=float(costs.mean()),
            cost_error=tail.standard_error(costs),
            currency=self.currency,
        )

    def figures(self) -> dict[str, Any]:
        """Return every figure but those of the single runs, ready to be written as JSON."""
        names = (
            "project", "runs", "seed", "currency", "mean_loss", "standard_error", "mean_cost", "cost_error",
            "success_probability", "success_error",
        )  # fmt: skip
        by = ("losses_by_partner", "losses_by_task", "losses_by_shock")
        return {name: getattr(self, name) for name in names} | {
            name: [one.model_dump(mode="json") for one in getattr(self, name)] for name in by
        }

    def __str__(self) -> str:
        return simulation_text(self)

    def _repr_html_(self) -> str:
        return simulation_html(self)

    def __repr__(self) -> str:
        return f"<Simulation of project {self.project!r}: {self.runs:,} runs, seed {self.seed}>"


def _is_number(value: object) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def _refuse_level(level: float) -> None:
    _refuse_outside(
        "level", level, 0 <= level < 1 if _is_number(level) else False, "of at least 0 and below 1"
    )


def _refuse_outside(path: str, value: object, inside: bool, limits: str) -> None:
    if not inside:
        _refuse(path, f"{value!r} is not a number {limits}")


def _refuse(path: str, message: str, mend: str = "") -> None:
    raise DataError([Fault(path=path, message=message, mend=mend)])
