"""Several projects at once: their models side by side, tied by what they share.

Each project keeps its own model as it is, with all its rules; nothing is formulated a second time. What ties
them are the capacities, in all their rows, and the joining cost, paid once and shared out in columns.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array, vstack

from vebuilder.check.serving import serving_offer
from vebuilder.check.taxonomy import Taxonomy
from vebuilder.formulate.blocks import MovedCuts, Row, matrix_of, moved, side_by_side
from vebuilder.formulate.cuts import CutSource
from vebuilder.formulate.decisions import FREE
from vebuilder.formulate.linear_model import (
    Family,
    FloatArray,
    IntArray,
    Integrality,
    LinearModel,
    Measure,
)
from vebuilder.formulate.program import Formulation
from vebuilder.model import Network

JOINING = "share of a joining cost"
PAID = "joining is paid once"
OWN = "only partners pay for joining"
AT_WORK = "who pays for joining works"
FIRMS, OFFERS = "capacity of a firm in all projects", "capacity of an offer in all projects"


@dataclass(frozen=True)
class Payment:
    """What one project pays of one firm's joining cost.

    Parameters
    ----------
    block
        Position of the project.
    firm
        Id of the firm.
    partner
        Column, in the whole, of whether it is a partner in this project.
    column
        Column of what is paid.
    cost
        The whole joining cost.
    """

    block: int
    firm: str
    partner: int
    column: int
    cost: float


@dataclass(frozen=True)
class Programme:
    """Several formulations as one.

    Parameters
    ----------
    blocks
        One a project; in each, joining is free for the firms in ``shared``.
    shared
        Joining cost by firm, of those that more than one project may take in.
    network
        As it is stated: what the capacities are.
    """

    blocks: tuple[Formulation, ...]
    shared: Mapping[str, float]
    network: Network

    @cached_property
    def offsets(self) -> IntArray:
        """Where the columns of each project begin, and where the last ones end."""
        return np.cumsum([0, *(one.model.n_columns for one in self.blocks)])

    @cached_property
    def payments(self) -> tuple[Payment, ...]:
        """What each project may pay, one a project and firm."""
        found: list[Payment] = []
        column = int(self.offsets[-1])
        for number, block in enumerate(self.blocks):
            for position, firm in enumerate(block.problem.firm_ids.tolist()):
                if self.shared.get(firm, 0.0) > 0:
                    partner = int(self.offsets[number] + block.decisions.partner[position])
                    found.append(Payment(number, firm, partner, column + len(found), self.shared[firm]))
        return tuple(found)

    def parts(self, solution: FloatArray) -> tuple[FloatArray, ...]:
        """Return the columns of each project."""
        ends = self.offsets
        return tuple(solution[ends[i] : ends[i + 1]] for i in range(len(self.blocks)))

    def paid(self, solution: FloatArray) -> dict[tuple[int, str], float]:
        """Return what each project pays of each firm's joining cost."""
        return {(one.block, one.firm): float(solution[one.column]) for one in self.payments}

    def vector(self, parts: Sequence[FloatArray]) -> FloatArray:
        """Return the columns of the whole; the first project that takes a firm in pays for it."""
        vector = np.concatenate([*parts, np.zeros(len(self.payments))])
        paid: set[str] = set()
        for one in self.payments:
            if vector[one.partner] > 0.5 and one.firm not in paid:
                vector[one.column] = one.cost
                paid.add(one.firm)
        return vector

    @property
    def cuts(self) -> tuple[CutSource, ...]:
        """Where the rows come from that are too many to state, of all projects."""
        return tuple(
            MovedCuts(source, int(at), int(at) + block.model.n_columns)
            for block, at in zip(self.blocks, self.offsets, strict=False)
            for source in block.cuts
        )

    @cached_property
    def tying_capacities(self) -> tuple[str, ...]:
        """Ids of the firms that the projects together could ask for more than they have, sorted."""
        return tuple(sorted({holder[0] for holder, _ in (*self._of_firms(), *self._of_offers())}))

    def model(self) -> LinearModel:
        """Return the projects' models side by side, and the rows that tie them."""
        models = [one.model for one in self.blocks]
        count = len(self.payments)
        extra = self.offsets[-1] + np.arange(count)
        matrix, families = side_by_side(models, count)
        matrix = self._with_budgets(matrix, families)
        tying = self._tying_rows()
        rows, lower, upper = [matrix], [m.row_lower for m in models], [m.row_upper for m in models]
        for name, found in tying.items():
            if not found:
                continue
            start = families[-1].stop if families else 0
            families.append(Family(name, start, start + len(found)))
            rows.append(matrix_of(found, matrix.shape[1]))
            lower.append(np.full(len(found), -np.inf))
            upper.append(np.array([most for _, _, most in found]))
        weight = np.array([self._weight(one.block) for one in self.payments])
        columns = [
            replace(one, start=one.start + int(at), stop=one.stop + int(at))
            for m, at in zip(models, self.offsets, strict=False)
            for one in m.columns
        ]
        if count:
            columns.append(Family(JOINING, int(extra[0]), int(extra[-1]) + 1))
        return LinearModel(
            cost=np.concatenate([*(m.cost for m in models), weight]),
            offset=sum(m.offset for m in models),
            lower=np.concatenate([*(m.lower for m in models), np.zeros(count)]),
            upper=np.concatenate([*(m.upper for m in models), [one.cost for one in self.payments]]),
            integrality=np.concatenate(
                [*(m.integrality for m in models), np.full(count, int(Integrality.CONTINUOUS))]
            ).astype(np.int64),
            matrix=csr_array(vstack(rows)),
            row_lower=np.concatenate(lower),
            row_upper=np.concatenate(upper),
            columns=tuple(columns),
            rows=tuple(families),
            measures=self._measures(models, count),
            resources=tuple(
                moved(one, int(at))
                for m, at in zip(models, self.offsets, strict=False)
                for one in m.resources
            ),
        )

    def _weight(self, block: int) -> float:
        return self.blocks[block].problem.project.strategy.cost

    @staticmethod
    def _measures(models: Sequence[LinearModel], count: int) -> dict[str, Measure]:
        return {
            name: Measure(
                np.concatenate(
                    [*(m.measures[name].coefficients for m in models), np.full(count, float(name == "cost"))]
                ),
                sum(m.measures[name].offset for m in models),
            )
            for name in models[0].measures
        }

    def _with_budgets(self, matrix: csr_array, families: Sequence[Family]) -> csr_array:
        """Let what a project pays for joining count in its budget."""
        ends = np.cumsum([0, *(one.model.n_rows for one in self.blocks)])
        rows, columns = [], []
        for family in families:
            if family.name != "budget":
                continue
            block = int(np.searchsorted(ends, family.start, side="right")) - 1
            paying = [one.column for one in self.payments if one.block == block]
            rows += [family.start] * len(paying)
            columns += paying
        if not rows:
            return matrix
        return csr_array(matrix + csr_array((np.ones(len(rows)), (rows, columns)), shape=matrix.shape))

    def _tying_rows(self) -> dict[str, list[Row]]:
        payers: dict[str, list[Payment]] = {}
        for one in self.payments:
            payers.setdefault(one.firm, []).append(one)
        return {
            # What is paid in all is no less than the cost, wherever the firm is a partner.
            PAID: [
                ([one.partner, *(other.column for other in payers[one.firm])],
                 [one.cost, *([-1.0] * len(payers[one.firm]))], 0.0)
                for one in self.payments
            ],
            OWN: [([one.column, one.partner], [1.0, -one.cost], 0.0) for one in self.payments],
            AT_WORK: [*self._at_work()],
            FIRMS: [row for _, row in self._of_firms()],
            OFFERS: [row for _, row in self._of_offers()],
        }  # fmt: skip

    def _at_work(self) -> Iterator[Row]:
        """Yield y_f <= sum_t a_tf for who could pay.

        Within a project a partner for which joining is free needs no such row: there it only costs. Here one
        without work could pay in a project where money counts for less, or the budget has room. The initiator
        need not work, and a free assignment can always be had.
        """
        pairs_of = [_pairs_by_firm(block) for block in self.blocks]
        for one in self.payments:
            block = self.blocks[one.block]
            firm = block.problem.firm_position[one.firm]
            assigned = block.decisions.assigned[pairs_of[one.block][firm]]
            if firm != block.problem.initiator and not (assigned == FREE).any():
                columns = (assigned + self.offsets[one.block]).tolist()
                yield [one.partner, *columns], [1.0, *([-1.0] * len(columns))], 0.0

    def _of_firms(self) -> Iterator[tuple[tuple[str, ...], Row]]:
        capacity: dict[tuple[str, ...], float] = {
            (one.id,): one.capacity for one in self.network.firms if one.capacity is not None
        }
        return self._capacity_rows(capacity, offers=False)

    def _of_offers(self) -> Iterator[tuple[tuple[str, ...], Row]]:
        capacity: dict[tuple[str, ...], float] = {
            (firm.id, offer.competence): offer.capacity
            for firm in self.network.firms
            for offer in firm.offers
            if offer.capacity is not None
        }
        return self._capacity_rows(capacity, offers=True)

    def _capacity_rows(
        self, capacity: Mapping[tuple[str, ...], float], *, offers: bool
    ) -> Iterator[tuple[tuple[str, ...], Row]]:
        """Yield a row for each holder that more than one project could ask, together for more than it has."""
        columns: dict[tuple[str, ...], list[int]] = {}
        values: dict[tuple[str, ...], list[float]] = {}
        asking: dict[tuple[str, ...], set[int]] = {}
        for number, block in enumerate(self.blocks):
            for pair, holder in _holders(block, capacity, offers=offers):
                columns.setdefault(holder, []).append(int(self.offsets[number] + block.decisions.share[pair]))
                values.setdefault(holder, []).append(float(block.problem.pairs.effort[pair]))
                asking.setdefault(holder, set()).add(number)
        for holder, projects in asking.items():
            if len(projects) > 1 and sum(values[holder]) > capacity[holder]:
                yield holder, (columns[holder], values[holder], capacity[holder])


def _pairs_by_firm(block: Formulation) -> list[IntArray]:
    """Return the positions of each firm's eligible pairs."""
    firm = block.problem.pairs.firm
    order = np.argsort(firm, kind="stable")
    return np.split(order, np.cumsum(np.bincount(firm, minlength=block.problem.n_firms))[:-1])


def _holders(
    block: Formulation, capacity: Mapping[tuple[str, ...], float], *, offers: bool
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the pairs that take effort from a holder of capacity: a firm, or an offer of it."""
    problem = block.problem
    pairs = problem.pairs
    if not offers:
        limited = np.array([(firm,) in capacity for firm in problem.firm_ids.tolist()], dtype=bool)
        for pair in np.flatnonzero(limited[pairs.firm]).tolist():
            yield pair, (str(problem.firm_ids[pairs.firm[pair]]),)
        return
    taxonomy = Taxonomy(problem.network.competences)
    for pair in np.flatnonzero(np.isfinite(pairs.offer_capacity)).tolist():
        firm = problem.firms[pairs.firm[pair]]
        offer = serving_offer(problem.tasks[pairs.task[pair]], firm, taxonomy)
        if offer is not None and (firm.id, offer.competence) in capacity:
            yield pair, (firm.id, offer.competence)
