"""Bids for several tasks together, all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vebuilder.formulate.builder import Entries, ModelBuilder
from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.model import Package

if TYPE_CHECKING:
    from vebuilder.formulate.decisions import Decisions
    from vebuilder.formulate.problem import Problem

TAKEN = "a chosen package is done by its firm"
ONLY = "work that only a package pays for"
ASSIGNED = "assigned only in a package"


@dataclass(frozen=True)
class Packages:
    """The packages that can be chosen, and the eligible pairs each one holds.

    Parameters
    ----------
    bids
        The packages.
    firm, cost
        Of each package: position of its firm, and money.
    number, pair
        Each pair of each package: position of the package, and of the eligible pair.
    """

    bids: tuple[Package, ...]
    firm: IntArray
    cost: FloatArray
    number: IntArray
    pair: IntArray

    def __len__(self) -> int:
        return len(self.bids)

    @property
    def size(self) -> IntArray:
        """Number of tasks of each package."""
        return np.bincount(self.number, minlength=len(self.bids))

    def outside(self, by_pair: FloatArray, chosen: FloatArray) -> FloatArray:
        """Return what of shares (or assignments) is not in a chosen package.

        Parameters
        ----------
        by_pair
            One value an eligible pair.
        chosen
            1 or 0 a package.
        """
        own = by_pair.copy()
        np.subtract.at(own, self.pair, chosen[self.number])
        return own


def packages_of(
    bids: Sequence[Package],
    firm_position: Mapping[str, int],
    task_position: Mapping[str, int],
    pair_position: Mapping[tuple[int, int], int],
) -> Packages:
    """Index the packages whose firm may do all of their tasks.

    Parameters
    ----------
    bids
        The packages of the project.
    firm_position, task_position, pair_position
        Where firms, tasks, and eligible pairs (by task and firm) stand.
    """
    held = []
    for bid in bids:
        firm = firm_position.get(bid.firm, -1)
        pairs = [pair_position.get((task_position[task], firm), -1) for task in bid.tasks]
        if min(pairs) >= 0:
            held.append((bid, firm, pairs))
    return Packages(
        tuple(bid for bid, _, _ in held),
        np.array([firm for _, firm, _ in held], dtype=np.int64),
        np.array([bid.cost for bid, _, _ in held], dtype=float),
        np.repeat(np.arange(len(held)), [len(pairs) for _, _, pairs in held]),
        np.array([pair for _, _, pairs in held for pair in pairs], dtype=np.int64),
    )


def add_packages(builder: ModelBuilder, problem: "Problem", decisions: "Decisions") -> None:
    """Add x_tf >= sum of the chosen packages of f that hold t, and = where only packages have a price.

    So chosen packages of one firm do not overlap, and those of different firms do not because each task is
    done once. A firm that bids only in packages is not even assigned with share 0 otherwise.
    """
    packages, pairs = problem.packages, problem.pairs
    only = np.flatnonzero(~pairs.own)
    idle = only[decisions.assigned[only] != decisions.share[only]]
    for name, columns, chosen, low, high in (
        (TAKEN, decisions.share, np.unique(packages.pair), 0.0, np.inf),
        (ONLY, decisions.share, only, -np.inf, 0.0),
        (ASSIGNED, decisions.assigned, idle, -np.inf, 0.0),
    ):
        row = np.full(len(pairs), -1, dtype=np.int64)
        row[chosen] = np.arange(len(chosen))
        builder.rows(
            name,
            len(chosen),
            [
                (row[chosen], columns[chosen], 1.0),
                less_packages(problem, decisions, row, np.ones(len(pairs))),
            ],
            lower=low,
            upper=high,
            key=[
                ("task", problem.task_ids[pairs.task[chosen]]),
                ("firm", problem.firm_ids[pairs.firm[chosen]]),
            ],
        )


def less_packages(problem: "Problem", decisions: "Decisions", row: IntArray, value: FloatArray) -> Entries:
    """Return the entries that take what packages hold out of rows over shares or assignments.

    Parameters
    ----------
    problem, decisions
        The instance, and where its decisions stand.
    row
        Row of each eligible pair; -1 for none.
    value
        What the share of each pair counts for in its row.
    """
    packages = problem.packages
    held = np.flatnonzero(row[packages.pair] >= 0)
    pair = packages.pair[held]
    return row[pair], decisions.package[packages.number[held]], -value[pair]
