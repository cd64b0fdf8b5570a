"""The risk of one enterprise as the optimiser, the evaluation and the simulation see it, compared."""

import math
from dataclasses import dataclass

import numpy as np

from explore.simulation.exact import Law
from vebuilder import CVaR, ExpectedLoss, Risk, Rules, Simulation, Strategy, WorstCase, evaluate, simulate
from vebuilder.check.case import open_case
from vebuilder.check.cvar import scenario_losses
from vebuilder.check.plan import read_plan
from vebuilder.check.scenarios import Scenarios
from vebuilder.check.stakes import stakes
from vebuilder.explore.simulation.exposure import Exposure
from vebuilder.explore.simulation.stream import uniform
from vebuilder.explore.simulation.tail import cvar_error
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.formulate.start import start_vector
from vebuilder.model import Network, Project
from vebuilder.model.strategy import RiskMeasure
from vebuilder.result.enterprise import Enterprise
from vebuilder.solve.residual import residual

RUNS, SCENARIOS, LEVEL = 20_000, 4_000, 0.9
FAILURES = (1, 2, 3)
SAME = 1e-9
"""What two exact figures may differ by, relative."""


@dataclass(frozen=True)
class Seen:
    """An enterprise, what it was formed from, and its simulation."""

    enterprise: Enterprise
    project: Project
    network: Network
    simulation: Simulation

    def missed(self) -> dict[str, float]:
        """Return by how many standard errors each figure misses; exact figures by 0 or infinitely many."""
        return self._expected_loss() | self._success() | self._cvar() | self._worst_cases()

    def _expected_loss(self) -> dict[str, float]:
        evaluated, optimised = self._under(ExpectedLoss())
        simulation = self.simulation
        return {
            "expected loss": _errors(
                simulation.mean_loss - evaluated.expected_loss, simulation.standard_error
            ),
            "expected loss, optimised": _exact(optimised, evaluated.expected_loss),
        }

    def _success(self) -> dict[str, float]:
        exact = Law(self.enterprise, self.project, self.network).success()
        evaluated = evaluate(self.project, self.network, self.enterprise).risk.success_probability
        error = math.sqrt(exact * (1 - exact) / self.simulation.runs)
        found = {"success": _errors(self.simulation.success_probability - exact, error)}
        if evaluated is not None:
            found["success, evaluated"] = _errors(self.simulation.success_probability - evaluated, error)
        if not (self.enterprise.backups or self.project.shocks or self._may_be_shared()):
            found["success, optimised"] = self._success_as_a_rule(exact)
        return found

    def _success_as_a_rule(self, exact: float) -> float:
        """Return 0 if the optimiser allows this enterprise where so much is asked for, and no more."""
        allowed = []
        for needed in (0.999 * exact, min(1.001 * exact, (1 + exact) / 2)):
            asked = self.project.model_copy(update={"rules": Rules(min_success_probability=needed)})
            formulation = formulate(Problem.of(asked, self.network))
            vector = start_vector(formulation, read_plan(self.enterprise, asked, self.network))
            allowed.append(residual(formulation.model, vector).feasible)
        return 0.0 if allowed == [True, False] else math.inf

    def _may_be_shared(self) -> bool:
        return not all(task.single_sourced for task in self.project.tasks)

    def _cvar(self) -> dict[str, float]:
        measure = CVaR(level=LEVEL, scenarios=SCENARIOS, seed=7)
        evaluated, optimised = self._under(measure)
        case = open_case(self.project, self.network, read_plan(self.enterprise, self.project, self.network))
        losses = scenario_losses(stakes(case), case.firms, Scenarios(measure, self.project.shocks))
        error = math.hypot(self.simulation.cvar_error(LEVEL), cvar_error(losses, LEVEL))
        return {
            "cvar": _errors(self.simulation.cvar(LEVEL) - evaluated.value, error),
            "cvar, optimised": _exact(optimised, evaluated.value),
        }

    def _worst_cases(self) -> dict[str, float]:
        found, failing = {}, failures(self)
        for most in FAILURES:
            evaluated, optimised = self._under(WorstCase(failures=most))
            seen = float(self.simulation.losses[failing <= most].max(initial=0.0))
            found[f"worst case {most}"] = 0.0 if seen <= evaluated.value * (1 + SAME) else math.inf
            found[f"worst case {most}, optimised"] = _exact(optimised, evaluated.value)
        return found

    def _under(self, measure: RiskMeasure) -> tuple[Risk, float]:
        """Return what the evaluation and the optimiser say of the risk, when it is measured so."""
        asked = self.project.model_copy(
            update={"strategy": Strategy(cost=0, risk=1, risk_measure=measure), "retainer": 0.0}
        )
        formulation = formulate(Problem.of(asked, self.network))
        vector = start_vector(formulation, read_plan(self.enterprise, asked, self.network))
        assert residual(formulation.model, vector).feasible
        return evaluate(asked, self.network, self.enterprise).risk, formulation.model.objective(vector)


def seen(enterprise: Enterprise, project: Project, network: Network, seed: int) -> Seen:
    """Simulate an enterprise, whatever it was optimised for."""
    return Seen(enterprise, project, network, simulate(enterprise, project, network, runs=RUNS, seed=seed))


def failures(one: Seen) -> np.ndarray:
    """Return how many firms fail in each run in at least one of their tasks, standbys' included."""
    exposure = Exposure.of(one.enterprise, one.project, one.network)
    seed, runs = one.simulation.seed, one.simulation.runs
    factor = {}
    for position, shock in enumerate(exposure.shocks):
        strikes = uniform(seed, shock.identity, 0, runs) < shock.shock.probability
        factor[position] = np.where(strikes, shock.shock.reliability_factor, 1.0)
    count = np.zeros(runs, dtype=int)
    for firm in exposure.firms:
        level = min(firm.reliabilities) * np.prod([factor[shock] for shock in firm.shocks] or [1.0], axis=0)
        count += 1 - uniform(seed, ("firm", firm.id), 0, runs) > level
    return count


def _errors(off: float, error: float) -> float:
    return off / error if error else (0.0 if abs(off) < SAME else math.inf)


def _exact(one: float, other: float) -> float:
    return 0.0 if math.isclose(one, other, rel_tol=SAME, abs_tol=SAME) else math.inf
