"""The best enterprises with other partners, and with the same."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vebuilder.explore.neighbours.asking import Asking
from vebuilder.explore.sensitivity.figure import Ruled
from vebuilder.explore.sensitivity.loosened import loosened, on_shares
from vebuilder.formulate.conditions import NONE, Apart, Conditions
from vebuilder.model.errors import InfeasibleError, NoSolutionError
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.result.enterprise import Enterprise

REACHES = (1.0, 0.25, 0.05, 0.01)
"""How far prices may move for which rules on shares are softened, tried in turn; 1: they are dropped."""


@dataclass(frozen=True)
class Best:
    """The best enterprise found, and what all are proven to cost at least.

    Parameters
    ----------
    bound
        Infinite where there is none; minus infinite where nothing was proven.
    enterprise
        None where none was found.
    """

    bound: float
    enterprise: Enterprise | None


@dataclass(frozen=True)
class Margin:
    """The best with other partners before a figure moves, the rules that look at it loosened.

    Parameters
    ----------
    project
        With these rules.
    best
        Of this project.
    reach
        How far a price may move for that to hold, relative to what it is; infinite for no end.
    whole
        Whether the project stands for all enterprises, not only for those with a certain firm.
    """

    project: Project
    best: Best
    reach: float
    whole: bool = True


class Others:
    """What is asked about enterprises beside the chosen one.

    Parameters
    ----------
    asking
        The call.
    partners
        Those of the chosen one.
    known
        The best with other partners before anything moves, by project, as far as it was asked already.
    """

    def __init__(
        self, asking: Asking, partners: tuple[str, ...], known: Sequence[tuple[Project, Best]] = ()
    ) -> None:
        self.asking = asking
        self._partners = frozenset(partners)
        self._known = {_key(project): (project, best) for project, best in known}
        self._margins: dict[tuple[Ruled, str | None], Margin] = {}

    @property
    def known(self) -> tuple[tuple[Project, Best], ...]:
        """What was asked before anything moved."""
        return tuple(self._known.values())

    def now(self, project: Project) -> Best:
        """Return the best with other partners before anything moves; each project is asked once.

        Where the time is over, nothing is known of what was not asked before.
        """
        key = _key(project)
        if key in self._known:
            return self._known[key][1]
        if self.asking.why_over:
            return Best(-math.inf, None)
        best = self.apart(project, self.asking.network)
        self._known[key] = project, best
        return best

    def margin(self, ruled: Ruled, objective: float, firm: str | None = None) -> Margin:
        """Return the margin for a figure that certain rules look at, above the objective if that is proven.

        Rules on shares of the work are dropped; if others are better then, softened; if they still are,
        softened for plans with the one firm whose figure it is: plans without it keep the rules as before.
        """
        if (ruled, firm) not in self._margins:
            self._margins[ruled, firm] = self._margin(ruled, objective, firm)
        return self._margins[ruled, firm]

    def _margin(self, ruled: Ruled, objective: float, firm: str | None) -> Margin:
        project = self.asking.project
        if ruled == "success" and not project.rules.min_success_probability:
            ruled = "nothing"
        steps = REACHES if ruled == "work" and self._softens else REACHES[:1]
        if firm is not None and len(steps) == 1:
            return self.margin(ruled, objective)
        margin = self._first_above(objective, ruled, steps) if firm is None else self.margin(ruled, objective)
        always = project.rules.required | {project.initiator}
        if margin.best.bound > objective or len(steps) == 1 or firm is None or firm in always:
            return margin
        alone = self._first_above(objective, ruled, REACHES[1::2], firm)
        strict = self.now(project).bound
        if min(strict, alone.best.bound) <= objective:
            return margin
        best = Best(min(strict, alone.best.bound), alone.best.enterprise)
        return Margin(alone.project, best, alone.reach, whole=False)

    def _first_above(
        self, objective: float, ruled: Ruled, reaches: tuple[float, ...], firm: str | None = None
    ) -> Margin:
        """Return the margin of the first reach at which others are proven dearer; else of the last."""
        margins = []
        for reach in reaches:
            asked = loosened(self.asking.project, ruled, reach)
            if firm is not None:
                rules = asked.rules.model_copy(update={"required": asked.rules.required | {firm}})
                asked = asked.model_copy(update={"rules": rules})
            margins.append(Margin(asked, self.now(asked), math.inf if reach == 1 else reach))
            if margins[-1].best.bound > objective or self.asking.why_over:
                break
        return margins[-1]

    @property
    def _softens(self) -> bool:
        project = self.asking.project
        positive = all(quote.cost is None or quote.cost >= 0 for quote in project.quotes)
        return on_shares(project) and positive

    def apart(self, project: Project, network: Network) -> Best:
        """Return the best enterprise with other partners."""
        conditions = Conditions(apart=(Apart(self._partners, 1),))
        return _best(lambda: self.asking.form_or_raise(project, conditions, network=network))

    def same(self, project: Project, network: Network) -> Best:
        """Return the best enterprise with the same partners."""
        rules = project.rules.model_copy(
            update={
                "required": project.rules.required | self._partners,
                "max_partners": len(self._partners),
            }
        )
        asked = project.model_copy(update={"rules": rules})
        return _best(lambda: self.asking.form_or_raise(asked, NONE, network=network))


def _key(project: Project) -> str:
    return project.model_dump_json(exclude_defaults=True)


def _best(form: Callable[[], Enterprise]) -> Best:
    try:
        found = form()
    except InfeasibleError:
        return Best(math.inf, None)
    except NoSolutionError as error:
        return Best(-math.inf if error.bound is None else error.bound, None)
    return Best(-math.inf if found.bound is None else found.bound, found)
