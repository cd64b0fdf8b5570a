"""What third parties pay of the work of certain firms."""

from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.builder import Entries, ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray, Integrality
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.work import work_of
from vebuilder.formulate.work_range import work_range
from vebuilder.model import Funding
from vebuilder.model.record import value_key

# A switch that is exactly tight has misled a solver's preprocessing; a looser one means the same.
LOOSE = 1.01
PAID = "paid by a third party"


def funded_firms(problem: Problem, funding: Funding) -> BoolArray:
    """Return one flag a firm: whether it shows one of the values."""
    wanted = {value_key(value) for value in funding.values}
    return np.array(
        [
            funding.attribute in firm.attributes and value_key(firm.attributes[funding.attribute]) in wanted
            for firm in problem.firms
        ],
        dtype=bool,
    )


def add_funding(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Price each entry at minus what it pays: 0 <= p <= cap and p <= rate * work.

    More pay is never worse, so that is exact. Where quotes below 0 may bring the work below 0, a switch says
    whether anything is paid: p <= most z and p <= rate * work - rate * least (1 - z).
    """
    if not problem.project.funding:
        return
    work, money = work_of(problem, decisions), work_range(problem)
    for number, funding in enumerate(problem.project.funding):
        funded = funded_firms(problem, funding)
        mine = funded[work.firm]
        most = funding.rate * _over_tasks(problem, funded, np.maximum(money.most, 0.0), np.maximum)
        if funding.cap is not None:
            most = min(most, funding.cap)
        if most > 0:
            least = funding.rate * _over_tasks(problem, funded, np.minimum(money.least, 0.0), np.minimum)
            done = _Done(work.column[mine], funding.rate * work.money[mine])
            _add_payment(builder, number, done, least, most)


@dataclass(frozen=True)
class _Done:
    """The work an entry looks at, times its rate."""

    columns: IntArray
    values: FloatArray


def _add_payment(builder: ModelBuilder, number: int, done: _Done, least: float, most: float) -> None:
    """Add what one entry pays, between nothing and ``most``, of work of not less than ``least``."""
    key = [("funding", np.array([number]))]
    paid = builder.columns(PAID, 1, Integrality.CONTINUOUS, upper=most, key=key)
    builder.price("cost", paid, -1.0)
    entries: list[Entries] = [(0, paid, 1.0), (0, done.columns, -done.values)]
    slack = -least * LOOSE
    switch = np.zeros(0, dtype=np.int64)
    if slack > 0:
        switch = builder.columns("funding is due", 1, Integrality.INTEGER, key=key)
        builder.rows("funding where it is due", 1, [(0, paid, 1.0), (0, switch, -most)], upper=0.0, key=key)
        entries.append((0, switch, slack))
    builder.rows("funding of work", 1, entries, upper=slack, key=key)

    def complete(vector: FloatArray) -> None:
        due = float(done.values @ vector[done.columns])
        vector[switch] = float(due > 0)
        vector[paid] = min(max(due, 0.0), most)

    builder.complete_with(complete)


def _over_tasks(problem: Problem, funded: BoolArray, money: FloatArray, extreme: np.ufunc) -> float:
    """Return the extreme of each task among the funded firms, added up."""
    by_task = np.zeros(len(problem.tasks))
    pairs = np.flatnonzero(funded[problem.pairs.firm])
    extreme.at(by_task, problem.pairs.task[pairs], money[pairs])
    return float(by_task.sum())
