"""A part of the search that is still open, and how it is opened: as a program of its own size."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vebuilder.formulate.linear_model import BoolArray, IntArray
from vebuilder.solve.bundles.basis import BASIC, Basis
from vebuilder.solve.bundles.links import Flows
from vebuilder.solve.bundles.point import Point, Restriction
from vebuilder.solve.bundles.pool import Pool, numbering
from vebuilder.solve.bundles.relaxation import Relaxation
from vebuilder.solve.bundles.root import Root

Packed = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Part:
    """A part that is still open; what it may use is told as part of what the part above it could use.

    Parameters
    ----------
    bound
        Nothing in it costs less.
    pool, flows
        Of the part above.
    allowed, useful
        Bundles and flows that it may use, packed.
    partners
        Firms that must be partners.
    inside, basis
        Where the relaxation stood: the bundles inside, and the state of the solver.
    """

    bound: float
    pool: Pool
    flows: Flows
    allowed: Packed
    useful: Packed
    partners: IntArray
    inside: IntArray
    basis: Basis

    @classmethod
    def of(
        cls, root: Root, relaxation: Relaxation, restriction: Restriction, point: Point, target: float
    ) -> "Part":
        """Return the part whose relaxation was solved last.

        Parameters
        ----------
        root
            What the search shares.
        relaxation, restriction, point
            What was solved, under which restriction, and the solution.
        target
            Nothing that costs more is looked for.
        """
        allowed = restriction.allowed & root.cheap(point.reduced, point, target)
        useful = relaxation.flows.possible(relaxation.pool.take(allowed))
        useful &= root.cheap(point.flow_reduced, point, target)
        basis = relaxation.basis()
        useful |= basis.flows == BASIC
        return cls(
            point.bound,
            relaxation.pool,
            relaxation.flows,
            np.packbits(allowed),
            np.packbits(useful),
            restriction.partners,
            relaxation.inside,
            basis,
        )

    def opened(self, root: Root, *, warm: bool = True) -> Relaxation:
        """Return the relaxation of this part, without what only other parts use, in the state it was left.

        Parameters
        ----------
        root
            What the search shares.
        warm
            False where the relaxation has other rows from the start: then only bundles and cuts are the same.
        """
        allowed, useful = unpacked(self.allowed, len(self.pool)), unpacked(self.useful, len(self.flows))
        bundle, flow = numbering(allowed), numbering(useful)
        relaxation = root.relax(self.pool.take(allowed), self.flows.take(useful), self.basis.tight())
        cuts = {cut: cut.renumbered(bundle, flow) for cut in self.basis.cuts}
        inside = bundle[self.inside]
        relaxation.take_over(np.sort(inside[inside >= 0]), list(cuts.values()))
        if not warm:
            return relaxation
        ends = self.flows.ends(self.pool.n_tasks)
        relaxation.come_back(self.basis.within(bundle, useful, ends, relaxation.always, cuts))
        return relaxation

    def everything(self, relaxation: Relaxation) -> Restriction:
        """Return the restriction of this part in its own relaxation."""
        return Restriction(np.ones(len(relaxation.pool), dtype=bool), self.partners)


def unpacked(packed: Packed, count: int) -> BoolArray:
    """Return flags from their packed form.

    Parameters
    ----------
    packed, count
        The flags, and how many they are.
    """
    return np.unpackbits(packed, count=count).astype(bool)
