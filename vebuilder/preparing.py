"""From a sound instance to an audited enterprise, what is worth preparing before the start included.

A preparation only helps: with its values no plan costs more and no rule asks for more. So the instance with
some preparations paid for and others to be had for nothing is a relaxation of all choices between; a search
tree over what is bought asks for such instances only, whatever the terms, rules and solver.
"""

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from vebuilder.check.case import Case, open_case
from vebuilder.check.evaluate import appraise
from vebuilder.check.plan import Plan, PlanInput
from vebuilder.check.prepared import as_prepared, replaced_by
from vebuilder.check.structure import structure_of
from vebuilder.check.words import listing
from vebuilder.check.work import work_costs
from vebuilder.diagnose.explanation import line
from vebuilder.forming import Call, completed_start, formed
from vebuilder.formulate.prepared import FEW, after_preparations, choices_of
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.formulate.start import read_start
from vebuilder.model.errors import InfeasibleError, NoSolutionError
from vebuilder.model.evaluation import Evaluation
from vebuilder.model.fault import Fault
from vebuilder.model.fingerprint import fingerprint
from vebuilder.model.text import money
from vebuilder.result.belonging import satisfies
from vebuilder.result.enterprise import Enterprise
from vebuilder.solve.clock import Clock
from vebuilder.solve.options import Progress, relative_gap

TIME_PART = 0.5
"""Part of the time left that one instance may take."""

Names = frozenset[str]


def prepare_and_form(problem: Problem, call: Call, start: PlanInput | None = None) -> Enterprise:
    """Form an enterprise as `vebuilder.forming.formed` does, and choose what to prepare for it.

    Parameters
    ----------
    problem
        An instance that breaks no rule of the data and uses only what is built.
    call
        How it is asked for.
    start
        A plan to start from, if it breaks no rule.

    Raises
    ------
    InfeasibleError
        If no enterprise satisfies all requirements.
    NoSolutionError
        If the search was stopped before a first answer.
    """
    if not problem.project.preparations:
        return formed(problem, call, start)
    return _Tree(problem, call).run(start)


@dataclass(frozen=True, order=True)
class _Node:
    bound: float
    number: int
    bought: Names
    undecided: Names
    plan: Enterprise


