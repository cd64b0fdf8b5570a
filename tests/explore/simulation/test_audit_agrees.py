"""Optimiser, evaluation and simulation, written apart, say the same of two hundred enterprises.

None of them was chosen by the scenarios its CVaR is measured on: half are drawn, half are the best by their
expected loss. Exact figures must be equal; the others lie within four standard errors of each other, and
where both are estimated, of both errors together. No run in which at most k firms fail loses more than the
worst case of k failures. And an error planted in any of the three is noticed.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from explore.simulation.builders import Case
from explore.simulation.drawn import drawn, drawn_instance
from explore.simulation.three_ways import Seen, failures, seen
from vebuilder import form_enterprise
from vebuilder.check import risk
from vebuilder.check.case import Case as CheckedCase
from vebuilder.check.scenarios import Scenarios
from vebuilder.check.shocks import Shocks
from vebuilder.explore.simulation import exposure, play
from vebuilder.formulate import cvar as formulated_cvar
from vebuilder.formulate import loss as formulated_loss
from vebuilder.formulate import success as formulated_success
from vebuilder.formulate import worst_case as formulated_worst

ENTERPRISES, TOGETHER = 200, 20
ENOUGH = 24
"""Enterprises among which a planted error must show."""


def enterprise(seed: int) -> Case:
    """Return the enterprise of a seed: out of eight, four are drawn and four formed."""
    if seed % 8 < 4:
        return drawn(seed)
    project, network = drawn_instance(seed)
    return form_enterprise(project, network), project, network


def wrong(one: Seen) -> dict[str, float]:
    return {name: value for name, value in one.missed().items() if abs(value) >= 4}


@pytest.mark.parametrize("first", range(0, ENTERPRISES, TOGETHER))
def test_all_three_agree(first: int) -> None:
    found = {seed: wrong(seen(*enterprise(seed), seed=seed)) for seed in range(first, first + TOGETHER)}
    assert {seed: names for seed, names in found.items() if names} == {}


def test_the_enterprises_have_everything() -> None:
    on: Counter[str] = Counter()
    for seed in range(ENOUGH):
        one = seen(*enterprise(seed), seed=seed)
        on["standbys"] += bool(one.enterprise.backups)
        on["shocks"] += bool(one.project.shocks)
        on["shocks with standbys"] += bool(one.project.shocks) and bool(one.enterprise.backups)
        on["split"] += len(one.enterprise.assignments) > len(one.project.tasks)
        on["a firm in several tasks"] += len(one.enterprise.partners) < len(one.project.tasks)
        failing, names = failures(one), one.missed()
        on["runs with one failure"] += bool((failing == 1).any())
        on["runs with two failures that cost"] += bool(one.simulation.losses[failing == 2].any())
        on["success as a rule"] += "success, optimised" in names
        on["success, evaluated"] += "success, evaluated" in names
    assert {name: count for name, count in on.items() if count < 3} == {}
    assert len(on) == 9


Plant = tuple[Any, str, Callable[..., Any]]


def forgetting_shocks(stakes: Any, firms: Any, shocks: Shocks) -> float:
    return expected_loss(stakes, firms, Shocks(()))


def forgetting_one_failure(stakes: Any, failures: int) -> tuple[float, tuple[str, ...]]:
    return worst_case(stakes, failures - 1)


def task_by_task(case: CheckedCase, shocks: Shocks) -> float | None:
    if any(case.standbys.values()):
        return None
    factors = [shocks.mean_factor([shocks.exposure(one.firm)]) for one in case.terms.values()]
    return float(np.prod([one.reliability for one in case.terms.values()]) * np.prod(factors))


def value_at_risk(losses: Any, level: float) -> float:
    return float(np.quantile(losses, level))


def a_little_less_often(seed: int, identity: Sequence[str], first: int, count: int) -> Any:
    """Firms' draws, and those only, are pressed together: they fail a tenth less often."""
    draws = uniform(seed, identity, first, count)
    return 0.1 + 0.9 * draws if identity[0] == "firm" else draws


def one_luck_for_all(seed: int, identity: Sequence[str], first: int, count: int) -> Any:
    return uniform(seed, ("firm", "all") if identity[0] == "firm" else identity, first, count)


expected_loss, worst_case, uniform = risk.expected_loss, risk.worst_case, play.uniform
beside = formulated_loss.ExactFailures.beside
weigh_tail = formulated_cvar.conditional_value_at_risk

PLANTED: dict[str, tuple[Plant, str]] = {
    "the evaluation's mean forgets shocks": ((risk, "expected_loss", forgetting_shocks), "expected loss"),
    "the evaluation lets one firm fewer fail": (
        (risk, "worst_case", forgetting_one_failure), "worst case 2",
    ),
    "the evaluation takes tasks to fail independently": (
        (risk, "success_probability", task_by_task), "success, evaluated",
    ),
    "the evaluation takes the quantile for the tail": (
        (risk, "conditional_value_at_risk", value_at_risk), "cvar",
    ),
    "the scenarios of both forget shocks": (
        (Scenarios, "factor", lambda self, firm: np.ones(self.measure.scenarios)), "cvar",
    ),
    "the scenarios of both are too mild": (
        (Scenarios, "fails", lambda self, firm, level: self.luck(firm) > 0.1 + 0.9 * level), "cvar",
    ),
    "the optimiser's tail is at another level": (
        (formulated_cvar, "conditional_value_at_risk", lambda losses, level: weigh_tail(losses, 0.8)),
        "cvar, optimised",
    ),
    "the optimiser's mean forgets standbys": (
        (formulated_loss.ExactFailures, "beside", lambda self, chosen: beside(self, ())),
        "expected loss, optimised",
    ),
    "the optimiser's worst case forgets standbys": (
        (formulated_worst, "worst_case", lambda stakes, failures: worst_case(
            [(money, set(list(firms)[:1])) for money, firms in stakes], failures)),
        "worst case 2, optimised",
    ),
    "the optimiser lets every firm fail": (
        (formulated_worst, "kth_largest", lambda values, k: 0.0), "worst case 2, optimised",
    ),
    "the optimiser asks for a little more success": (
        (formulated_success, "math", SimpleNamespace(log=lambda value: 0.99 * math.log(value))),
        "success, optimised",
    ),
    "the simulation's firms fail too seldom": ((play, "uniform", a_little_less_often), "expected loss"),
    "the simulation's firms fail too seldom to succeed": ((play, "uniform", a_little_less_often), "success"),
    "the simulation's firms fail together": ((play, "uniform", one_luck_for_all), "cvar"),
    "the simulation's shocks never strike": (
        (exposure, "_shows", lambda firm, shock: False), "expected loss",
    ),
}  # fmt: skip


def test_nothing_is_wrong_where_nothing_is_planted() -> None:
    assert [wrong(seen(*drawn(seed), seed=seed)) for seed in range(ENOUGH)] == [{}] * ENOUGH


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_error_is_noticed(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant, figure = PLANTED[planted]
    monkeypatch.setattr(*plant)
    assert any(figure in wrong(seen(*drawn(seed), seed=seed)) for seed in range(ENOUGH))
