"""A CVaR on scenarios that had no say in the choice, and how far from the best the choice can be."""

import math
from collections.abc import Sequence
from typing import Literal

from scipy.special import stdtrit

from vebuilder.check.words import count
from vebuilder.model.html import preformatted
from vebuilder.model.record import Amount, Identifier, Number, Record
from vebuilder.model.strategy import CVaR
from vebuilder.model.text import money, table

CONFIDENCE = 0.95
"""Each limit holds for so large a part of all draws of scenarios."""


class FreshRisk(Record):
    """The CVaR of an enterprise on fresh scenarios; money in ``currency``.

    Limits hold with a confidence of 95 %, each by itself; the t distribution is taken for the mean of few
    sets of scenarios.
    """

    project: Identifier
    measure: CVaR
    """With the seed of the scenarios the enterprise was chosen by."""
    chosen_by: Amount
    """CVaR on these."""
    values: tuple[float, ...]
    """CVaR on each set of fresh scenarios, as many in each."""
    seeds: tuple[int, ...]
    """Of the sets, in the order of ``values``."""
    objective: Number
    """Of the enterprise, on the scenarios it was chosen by."""
    weight: Amount
    """`Strategy.risk`."""
    bounds: tuple[float | None, ...]
    """Below which no enterprise's objective is on other sets of scenarios, each proven; None: nothing was."""
    ended: Literal["enough", "time", "interrupted"]
    """Why there are not more ``bounds``."""
    currency: str = "EUR"

    @property
    def mean(self) -> float:
        """Mean of the fresh figures: nearer the true CVaR than that on the scenarios of the choice."""
        return math.fsum(self.values) / len(self.values)

    @property
    def scatter(self) -> float:
        """Standard deviation of the fresh figures: by how much a figure on one set of scenarios is luck."""
        return _deviation(self.values)

    @property
    def standard_error(self) -> float:
        """Of the mean."""
        return self.scatter / math.sqrt(len(self.values))

    @property
    def bias(self) -> float:
        """By how much the scenarios it was chosen by flatter the enterprise; below 0 where they do not."""
        return self.mean - self.chosen_by

    @property
    def fresh_objective(self) -> float:
        """The objective with the fresh mean in the place of the CVaR it was chosen by."""
        return self.objective + self.weight * self.bias

    @property
    def highest(self) -> float:
        """Upper limit of the enterprise's true objective."""
        return self.fresh_objective + self.weight * _reach(self.values)

    @property
    def lowest(self) -> float | None:
        """Lower limit of the true objective of every enterprise; None with fewer than two ``bounds``.

        The best on a set of scenarios is no better on average than the truly best (Mak, Morton and Wood,
        1999), so the mean of proven bounds on independent sets lies below it.
        """
        proven = [bound for bound in self.bounds if bound is not None]
        if len(proven) < 2 or len(proven) < len(self.bounds):
            return None
        return math.fsum(proven) / len(proven) - _reach(proven)

    @property
    def gap(self) -> float | None:
        """(highest - lowest) / max(abs(highest), 1e-9), not below 0; None without ``lowest``.

        How far from the truly best the enterprise can be, luck of the scenarios included.
        """
        if self.lowest is None:
            return None
        return max(self.highest - self.lowest, 0.0) / max(abs(self.highest), 1e-9)

    def __str__(self) -> str:
        rows = [
            ("CVaR on the scenarios it was chosen by", money(self.chosen_by), ""),
            ("CVaR on fresh scenarios, mean", money(self.mean), f"± {money(self.standard_error)}"),
            ("so the choice flatters it by", money(self.bias), f"± {money(self.scatter)}"),
            ("objective as formed", money(self.objective), ""),
            ("objective on fresh scenarios", money(self.fresh_objective), ""),
            ("  95 % sure: not above", money(self.highest), ""),
        ]
        if self.lowest is not None:
            rows.append(("  95 % sure: no enterprise below", money(self.lowest), ""))
        level, scenarios = self.measure.level, self.measure.scenarios
        return "\n".join(
            [
                f"Sampling error of project {self.project}: CVaR at {level:g} on {scenarios:,} scenarios",
                *table((f"({self.currency})", "amount", ""), rows, "lrr"),
                self._proof(),
            ]
        )

    def _repr_html_(self) -> str:
        return preformatted(self)

    def _proof(self) -> str:
        others = f"{count(len(self.bounds), 'other set')} of scenarios"
        if self.gap is not None:
            return f"Within {self.gap:.2%} of the truly best enterprise, as proven for the best on {others}"
        stopped = {"time": ": stopped by the time limit", "interrupted": ": interrupted"}.get(self.ended, "")
        return f"Nothing is said of the truly best enterprise: the best was sought on {others}{stopped}"


def _deviation(values: Sequence[float]) -> float:
    mean = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((one - mean) ** 2 for one in values) / (len(values) - 1))


def _reach(values: Sequence[float]) -> float:
    """Return by how much the true mean may lie to one side of that of the values."""
    quantile = float(stdtrit(len(values) - 1, CONFIDENCE))
    return quantile * _deviation(values) / math.sqrt(len(values))
