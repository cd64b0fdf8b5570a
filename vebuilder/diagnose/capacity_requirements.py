"""The capacities of firms and offers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vebuilder.check.words import figure
from vebuilder.diagnose.edits import Edits
from vebuilder.diagnose.nearest import Nearest
from vebuilder.diagnose.requirement import Given, Requirement, Scale
from vebuilder.formulate.eligibility import NO_OFFER
from vebuilder.formulate.linear_model import Family, IntArray
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation


def capacity_requirements(problem: Problem) -> Iterator[Requirement]:
    """Yield the capacities that the tasks together could exceed."""
    pairs = problem.pairs
    asked = np.bincount(pairs.firm, weights=pairs.effort, minlength=problem.n_firms)
    for position, firm in enumerate(problem.firms):
        if firm.capacity is not None and asked[position] > firm.capacity:
            yield FirmCapacity(firm.id)
    served = np.flatnonzero((pairs.offer != NO_OFFER) & np.isfinite(pairs.offer_capacity))
    for offer in np.unique(pairs.offer[served]).tolist():
        mine = served[pairs.offer[served] == offer]
        if pairs.effort[mine].sum() > pairs.offer_capacity[mine[0]]:
            firm = problem.firms[pairs.firm[mine[0]]]
            yield OfferCapacity(firm.id, _competence(problem, int(mine[0])), offer)


def _competence(problem: Problem, pair: int) -> str:
    """Return what the offer that serves a pair is of."""
    from vebuilder.check.serving import serving_offer
    from vebuilder.check.taxonomy import Taxonomy

    firm = problem.firms[problem.pairs.firm[pair]]
    task = problem.tasks[problem.pairs.task[pair]]
    offer = serving_offer(task, firm, Taxonomy(problem.network.competences))
    assert offer is not None
    return offer.competence


@dataclass(frozen=True)
class Capacity(Requirement):
    """What a firm can give, in all or by one offer."""

    firm: str
    scale: ClassVar[Scale] = Scale.AMOUNT

    @property
    def unit(self) -> str:
        """Effort."""
        return "effort"

    @property
    def name(self) -> str:
        """What it is the capacity of, in words."""
        return f"firm {self.firm!r}"

    def pairs(self, problem: Problem) -> IntArray:
        """Return the positions of the pairs that draw on it."""
        return np.flatnonzero(problem.pairs.firm == problem.firm_position[self.firm])

    def mend(self, problem: Problem, given: Given) -> str:
        """Say by how much."""
        del problem
        if given.amount is None:
            return f"lift the limit on the capacity of {self.name}"
        return f"raise the capacity of {self.name} by {figure(given.amount)}"

    def message(self, problem: Problem, given: Given | None, nearest: Nearest | None) -> str:
        """Say what it has and what is short."""
        del nearest
        text = f"{self.name} has capacity {figure(self.asked(problem))}"
        if given is None or given.amount is None:
            return text
        return f"{text}, {figure(given.amount)} short of what is asked of it"


@dataclass(frozen=True)
class FirmCapacity(Capacity):
    """`Firm.capacity`."""

    families: ClassVar[tuple[str, ...]] = ("firm capacity",)

    @property
    def path(self) -> str:
        """Where it stands."""
        return "network.firms.capacity"

    @property
    def ids(self) -> tuple[str, ...]:
        """The firm."""
        return (self.firm,)

    def asked(self, problem: Problem) -> float:
        """Return the capacity."""
        return problem.firms[problem.firm_position[self.firm]].capacity or 0.0

    def states(self, problem: Problem, family: Family) -> IntArray:
        """Compare with the firm of each row."""
        del problem
        return np.asarray(family.keys[0] == self.firm)

    def ease(self, edits: Edits, problem: Problem, value: float | None) -> None:
        """State another capacity."""
        edits.capacity[problem.firm_position[self.firm]] = value


@dataclass(frozen=True)
class OfferCapacity(Capacity):
    """`Offer.capacity`.

    Parameters
    ----------
    competence
        What the offer is of.
    offer
        Its identity among the pairs.
    """

    competence: str
    offer: int
    families: ClassVar[tuple[str, ...]] = ("offer capacity",)

    @property
    def path(self) -> str:
        """Where it stands."""
        return "network.firms.offers.capacity"

    @property
    def ids(self) -> tuple[str, ...]:
        """The firm and what it offers."""
        return (self.firm, self.competence)

    @property
    def name(self) -> str:
        """What it is the capacity of, in words."""
        return f"the offer of {self.competence!r} by firm {self.firm!r}"

    def pairs(self, problem: Problem) -> IntArray:
        """Return the positions of the pairs that draw on it."""
        return np.flatnonzero(problem.pairs.offer == self.offer)

    def asked(self, problem: Problem) -> float:
        """Return the capacity."""
        return float(problem.pairs.offer_capacity[self.pairs(problem)[0]])

    def rows(self, formulation: Formulation) -> IntArray:
        """Return the row of this firm's that adds up the shares of what the offer serves."""
        model, decisions = formulation.model, formulation.decisions
        mine = set(decisions.share[self.pairs(formulation.problem)].tolist())
        for family in model.rows:
            if family.name not in self.families:
                continue
            for row in (family.start + np.flatnonzero(family.keys[0] == self.firm)).tolist():
                columns = model.matrix.indices[model.matrix.indptr[row] : model.matrix.indptr[row + 1]]
                if mine.intersection(columns.tolist()):
                    return np.array([row], dtype=np.int64)
        return np.zeros(0, dtype=np.int64)

    def ease(self, edits: Edits, problem: Problem, value: float | None) -> None:
        """State another capacity."""
        del problem
        edits.offer_capacity[self.offer] = value
