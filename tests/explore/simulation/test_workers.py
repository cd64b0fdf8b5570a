"""The same figures wherever, and in whatever pieces, the runs are played."""

import multiprocessing
import pickle
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from check.builders import firm, network, offer, project, task

from explore.simulation.builders import Case, built, risky
from vebuilder.explore import Simulation, simulate
from vebuilder.explore.simulation import simulate as room
from vebuilder.explore.simulation.exposure import Exposure

RUNS = 1_003


def lively() -> Case:
    """Return the risky enterprise with prices that vary."""
    enterprise, project, network = risky()
    first, *others = network.firms
    offers = tuple(one.model_copy(update={"unit_cost": 3.0, "cost_spread": 0.2}) for one in first.offers)
    firms = (first.model_copy(update={"offers": offers}), *others)
    network = network.model_copy(update={"firms": firms})
    plan = [(one.task, one.firm, one.share) for one in enterprise.assignments]
    standbys = [(one.task, one.firm) for one in enterprise.backups]
    return built(project, network, plan, standbys), project, network


class Backwards(Executor):
    """Does the last piece of work first, once its result is asked for."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future[Any], Callable[[], Any]]] = []
        self.sizes: list[int] = []

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        executor = self

        class Lazy(Future[Any]):
            def result(self, timeout: float | None = None) -> Any:
                while executor.waiting:
                    future, do = executor.waiting.pop()
                    future.set_result(do())
                return super().result(timeout)

        future = Lazy()
        self.sizes.append(len(pickle.dumps((work, args, kwargs))))
        self.waiting.append((future, lambda: work(*args, **kwargs)))
        return future


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vebuilder.explore.simulation.simulate.PIECE", 100)


def same(one: Simulation, other: Simulation) -> bool:
    assert (one.losses == other.losses).all()
    assert (one.costs == other.costs).all()
    return one.figures() == other.figures()


@pytest.mark.parametrize("size", [1, 7, 64, 500])
def test_the_size_of_the_pieces_does_not_matter(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    case = lively()
    whole = simulate(*case, runs=RUNS)
    monkeypatch.setattr("vebuilder.explore.simulation.simulate.PIECE", size)
    assert same(whole, simulate(*case, runs=RUNS))


@pytest.mark.usefixtures("small_pieces")
def test_threads_give_the_same_and_are_left_running() -> None:
    case = lively()
    with ThreadPoolExecutor(3) as executor:
        assert same(simulate(*case, runs=RUNS), simulate(*case, runs=RUNS, executor=executor))
        assert executor.submit(abs, -1).result() == 1


@pytest.mark.usefixtures("small_pieces")
def test_processes_give_the_same() -> None:
    case = lively()
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        assert same(simulate(*case, runs=RUNS), simulate(*case, runs=RUNS, executor=executor))


@pytest.mark.usefixtures("small_pieces")
def test_the_order_of_the_work_does_not_matter_and_little_is_sent() -> None:
    case, executor = lively(), Backwards()
    assert same(simulate(*case, runs=RUNS), simulate(*case, runs=RUNS, executor=executor))
    assert len(executor.sizes) == 11
    assert max(executor.sizes) < 3_000


@pytest.mark.usefixtures("small_pieces")
def test_when_a_worker_dies_the_rest_is_called_off() -> None:
    futures: list[Future[Any]] = []

    class Dying(Executor):
        def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            futures.append(Future())
            if len(futures) == 1:
                futures[0].set_exception(OSError("the machine is gone"))
            return futures[-1]

    with pytest.raises(OSError, match="the machine is gone"):
        simulate(*lively(), runs=RUNS, executor=Dying())
    assert len(futures) == 11
    assert all(future.cancelled() for future in futures[1:])


def test_only_firms_in_play_are_sent() -> None:
    enterprise, project, network = risky()
    crowd = tuple(firm(f"other {number}") for number in range(200))
    network = network.model_copy(update={"firms": (*network.firms, *crowd)})
    plan = [(one.task, one.firm, one.share) for one in enterprise.assignments]
    exposure = Exposure.of(built(project, network, plan), project, network)
    assert [one.id for one in exposure.firms] == ["a", "b", "c"]


def test_work_that_is_lost_at_once_is_one_stake() -> None:
    tasks = [task(f"t{number}", loss=1) for number in range(50)]
    mine, theirs = project(*tasks), network(firm("a", offer(), reliability=0.9))
    exposure = Exposure.of(built(mine, theirs, [(one.id, "a") for one in tasks]), mine, theirs)
    assert [stake.loss for stake in exposure.stakes] == [50]


def test_the_pieces_are_large_enough_to_send() -> None:
    assert room.PIECE % 4 == 0
    assert room.PIECE >= 10_000


def test_more_runs_begin_with_the_same_ones() -> None:
    case = lively()
    few, many = simulate(*case, runs=100), simulate(*case, runs=RUNS)
    assert (few.losses == many.losses[:100]).all()
    assert (few.costs == many.costs[:100]).all()
    assert not (simulate(*case, runs=100, seed=1).losses == few.losses).all()
    assert np.unique(many.costs).size > RUNS / 2
