"""Whether an enterprise exists once some requirements are eased, asked again and again in time."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from vebuilder.diagnose.clock import Clock
from vebuilder.diagnose.edits import without_prices
from vebuilder.diagnose.requirement import Requirement, eased
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.model import SolverError
from vebuilder.solve.options import Options
from vebuilder.solve.solve import solve

# One question may take at most this part of the time that is left, but so many seconds if they are there;
# with less than the least left none is asked.
PART, SHORT, LEAST = 0.4, 1.0, 0.05


@dataclass
class Trials:
    """Asks a solver whether the problem can be met without some of its requirements.

    Parameters
    ----------
    problem
        The instance, without what is only weighed.
    requirements
        All that is asked for.
    clock
        The time that may be spent.
    """

    problem: Problem
    requirements: tuple[Requirement, ...]
    clock: Clock
    _known: dict[frozenset[Requirement], bool] = field(default_factory=dict)

    def clash(self, kept: Iterable[Requirement]) -> bool | None:
        """Return whether some requirements alone cannot be met; None if that is not known in time."""
        kept = frozenset(kept)
        if kept not in self._known:
            if self.clock.left() <= 0:
                return None
            dropped = [one for one in self.requirements if one not in kept]
            possible = self.possible(eased(self.problem, dict.fromkeys(dropped)))
            if possible is None:
                return None
            self._known[kept] = not possible
        return self._known[kept]

    def possible(self, problem: Problem) -> bool | None:
        """Return whether an enterprise exists; None if that is not known in time."""
        left = self.clock.left()
        if left < LEAST:
            return None
        model = formulate(without_prices(problem)).model
        model = replace(model, cost=np.zeros(model.n_columns), offset=0.0)
        try:
            result = solve(model, Options(time_limit=max(PART * left, min(left, SHORT))))
        except SolverError:
            return None
        if result.stop_reason == "interrupted":
            self.clock.stop()
        if result.solution is not None:
            return True
        return False if result.status == "infeasible" else None
