"""A solution of the relaxation, and what it was restricted to."""

from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class Point:
    """An optimal solution of the relaxation, or as far as it was needed.

    Parameters
    ----------
    bound
        Nothing feasible is below, under the restrictions in force.
    bundles, values
        Positions in the pool of the bundles used, and how much of each.
    flows
        Value of each flow.
    reduced
        Reduced cost of every bundle: it is in nothing below the bound plus this.
    flow_reduced
        Reduced cost of every flow.
    short
        Whether some row falls short: then nothing is feasible, or the penalty is too low to tell.
    """

    bound: float
    bundles: IntArray
    values: FloatArray
    flows: FloatArray
    reduced: FloatArray
    flow_reduced: FloatArray
    short: bool

    @property
    def whole(self) -> bool:
        """Whether every bundle is used wholly or not at all."""
        return not self.short and bool(np.all(np.abs(self.values - np.rint(self.values)) < 1e-6))


@dataclass(frozen=True)
class Restriction:
    """What a part of the search may use.

    Parameters
    ----------
    allowed
        Bundles that may be used.
    partners
        Firms that must be partners.
    """

    allowed: BoolArray
    partners: IntArray
