"""Questions put to an executor are answered as they are without one."""

from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest
from risky_instances import risky_instance
from scheduled_instances import scheduled_instance

import vebuilder as ve
from tests.explore.neighbours.all_plans import SEEDS, close
from vebuilder.demo import example

GAP = 1e-7


@pytest.fixture(scope="module")
def pool() -> Iterator[Executor]:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        yield processes


@pytest.fixture(scope="module")
def threads() -> Iterator[Executor]:
    with ThreadPoolExecutor(2) as one:
        yield one


@pytest.mark.parametrize("points", [6, None])
@pytest.mark.parametrize("seed", SEEDS[:6])
def test_the_same_front(pool: Executor, seed: int, points: int | None) -> None:
    here = ve.pareto(*risky_instance(seed), points=points, gap=GAP)
    there = ve.pareto(*risky_instance(seed), points=points, gap=GAP, executor=pool)
    assert there.complete == here.complete
    if points is None:
        assert len(there) == len(here)
        for one, other in zip(here, there, strict=True):
            assert all(close(a, b) for a, b in zip(one.figures, other.figures, strict=True))
    for one in there:
        assert not any(
            all(a < b - 1e-5 * max(1.0, abs(b)) for a, b in zip(other.figures, one.figures, strict=True))
            for other in here
        )


def test_the_same_choice_between_three_figures(pool: Executor) -> None:
    instance = scheduled_instance(3, limited=False)
    asked = {"objectives": ("cost", "risk", "time"), "points": 9}
    here, there = ve.pareto(*instance, **asked), ve.pareto(*instance, **asked, executor=pool)  # type: ignore[arg-type]
    assert [one.figures for one in here] == [pytest.approx(one.figures) for one in there]


@pytest.mark.parametrize("diversity", [1, 3])
@pytest.mark.parametrize("seed", SEEDS[:8])
def test_the_same_alternatives(pool: Executor, seed: int, diversity: int) -> None:
    project, network = risky_instance(seed)
    asked = {"k": 5, "within": 1e6, "diversity": diversity, "gap": GAP}
    here = ve.alternatives(project, network, **asked)  # type: ignore[arg-type]
    there = ve.alternatives(project, network, **asked, executor=pool)  # type: ignore[arg-type]
    if diversity == 1:  # of equals either may come first, and decides on what differs more from it
        assert [one.objective for one in there] == [
            pytest.approx(one.objective, rel=1e-5, abs=1e-5) for one in here
        ]
        assert there.ended == here.ended
    assert close(there[0].objective, here[0].objective)
    sets = [frozenset(one.partners) for one in there]
    assert all(len(a ^ b) >= diversity for i, a in enumerate(sets) for b in sets[:i])
    for one in there:
        assert ve.evaluate(project, network, one).violations == ()
        assert (one.outcome, one.fingerprint) == ("optimal", there[0].fingerprint)


def test_all_alternatives_there_are(pool: Executor) -> None:
    asked = {"k": 10_000, "within": 1e6, "gap": GAP}
    here = ve.alternatives(*risky_instance(SEEDS[0]), **asked)  # type: ignore[arg-type]
    there = ve.alternatives(*risky_instance(SEEDS[0]), **asked, executor=pool)  # type: ignore[arg-type]
    assert there.ended == here.ended == "no more"
    assert {one.partners for one in there} == {one.partners for one in here}


def test_the_same_limits_of_the_data(pool: Executor) -> None:
    project, network = example()
    chosen = ve.form_enterprise(project, network)
    here = ve.sensitivity(chosen, project, network, top=3)
    there = ve.sensitivity(chosen, project, network, top=3, executor=pool)
    assert str(there) == str(here)
    assert [(one.path, one.low, one.high) for one in there.figures] == [
        (one.path, pytest.approx(one.low), pytest.approx(one.high)) for one in here.figures
    ]
    assert sum(one.searched for one in there.figures) == 3


def test_no_time_for_the_others_keeps_what_there_is(threads: Executor) -> None:
    project, network = example()
    chosen = ve.form_enterprise(project, network)
    none = ve.sensitivity(chosen, project, network, top=3, time_limit=0.0, executor=threads)
    assert none.ended == "time"
    with pytest.raises(ve.NoSolutionError):
        ve.alternatives(project, network, time_limit=0.0, executor=threads)
    with pytest.raises(ve.NoSolutionError):
        ve.pareto(project, network, time_limit=0.0, executor=threads)


@pytest.mark.parametrize("ask", [ve.alternatives, ve.pareto])
def test_whatever_is_no_executor_is_refused(ask: object) -> None:
    assert callable(ask)
    with pytest.raises(ve.DataError, match="executor"):
        ask(*example(), executor=4)
