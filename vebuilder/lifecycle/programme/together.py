"""All projects in one search, and what comes of it audited project by project and together."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from vebuilder.check.before import as_left
from vebuilder.check.case import open_case
from vebuilder.check.evaluate import evaluate
from vebuilder.check.plan import Plan, read_plan
from vebuilder.check.programme import programme_violations
from vebuilder.diagnose.infeasible import refuse_impossible
from vebuilder.forming import Call, enterprise_of
from vebuilder.formulate.conditions import Conditions
from vebuilder.formulate.linear_model import FloatArray
from vebuilder.formulate.money_unit import MoneyUnit
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.formulate.programme import Programme as Joint
from vebuilder.formulate.start import start_vector, with_schedule
from vebuilder.lifecycle.programme.merged import Merged
from vebuilder.model.before import Before
from vebuilder.model.errors import AuditError
from vebuilder.model.evaluation import Violation
from vebuilder.model.fingerprint import fingerprint
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.record import ReadOnlyMap
from vebuilder.result.audit import audit
from vebuilder.result.enterprise import Enterprise
from vebuilder.solve.auto import choose
from vebuilder.solve.backend import Backend
from vebuilder.solve.by_cuts import ByCuts
from vebuilder.solve.outcome import RawResult
from vebuilder.solve.registry import load
from vebuilder.solve.solve import solve

ROUNDING = 1e-6


@dataclass(frozen=True)
class Together:
    """Several projects as one model.

    Parameters
    ----------
    projects, network
        The instance.
    problems
        One a project, in which joining is free for those that more than one may take in.
    joint
        Their formulations, as the solvers see the money.
    unit
        How they see it.
    merged
        All of them as one project, where that is the same.
    """

    projects: tuple[Project, ...]
    network: Network
    problems: tuple[Problem, ...]
    joint: Joint
    unit: MoneyUnit
    merged: Merged | None = None

    @staticmethod
    def of(projects: tuple[Project, ...], network: Network, free: frozenset[str], call: Call) -> "Together":
        """State all projects.

        Parameters
        ----------
        projects, network
            The instance.
        free
            Firms that join without paying.
        call
            How they are asked for.

        Raises
        ------
        InfeasibleError
            If counting shows that a project cannot be formed at all.
        """
        plain = [Problem.of(one, network) for one in projects]
        for problem in plain:
            refuse_impossible(problem, call.clock.remaining())
        seen: dict[str, int] = {}
        for problem in plain:
            for firm in problem.firm_ids.tolist():
                seen[firm] = seen.get(firm, 0) + 1
        shared = {
            firm.id: firm.joining_cost
            for firm in network.firms
            if firm.joining_cost > 0 and firm.id not in free and seen.get(firm.id, 0) > 1
        }
        before = Before(joining=ReadOnlyMap(dict.fromkeys(sorted({*shared, *free}), 0.0)))
        problems = tuple(
            Problem.of(*as_left(one, network, before), conditions=Conditions(before=before))
            for one in projects
        )
        unit = MoneyUnit.of(problems[0])
        blocks = tuple(formulate(unit.counted(one)) for one in problems)
        counted = {firm: cost * unit.money for firm, cost in shared.items()}
        merged = Merged.of(projects, network, plain, free)
        return Together(projects, network, problems, Joint(blocks, counted, network), unit, merged)

    def search(self, call: Call, known: Sequence[Enterprise] | None) -> RawResult:
        """Search, from known enterprises if there are any.

        Parameters
        ----------
        call
            How it is asked for.
        known
            One a project, which keep what the projects share.
        """
        if self.merged is not None:
            result, plans = self.merged.search(call, known)
            return result if plans is None else replace(result, solution=self._vector(plans))
        options = replace(
            call.options,
            start=None if known is None else self._start(known),
            time_limit=call.clock.for_search(),
            progress=call.clock.shifted(call.progress, self.unit.objective),
            interrupted=call.ctrl_c.pressed,
        )
        model = self.joint.model()
        engine: str | Backend = call.solver
        if self.joint.cuts:
            name = choose(model)[0] if call.solver == "auto" else call.solver
            engine = ByCuts(self.joint, load(name), call.solver)
        result = solve(model, options, engine)
        bound = None if result.bound is None else result.bound / self.unit.objective
        return replace(result, bound=bound)

    def _start(self, known: Sequence[Enterprise]) -> FloatArray:
        plans = []
        for one in known:
            starts = {each.task: each.start for each in one.schedule} or None
            plans.append(Plan(one.assignments, one.packages, one.backups, starts=starts))
        return self._vector(plans)

    def _vector(self, plans: Sequence[Plan]) -> FloatArray:
        blocks = zip(self.joint.blocks, plans, strict=True)
        return self.joint.vector([start_vector(block, with_schedule(block, plan)) for block, plan in blocks])

    def enterprises(self, result: RawResult, call: Call) -> tuple[Enterprise, ...]:
        """Return the enterprises of a solution, audited; joining is shared out equally where budgets let it.

        Parameters
        ----------
        result
            With a solution.
        call
            How it was asked for.
        """
        found = self._agreed(result, self._audited(result, call, lean=False))
        lean = self._audited(result, call, lean=True)
        # A partner with share 0 that nothing in its own project asks for may pay for what another needs.
        if any(len(one.partners) < len(other.partners) for one, other in zip(lean, found, strict=True)):
            fewer = self._agreed(result, lean)
            if not self._broken(fewer) and _objective(fewer) <= _objective(found) + self._rounding:
                found = fewer
        self.refuse_broken(found)
        return found

    @property
    def _rounding(self) -> float:
        return ROUNDING / self.unit.objective

    def _audited(self, result: RawResult, call: Call, *, lean: bool) -> list[Enterprise]:
        """Return the enterprises of a solution, each audited by itself, as if joining were free."""
        assert result.solution is not None
        found = []
        parts = self.joint.parts(result.solution)
        for block, problem, part in zip(self.joint.blocks, self.problems, parts, strict=True):
            own = self.unit.in_own_money(block, problem)
            alone = replace(result, solution=part, bound=None, notes=())
            audited = audit(own, alone, one=1.0 / self.unit.objective, lean=lean)
            found.append(enterprise_of(own, alone, audited, call.options.gap, call.clock))
        return found

    def _agreed(self, result: RawResult, found: Sequence[Enterprise]) -> tuple[Enterprise, ...]:
        """Return the enterprises with what each pays for joining: equal parts, unless that is dearer."""
        assert result.solution is not None
        searched = self._split(result.solution, found)
        equal = {key: self._cost(key[1]) / sum(other == key[1] for _, other in searched) for key in searched}
        chosen = self._paying(found, equal)
        in_budget = self._paying(found, searched)
        if not self._sound(chosen) or _objective(chosen) > _objective(in_budget) + self._rounding:
            return in_budget
        return chosen

    def _split(self, solution: FloatArray, found: Sequence[Enterprise]) -> dict[tuple[int, str], float]:
        """Return what each project pays for each firm it shares, as the search left it; once in all."""
        paid = {
            (number, firm): amount / self.unit.money
            for (number, firm), amount in self.joint.paid(solution).items()
            if firm in found[number].partners
        }
        totals: dict[str, float] = {}
        for (_, firm), amount in paid.items():
            totals[firm] = totals.get(firm, 0.0) + amount
        return {
            key: self._cost(key[1]) * amount / totals[key[1]] if totals[key[1]] > 0 else 0.0
            for key, amount in paid.items()
        }

    def _cost(self, firm: str) -> float:
        return self.joint.shared[firm] / self.unit.money

    def _paying(
        self, found: Sequence[Enterprise], split: Mapping[tuple[int, str], float]
    ) -> tuple[Enterprise, ...]:
        """Return the enterprises with what they pay for joining, recomputed from what was stated."""
        told = []
        for number, (project, one) in enumerate(zip(self.projects, found, strict=True)):
            before = one.before or Before()
            joining = {
                firm: split.get((number, firm), 0.0) for firm in before.joining if firm in one.partners
            }
            agreed = one.model_copy(update={"before": Before(joining=ReadOnlyMap(joining))})
            judged = evaluate(project, self.network, agreed)
            told.append(
                agreed.model_copy(
                    update={
                        "cost": judged.cost,
                        "objective": judged.objective,
                        "fingerprint": fingerprint(project, self.network),
                    }
                )
            )
        return tuple(told)

    def _sound(self, found: Sequence[Enterprise]) -> bool:
        return all(
            evaluate(project, self.network, one).feasible
            for project, one in zip(self.projects, found, strict=True)
        )

    def refuse_broken(self, found: Sequence[Enterprise]) -> None:
        """Refuse enterprises that break a rule, alone or together.

        Parameters
        ----------
        found
            One a project.

        Raises
        ------
        AuditError
            If they do.
        """
        if broken := self._broken(found):
            text = "; ".join(str(violation) for violation in broken)
            raise AuditError(f"the answer breaks rules and is withheld: {text}")

    def _broken(self, found: Sequence[Enterprise]) -> list[Violation]:
        cases, broken = [], []
        for project, one in zip(self.projects, found, strict=True):
            broken += [*evaluate(project, self.network, one).violations]
            cases.append(open_case(project, self.network, read_plan(one, project, self.network)))
        return [*broken, *programme_violations(cases, [one.cost.joining for one in found], self.network)]


def _objective(found: Sequence[Enterprise]) -> float:
    return math.fsum(one.objective for one in found)
