"""The decisions: who is a partner, who does what, with which share, at which price, and who stands by."""

from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.lessons import taught_tasks
from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray, Integrality
from vebuilder.formulate.problem import Problem

FREE = -1
NOT_ASKED = -1
# Share by which a capacity may be overrun before a pair is given up: rounding of stated decimals.
CAPACITY_SLACK = 8e-7
LOOSE = 1.01


@dataclass(frozen=True)
class Decisions:
    """Columns of the decisions.

    Parameters
    ----------
    partner
        One column a firm.
    share
        One column an eligible pair.
    assigned
        One column an eligible pair; that of the share where the task is single-sourced, `FREE` where
        assignment has no consequence of its own, so that the pair may be assigned whenever the firm is a
        partner.
    standby
        One column an eligible pair whose task asks for standby firms; `NOT_ASKED` for the others.
    package
        One column a package: whether it is chosen.
    tier
        One column a price tier: whether its price is reached.
    part
        One column an eligible pair in a price tier: the firm's own share at that price.
    """

    partner: IntArray
    share: IntArray
    assigned: IntArray
    standby: IntArray
    package: IntArray
    tier: IntArray
    part: IntArray

    @property
    def switched(self) -> IntArray:
        """Pairs whose assignment is a decision beside their share."""
        return np.flatnonzero((self.assigned != FREE) & (self.assigned != self.share))

    @property
    def free(self) -> IntArray:
        """Pairs whose assignment has no consequence of its own."""
        return np.flatnonzero(self.assigned == FREE)

    @property
    def single(self) -> IntArray:
        """Pairs of single-sourced tasks."""
        return np.flatnonzero(self.assigned == self.share)

    @property
    def backed(self) -> IntArray:
        """Pairs of tasks that ask for standby firms."""
        return np.flatnonzero(self.standby != NOT_ASKED)


def add_decisions(builder: ModelBuilder, problem: Problem) -> Decisions:
    """Add the decision columns."""
    pairs = problem.pairs
    single = _single_sourced(problem)[pairs.task]
    switched = ~single & _assignment_matters(problem)
    room = _largest_share(problem)
    task, firm = problem.task_ids[pairs.task], problem.firm_ids[pairs.firm]

    partner = builder.columns(
        "partner", problem.n_firms, Integrality.INTEGER, key=[("firm", problem.firm_ids)]
    )
    share = np.zeros(len(pairs), dtype=np.int64)
    assigned = np.full(len(pairs), FREE, dtype=np.int64)
    for name, mask, integrality in (
        ("assigned", single, Integrality.INTEGER),
        ("share", ~single, Integrality.CONTINUOUS),
    ):
        chosen = np.flatnonzero(mask)
        share[chosen] = builder.columns(
            name,
            len(chosen),
            integrality,
            # Capacity rows say it exactly; said twice it has misled a solver's preprocessing.
            upper=np.floor(room[chosen]) if integrality else np.minimum(LOOSE * room[chosen], 1.0),
            key=[("task", task[chosen]), ("firm", firm[chosen])],
        )
    assigned[single] = share[single]
    chosen = np.flatnonzero(switched)
    assigned[chosen] = builder.columns(
        "assigned to split task",
        len(chosen),
        Integrality.INTEGER,
        key=[("task", task[chosen]), ("firm", firm[chosen])],
    )
    standby = np.full(len(pairs), NOT_ASKED, dtype=np.int64)
    chosen = np.flatnonzero(problem.backups[pairs.task] > 0)
    standby[chosen] = builder.columns(
        "standby",
        len(chosen),
        Integrality.INTEGER,
        upper=pairs.own[chosen].astype(float),
        key=[("task", task[chosen]), ("firm", firm[chosen])],
    )
    return Decisions(partner, share, assigned, standby, *_add_prices(builder, problem, single))


def _add_prices(
    builder: ModelBuilder, problem: Problem, single: BoolArray
) -> tuple[IntArray, IntArray, IntArray]:
    """Add the packages, the price tiers, and the shares in these; none where nothing is priced so."""
    packages, tiers, pairs = problem.packages, problem.price_tiers, problem.pairs
    package = tier = np.zeros(0, dtype=np.int64)
    part = np.zeros(len(tiers.pair), dtype=np.int64)
    if len(packages):
        package = builder.columns(
            "package", len(packages), Integrality.INTEGER, key=[("firm", problem.firm_ids[packages.firm])]
        )
    if len(tiers):
        tier = builder.columns(
            "price reached", len(tiers), Integrality.INTEGER, key=[("firm", problem.firm_ids[tiers.firm])]
        )
    for integrality in (Integrality.IMPLIED, Integrality.CONTINUOUS):
        chosen = np.flatnonzero(single[tiers.pair] == bool(integrality))
        if len(chosen):
            held = tiers.pair[chosen]
            part[chosen] = builder.columns(
                "share at a price",
                len(chosen),
                integrality,
                key=[
                    ("task", problem.task_ids[pairs.task[held]]),
                    ("firm", problem.firm_ids[pairs.firm[held]]),
                ],
            )
    return package, tier, part


def _single_sourced(problem: Problem) -> BoolArray:
    most = [problem.most_partners_of(task) for task in range(len(problem.tasks))]
    return np.array(most, dtype=np.int64) <= 1


def _assignment_matters(problem: Problem) -> BoolArray:
    """Whether being assigned has a consequence beyond the share.

    It has one where partners are counted, have a least share, a set-up, need trust, take time or teach;
    where there are standbys, since a firm cannot stand by for a task it is assigned to; and for a firm with
    nothing but packages to offer, which may be assigned to nothing else.
    """
    limited = [problem.most_partners_of(t) < problem.eligible_count(t) for t in range(len(problem.tasks))]
    counted = [task.min_partners > 1 or task.min_share > 0 or task.backups > 0 for task in problem.tasks]
    meeting = _tasks_that_meet(problem) | taught_tasks(problem)
    met = [number in meeting for number in range(len(problem.tasks))]
    by_task = np.logical_or.reduce(np.array([limited, counted, met], dtype=bool))
    pairs = problem.pairs
    setup = np.where(np.isnan(pairs.quoted_setup), pairs.offer_setup, pairs.quoted_setup)
    return np.asarray(by_task[pairs.task] | (setup > 0) | _takes_time(problem) | ~pairs.own)


def _takes_time(problem: Problem) -> BoolArray:
    """Whether being assigned takes the firm time whatever its share, or occupies one with little room."""
    timing = problem.timing
    taking = timing.durations.whole > 0
    fixed = (timing.durations.fixed > 0) & timing.matters
    return np.asarray(fixed | (taking & timing.crowded[problem.pairs.firm]))


def _tasks_that_meet(problem: Problem) -> set[int]:
    """Return the tasks whose partners must trust those of another task."""
    if problem.project.rules.min_trust is None:
        return set()
    ends = ((one.source, one.target) for one in problem.project.interfaces)
    return {problem.task_position[task] for pair in ends for task in pair}


def _largest_share(problem: Problem) -> FloatArray:
    """Return the largest share the firm's and the offer's capacity leave for each pair."""
    pairs = problem.pairs
    capacity = np.array([np.inf if firm.capacity is None else firm.capacity for firm in problem.firms])
    room = np.minimum(capacity[pairs.firm], pairs.offer_capacity) * (1 + CAPACITY_SLACK)
    return np.where(pairs.effort > room, room / np.where(pairs.effort > 0, pairs.effort, 1.0), 1.0)
