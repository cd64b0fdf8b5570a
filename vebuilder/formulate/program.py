"""The whole program: every requirement in its place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.apart import add_apart
from vebuilder.formulate.backups import add_backups, seek_standbys
from vebuilder.formulate.budget import add_budget
from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.capacity import add_capacity
from vebuilder.formulate.coordination import add_coordination
from vebuilder.formulate.core_in_house import add_core_in_house
from vebuilder.formulate.cover import add_cover
from vebuilder.formulate.cuts import CutSource
from vebuilder.formulate.decisions import Decisions, add_decisions
from vebuilder.formulate.funding import add_funding
from vebuilder.formulate.groups import add_groups
from vebuilder.formulate.joining import add_joining
from vebuilder.formulate.kept import add_kept
from vebuilder.formulate.learning import add_learning
from vebuilder.formulate.linear_model import FloatArray, IntArray, LinearModel
from vebuilder.formulate.membership import add_membership
from vebuilder.formulate.min_trust import add_min_trust
from vebuilder.formulate.packages import add_packages
from vebuilder.formulate.price_tiers import add_price_tiers
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.protection import add_protection
from vebuilder.formulate.risk import add_risk
from vebuilder.formulate.schedule import START, add_schedule
from vebuilder.formulate.serial import serial_starts
from vebuilder.formulate.setup import add_setup
from vebuilder.formulate.success import add_success
from vebuilder.formulate.switching import add_switching
from vebuilder.formulate.transaction import add_transaction
from vebuilder.formulate.trust_connected import add_trust_connected
from vebuilder.formulate.work import add_work
from vebuilder.formulate.work_shares import add_work_shares

REQUIREMENTS = (
    add_cover,
    add_core_in_house,
    add_capacity,
    add_joining,
    add_packages,
    add_price_tiers,
    add_work,
    add_setup,
    add_protection,
    add_funding,
    add_backups,
    add_risk,
    add_transaction,
    add_coordination,
    add_membership,
    add_groups,
    add_work_shares,
    add_min_trust,
    add_trust_connected,
    add_success,
    add_learning,
    add_schedule,
    add_apart,
    add_switching,
    add_kept,
)


@dataclass(frozen=True)
class Formulation:
    """A problem, its linear model, and where the decisions stand in it."""

    problem: Problem
    model: LinearModel
    decisions: Decisions
    builder: ModelBuilder

    @property
    def cuts(self) -> tuple[CutSource, ...]:
        """Where the rows come from that are too many to state; empty: the model says it all."""
        return self.builder.cut_sources

    @property
    def starts(self) -> IntArray:
        """Column of each start group's start; none where it does not matter when tasks run."""
        found = (range(one.start, one.stop) for one in self.model.columns if one.name == START)
        return np.array([column for columns in found for column in columns], dtype=np.int64)

    def schedule(
        self, shares: Mapping[int, float], solution: FloatArray | None = None
    ) -> dict[str, float] | None:
        """Return when each task starts, none later than in a solution; None where nothing is said of time.

        Parameters
        ----------
        shares
            Share by position of the pair, of all that are assigned.
        solution
            A column vector, for the order of the starts in it.
        """
        if not self.problem.timing.stated:
            return None
        if solution is None or len(self.starts) == 0:
            return serial_starts(self.problem, shares)
        return serial_starts(self.problem, shares, solution[self.starts].tolist())

    def vector(
        self,
        partners: set[int],
        shares: dict[int, float],
        standbys: Iterable[int] | None = None,
        starts: Mapping[str, float] | None = None,
        packages: Iterable[int] = (),
    ) -> FloatArray:
        """Return the column vector of a plan.

        Parameters
        ----------
        partners
            Positions of the partners.
        shares
            Share by position of the eligible pair; all of them assigned.
        standbys
            Positions of the eligible pairs that stand by; None: as many as are asked for and can be had
            are chosen, one by one, the least costly and risky first.
        starts
            When each task starts, of which the order is kept; None: as early as the others leave room.
        packages
            Positions of the packages chosen, whose shares are among ``shares``.
        """
        vector = np.zeros(self.model.n_columns)
        vector[self.decisions.partner[sorted(partners)]] = 1.0
        for pair, share in shares.items():
            if self.decisions.assigned[pair] >= 0:
                vector[self.decisions.assigned[pair]] = 1.0
            vector[self.decisions.share[pair]] = share
        if standbys is None:
            standbys = seek_standbys(self.problem, partners, shares)
        vector[self.decisions.standby[list(standbys)]] = 1.0
        vector[self.decisions.package[list(packages)]] = 1.0
        if starts is not None and len(self.starts):
            timing = self.problem.timing
            begin = [starts[members[0]] for members in timing.precedence.members]
            vector[self.starts] = timing.clock.ticks(np.array(begin))
        return self.builder.complete(vector)


def formulate(problem: Problem) -> Formulation:
    """State a problem as a linear model.

    Parameters
    ----------
    problem
        The indexed instance; what is not built yet must have been refused.
    """
    strategy = problem.project.strategy
    weights = {
        "cost": strategy.cost,
        "risk": strategy.risk,
        "time": strategy.time,
        "learning": -strategy.learning,
    }
    builder = ModelBuilder(weights)
    decisions = add_decisions(builder, problem)
    for add in REQUIREMENTS:
        add(builder, problem, decisions)
    add_budget(builder, problem)
    return Formulation(problem, builder.build(), decisions, builder)
