"""What the interfaces cost: for each, the cheapest flow between the partners of its two tasks.

The stranger's price is a constant; only pairs that are cheaper (trust, shared standards, one house) or
dearer (distrust) get a column. Cheaper pairs may carry no more than either side's share, dearer ones must
carry what both sides force on them; the latter is exact for single-sourced tasks, so with split tasks the
dearest pair sets the constant and all others are cheaper ones. Where every pair of firms has a rate of its
own there is no constant to speak of: see `dense_interfaces`.
"""

import numpy as np

from vebuilder.check.transport import cheapest_flow
from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.dense_interfaces import DenseInterface, add_dense_interfaces
from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray, Integrality
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.rates import Rates, RateTable
from vebuilder.model import Interface


def add_transaction(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Add the cost of every interface."""
    table = RateTable(problem)
    dense = []
    for number, interface in enumerate(problem.project.interfaces):
        if interface.volume == 0:
            continue
        rates = table.of(interface)
        rows = _InterfaceRows(builder, problem, decisions, interface, number)
        if rows.single and rates.complete and len(rates.rate):
            ends = problem.task_position[interface.source], problem.task_position[interface.target]
            dense.append(DenseInterface(*ends, interface.volume, rates))
        else:
            rows.add(rates)
    add_dense_interfaces(builder, problem, decisions, dense)


class _InterfaceRows:
    """Columns and rows of one interface."""

    def __init__(
        self, builder: ModelBuilder, problem: Problem, decisions: Decisions, interface: Interface, number: int
    ) -> None:
        self._builder = builder
        self._interface = interface
        self._number = number
        ends = [problem.pairs_of(problem.task_position[end]) for end in (interface.source, interface.target)]
        self._supply, self._demand = decisions.share[ends[0]], decisions.share[ends[1]]
        self.single = all(np.array_equal(decisions.share[end], decisions.assigned[end]) for end in ends)

    def add(self, rates: Rates) -> None:
        """Add the columns of all pairs whose rate is not the constant, and what binds them."""
        if self._dearest_sets_the_constant(rates):
            rates = rates.completed(len(self._supply), len(self._demand))
        constant = float(rates.rate.max(initial=-np.inf)) if rates.complete else rates.common
        if not np.isfinite(constant):
            return
        cheaper, dearer = rates.rate < constant, rates.rate > constant
        columns = np.full(len(rates.rate), -1, dtype=np.int64)
        for name, mask in (("discounted flow", cheaper), ("surcharged flow", dearer)):
            columns[mask] = self._builder.columns(
                name,
                int(mask.sum()),
                Integrality.IMPLIED if self.single else Integrality.CONTINUOUS,
                key=[("interface", np.full(int(mask.sum()), self._number))],
            )
        listed = np.flatnonzero(columns >= 0)
        volume = self._interface.volume
        self._builder.price(
            "cost", columns[listed], volume * (rates.rate[listed] - constant), offset=volume * constant
        )
        self._bind_from_above(rates, columns, cheaper)
        self._bind_from_below(rates, columns, dearer)
        self._builder.complete_with(_Flows(self._supply, self._demand, rates, constant, columns))

    def _dearest_sets_the_constant(self, rates: Rates) -> bool:
        """Whether pairs dearer than the common rate cannot simply be surcharged, or are not worth it."""
        dearer = int(np.count_nonzero(rates.rate > rates.common))
        unlisted = len(self._supply) * len(self._demand) - len(rates.rate)
        return dearer > 0 and not rates.complete and not (self.single and dearer <= unlisted)

    def _bind_from_above(self, rates: Rates, columns: IntArray, cheaper: BoolArray) -> None:
        """Add: what flows from (to) a firm at a discount is at most its share."""
        for name, side, share in (
            ("flow from a source", rates.source, self._supply),
            ("flow to a target", rates.target, self._demand),
        ):
            ends, row = np.unique(side[cheaper], return_inverse=True)
            self._builder.rows(
                name,
                len(ends),
                [(row, columns[cheaper], 1.0), (np.arange(len(ends)), share[ends], -1.0)],
                upper=0.0,
                key=[("interface", np.full(len(ends), self._number))],
            )

    def _bind_from_below(self, rates: Rates, columns: IntArray, dearer: BoolArray) -> None:
        """Add: a dearer pair pays when both its firms are chosen."""
        rows = np.arange(int(dearer.sum()))
        self._builder.rows(
            "surcharge of a pair",
            len(rows),
            [
                (rows, columns[dearer], 1.0),
                (rows, self._supply[rates.source[dearer]], -1.0),
                (rows, self._demand[rates.target[dearer]], -1.0),
            ],
            lower=-1.0,
            key=[("interface", np.full(len(rows), self._number))],
        )


class _Flows:
    """Fills in the flow columns of an interface from the shares of its two tasks."""

    def __init__(
        self, supply: IntArray, demand: IntArray, rates: Rates, constant: float, columns: IntArray
    ) -> None:
        self._supply, self._demand = supply, demand
        self._columns = columns
        self._common = constant if not rates.complete else 0.0
        width = max(len(demand), 1)
        self._listed = {int(key): number for number, key in enumerate(rates.source * width + rates.target)}
        self._width = width
        self._rate = rates.rate

    def __call__(self, vector: FloatArray) -> None:
        sources = np.flatnonzero(vector[self._supply] > 0)
        targets = np.flatnonzero(vector[self._demand] > 0)
        listed = [[self._listed.get(int(s) * self._width + int(t)) for t in targets] for s in sources]
        rates = [[self._common if one is None else float(self._rate[one]) for one in row] for row in listed]
        flow = cheapest_flow(
            vector[self._supply[sources]].tolist(), vector[self._demand[targets]].tolist(), rates
        )
        for numbers, amounts in zip(listed, flow, strict=True):
            for number, moved in zip(numbers, amounts, strict=True):
                if number is not None and self._columns[number] >= 0:
                    vector[self._columns[number]] = moved
