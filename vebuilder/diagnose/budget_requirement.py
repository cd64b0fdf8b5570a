"""What the budget asks for, and what to say where it does not pay for it."""

import math
from dataclasses import dataclass
from typing import ClassVar

from vebuilder.diagnose.edits import Edits
from vebuilder.diagnose.nearest import Nearest
from vebuilder.diagnose.requirement import Given, Requirement, Scale
from vebuilder.formulate.problem import Problem


@dataclass(frozen=True)
class Budget(Requirement):
    """`Project.budget`."""

    currency: str
    families: ClassVar[tuple[str, ...]] = ("budget",)
    scale: ClassVar[Scale] = Scale.AMOUNT

    @property
    def path(self) -> str:
        """Where it stands."""
        return "project.budget"

    @property
    def unit(self) -> str:
        """Money."""
        return self.currency

    def asked(self, problem: Problem) -> float:
        """Return the budget."""
        budget = problem.project.budget
        assert budget is not None
        return budget

    def ease(self, edits: Edits, problem: Problem, value: float | None) -> None:
        """Allow more money."""
        del problem
        edits.project["budget"] = value

    def mend(self, problem: Problem, given: Given) -> str:
        """Say by how much."""
        del problem
        if given.amount is None:
            return "give the budget up"
        return f"raise the budget by {money(given.amount, self.currency)}"

    def message(self, problem: Problem, given: Given | None, nearest: Nearest | None) -> str:
        """Say what is short."""
        del nearest
        text = f"the budget of {_stated(self.asked(problem))} {self.currency}"
        if given is None or given.amount is None:
            return f"{text} does not pay for it"
        text += ", with what funding pays," if problem.project.funding else ""
        needed = money(self.asked(problem) + given.amount, self.currency)
        if not given.exact:
            return f"{text} does not pay for it, {needed} would"
        return f"{text} is {money(given.amount, self.currency)} short: it takes {needed} at least"


def _stated(amount: float) -> str:
    """Write money as it was stated."""
    cents = f"{amount:,.2f}"
    return cents if float(cents.replace(",", "")) == amount else f"{amount:,.9g}"


def money(amount: float, currency: str) -> str:
    """Write money in whole cents, rounded up, so that what is said is enough."""
    return f"{math.ceil(100 * amount - 1e-4) / 100:,.2f} {currency}"