class _Tree:
    """The search over what is bought."""

    def __init__(self, problem: Problem, call: Call) -> None:
        self._problem, self._call = problem, call
        self._project, self._network = problem.project, problem.network
        self._weight = self._project.strategy.cost
        self._cost = {one.id: one.cost for one in self._project.preparations}
        self._tied = self._project.budget is not None or problem.conditions.most_cost is not None
        self._notes: tuple[str, ...] = ()
        self._best: tuple[float, Enterprise, Names] | None = None
        self._open: list[_Node] = []
        self._closed = math.inf
        self._pushed = 0

    def run(self, start: PlanInput | None) -> Enterprise:
        """Search, and return the best enterprise."""
        if start is not None:
            self._begin_with(read_start(self._problem, start))
        useful = frozenset(name for name in self._cost if self._changes(name))
        self._ask(frozenset(), useful, -math.inf)
        stop = ""
        while self._open and not stop:
            node = heapq.heappop(self._open)
            if node.bound >= self._target():
                self._closed = min(self._closed, node.bound)
                break
            stop = self._divide(node)
            if stop:
                heapq.heappush(self._open, node)
        if self._best is None:
            raise self._no_answer(stop)
        return self._enterprise(stop)

    def _begin_with(self, plan: Plan) -> None:
        """Keep a plan as the best so far; if it breaks a rule, note that."""
        names = frozenset(plan.preparations)
        problem = after_preparations(self._problem, names, self._paid(names))
        whole, broken = completed_start(problem, formulate(problem), replace(plan, preparations=()))
        if broken:
            self._notes = (broken,)
            return
        # Only to be audited and stated in the planner's words.
        call = replace(self._call, clock=Clock(0.0), progress=None, explained=False)
        try:
            self._try(formed(problem, call, whole), names)
        except (InfeasibleError, NoSolutionError):
            return

    def _changes(self, name: str) -> bool:
        project, network = as_prepared(self._project, self._network, {name})
        return project != self._project or network != self._network

    def _target(self) -> float:
        if self._best is None:
            return math.inf
        best = self._best[0]
        return best - max(0.99 * self._call.options.gap * abs(best), 1e-9 * abs(best))

    def _paid(self, names: Names) -> float:
        return float(sum(self._cost[name] for name in sorted(names)))

    def _ask(self, bought: Names, undecided: Names, least: float) -> None:
        """Form the best enterprise with some bought and others free; keep what comes of it."""
        problem = after_preparations(self._problem, bought | undecided, self._paid(bought))
        left = self._call.clock.remaining()
        part = Clock(None if left is None else left * (TIME_PART if undecided or bought else 1.0))
        explained = self._call.explained and least == -math.inf
        call = replace(self._call, clock=part, progress=self._told(), explained=explained)
        found = formed(problem, call, self._start(problem))
        added = self._weight * self._paid(bought)
        bound = max(least, -math.inf if found.bound is None else found.bound + added)
        for names in choices_of(undecided):
            self._try(found, bought | names)
        if len(undecided) > FEW:
            self._drop_one_by_one(found, bought, undecided)
        self._push(bound, bought, undecided, found)

    def _push(self, bound: float, bought: Names, undecided: Names, plan: Enterprise) -> None:
        self._pushed += 1
        heapq.heappush(self._open, _Node(bound, self._pushed, bought, undecided, plan))

    def _divide(self, node: _Node) -> str:
        """Decide on one preparation more; return why that was not possible, empty if it was."""
        if not node.undecided:
            self._closed = min(self._closed, node.bound)
            return ""
        if over := self._over():
            return over
        name = self._weightiest(node)
        rest = node.undecided - {name}
        if stop := self._looked_into(node.bought, rest, node.bound):
            return stop
        bought, least = node.bought | {name}, node.bound + self._weight * self._cost[name]
        if self._tied:
            return self._looked_into(bought, rest, least)
        # The same instance at a price: the same plan is the best.
        self._push(least, bought, rest, node.plan)
        return ""

    def _looked_into(self, bought: Names, undecided: Names, least: float) -> str:
        """Look into a part; return why that was not possible, empty if it was."""
        try:
            self._ask(bought, undecided, least)
        except InfeasibleError:
            return ""
        except NoSolutionError:
            return self._over() or "time"
        return ""

    def _over(self) -> str:
        if self._call.ctrl_c.pressed():
            return "interrupted"
        return "time" if self._call.clock.for_search() == 0 else ""

    def _weightiest(self, node: _Node) -> str:
        """Return the open preparation that the plan of a node would miss most."""
        plan = self._plan(node.plan)
        every = node.bought | node.undecided

        def missed(name: str) -> tuple[bool, float]:
            judged = self._judged(plan, every - {name})
            return bool(judged.violations), judged.objective + self._weight * self._cost[name]

        return max(sorted(node.undecided), key=missed)

    def _plan(self, enterprise: Enterprise) -> Plan:
        return Plan(
            enterprise.assignments,
            enterprise.packages,
            enterprise.backups,
            starts={one.task: one.start for one in enterprise.schedule} or None,
            before=self._problem.conditions.before,
        )

    def _case(self, plan: Plan, names: Names) -> Case:
        bought = tuple(name for name in self._cost if name in names)
        return open_case(self._project, self._network, replace(plan, preparations=bought))

    def _judged(self, plan: Plan, names: Names) -> Evaluation:
        return appraise(self._case(plan, names))

    def _try(self, found: Enterprise, names: Names) -> None:
        """Keep an enterprise with what it prepares, if it breaks no rule and is better than the best."""
        judged = self._judged(self._plan(found), names)
        if judged.violations or not satisfies(self._problem.conditions, found, judged.cost.total):
            return
        best = self._best
        if best is None or (judged.objective, len(names)) < (best[0], len(best[2])):
            self._best = (judged.objective, found, names)

    def _drop_one_by_one(self, found: Enterprise, bought: Names, undecided: Names) -> None:
        plan, kept = self._plan(found), undecided
        while kept:
            self._try(found, bought | kept)
            values = {name: self._judged(plan, bought | (kept - {name})) for name in sorted(kept)}
            sound = [name for name, judged in values.items() if not judged.violations]
            if not sound:
                return
            kept -= {min(sound, key=lambda name: values[name].objective)}

    def _start(self, problem: Problem) -> Plan | None:
        """Return the best plan so far, where it keeps the rules of an instance."""
        if self._best is None:
            return None
        found = self._best[1]
        plan = self._plan(found)
        judged = appraise(open_case(problem.project, problem.network, plan))
        keeps = satisfies(problem.conditions, found, judged.cost.total)
        return plan if judged.feasible and keeps else None

    def _bound(self) -> float:
        return min([self._closed, *(node.bound for node in self._open)])

    def _told(self) -> Callable[[Progress], None] | None:
        """Return the callback, told of the whole search."""
        progress, clock = self._call.progress, self._call.clock
        if progress is None:
            return None
        bound = self._bound()

        def tell(_event: Progress) -> None:
            best = None if self._best is None else self._best[0]
            proven = bound if math.isfinite(bound) else None
            gap = None if best is None or proven is None else relative_gap(best, min(proven, best))
            progress(Progress(clock.seconds(), best, proven, gap))

        return tell

    def _no_answer(self, stop: str) -> Exception:
        if stop:
            how = "interrupted" if stop == "interrupted" else "out of time"
            return NoSolutionError(
                f"The search was {how} before an answer was found that pays for what it prepares; allow more "
                "time, or hand over a start (`start=`, from Python)",
                None if math.isinf(self._bound()) else self._bound(),
                stop,
            )
        head = f"No enterprise can satisfy all requirements of project {self._project.id!r}"
        if not self._call.explained:
            return InfeasibleError(head)
        return self._short_budget(head)

    def _short_budget(self, head: str) -> Exception:
        """Return what the budget lacks: with all prepared for nothing there was an enterprise."""
        weights = {"cost": 1.0, "risk": 0.0, "time": 0.0, "learning": 0.0}
        strategy = self._project.strategy.model_copy(update=weights)
        project = self._project.model_copy(update={"budget": None, "strategy": strategy})
        free = Problem.of(project, self._network, conditions=self._problem.conditions)
        try:
            call = replace(self._call, progress=None, explained=False)
            cheapest = _Tree(free, call).run(None)
        except (InfeasibleError, NoSolutionError):
            return InfeasibleError(f"{head}: the budget does not pay for what would have to be prepared")
        needed, budget, currency = cheapest.cost.total, self._project.budget or 0.0, self._project.currency
        names = listing(cheapest.preparations) if cheapest.preparations else "nothing"
        fault = Fault(
            path="project.budget",
            ids=(self._project.id,),
            message=(
                f"the cheapest enterprise that keeps all other requirements costs {money(needed)} {currency} "
                f"and prepares {names}; the budget is {money(budget)} {currency}"
            ),
            mend=f"raise the budget by {money(needed - budget)} {currency}",
        )
        return InfeasibleError(f"{head}. This would have to give:\n{line(fault)}", (fault,))

    def _enterprise(self, stop: str) -> Enterprise:
        """Return the best plan as an enterprise of the whole project."""
        assert self._best is not None
        _, found, names = self._best
        bought = tuple(name for name in self._cost if name in names)
        case = self._case(self._plan(found), names)
        judged = appraise(case)
        bound = min(self._bound(), judged.objective)
        proven = math.isfinite(bound) and relative_gap(judged.objective, bound) <= self._call.options.gap
        return found.model_copy(
            update={
                "preparations": bought,
                "replaced": replaced_by(self._project, self._network, bought) if bought else None,
                "cost": judged.cost,
                "risk": judged.risk,
                "makespan": judged.makespan,
                "learning": judged.learning,
                "objective": judged.objective,
                "bound": bound if math.isfinite(bound) else None,
                "outcome": "optimal" if proven else "feasible",
                "structure": structure_of(case, work_costs(case)),
                "notes": (*found.notes, *self._notes),
                "stop_reason": stop or found.stop_reason,
                "fingerprint": fingerprint(self._project, self._network),
                "seconds": self._call.clock.seconds(),
            }
        )
