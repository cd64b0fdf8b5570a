"""The dearer risk is made, the less of it the best enterprise has, up to what is left unproven.

With cost C, risk R and weights v < w, an enterprise proven within s of the best at v and one within t at w
satisfy C1 + v R1 <= C2 + v R2 + s and C2 + w R2 <= C1 + w R1 + t. Added up, (w - v) R2 <= (w - v) R1 + s + t.
"""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_sharing_at_risk import MEASURES, instance

from vebuilder import Enterprise, form_enterprise

WEIGHTS = (0.0, 0.05, 0.2, 1.0, 3.0, 20.0)
GAPS = (1e-7, 0.02, 0.2)
SEEDS = 40


@cache
def formed(seed: int, measure: str, weight: float, gap: float) -> Enterprise:
    """Return the enterprise of an instance of shared tasks, half of them with standbys."""
    project, network = instance(seed, measure)
    strategy = project.strategy.model_copy(update={"risk": weight})
    return form_enterprise(project.model_copy(update={"strategy": strategy}), network, gap=gap)


def unproven(enterprise: Enterprise) -> float:
    assert enterprise.bound is not None
    return enterprise.objective - enterprise.bound


@pytest.mark.parametrize("measure", MEASURES)
@settings(max_examples=25)
@given(
    seed=st.integers(0, SEEDS - 1),
    weights=st.lists(st.sampled_from(WEIGHTS), min_size=2, max_size=2, unique=True).map(sorted),
    gaps=st.tuples(st.sampled_from(GAPS), st.sampled_from(GAPS)),
)
def test_raising_the_weight_never_raises_the_risk_beyond_the_gaps(
    measure: str, seed: int, weights: list[float], gaps: tuple[float, float]
) -> None:
    (low, high), (first_gap, second_gap) = weights, gaps
    before, after = formed(seed, measure, low, first_gap), formed(seed, measure, high, second_gap)
    allowed = (unproven(before) + unproven(after)) / (high - low)
    assert after.risk.value <= before.risk.value + allowed + 1e-6 * max(1.0, before.risk.value)
    # What is saved in risk is paid for, unless the other was not the best.
    assert after.cost.total >= before.cost.total - unproven(before) - low * allowed - 1e-6


@pytest.mark.parametrize("measure", MEASURES)
def test_a_dearer_risk_is_bought_down(measure: str) -> None:
    pairs = [(formed(seed, measure, 0.0, 1e-7), formed(seed, measure, 20.0, 1e-7)) for seed in range(8)]
    assert sum(after.risk.value < before.risk.value - 0.1 for before, after in pairs) >= 3
    assert sum(after.cost.total > before.cost.total + 0.1 for before, after in pairs) >= 3
