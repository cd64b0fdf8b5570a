"""Rows that tighten the relaxation."""

from dataclasses import dataclass, replace

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.solve.bundles.pool import Members


@dataclass(frozen=True)
class Prices:
    """What a row about a link was made from, so that it can be made again over other bundles.

    Parameters
    ----------
    firms
        The two firms.
    profiles, price
        Bundles of the first firm, one a row over all tasks, and the price of each.
    """

    firms: tuple[int, int]
    profiles: Members
    price: FloatArray


@dataclass(frozen=True, eq=False)
class Cut:
    """A row ``sum over bundles + sum over flows <= upper`` that holds for every better answer.

    ``tasks`` are those it speaks of, a firm being numbered after the tasks; empty where it is about a link.
    """

    bundles: IntArray
    bundle_values: FloatArray
    flows: IntArray
    flow_values: FloatArray
    upper: float
    tasks: tuple[int, ...] = ()
    prices: Prices | None = None

    def renumbered(self, bundle: IntArray, flow: IntArray) -> "Cut":
        """Return the cut with other numbers of bundles and flows; those numbered below 0 are left out."""
        here, there = bundle[self.bundles], flow[self.flows]
        return replace(
            self,
            bundles=here[here >= 0],
            bundle_values=self.bundle_values[here >= 0],
            flows=there[there >= 0],
            flow_values=self.flow_values[there >= 0],
        )
