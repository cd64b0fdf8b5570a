"""Plans looked at along one direction in which a figure moves."""

from dataclasses import dataclass

from vebuilder.check.evaluate import evaluate
from vebuilder.explore.sensitivity.figure import Figure
from vebuilder.explore.sensitivity.loosened import loosened
from vebuilder.model.evaluation import Evaluation
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.result.enterprise import Enterprise

HALVINGS = 50


@dataclass(frozen=True)
class Along:
    """A figure that rises or falls, and what that does to plans; no optimiser is involved.

    Parameters
    ----------
    project, network
        The instance.
    figure
        What moves.
    sign
        1 where it rises, -1 where it falls.
    """

    project: Project
    network: Network
    figure: Figure
    sign: int

    @property
    def room(self) -> float:
        """How far it may move; infinite for no end."""
        figure = self.figure
        return max(figure.highest - figure.value if self.sign > 0 else figure.value - figure.lowest, 0.0)

    @property
    def least(self) -> float:
        """What a step adds to the objective of a plan at least."""
        return self.figure.effect.low if self.sign > 0 else -self.figure.effect.high

    @property
    def most(self) -> float:
        """What a step adds to the objective of a plan at most."""
        return self.figure.effect.high if self.sign > 0 else -self.figure.effect.low

    @property
    def ruled(self) -> bool:
        """Whether a rule of the project looks at such a figure."""
        return loosened(self.project, self.figure.ruled) != self.project

    def value(self, step: float) -> float:
        """Return the figure after a step, never beyond its ends."""
        moved = self.figure.value + self.sign * step
        return min(max(moved, self.figure.lowest), self.figure.highest)

    def moved(self, step: float) -> tuple[Project, Network]:
        """Return the instance after a step."""
        return self.figure.moved(self.project, self.network, self.value(step))

    def touches(self, plan: Enterprise) -> bool:
        """Tell whether a plan may depend on the figure at all."""
        return self.figure.firms <= {*plan.partners, *(one.firm for one in plan.backups)}

    def judged(self, plan: Enterprise, step: float) -> Evaluation:
        """Return what a plan costs and which rules it breaks after a step."""
        return evaluate(*self.moved(step), plan)

    def slope(self, plan: Enterprise) -> float:
        """Return what a step adds to the objective of a plan, where that is straight."""
        if not self.touches(plan) or self.room == 0:
            return 0.0
        far = min(self.room, max(abs(self.figure.value), 1.0))
        rise = (self.judged(plan, far).objective - self.judged(plan, 0.0).objective) / far
        return min(max(rise, self.least), self.most)

    def sound_until(self, plan: Enterprise, far: float) -> float:
        """Return how far a plan that breaks no rule now keeps breaking none.

        Each rule is kept on an interval, so that what holds at both ends holds between them.
        """
        if not self.ruled or not self.touches(plan) or not self.judged(plan, far).violations:
            return far
        low, high = 0.0, far
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            low, high = (low, middle) if self.judged(plan, middle).violations else (middle, high)
        return low
