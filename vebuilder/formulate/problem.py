"""The instance as indexed arrays: everything the formulation looks at, worked out once."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from vebuilder.check.shocks import Exposure, Shocks
from vebuilder.formulate.conditions import NONE as NO_CONDITIONS
from vebuilder.formulate.conditions import Conditions, ousted
from vebuilder.formulate.core_in_house import outsiders
from vebuilder.formulate.eligibility import Pairs, eligible_pairs
from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray, Keys
from vebuilder.formulate.packages import Packages, packages_of
from vebuilder.formulate.price_tiers import PriceTiers, price_tiers
from vebuilder.formulate.timing import Timing
from vebuilder.model import Firm, Network, Project, Task
from vebuilder.trust.table import trust_matrix


@dataclass(frozen=True)
class Problem:
    """A project and a network, indexed.

    Only firms that can matter are indexed: those that may do a task, the initiator, and required firms.

    Parameters
    ----------
    project, network
        The instance.
    firms, tasks
        What the positions in all arrays refer to.
    firm_ids, task_ids
        Their ids, as object arrays.
    pairs
        The eligible firm-task pairs, by position.
    task_start
        Pairs of task ``t`` are ``task_start[t], ..., task_start[t + 1] - 1``.
    initiator
        Position of the initiator, or None.
    limits_may_give
        Whether limits on capacity and on the number of partners are only asked for, so that nothing may be
        built on them.
    conditions
        What is asked beside the project's own rules.
    """

    project: Project
    network: Network
    firms: tuple[Firm, ...]
    tasks: tuple[Task, ...]
    firm_ids: Keys
    task_ids: Keys
    pairs: Pairs
    task_start: IntArray
    initiator: int | None
    limits_may_give: bool = False
    core_may_leave: bool = False
    conditions: Conditions = NO_CONDITIONS

    @classmethod
    def of(
        cls,
        project: Project,
        network: Network,
        *,
        core_may_leave: bool = False,
        conditions: Conditions = NO_CONDITIONS,
    ) -> "Problem":
        """Index an instance that the lint has found free of faults.

        Parameters
        ----------
        project, network
            The instance.
        core_may_leave
            Whether other firms stay eligible for tasks that must stay in-house, for rows to rule them out.
        conditions
            What is asked beside the project's own rules.
        """
        pairs = eligible_pairs(project, network)
        if conditions.kept:
            pairs = pairs.take(np.flatnonzero(~ousted(project, network, conditions, pairs.task, pairs.firm)))
        if not core_may_leave:
            pairs = pairs.take(np.flatnonzero(~outsiders(project, network, pairs.task, pairs.firm)))
        touched = np.zeros(len(network.firms), dtype=bool)
        touched[pairs.firm] = True
        always = project.rules.required | ({project.initiator} if project.initiator else set())
        if always:
            touched |= np.array([firm.id in always for firm in network.firms])
        kept = np.flatnonzero(touched)
        renumbered = np.cumsum(touched) - 1
        firms = tuple(network.firms[i] for i in kept)
        pairs = pairs.renumbered(renumbered[pairs.firm]).shocked(_mean_factors(project, firms))
        firm_ids = _object_array([firm.id for firm in firms])
        initiator = [i for i, firm in enumerate(firms) if firm.id == project.initiator]
        return cls(
            project=project,
            network=network,
            firms=firms,
            tasks=project.tasks,
            firm_ids=firm_ids,
            task_ids=_object_array([task.id for task in project.tasks]),
            pairs=pairs,
            task_start=np.searchsorted(pairs.task, np.arange(len(project.tasks) + 1)),
            initiator=initiator[0] if initiator else None,
            conditions=conditions,
            core_may_leave=core_may_leave,
        )

    def restricted(self, keep: BoolArray) -> "Problem":
        """Return the same problem with some of its firms only.

        Parameters
        ----------
        keep
            One flag a firm; the initiator and required firms stay in any case.
        """
        always = self.project.rules.required | ({self.project.initiator} if self.project.initiator else set())
        if always:
            keep = keep | np.isin(self.firm_ids, list(always))
        kept = np.flatnonzero(keep)
        number = np.cumsum(keep) - 1
        pairs = self.pairs.take(np.flatnonzero(keep[self.pairs.firm]))
        part = replace(
            self,
            firms=tuple(self.firms[firm] for firm in kept),
            firm_ids=self.firm_ids[kept],
            pairs=pairs.renumbered(number[pairs.firm]),
            task_start=np.searchsorted(pairs.task, np.arange(len(self.tasks) + 1)),
            initiator=None if self.initiator is None else int(number[self.initiator]),
        )
        # Trust is looked up in the whole network only once.
        part.__dict__["trust"] = csr_array(self.trust[kept][:, kept])
        return part

    def loosened(self) -> "Problem":
        """Return the same problem with limits on capacity and on the number of partners that may give."""
        same = self
        if self.project.rules.core_in_house and not self.core_may_leave:
            same = Problem.of(self.project, self.network, core_may_leave=True)
        part = replace(same, limits_may_give=True)
        if "trust" in self.__dict__ and same is self:
            part.__dict__["trust"] = self.trust
        return part

    @property
    def n_firms(self) -> int:
        """Number of indexed firms."""
        return len(self.firms)

    @cached_property
    def firm_position(self) -> dict[str, int]:
        """Position of each indexed firm by id."""
        return {firm.id: i for i, firm in enumerate(self.firms)}

    @cached_property
    def task_position(self) -> dict[str, int]:
        """Position of each task by id."""
        return {task.id: i for i, task in enumerate(self.tasks)}

    @cached_property
    def pair_position(self) -> dict[tuple[int, int], int]:
        """Position of each eligible pair by task and firm position."""
        return {
            key: i
            for i, key in enumerate(zip(self.pairs.task.tolist(), self.pairs.firm.tolist(), strict=True))
        }

    @cached_property
    def packages(self) -> Packages:
        """The packages that can be chosen."""
        bids = self.project.packages
        known = self.pair_position if bids else {}
        return packages_of(bids, self.firm_position, self.task_position, known)

    @cached_property
    def price_tiers(self) -> PriceTiers:
        """The offers whose price depends on the amount, and what the others cost."""
        return price_tiers(self)

    @cached_property
    def shocks(self) -> Shocks:
        """The project's shocks."""
        return Shocks(self.project.shocks)

    @cached_property
    def exposures(self) -> tuple[Exposure, ...]:
        """Which shocks hit each indexed firm."""
        return tuple(map(self.shocks.exposure, self.firms))

    @cached_property
    def loss(self) -> FloatArray:
        """Money lost if each task is not delivered."""
        return np.array([task.loss for task in self.tasks], dtype=float)

    @cached_property
    def backups(self) -> IntArray:
        """Number of standby firms each task asks for."""
        return np.array([task.backups for task in self.tasks], dtype=np.int64)

    @cached_property
    def timing(self) -> Timing:
        """What can be said of time before anything is decided."""
        return Timing(self)

    @cached_property
    def trust(self) -> csr_array:
        """Trust of each indexed firm (row) in each other (column); strangers are not stored."""
        return trust_matrix(self.network, self.firm_ids)

    def pairs_of(self, task: int) -> IntArray:
        """Return the positions of the pairs of a task."""
        return np.arange(self.task_start[task], self.task_start[task + 1])

    def eligible_count(self, task: int) -> int:
        """Return how many firms may do a task."""
        return int(self.task_start[task + 1] - self.task_start[task])

    def most_partners_of(self, task: int) -> int:
        """Return how many partners a task can have at most."""
        limit = self.tasks[task].max_partners
        eligible = self.eligible_count(task)
        return eligible if limit is None else min(limit, eligible)

    def partner_limits(self) -> tuple[int, int]:
        """Return the least and the largest number of partners the rules and tasks leave open."""
        rules = self.project.rules
        lead = 0 if self.initiator is None else 1
        most = min(self.n_firms, lead + sum(map(self._rigid_limit, range(len(self.tasks)))))
        if self.limits_may_give:
            return 1, most
        if rules.max_partners is not None:
            most = min(most, rules.max_partners)
        return max(rules.min_partners or 0, 1), most

    def _rigid_limit(self, task: int) -> int:
        """Return how many partners a task can have, even if it may have more than it states."""
        most = self.most_partners_of(task)
        return self.eligible_count(task) if self.limits_may_give and most > 1 else most


def _mean_factors(project: Project, firms: tuple[Firm, ...]) -> FloatArray:
    """Return by what the shocks multiply each firm's reliability on average."""
    shocks = Shocks(project.shocks)
    if not shocks.shocks:
        return np.ones(len(firms))
    return np.array([shocks.mean_factor([shocks.exposure(firm)]) for firm in firms])


def _object_array(values: list[str]) -> Keys:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array
