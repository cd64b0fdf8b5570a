"""Other standby firms for a plan, one exchange at a time, judged by the true mean of its worst losses."""

import numpy as np

from vebuilder.check.cvar import conditional_value_at_risk
from vebuilder.formulate.failure_table import FailureTable
from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.formulate.program import Formulation
from vebuilder.model import CVaR

MOST_PASSES = 5
BETTER = 1e-9


class StandbySwaps:
    """Exchanges standbys of plans of one formulation.

    Parameters
    ----------
    formulation
        The problem; its measure must be a CVaR that weighs something.
    """

    def __init__(self, formulation: Formulation) -> None:
        problem = formulation.problem
        self._problem, self._decisions = problem, formulation.decisions
        measure = problem.project.strategy.risk_measure
        assert isinstance(measure, CVaR)
        self._level, self._weight = measure.level, problem.project.strategy.risk
        loss = problem.loss[problem.pairs.task]
        self._table = FailureTable(problem, measure, np.flatnonzero(loss > 0))
        self._backed = np.flatnonzero((problem.backups > 0) & (problem.loss > 0)).tolist()
        able = np.flatnonzero(self._decisions.standby >= 0)
        able = able[formulation.model.upper[self._decisions.standby[able]] > 0]
        self._able = {task: able[problem.pairs.task[able] == task] for task in self._backed}
        self._retainer = formulation.model.cost[np.maximum(self._decisions.standby, 0)]

    def improve(self, plan: FloatArray) -> FloatArray:
        """Return the decisions of a plan with better standbys; what follows from them is not filled in.

        The rules on standbys are not looked at: whether the plan is still one is for the caller to check.

        Parameters
        ----------
        plan
            One value per column.
        """
        problem, decisions = self._problem, self._decisions
        share = plan[decisions.share]
        stand = {
            task: [pair for pair in self._able[task].tolist() if plan[decisions.standby[pair]] > 0.5]
            for task in self._backed
        }
        partners = {task: self._partners(task, share) for task in range(len(problem.tasks))}
        lost = {
            task: self._lost(task, partners[task], share, stand.get(task, []))
            for task in range(len(problem.tasks))
            if problem.loss[task] > 0
        }
        total = np.sum(list(lost.values()), axis=0)
        for _ in range(MOST_PASSES):
            before = [list(standbys) for standbys in stand.values()]
            for task in self._backed:
                total = total - lost[task]
                stand[task] = self._best_for(task, partners[task], share, stand[task], total)
                lost[task] = self._lost(task, partners[task], share, stand[task])
                total = total + lost[task]
            if before == list(stand.values()):
                break
        better = plan.copy()
        for task, standbys in stand.items():
            better[decisions.standby[self._able[task]]] = 0.0
            better[decisions.standby[standbys]] = 1.0
        return better

    def _partners(self, task: int, share: FloatArray) -> IntArray:
        pairs = self._problem.pairs_of(task)
        return pairs[share[pairs] > 0]

    def _lost(self, task: int, partners: IntArray, share: FloatArray, standbys: list[int]) -> FloatArray:
        """Return what is lost of a task in each scenario."""
        lost = share[partners] @ self._table.fails(partners)
        failing = np.logical_and.reduce(self._table.fails(np.array(standbys, dtype=np.int64)), axis=0)
        return np.asarray(self._problem.loss[task] * lost * failing)

    def _best_for(
        self, task: int, partners: IntArray, share: FloatArray, standbys: list[int], rest: FloatArray
    ) -> list[int]:
        """Return the standbys of a task after the best exchange of one of them for another firm.

        Parameters
        ----------
        task, partners, share, standbys
            The task as it is.
        rest
            What the other tasks lose in each scenario.
        """
        best, found = self._price(task, partners, share, standbys, rest), standbys
        others = np.setdiff1d(self._able[task], np.r_[partners, standbys])
        for place in range(len(standbys)):
            for other in others.tolist():
                tried = [*standbys[:place], other, *standbys[place + 1 :]]
                price = self._price(task, partners, share, tried, rest)
                if price < best - BETTER * abs(best):
                    best, found = price, tried
        return found

    def _price(
        self, task: int, partners: IntArray, share: FloatArray, standbys: list[int], rest: FloatArray
    ) -> float:
        losses = rest + self._lost(task, partners, share, standbys)
        risk = conditional_value_at_risk(losses, self._level)
        return float(self._retainer[standbys].sum()) + self._weight * risk


def standby_swaps(formulation: Formulation) -> StandbySwaps | None:
    """Return what exchanges standbys; None where there are none, or another measure is meant."""
    problem = formulation.problem
    strategy = problem.project.strategy
    measured = isinstance(strategy.risk_measure, CVaR) and strategy.risk > 0
    backed = bool(((problem.backups > 0) & (problem.loss > 0)).any())
    return StandbySwaps(formulation) if measured and backed else None


def standbys_in(formulation: Formulation, plan: FloatArray) -> dict[int, IntArray]:
    """Return by task the pairs that stand by in a plan."""
    problem, standby = formulation.problem, formulation.decisions.standby
    able = np.flatnonzero(standby >= 0)
    chosen = able[plan[standby[able]] > 0.5]
    tasks = np.flatnonzero(problem.backups > 0).tolist()
    return {task: chosen[problem.pairs.task[chosen] == task] for task in tasks}
