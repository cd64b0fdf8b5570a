"""One plan under search: who does what, and every figure that follows, kept up to date move by move."""

import numpy as np

from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray
from vebuilder.solve.search.landscape import Landscape
from vebuilder.solve.search.losses import Losses


class State:
    """A choice for every task. Rules and capacities may be broken: by how much is ``excess``.

    Parameters
    ----------
    landscape
        What everything costs.
    choice
        One choice a task.
    """

    def __init__(self, landscape: Landscape, choice: IntArray) -> None:
        self.landscape = landscape
        self.choice = choice.copy()
        self.firm: IntArray = landscape.firm[self.choice]
        self._start = landscape.start.tolist()
        self._ranges = [slice(a, b) for a, b in zip(self._start[:-1], self._start[1:], strict=True)]
        self._firms = [landscape.firm[part] for part in self._ranges]
        self._plain = landscape.coordination == 0 and landscape.sets.shape[0] == 0
        self._with_setup = len(landscape.setup) > 1
        self._none = np.zeros(int(np.diff(landscape.start).max()))
        risk = landscape.at_risk
        self._losses = (
            None if risk.tail is None else Losses(risk.tail, landscape.risk_weight, landscape.start)
        )
        self._alone = landscape.alone if self._losses is None else landscape.alone - risk.mean
        self.rebuild()

    def rebuild(self) -> None:
        """Work everything out anew from the choices, so that rounding does not pile up."""
        land = self.landscape
        interfaces = np.zeros(len(land.task))
        land.affinity.add(interfaces, self.choice)
        self.prices = self._alone + interfaces
        # Each interface stands in the prices of both its tasks.
        together = float(interfaces[self.choice].sum() / 2)
        self.room = land.capacity.copy()
        for holder in land.holder:
            np.subtract.at(self.room, holder[self.choice], land.effort[self.choice])
        self.count: IntArray = np.bincount(self.firm, minlength=land.n_firms)
        if land.initiator is not None:
            self.count[land.initiator] += 1
        self.partner: BoolArray = self.count > 0
        self.uses: IntArray = np.bincount(land.offer[self.choice], minlength=len(land.setup))
        self.uses[0] = 1
        self.tooling = np.where(self.uses > 0, 0.0, land.weight * land.setup)
        self.cost = float(self._alone[self.choice].sum()) + together + self._membership_cost()
        self.cost += float(land.weight * land.setup[self.uses > 0].sum())
        if self._losses is not None:
            self.cost += self._losses.set_to(self.choice)
        self._refresh()
        self.excess = self._rules_broken() + float(np.maximum(-self.room, 0.0).sum())

    def retune(self) -> None:
        """Take from the cost by what the moves of late have overstated the risk."""
        if self._losses is not None:
            self.cost += self._losses.retune()

    def price(self, penalty: float) -> float:
        """Return the cost with all excess charged at a penalty."""
        return self.cost + penalty * self.excess

    def prices_of(self, task: int) -> tuple[FloatArray, FloatArray]:
        """Return cost and excess of each choice of a lifted task, all on the same level."""
        part = self._ranges[task]
        land, firms = self.landscape, self._firms[task]
        cost = self.prices[part] + self.entry[firms]
        if self._with_setup:
            cost += self.tooling[land.offer[part]]
        if self._losses is not None:
            cost += self._losses.rises(task, part)
        excess = self.entry_excess[firms] if not self._plain else None
        effort = land.effort[part]
        for holder in land.holder:
            lacking = effort - self.room[holder[part]]
            np.minimum(lacking, effort, out=lacking)
            np.maximum(lacking, 0.0, out=lacking)
            excess = lacking if excess is None else excess + lacking
        return cost, self._none[: len(cost)] if excess is None else excess

    def lift(self, task: int) -> None:
        """Take a task away from its firm; it must be put back before anything else is done."""
        self._book(int(self.choice[task]), -1)

    def put(self, task: int, choice: int) -> None:
        """Give a lifted task to a firm."""
        old = int(self.choice[task])
        self._book(choice, 1)
        if choice != old:
            self.landscape.affinity.swing(self.prices, old, choice)
            self.choice[task] = choice
            self.firm[task] = self.landscape.firm[choice]

    def move(self, task: int, choice: int) -> None:
        """Give a task to another firm, figures included."""
        self.lift(task)
        cost, excess = self.prices_of(task)
        start = self._start[task]
        old = int(self.choice[task]) - start
        new = choice - start
        self.cost += float(cost[new] - cost[old])
        self.excess += float(excess[new] - excess[old])
        self.put(task, choice)

    def _book(self, choice: int, sign: int) -> None:
        """Count a choice in (1) or out (-1) wherever it takes room."""
        land = self.landscape
        firm = int(land.firm[choice])
        if self._losses is not None:
            self._losses.book(choice, sign)
        for holder in land.holder:
            self.room[holder[choice]] -= sign * land.effort[choice]
        if self._with_setup:
            offer = int(land.offer[choice])
            if offer:
                self.uses[offer] += sign
                self.tooling[offer] = 0.0 if self.uses[offer] else land.weight * land.setup[offer]
        self.count[firm] += sign
        joined = self.count[firm] > 0
        if joined == self.partner[firm]:
            return
        self.partner[firm] = joined
        if self._plain:
            self.entry[firm] = 0.0 if joined else land.weight * land.joining[firm]
        else:
            self._refresh_after(firm, sign)

    def _refresh(self) -> None:
        """Work out what each firm would cost to take in now."""
        land = self.landscape
        partner = self.partner.astype(float)
        self._tie = land.coordination * (partner.sum() - partner) - land.saved @ partner
        self._held = land.sets @ partner
        self._set_entry()

    def _refresh_after(self, firm: int, sign: int) -> None:
        """Do the same when one firm has come (1) or gone (-1)."""
        land = self.landscape
        self._tie += sign * land.coordination
        self._tie[firm] -= sign * land.coordination
        saved = land.saved
        row = slice(saved.indptr[firm], saved.indptr[firm + 1])
        self._tie[saved.indices[row]] -= sign * saved.data[row]
        if land.sets.shape[0]:
            self._held = land.sets @ self.partner.astype(float)
        self._set_entry()

    def _set_entry(self) -> None:
        land = self.landscape
        self.entry = np.where(self.partner, 0.0, land.weight * (land.joining + self._tie))
        rules = land.sets.T @ (
            (self._held >= land.most).astype(float) - (self._held < land.fewest).astype(float)
        )
        self.entry_excess = np.where(self.partner, 0.0, rules)

    def _membership_cost(self) -> float:
        land = self.landscape
        partner = self.partner.astype(float)
        count = partner.sum()
        pairs = land.coordination * count * (count - 1) / 2 - partner @ (land.saved @ partner) / 2
        return float(land.weight * (land.joining @ partner + pairs))

    def _rules_broken(self) -> float:
        land = self.landscape
        missing = np.maximum(land.fewest - self._held, 0.0) + np.maximum(self._held - land.most, 0.0)
        return float(missing.sum())
