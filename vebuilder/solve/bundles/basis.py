"""A state of the linear solver, told by what it speaks of, so that it outlives changes of the program."""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from vebuilder.formulate.linear_model import IntArray

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
        Status of the cuts that bind, by serial number; all others are in the basis.
    """

    flows: Statuses
    shortfalls: Statuses
    bundles: IntArray
    rows: Statuses
    cuts: dict[int, int]

    def statuses(
        self, bundles: IntArray, n_bundles: int, serials: Sequence[int]
    ) -> tuple[Statuses, Statuses, bool]:
        """Return the status of all columns, of all rows, and whether it had to be mended to be a basis.

        Parameters
        ----------
        bundles, n_bundles
            Those the solver holds, out of so many.
        serials
            Of the cuts the solver holds.
        """
        used = np.zeros(n_bundles, dtype=bool)
        used[self.bundles] = True
        held = np.where(used[bundles], BASIC, LOWER).astype(np.uint8)
        cuts = np.array([self.cuts.get(serial, BASIC) for serial in serials], dtype=np.uint8)
        flows, rows = self.flows.copy(), np.concatenate([self.rows, cuts])
        count = sum(int((part == BASIC).sum()) for part in (flows, self.shortfalls, held, rows))
        if count < len(rows):
            rows[np.flatnonzero(rows != BASIC)[count - len(rows) :]] = BASIC
        elif count > len(rows):
            flows[np.flatnonzero(flows == BASIC)[: count - len(rows)]] = LOWER
        return np.concatenate([flows, self.shortfalls, held]), rows, count != len(rows)
