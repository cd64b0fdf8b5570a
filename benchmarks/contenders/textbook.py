"""The program as a planner writes it from the formulas, in PuLP expressions, for the CBC that PuLP brings."""

import re
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pulp

from benchmarks.contenders.contender import Answer, Limits, NothingFound, Report
from benchmarks.contenders.scope import refuse_unstated
from vebuilder import InfeasibleError, Interface, Network, Project
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.rates import RateTable

ANSWERED = {pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible}
SECONDS = re.compile(r"\(([\d.]+) seconds\)")
INCUMBENT = re.compile(
    r"(?:Solution found of|Rounding solution of|improved solution from \S+ to|Integer solution of) (\S+)"
)
EXHAUSTED = "Result - Optimal solution found"
LOWER_BOUND = re.compile(r"^Lower bound:\s+(\S+)", re.MULTILINE)
HALF_A_DIGIT = 5e-4
"""CBC prints its lower bound with three decimals."""
SIX_DIGITS = 1e-5
"""Relative: CBC prints answers on the way with six digits."""
LEAST_SECONDS = 0.1


class Textbook:
    """One variable for each pair of firms and interface, ``z >= x + x' - 1``, and nothing cunning."""

    def run(self, project: Project, network: Network, limits: Limits, report: Report) -> Answer:
        """Write the program, let CBC solve it, and read its log for the answers on the way."""
        begin = time.monotonic()
        refuse_unstated("the textbook program", project, network, split=True)
        program = write_program(project, network)
        with tempfile.TemporaryDirectory(prefix="vebuilder-") as folder:
            log = Path(folder) / "cbc.log"
            solver = _Cbc(begin + limits.seconds, limits.gap, log)
            program.lp.solve(solver)
            text = log.read_text(errors="replace")
        if program.lp.status == pulp.LpStatusInfeasible:
            raise InfeasibleError("CBC calls the textbook program infeasible")
        bound = _bound(program.lp, text)
        if program.lp.sol_status not in ANSWERED:
            raise NothingFound(bound)
        objective = _objective(program.lp)
        for seconds, cost in incumbents(text):
            # The last of them is the answer itself, but for the digits the log leaves out.
            same = abs(cost - objective) <= SIX_DIGITS * abs(objective)
            report(solver.started - begin + seconds, objective if same else cost, None)
        return Answer(program.plan(), objective, bound, f"CBC 2.10.3 through PuLP {pulp.__version__}")


@dataclass(frozen=True)
class Program:
    """The program and its decisions.

    Parameters
    ----------
    lp
        The program.
    problem
        Who may do what.
    share, assigned
        One a pair; the same variable where the task is single-sourced.
    """

    lp: Any
    problem: Problem
    share: list[Any]
    assigned: list[Any]

    def plan(self) -> tuple[tuple[str, str, float], ...]:
        """Return task, firm and share of each assignment."""
        pairs = self.problem.pairs
        return tuple(
            (
                str(self.problem.task_ids[task]),
                str(self.problem.firm_ids[firm]),
                1.0 if share is assigned else min(max(float(share.value()), 0.0), 1.0),
            )
            for task, firm, share, assigned in zip(
                pairs.task, pairs.firm, self.share, self.assigned, strict=True
            )
            if assigned.value() > 0.5
        )


def write_program(project: Project, network: Network) -> Program:
    """Write the formulas down: cover, capacity, joining, set-up, work, transaction, loss."""
    problem = Problem.of(project, network)
    pairs = problem.pairs
    lp = pulp.LpProblem("enterprise", pulp.LpMinimize)
    places = list(zip(pairs.task.tolist(), pairs.firm.tolist(), strict=True))
    assigned = [pulp.LpVariable(f"a_{t}_{f}", cat=pulp.LpBinary) for t, f in places]
    share = [
        a if problem.tasks[t].single_sourced else pulp.LpVariable(f"x_{t}_{f}", 0, 1)
        for a, (t, f) in zip(assigned, places, strict=True)
    ]
    partner = [pulp.LpVariable(f"y_{f}", cat=pulp.LpBinary) for f in range(problem.n_firms)]
    program = Program(lp, problem, share, assigned)
    money = project.strategy.cost
    loss = np.array([task.loss for task in problem.tasks])[pairs.task] * (1 - pairs.reliability)
    worth = (money * pairs.work + project.strategy.risk * loss).tolist()
    lp += (
        pulp.lpSum(value * x for value, x in zip(worth, share, strict=True))
        + pulp.lpSum(money * f.joining_cost * y for f, y in zip(problem.firms, partner, strict=True))
        + money * _setup(program)
        + money * _transaction(program)
    )
    _cover(program, partner)
    _capacity(program)
    return program


