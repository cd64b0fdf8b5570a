"""What a search over single-sourced plans looks at, in units of the objective."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from vebuilder.formulate.eligibility import NO_OFFER
from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation
from vebuilder.solve.search.affinity import Affinity, Listed, Table, affinity_of
from vebuilder.solve.search.at_risk import NO_PREFERENCE, AtRisk, at_risk

MOST_PLACES = 30_000_000


@dataclass(frozen=True)
class Landscape:
    """Choices (eligible firm-task pairs, sorted by task) and what they cost, alone and together.

    Parameters
    ----------
    start
        Choices of task ``t`` are ``start[t], ..., start[t + 1] - 1``.
    task, firm
        Of each choice.
    place
        Choice by task and firm; -1 where the firm may not do the task.
    alone
        Cost of each choice by itself: work, quoted set-up, retainers, expected loss.
    at_risk
        What of that is risk, and what is lost when.
    weight, risk_weight
        What one unit of money and one of risk weigh.
    affinity
        Interface costs between choices.
    joining
        Money of each firm.
    coordination
        Money of a pair of strangers.
    saved
        Firms by firms: money that trust saves in coordination.
    initiator
        Always a partner; None without one.
    offer, setup
        Number of the offer that must be set up for a choice (0: none), and its money by number.
    effort
        Of each choice, in units of the mean one.
    unit
        The mean effort.
    holder
        Capacities a choice draws on, one array of numbers each (firms, offers).
    capacity
        By number.
    sets, fewest, most
        Sets of firms that must hold so many partners: sets by firms, and two limits a set.
    """

    start: IntArray
    task: IntArray
    firm: IntArray
    place: IntArray
    alone: FloatArray
    at_risk: AtRisk
    weight: float
    risk_weight: float
    affinity: Affinity
    joining: FloatArray
    coordination: float
    saved: csr_array
    initiator: int | None
    offer: IntArray
    setup: FloatArray
    effort: FloatArray
    unit: float
    holder: tuple[IntArray, ...]
    capacity: FloatArray
    sets: csr_array
    fewest: FloatArray
    most: FloatArray

    @property
    def always(self) -> IntArray:
        """The firms that must be partners, each by a rule of its own, the initiator included."""
        alone = np.diff(self.sets.indptr) == 1
        rows = np.flatnonzero(alone & (self.fewest == 1) & (self.most >= 1))
        return np.asarray(self.sets.indices[self.sets.indptr[rows]], dtype=np.int64)

    @property
    def required(self) -> IntArray:
        """The firms that must be given a task."""
        firms = np.unique(self.always)
        return firms if self.initiator is None else firms[firms != self.initiator]

    @property
    def n_tasks(self) -> int:
        """Number of tasks."""
        return len(self.start) - 1

    @property
    def n_firms(self) -> int:
        """Number of firms."""
        return len(self.joining)


def landscape_of(
    formulation: Formulation, standbys: Mapping[int, IntArray] = NO_PREFERENCE
) -> Landscape | None:
    """Return what to search; None where some task may be split or the instance is too large to hold.

    Packages, price breaks and funding are not looked at: with them a plan may cost more or less than here.

    Parameters
    ----------
    formulation
        The problem, and the rows on partners its model states.
    standbys
        Pairs that stand by where they can, by task.
    """
    problem, decisions = formulation.problem, formulation.decisions
    pairs = problem.pairs
    n_tasks, n_firms = len(problem.tasks), problem.n_firms
    filled = n_tasks > 0 and bool(np.all(np.diff(problem.task_start) > 0))
    single = len(decisions.single) == len(pairs) and all(task.min_partners <= 1 for task in problem.tasks)
    if not (filled and single and pairs.own.all()) or n_tasks * n_firms > MOST_PLACES:
        return None
    affinity = affinity_of(problem)
    if affinity is None:
        return None
    place = np.full((n_tasks, n_firms), -1, dtype=np.int64)
    place[pairs.task, pairs.firm] = np.arange(len(pairs))
    joining = np.array([firm.joining_cost for firm in problem.firms])
    if problem.initiator is not None:
        joining[problem.initiator] = 0.0
    terms = problem.network.transaction_costs
    mean = (problem.trust + problem.trust.T) / 2 * (terms.coordination * terms.trust_discount)
    risk = at_risk(problem, standbys)
    offer, setup = _setups(problem)
    effort, holder, capacity = _capacities(problem)
    sets, fewest, most = _partner_rows(formulation)
    return Landscape(
        start=problem.task_start,
        task=pairs.task,
        firm=pairs.firm,
        place=place,
        alone=_alone(problem) + risk.retainer + risk.mean,
        at_risk=risk,
        weight=problem.project.strategy.cost,
        risk_weight=problem.project.strategy.risk,
        affinity=affinity,
        joining=joining,
        coordination=terms.coordination,
        saved=csr_array(mean),
        initiator=problem.initiator,
        offer=offer,
        setup=setup,
        effort=effort,
        unit=_unit(problem),
        holder=holder,
        capacity=capacity,
        sets=sets,
        fewest=fewest,
        most=most,
    )


def can_be_compiled(landscape: Landscape) -> bool:
    """Whether the compiled search knows all there is: it wants a list of what choices cost together.

    Parameters
    ----------
    landscape
        What is to be searched.
    """
    return isinstance(landscape.affinity, Listed | Table)


def _alone(problem: Problem) -> FloatArray:
    """Return the money of each choice by itself, as the objective weighs it."""
    pairs = problem.pairs
    return np.asarray(problem.project.strategy.cost * (pairs.work + np.nan_to_num(pairs.quoted_setup)))


def _setups(problem: Problem) -> tuple[IntArray, FloatArray]:
    """Return the number of the offer each choice must have set up, from 1, and the set-up costs by number."""
    pairs = problem.pairs
    due = np.flatnonzero((pairs.offer != NO_OFFER) & np.isnan(pairs.quoted_setup) & (pairs.offer_setup > 0))
    _, first, number = np.unique(pairs.offer[due], return_index=True, return_inverse=True)
    offer = np.zeros(len(pairs), dtype=np.int64)
    offer[due] = number + 1
    return offer, np.r_[0.0, pairs.offer_setup[due][first]]


def _unit(problem: Problem) -> float:
    """Return the mean effort of a choice."""
    return float(problem.pairs.effort.mean()) or 1.0


def _capacities(problem: Problem) -> tuple[FloatArray, tuple[IntArray, ...], FloatArray]:
    """Return efforts in units of the mean one, whose capacities they draw on, and these capacities."""
    pairs = problem.pairs
    capacity = np.array([np.inf if firm.capacity is None else firm.capacity for firm in problem.firms])
    holder = [pairs.firm]
    limited = np.flatnonzero((pairs.offer != NO_OFFER) & np.isfinite(pairs.offer_capacity))
    if len(limited):
        _, first, number = np.unique(pairs.offer[limited], return_index=True, return_inverse=True)
        of_offer = np.full(len(pairs), len(capacity), dtype=np.int64)
        of_offer[limited] = number + len(capacity) + 1
        capacity = np.r_[capacity, np.inf, pairs.offer_capacity[limited][first]]
        holder.append(of_offer)
    unit = _unit(problem)
    if not np.isfinite(capacity).any():
        return pairs.effort / unit, (), capacity
    return pairs.effort / unit, tuple(holder), capacity / unit


def _partner_rows(formulation: Formulation) -> tuple[csr_array, FloatArray, FloatArray]:
    """Return the rows of the model that only count partners: sets by firms, and their limits."""
    model, partner = formulation.model, formulation.decisions.partner
    is_partner = np.zeros(model.n_columns, dtype=bool)
    is_partner[partner] = True
    plain = is_partner[model.matrix.indices] & (model.matrix.data == 1.0)
    odd = np.bincount(
        np.repeat(np.arange(model.n_rows), np.diff(model.matrix.indptr))[~plain], minlength=model.n_rows
    )
    rows = np.flatnonzero((odd == 0) & (np.diff(model.matrix.indptr) > 0))
    sets = csr_array(csr_array(model.matrix[rows])[:, partner])
    return sets, model.row_lower[rows], model.row_upper[rows]
