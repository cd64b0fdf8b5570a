"""A state of the linear solver, told by what it speaks of, so that it outlives changes of the program."""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from vebuilder.formulate.linear_model import IntArray
from vebuilder.solve.bundles.cut import Cut

BASIC = int(highspy.HighsBasisStatus.kBasic)
LOWER = int(highspy.HighsBasisStatus.kLower)

Statuses = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Basis:
    """Which columns and rows are in the basis, and at which bound the others are.

    Parameters
    ----------
    flows, shortfalls
        Status of each.
    bundles
        Bundles in the basis; all others are not used.
    rows
        Status of the rows that are always there.
    cuts
        Status of the cuts that bind, the others are in the basis.
    """

    flows: Statuses
    shortfalls: Statuses
    bundles: IntArray
    rows: Statuses
    cuts: dict[Cut, int]

    def statuses(
        self, bundles: IntArray, n_bundles: int, cuts: Sequence[Cut]
    ) -> tuple[Statuses, Statuses, bool]:
        """Return the status of all columns, of all rows, and whether it had to be mended to be a basis.

        Parameters
        ----------
        bundles, n_bundles
            Those the solver holds, out of so many.
        cuts
            Those the solver holds.
        """
        used = np.zeros(n_bundles, dtype=bool)
        used[self.bundles] = True
        held = np.where(used[bundles], BASIC, LOWER).astype(np.uint8)
        of_cuts = np.array([self.cuts.get(cut, BASIC) for cut in cuts], dtype=np.uint8)
        flows, rows = self.flows.copy(), np.concatenate([self.rows, of_cuts])
        count = sum(int((part == BASIC).sum()) for part in (flows, self.shortfalls, held, rows))
        if count < len(rows):
            rows[np.flatnonzero(rows != BASIC)[count - len(rows) :]] = BASIC
        elif count > len(rows):
            flows[np.flatnonzero(flows == BASIC)[: count - len(rows)]] = LOWER
        return np.concatenate([flows, self.shortfalls, held]), rows, count != len(rows)