def _cover(program: Program, partner: list[Any]) -> None:
    """Every task is done, by as many firms as it wants, and whoever works is a partner."""
    lp, problem, share, assigned = program.lp, program.problem, program.share, program.assigned
    for t, task in enumerate(problem.tasks):
        mine = problem.pairs_of(t)
        lp += pulp.lpSum(share[i] for i in mine) == 1
        if not task.single_sourced:
            lp += pulp.lpSum(assigned[i] for i in mine) >= task.min_partners
            if task.max_partners is not None:
                lp += pulp.lpSum(assigned[i] for i in mine) <= task.max_partners
            for i in mine:
                lp += share[i] <= assigned[i]
                lp += share[i] >= task.min_share * assigned[i]
    for i, f in enumerate(problem.pairs.firm.tolist()):
        lp += assigned[i] <= partner[f]
    for f, y in enumerate(partner):
        lp += y <= pulp.lpSum(assigned[i] for i in np.flatnonzero(problem.pairs.firm == f))


def _capacity(program: Program) -> None:
    """No firm and no offer gives more effort than it has."""
    lp, pairs = program.lp, program.problem.pairs
    effort = pairs.effort.tolist()
    for f, firm in enumerate(program.problem.firms):
        if firm.capacity is not None:
            mine = np.flatnonzero(pairs.firm == f)
            lp += pulp.lpSum(effort[i] * program.share[i] for i in mine) <= firm.capacity
    for offer in np.unique(pairs.offer[np.isfinite(pairs.offer_capacity)]):
        mine = np.flatnonzero(pairs.offer == offer)
        capacity = float(pairs.offer_capacity[mine[0]])
        lp += pulp.lpSum(effort[i] * program.share[i] for i in mine) <= capacity


def _setup(program: Program) -> Any:
    """Return the set-up costs: once an offer used, or as quoted for the task."""
    lp, pairs = program.lp, program.problem.pairs
    quoted = np.flatnonzero(~np.isnan(pairs.quoted_setup))
    cost = pulp.lpSum(float(pairs.quoted_setup[i]) * program.assigned[i] for i in quoted)
    served = np.isnan(pairs.quoted_setup) & (pairs.offer_setup > 0)
    for offer in np.unique(pairs.offer[served]):
        used = pulp.LpVariable(f"s_{offer}", cat=pulp.LpBinary)
        mine = np.flatnonzero(served & (pairs.offer == offer))
        for i in mine:
            lp += used >= program.assigned[i]
        cost += float(pairs.offer_setup[mine[0]]) * used
    return cost


def _transaction(program: Program) -> Any:
    """Return the cost of the interfaces: a product variable for each pair of firms that has a price."""
    rates = RateTable(program.problem)
    terms = [
        term
        for number, interface in enumerate(program.problem.project.interfaces)
        for term in _products(program, rates, number, interface)
    ]
    return pulp.lpSum(terms)


def _products(program: Program, rates: RateTable, number: int, interface: Interface) -> list[Any]:
    lp, problem, chosen = program.lp, program.problem, program.assigned
    sources, targets = (
        problem.pairs_of(problem.task_position[task]) for task in (interface.source, interface.target)
    )
    table = rates.of(interface).completed(len(sources), len(targets))
    terms = []
    for source, target, rate in zip(
        sources[table.source].tolist(), targets[table.target].tolist(), table.rate.tolist(), strict=True
    ):
        price = interface.volume * rate
        if price == 0:
            continue
        z = pulp.LpVariable(f"z_{number}_{source}_{target}", 0, 1)
        lp += z >= chosen[source] + chosen[target] - 1
        if price < 0:  # a gain is not taken without the pair that brings it
            lp += z <= chosen[source]
            lp += z <= chosen[target]
        terms.append(price * z)
    return terms


class _Cbc(pulp.PULP_CBC_CMD):  # type: ignore[misc]
    """PuLP's CBC that stops at a moment, and knows when it was started."""

    def __init__(self, deadline: float, gap: float, log: Path) -> None:
        super().__init__(msg=False, gapRel=0.99 * gap, logPath=str(log))
        self.deadline = deadline
        self.started = time.monotonic()

    def getOptions(self) -> list[str]:  # noqa: N802
        """Return the options; PuLP asks for them when the model is written and CBC about to start."""
        self.started = time.monotonic()
        left = max(self.deadline - self.started, LEAST_SECONDS)
        return [*super().getOptions(), f"sec {left:.2f}"]


def incumbents(log: str) -> list[tuple[float, float]]:
    """Return seconds and cost of each better answer in a log of CBC, in the order they were found.

    Lines without a time of their own have that of the line before.
    """
    found: list[tuple[float, float]] = []
    seconds = 0.0
    for line in log.splitlines():
        if stated := SECONDS.search(line):
            seconds = max(seconds, float(stated.group(1)))
        answer = INCUMBENT.search(line)
        if answer and (not found or float(answer.group(1)) < found[-1][1]):
            found.append((seconds, float(answer.group(1))))
    return found


def _bound(lp: Any, log: str) -> float | None:
    """Return the bound CBC prints, or what its word that it ended the search is worth."""
    stated = LOWER_BOUND.search(log)
    if stated is not None:
        return float(stated.group(1)) - HALF_A_DIGIT
    if EXHAUSTED in log and lp.sol_status in ANSWERED:
        return _objective(lp)
    return None


def _objective(lp: Any) -> float:
    """Return the value of the objective; PuLP gives an empty one a variable without a value."""
    value = sum(price * variable.value() for variable, price in lp.objective.items() if price)
    return float(value + lp.objective.constant)
