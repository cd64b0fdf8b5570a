"""How long each firm would work on each task."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vebuilder.check.serving import serving_offer
from vebuilder.check.taxonomy import Taxonomy
from vebuilder.formulate.eligibility import NO_OFFER
from vebuilder.formulate.linear_model import FloatArray

if TYPE_CHECKING:
    from vebuilder.formulate.problem import Problem


@dataclass(frozen=True)
class Durations:
    """Time in the project's unit, one entry an eligible pair: ``fixed + paced * share``, one of them 0.

    Parameters
    ----------
    fixed
        What a quote or the task states, whatever the share.
    paced
        At the pace of the serving offer, for the whole task.
    """

    fixed: FloatArray
    paced: FloatArray

    @property
    def whole(self) -> FloatArray:
        """For the whole task."""
        return self.fixed + self.paced

    def of(self, pair: int, share: float) -> float:
        """Return how long a firm works on its share."""
        return float(self.fixed[pair]) if self.paced[pair] == 0 else float(self.paced[pair] * share)


def durations_of(problem: "Problem") -> Durations:
    """Return how long each eligible pair takes: the quote's time, else the offer's, else the task's, else 0.

    Parameters
    ----------
    problem
        The indexed instance.
    """
    pairs = problem.pairs
    stated = np.array([task.duration or 0.0 for task in problem.tasks])[pairs.task]
    pace = _paces(problem)
    amount = np.array([task.amount for task in problem.tasks])[pairs.task]
    fixed = np.where(np.isnan(pace), stated, 0.0)
    paced = np.where(np.isnan(pace), 0.0, pace * amount)
    for quote in problem.project.quotes:
        if quote.duration is not None:
            key = problem.task_position[quote.task], problem.firm_position.get(quote.firm, -1)
            if (pair := problem.pair_position.get(key)) is not None:
                fixed[pair], paced[pair] = quote.duration, 0.0
    return Durations(fixed, paced)


def _paces(problem: "Problem") -> FloatArray:
    """Return the time an offer takes for one unit of amount; NaN where it states none."""
    pairs = problem.pairs
    pace = np.full(len(pairs), np.nan)
    if not any(offer.unit_duration is not None for firm in problem.firms for offer in firm.offers):
        return pace
    served = np.flatnonzero(pairs.offer != NO_OFFER)
    _, first, number = np.unique(pairs.offer[served], return_index=True, return_inverse=True)
    taxonomy = Taxonomy(problem.network.competences)
    of_offer = np.full(len(first), np.nan)
    for position, pair in enumerate(served[first].tolist()):
        task, firm = problem.tasks[pairs.task[pair]], problem.firms[pairs.firm[pair]]
        offer = serving_offer(task, firm, taxonomy)
        if offer is not None and offer.unit_duration is not None:
            of_offer[position] = offer.unit_duration
    pace[served] = of_offer[number]
    return pace
