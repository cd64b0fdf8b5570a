"""Questions find their answers wherever they are sent, and a worker that dies costs nothing but time."""

import os
import threading
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest

from vebuilder import crew
from vebuilder.crew import Crew

HERE = os.getpid()
CONTEXT = get_context("spawn")


def times(factor: int, number: int) -> int:
    return factor * number


def mortal(factor: int, number: int) -> int:
    if number == 3 and os.getpid() != factor:
        os._exit(1)
    return number


def failing(_shared: int, number: int) -> int:
    raise RuntimeError(f"broken by {number}")


def test_without_an_executor_they_are_answered_in_turn() -> None:
    assert list(Crew(times, 3).ask([1, 2, 5])) == [(0, 3), (1, 6), (2, 15)]


def test_processes_are_sent_the_shared_data_once_each() -> None:
    with ProcessPoolExecutor(2, mp_context=CONTEXT) as pool:
        asked = Crew(times, 3, pool)
        assert dict(asked.ask(range(40))) == {number: 3 * number for number in range(40)}
        assert asked.parcels < 10
        other = Crew(times, 4, pool)
        assert dict(other.ask(range(5))) == {number: 4 * number for number in range(5)}


def test_what_a_dead_worker_leaves_open_is_answered_here_and_only_once() -> None:
    with ProcessPoolExecutor(2, mp_context=CONTEXT) as pool:
        answers = list(Crew(mortal, HERE, pool).ask(range(8)))
    assert sorted(answers) == [(number, number) for number in range(8)]


def test_an_executor_that_takes_nothing_is_done_without() -> None:
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    assert sorted(Crew(times, 2, pool).ask([1, 2])) == [(0, 2), (1, 4)]


def test_whoever_has_not_been_sent_the_data_asks_for_it() -> None:
    class Forgetful(Executor):
        """Each question meets a worker of its own."""

        _max_workers = 1

        def submit(self, function, /, *given, **named):
            crew._known.clear()
            future: Future = Future()
            future.set_result(function(*given, **named))
            return future

    asked = Crew(times, 3, Forgetful())
    assert dict(asked.ask([1, 2, 3])) == {0: 3, 1: 6, 2: 9}
    assert asked.parcels == 3


def test_a_failure_of_the_question_itself_is_heard() -> None:
    with ThreadPoolExecutor(2) as pool, pytest.raises(RuntimeError, match="broken by 7"):
        list(Crew(failing, 0, pool).ask([7]))


def test_it_stops_when_it_is_told_to() -> None:
    gate = threading.Event()

    def waiting(_shared: int, number: int) -> int:
        gate.wait(20)
        return number

    with ThreadPoolExecutor(1) as pool:
        told = list(Crew(waiting, 0, pool).ask(range(20), over=lambda: gate.set() or True))
    assert len(told) < 20
    assert list(Crew(times, 1).ask(range(3), over=lambda: True)) == []
