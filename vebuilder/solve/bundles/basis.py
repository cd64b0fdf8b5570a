"""A state of the linear solver, told by what it speaks of, so that it outlives changes of the program."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from vebuilder.formulate.linear_model import BoolArray, IntArray
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
    rows, about
        Status of the rows that are always there, and what each is about.
    cuts
        Status of the cuts that bind, the others are in the basis.
    """

    flows: Statuses
    shortfalls: Statuses
    bundles: IntArray
    rows: Statuses
    about: IntArray
    cuts: dict[Cut, int]

    def within(
        self,
        bundle: IntArray,
        useful: BoolArray,
        ends: tuple[IntArray, IntArray],
        about: IntArray,
        cuts: Mapping[Cut, Cut],
    ) -> "Basis":
        """Return this state for a program with less in it.

        Parameters
        ----------
        bundle
            New position of each bundle, below 0 where it is gone.
        useful, ends
            Which flows are left; the ends of all, as `Flows.ends` tells them.
        about
            What the rows there are about; all of them are here too.
        cuts
            What has become of the cuts.
        """
        bundles = bundle[self.bundles]
        place = np.argsort(self.about, kind="stable")
        place = place[np.searchsorted(self.about, about, sorter=place)]
        flows, rows = self.flows[useful], self.rows[place]
        # A flow that is gone takes the row with it that it was basic for, or leaves that row without.
        number, key = ends
        gone = key[((self.flows == BASIC) & ~useful)[number]]
        left = np.flatnonzero((rows != BASIC) & np.isin(about, gone))
        missing = len(rows) + len(cuts) - int((bundles >= 0).sum())
        missing -= sum(int((part == BASIC).sum()) for part in (flows, self.shortfalls, rows))
        rows[left[: max(missing, 0)]] = BASIC
        statuses = {cuts[cut]: status for cut, status in self.cuts.items()}
        return Basis(flows, self.shortfalls, bundles[bundles >= 0], rows, about, statuses)

    def tight(self) -> IntArray:
        """Return the keys of the rows of flows that bind."""
        return np.asarray(self.about[(self.rows != BASIC) & (self.about >= 0)])

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
