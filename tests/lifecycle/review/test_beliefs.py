"""The three updates, as formulas."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vebuilder as ve
from vebuilder.lifecycle.review.proficiency import grown_proficiency
from vebuilder.lifecycle.review.reliability import updated_reliability
from vebuilder.lifecycle.review.reported import kept
from vebuilder.lifecycle.review.trust import experience, moved_trust, restated

PART = st.floats(0, 1)
PARTS = st.lists(PART, max_size=6)
TRUST = st.floats(-1, 1)


def test_reliability_is_the_mean_of_the_beta_distribution() -> None:
    # Beta(8, 2) and three tasks of which one failed: Beta(10, 3).
    assert updated_reliability(0.8, 10, [1, 0, 1]) == pytest.approx(10 / 13)


def test_reliability_without_a_prior_is_the_frequency() -> None:
    assert updated_reliability(0.8, 0, [1, 0, 0.5]) == pytest.approx(0.5)


@given(PART, st.floats(0, 100), PARTS)
def test_reliability_lies_between_what_was_believed_and_what_was_seen(prior, strength, delivered) -> None:
    after = updated_reliability(prior, strength, delivered)
    seen = [prior, *([sum(delivered) / len(delivered)] if delivered else [])]
    assert min(seen) - 1e-12 <= after <= max(seen) + 1e-12


@given(PART, PART, st.floats(0.1, 100), PARTS.filter(bool), PART)
def test_reliability_is_monotone(prior, other, strength, delivered, last) -> None:
    low, high = sorted((prior, other))
    assert updated_reliability(low, strength, delivered) <= updated_reliability(high, strength, delivered)
    worse, better = sorted((delivered[-1], last))
    rest = delivered[:-1]
    assert updated_reliability(prior, strength, [*rest, worse]) <= updated_reliability(
        prior, strength, [*rest, better]
    )


def test_reviews_one_after_the_other_are_one_review_if_the_strength_grows() -> None:
    once = updated_reliability(0.7, 10, [1, 0, 0.5, 1])
    first = updated_reliability(0.7, 10, [1, 0])
    assert updated_reliability(first, 12, [0.5, 1]) == pytest.approx(once)


@given(TRUST, st.floats(-1, 1), PART, PART)
def test_trust_moves_the_way_the_exchange_was_felt_and_stays_in_its_range(trust, felt, gain, loss) -> None:
    after = moved_trust(trust, felt, gain, loss)
    assert -1 <= after <= 1
    assert after >= trust - 1e-12 if felt >= 0 else after <= trust + 1e-12


@given(PART, st.floats(0.01, 0.99))
def test_an_exchange_as_expected_moves_nothing(trust, expected) -> None:
    assert experience(expected, expected) == 0
    assert experience(1, expected) == pytest.approx(1)
    assert experience(0, expected) == pytest.approx(-1)
    assert moved_trust(trust, 0, 0.1, 0.3) == trust


def test_trust_is_built_as_published(data_folder: Path) -> None:
    case = json.loads((data_folder / "cases" / "trust_update_two_layer.json").read_text())
    trajectory = case["own_trajectories"][0]
    trust = trajectory["start_T"]
    # Without reputation damage the ceiling is 1, and building is the published step.
    for signal, (after, _) in zip(trajectory["signals"], trajectory["states_T_R"][1:], strict=False):
        trust = moved_trust(trust, signal, 0.1, 0.3)
        assert trust == pytest.approx(after, abs=1e-6)


def test_trust_is_lost_three_times_as_fast_as_it_is_built() -> None:
    policy = ve.ReviewPolicy()
    won = moved_trust(0, 1, policy.trust_gain, policy.trust_loss)
    lost = moved_trust(0, -1, policy.trust_gain, policy.trust_loss)
    assert -lost / won == pytest.approx(3)


@given(PART, st.floats(0, 50), PART)
def test_proficiency_never_falls_and_never_passes_one(before, tasks, rate) -> None:
    after = grown_proficiency(before, tasks, rate)
    assert before <= after <= 1


def test_proficiency_grows_by_the_same_part_of_what_is_missing() -> None:
    assert grown_proficiency(0.5, 1, 0.1) == pytest.approx(0.55)
    assert grown_proficiency(0.5, 2, 0.1) == pytest.approx(grown_proficiency(0.55, 1, 0.1))


@pytest.mark.parametrize(
    ("planned", "actual", "part"),
    [(100, 80, 1), (100, 125, 0.8), (0, 0, 1), (0, 5, 0), (-10, -10, 1), (-10, 5, 0), (-10, -5, 0)],
)
def test_what_was_planned_is_kept_or_overrun(planned: float, actual: float, part: float) -> None:
    assert kept(planned, actual) == pytest.approx(part)


def test_only_the_side_that_moved_is_restated() -> None:
    links = (ve.TrustLink(source="A", target="B", trust=0.5), ve.TrustLink(source="C", target="D", trust=0.1))
    after = restated(links, {("B", "A"): 0.2, ("A", "C"): -0.3})
    stated = {(link.source, link.target): (link.trust, link.mutual) for link in after}
    assert stated == {
        ("A", "B"): (0.5, False),
        ("B", "A"): (0.2, False),
        ("C", "D"): (0.1, True),
        ("A", "C"): (-0.3, False),
    }
