"""The same problem with some requirements eased."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from vebuilder.formulate.problem import Problem
from vebuilder.model import Strategy, TransactionCosts


def _by_position() -> defaultdict[int, dict[str, Any]]:
    return defaultdict(dict)


@dataclass
class Edits:
    """What is asked otherwise.

    Parameters
    ----------
    project, rules
        New values by field.
    tasks, groups
        New values by field, for each position.
    not_required
        Firms that need not be partners.
    compatible
        Pairs of firms that may be in together, as stated.
    not_kept
        Assignments, by task and firm, that are not decided after all.
    max_changes
        In a tuple of one: how many firms may leave or come in, None for any number. None: as asked.
    priced_alone
        Whether firms that bid only in packages do their tasks alone as well, for nothing.
    parallel
        New number of tasks at once by position of the firm; None: no limit.
    capacity, offer_capacity
        New capacity by position of the firm or identity of the offer; None: no limit.
    """

    project: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, Any] = field(default_factory=dict)
    tasks: dict[int, dict[str, Any]] = field(default_factory=_by_position)
    groups: dict[int, dict[str, Any]] = field(default_factory=_by_position)
    not_required: set[str] = field(default_factory=set)
    compatible: set[tuple[str, str]] = field(default_factory=set)
    not_kept: set[tuple[str, str]] = field(default_factory=set)
    max_changes: tuple[int | None] | None = None
    priced_alone: bool = False
    parallel: dict[int, int | None] = field(default_factory=dict)
    capacity: dict[int, float | None] = field(default_factory=dict)
    offer_capacity: dict[int, float | None] = field(default_factory=dict)

    def applied(self, problem: Problem) -> Problem:
        """Return the problem as edited."""
        stated = problem.project.rules
        rules = dict(self.rules)
        if self.not_required:
            rules["required"] = stated.required - self.not_required
        if self.compatible:
            rules["incompatible"] = tuple(p for p in stated.incompatible if p not in self.compatible)
        if self.groups:
            rules["groups"] = _edited(stated.groups, self.groups)
        project = dict(self.project)
        if rules:
            project["rules"] = stated.model_copy(update=rules)
        if self.tasks:
            project["tasks"] = _edited(problem.tasks, self.tasks)
        return self._with_firms(with_project(problem, project))

    def _with_firms(self, problem: Problem) -> Problem:
        changes: dict[str, Any] = {}
        firms = _by_position()
        for name, values in (("capacity", self.capacity), ("max_parallel", self.parallel)):
            for position, value in values.items():
                firms[position][name] = value
        if firms:
            changes["firms"] = _edited(problem.firms, firms)
        if self.not_kept:
            left = tuple(one for one in problem.conditions.kept if one not in self.not_kept)
            changes["conditions"] = replace(problem.conditions, kept=left)
        before = problem.conditions.before
        if self.max_changes is not None and before is not None:
            eased = before.model_copy(update={"max_changes": self.max_changes[0]})
            conditions = changes.get("conditions", problem.conditions)
            changes["conditions"] = replace(conditions, before=eased)
        if self.priced_alone:
            changes["pairs"] = replace(problem.pairs, own=np.ones(len(problem.pairs), dtype=bool))
        if self.offer_capacity:
            pairs = changes.get("pairs", problem.pairs)
            capacity = pairs.offer_capacity.copy()
            for offer, value in self.offer_capacity.items():
                capacity[problem.pairs.offer == offer] = np.inf if value is None else value
            changes["pairs"] = replace(pairs, offer_capacity=capacity)
        return _replaced(problem, changes) if changes else problem


def _edited(records: Iterable[Any], updates: Mapping[int, Mapping[str, Any]]) -> tuple[Any, ...]:
    return tuple(
        record.model_copy(update=updates[position]) if position in updates else record
        for position, record in enumerate(records)
    )


def with_project(problem: Problem, fields: Mapping[str, Any]) -> Problem:
    """Return the problem with other fields of its project.

    Parameters
    ----------
    problem
        The instance.
    fields
        New values; tasks must be as many, eligible firms the same.
    """
    if not fields:
        return problem
    project = problem.project.model_copy(update=fields)
    return _replaced(problem, {"project": project, "tasks": project.tasks})


def _replaced(problem: Problem, changes: Mapping[str, Any]) -> Problem:
    part = replace(problem, **changes)
    # Trust depends on none of what is edited, and is looked up in the whole network only once.
    part.__dict__["trust"] = problem.trust
    return part


def without_risk(problem: Problem) -> Problem:
    """Return the problem without what is weighed only: whether an enterprise exists does not hang on it."""
    protection = problem.project.strategy.price_protection
    strategy = Strategy(price_protection=protection)
    losses = {task: {"loss": 0.0} for task in np.flatnonzero(problem.loss).tolist()}
    return with_project(problem, {"strategy": strategy, "tasks": _edited(problem.tasks, losses)})


def without_prices(problem: Problem) -> Problem:
    """Return a problem without a budget also without the prices that only a budget looks at."""
    if problem.project.budget is not None:
        return problem
    asked = problem.project.rules.min_trust is not None
    interfaces = problem.project.interfaces if asked else ()
    free = with_project(
        problem,
        {
            "strategy": Strategy(),
            "interfaces": tuple(one.model_copy(update={"pairs": (), "volume": 0.0}) for one in interfaces),
        },
    )
    network = problem.network.model_copy(update={"transaction_costs": TransactionCosts()})
    return _replaced(free, {"network": network})
