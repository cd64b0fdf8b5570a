"""A single-sourced project as a weighted constraint network: one variable a task, its values are firms."""

from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation
from vebuilder.formulate.rates import RateTable
from vebuilder.model.errors import UnsupportedError
from vebuilder.solve.search.landscape import Landscape, landscape_of

MOST_ENTRIES = 5_000_000
MOST_DECIMALS = 6
LARGEST_TOTAL = 1e15
"""Sum of the largest integer costs; toulbar2 adds them up in 64 bits."""
EXACT, FLOAT = 1e-9, 4e-15
"""How far a whole number may be off: a little, or what floating point leaves of a large one."""


@dataclass
class CostNetwork:
    """Functions of one and two variables in whole numbers, and linear constraints.

    Parameters
    ----------
    sizes
        Number of values of each variable: tasks first, then 0-1 variables.
    unary, binary
        Costs by variable, and by two variables; infinite where a combination is forbidden.
    linear
        Coefficients by (variable, value), and a smallest right-hand side: ``sum >= least``.
    scale, offset
        The objective is a cost divided by the scale, plus the offset.
    forbidden
        A cost above that of every plan; stands for infinity.
    error
        What rounding to whole numbers may have changed the objective by.
    """

    sizes: list[int]
    unary: dict[int, FloatArray] = field(default_factory=dict)
    binary: dict[tuple[int, int], FloatArray] = field(default_factory=dict)
    linear: list[tuple[list[tuple[int, int, int]], int]] = field(default_factory=list)
    scale: float = 1.0
    offset: float = 0.0
    forbidden: int = 1
    error: float = 0.0


def cost_network(formulation: Formulation) -> CostNetwork:
    """Return the network of a formulation.

    Raises
    ------
    UnsupportedError
        If the project uses what such a network is not made for; names the fields.
    """
    problem = formulation.problem
    refused = _refused(problem)
    landscape = None if refused else landscape_of(formulation)
    if landscape is None:
        refused = refused or ["an instance of this size"]
        raise UnsupportedError(
            f"toulbar2 is not used for {', '.join(refused)}; choose another solver, such as auto"
        )
    network = CostNetwork([int(size) for size in np.diff(problem.task_start)])
    for task in range(landscape.n_tasks):
        network.unary[task] = landscape.alone[problem.pairs_of(task)].copy()
    _add_interfaces(network, problem)
    _add_memberships(network, landscape)
    _add_capacities(network, landscape)
    _to_whole_numbers(network)
    return network


def _refused(problem: Problem) -> list[str]:
    """Return what the project asks for that the network cannot say."""
    project, rules = problem.project, problem.project.rules
    groups = rules.groups
    asked = {
        "tasks that may be split": any(task.max_partners != 1 for task in problem.tasks),
        "project.budget": project.budget is not None,
        "rules.max_partner_share": rules.max_partner_share is not None,
        "rules.min_trust": rules.min_trust is not None,
        "rules.trust_connected": rules.trust_connected,
        "group rules on shares": any(g.min_share is not None or g.max_share is not None for g in groups),
        "rules.groups[].min_distinct": any(g.min_distinct is not None for g in groups),
        "network.transaction_costs.coordination of so many firms": (
            problem.network.transaction_costs.coordination > 0 and problem.n_firms**2 > MOST_ENTRIES / 10
        ),
    }
    return [name for name, is_asked in asked.items() if is_asked]


def _add_interfaces(network: CostNetwork, problem: Problem) -> None:
    """Add one table for each two tasks that exchange something."""
    table = RateTable(problem)
    entries = 0
    for one in problem.project.interfaces:
        if one.volume == 0:
            continue
        first, second = (problem.task_position[end] for end in (one.source, one.target))
        shape = problem.eligible_count(first), problem.eligible_count(second)
        rate = table.of(one).completed(*shape).rate.reshape(shape)
        cost = problem.project.strategy.cost * one.volume * rate
        key = first, second
        if first > second:
            key, cost = (second, first), cost.T
        if key in network.binary:
            network.binary[key] = network.binary[key] + cost
        else:
            network.binary[key] = cost.copy()
            entries += cost.size
        if entries > MOST_ENTRIES:
            raise UnsupportedError("toulbar2 is not used for interfaces between so many firms")


def _add_memberships(network: CostNetwork, land: Landscape) -> None:
    """Add a 0-1 variable for each firm and offer whose use has a price or a rule, bound to the choices."""
    partner: dict[int, int] = {}
    everywhere = land.coordination > 0 or land.sets.shape[0] > 0
    for firm in range(land.n_firms):
        members = np.flatnonzero(land.firm == firm)
        price = land.weight * land.joining[firm]
        if not everywhere and price == 0:
            continue
        partner[firm] = _add_switch(network, land, members, price, must_work=everywhere)
        if firm == land.initiator:
            network.unary[partner[firm]][0] = np.inf
            network.linear.pop()  # the one partner that need not work
    for number in range(1, len(land.setup)):
        members = np.flatnonzero(land.offer == number)
        _add_switch(network, land, members, land.weight * land.setup[number], must_work=False)
    _add_coordination(network, land, partner)
    _add_partner_rows(network, land, partner)


