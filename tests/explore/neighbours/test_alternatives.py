"""The k best enterprises whose partners differ, against every plan there is."""

from itertools import pairwise

import pytest
from risky_instances import risky_instance

import vebuilder as ve
from tests.explore.neighbours.all_plans import SEEDS, best_by_partners, close
from vebuilder.demo import example
from vebuilder.explore.neighbours.asking import Asking

GAP = 1e-7


def expected(seed: int, k: int, diversity: int) -> list[float]:
    """Greedily the best objective among the sets that differ enough from all before."""
    left = dict(best_by_partners(seed))
    found: list[float] = []
    while left and len(found) < k:
        partners = min(left, key=lambda one: left[one])
        found.append(left[partners])
        left = {one: value for one, value in left.items() if len(one ^ partners) >= diversity}
    return found


@pytest.mark.parametrize("diversity", [1, 2, 3])
@pytest.mark.parametrize("seed", SEEDS)
def test_each_is_the_best_that_differs_enough(seed: int, diversity: int) -> None:
    project, network = risky_instance(seed)
    found = ve.alternatives(project, network, k=4, within=1e6, diversity=diversity, gap=GAP)
    values = sorted(best_by_partners(seed).values())
    if any(close(one, other) for one, other in pairwise(values)):
        # Among equals either may come first, and what differs from it may not be the same.
        assert close(found[0].objective, values[0])
    else:
        wanted = expected(seed, 4, diversity)
        assert len(found) == len(wanted)
        assert all(close(one.objective, value) for one, value in zip(found, wanted, strict=True))
        assert found.complete
    sets = [frozenset(one.partners) for one in found]
    assert all(len(a ^ b) >= diversity for i, a in enumerate(sets) for b in sets[:i])
    for one in found:
        judged = ve.evaluate(project, network, one)
        assert judged.violations == ()
        assert judged.objective == pytest.approx(one.objective)
        assert one.fingerprint == found[0].fingerprint
        assert one.outcome == "optimal"


def test_there_are_as_many_as_there_are_sets_of_partners() -> None:
    seed = SEEDS[0]
    found = ve.alternatives(*risky_instance(seed), k=10_000, within=1e6, gap=GAP)
    assert len(found) == len(best_by_partners(seed))
    assert found.ended == "no more"


def test_none_is_dearer_than_asked() -> None:
    wide = ve.alternatives(*example(), k=4, within=0.2)
    narrow = ve.alternatives(*example(), k=4, within=0.018)
    best = wide[0].objective
    assert len(wide) == 4
    assert [one.objective for one in narrow] == [
        one.objective for one in wide if one.objective <= best * 1.018
    ]
    assert narrow.ended == "no more"
    assert "there are no more within the limits asked for: proven" in str(narrow)


def test_they_stand_side_by_side() -> None:
    text = str(ve.alternatives(*example(), k=2))
    assert "Partners of all: " in text
    assert "objective above the first" in text
    assert "total" in text


def test_no_time_is_no_answer_and_little_time_keeps_the_first() -> None:
    with pytest.raises(ve.NoSolutionError):
        ve.alternatives(*example(), time_limit=0.0)


def test_a_project_that_cannot_be_formed_says_why() -> None:
    project, network = example()
    with pytest.raises(ve.InfeasibleError, match="budget"):
        ve.alternatives(project.model_copy(update={"budget": 1.0}), network)


@pytest.mark.parametrize(
    "wrong", [{"k": 0}, {"within": -1}, {"diversity": 0}, {"diversity": 1.5}, {"gap": 2}, {"k": True}]
)
def test_options_that_cannot_be_meant_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ve.DataError, match=next(iter(wrong))):
        ve.alternatives(*example(), **wrong)  # type: ignore[arg-type]


def test_the_wrong_way_round_is_told() -> None:
    project, network = example()
    with pytest.raises(ve.DataError, match="network first"):
        ve.alternatives(network, project)  # type: ignore[arg-type]


@pytest.mark.parametrize(("bound", "ended"), [(0.99, "unproven"), (1.01, "no more")])
def test_there_are_no_more_only_where_the_bound_says_so(
    bound: float, ended: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next one may be called optimal for a gap that reaches below what is near enough."""
    best, following = ve.alternatives(*example(), k=2, within=0.2)
    within = 0.999 * (following.objective / best.objective - 1)
    most = best.objective * (1 + within)
    told = following.model_copy(update={"bound": most + (bound - 1) * (following.objective - most)})
    assert told.outcome == "optimal"
    monkeypatch.setattr(Asking, "form", lambda *_, **__: told)
    found = ve.alternatives(*example(), k=2, within=within)
    assert (len(found), found.ended) == (1, ended)