def _add_coordination(network: CostNetwork, land: Landscape, partner: dict[int, int]) -> None:
    """Add the price of each pair of partners."""
    if land.coordination == 0:
        return
    saved = land.saved.toarray()
    for first, second in combinations(range(land.n_firms), 2):
        price = land.weight * (land.coordination - saved[first, second])
        network.binary[partner[first], partner[second]] = np.array([[0.0, 0.0], [0.0, price]])


def _add_partner_rows(network: CostNetwork, land: Landscape, partner: dict[int, int]) -> None:
    """Add limits on the number of partners in sets of firms."""
    for row in range(land.sets.shape[0]):
        firms = land.sets.indices[land.sets.indptr[row] : land.sets.indptr[row + 1]]
        held = [(partner[int(firm)], 1, 1) for firm in firms]
        if np.isfinite(land.fewest[row]):
            network.linear.append((held, int(np.ceil(land.fewest[row]))))
        if np.isfinite(land.most[row]):
            network.linear.append(([(v, k, -c) for v, k, c in held], -int(np.floor(land.most[row]))))


def _add_switch(
    network: CostNetwork, land: Landscape, members: IntArray, price: float, *, must_work: bool
) -> int:
    """Add a 0-1 variable that is on whenever one of some choices is made, and return its number."""
    switch = len(network.sizes)
    network.sizes.append(2)
    network.unary[switch] = np.array([0.0, price])
    for choice in members.tolist():
        task = int(land.task[choice])
        forbidden = np.zeros((network.sizes[task], 2))
        forbidden[choice - int(land.start[task]), 0] = np.inf
        network.binary[task, switch] = forbidden
    if must_work:
        working = [(int(land.task[c]), int(c - land.start[land.task[c]]), 1) for c in members.tolist()]
        network.linear.append(([*working, (switch, 1, -1)], 0))
    return switch


def _add_capacities(network: CostNetwork, land: Landscape) -> None:
    """Add what every firm and offer can hold; efforts must be decimals of a few digits."""
    for holder in land.holder:
        for number in np.unique(holder).tolist():
            members = np.flatnonzero(holder == number)
            efforts, capacity = land.effort[members] * land.unit, land.capacity[number] * land.unit
            if efforts.sum() <= capacity:
                continue
            scale = _exact_scale(np.r_[efforts, capacity])
            if scale is None:
                raise UnsupportedError("toulbar2 is not used for efforts of more than six decimals")
            held = [
                (int(land.task[c]), int(c - land.start[land.task[c]]), -int(effort))
                for c, effort in zip(members.tolist(), np.rint(efforts * scale), strict=True)
                if effort > 0
            ]
            network.linear.append((held, -int(np.rint(capacity * scale))))


def _exact_scale(values: FloatArray) -> float | None:
    """Return the smallest power of ten that makes all values whole; None beyond six decimals."""
    for digits in range(MOST_DECIMALS + 1):
        scaled = values * 10.0**digits
        if np.all(np.abs(scaled - np.rint(scaled)) <= np.maximum(EXACT, FLOAT * np.abs(scaled))):
            return float(10.0**digits)
    return None


def _to_whole_numbers(network: CostNetwork) -> None:
    """Shift all costs to 0 and up and scale them to whole numbers, exactly where decimals allow."""
    tables: list[FloatArray] = [*network.unary.values(), *network.binary.values()]
    total = 0.0
    for table in tables:
        finite = table[np.isfinite(table)]
        least = float(finite.min())
        network.offset += least
        np.subtract(table, least, out=table)
        total += float(finite.max()) - least
    scale = _exact_scale(np.concatenate([table[np.isfinite(table)] for table in tables]))
    exact = scale is not None and scale * total <= LARGEST_TOTAL
    if scale is None or not exact:
        scale = 10.0 ** np.floor(np.log10(LARGEST_TOTAL / max(total, 1.0)) - 3)
    network.scale = float(scale)
    if not exact:
        # Each plan takes one entry of each table, each off by half a unit at most.
        network.error = 0.5 * len(tables) / network.scale
    for table in tables:
        np.rint(table * scale, out=table)
    network.forbidden = int(sum(table[np.isfinite(table)].max() for table in tables)) + 1
    for table in tables:
        table[np.isinf(table)] = network.forbidden
