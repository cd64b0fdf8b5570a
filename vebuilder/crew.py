"""Independent questions about shared data, answered here or wherever an executor sends them."""

import pickle
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import suppress
from typing import Any, Generic, TypeVar

Shared = TypeVar("Shared")
Question = TypeVar("Question")
Answer = TypeVar("Answer")

POLL = 0.1
"""Seconds between two looks at whether to stop."""
WIDTH = 4
"""Workers that an executor is taken to have if it does not say."""
KEPT = 2
"""Shared data that a worker keeps, the latest."""

_known: dict[str, Any] = {}
"""Of this worker: the shared data it has been sent, so that each is sent and unpacked once."""


def width_of(executor: Executor) -> int:
    """Return how many workers an executor is taken to have.

    Parameters
    ----------
    executor
        Any ``concurrent.futures`` executor.
    """
    return getattr(executor, "_max_workers", None) or WIDTH


class Unknown:
    """The answer of a worker that has not been sent the shared data yet."""


class Crew(Generic[Shared, Question, Answer]):
    """Puts questions to whoever is there; an answer that a worker took to its grave is worked out here.

    Parameters
    ----------
    answer
        Answers one question about the shared data; a function of a module, so that it can be sent.
    shared
        What all questions are about. It is sent once to each worker, not with each question.
    executor
        Any ``concurrent.futures`` executor: threads, processes, or a client's of dask or ray. It is not shut
        down. None to answer here.
    """

    def __init__(
        self, answer: Callable[[Shared, Question], Answer], shared: Shared, executor: Executor | None = None
    ) -> None:
        self._answer, self._shared, self._executor = answer, shared, executor
        self.parcels = 0
        """How often the shared data was sent."""

    def ask(
        self, questions: Sequence[Question], over: Callable[[], bool] = lambda: False
    ) -> Iterator[tuple[int, Answer]]:
        """Yield the number of each question and its answer, as they come.

        Parameters
        ----------
        questions
            What is asked.
        over
            Asked now and then whether to stop; questions not answered by then are left out.
        """
        if self._executor is None:
            yield from self._here(questions, range(len(questions)), over)
            return
        left = set(range(len(questions)))
        for number, answer in self._elsewhere(questions, self._executor, over):
            left.discard(number)
            yield number, answer
        if left and not over():
            yield from self._here(questions, sorted(left), over)

    def _here(
        self, questions: Sequence[Question], numbers: Sequence[int], over: Callable[[], bool]
    ) -> Iterator[tuple[int, Answer]]:
        for number in numbers:
            if over():
                return
            yield number, self._answer(self._shared, questions[number])

    def _elsewhere(
        self, questions: Sequence[Question], executor: Executor, over: Callable[[], bool]
    ) -> Iterator[tuple[int, Answer]]:
        """Yield what the executor answers; what it fails at is left out."""
        token, parcel = uuid.uuid4().hex, pickle.dumps(self._shared)
        width = width_of(executor)
        waiting, again = deque(range(len(questions))), deque[int]()
        running: dict[Future[Any], int] = {}
        try:
            while waiting or again or running:
                if over():
                    return
                while (again or waiting) and len(running) < 2 * width:
                    # A worker that says it has not been sent the data gets it with the question.
                    needed = bool(again) or self.parcels < width
                    number = again.popleft() if again else waiting.popleft()
                    sent = parcel if needed else None
                    self.parcels += needed
                    future = executor.submit(_work, token, sent, self._answer, questions[number])
                    running[future] = number
                done, _ = wait(running, timeout=POLL, return_when=FIRST_COMPLETED)
                for future in done:
                    number = running.pop(future)
                    with suppress(Exception):  # a worker that died, or cannot be sent this: answered here
                        told = future.result()
                        if isinstance(told, Unknown):
                            again.append(number)
                        else:
                            yield number, told
        except Exception:
            # The executor takes nothing any more.
            return
        finally:
            for future in running:
                with suppress(Exception):
                    future.cancel()


def _work(
    token: str, parcel: bytes | None, answer: Callable[[Any, Question], Answer], question: Question
) -> Answer | Unknown:
    """Answer a question in a worker."""
    if token not in _known:
        if parcel is None:
            return Unknown()
        while len(_known) >= KEPT:
            _known.pop(next(iter(_known)))
        _known[token] = pickle.loads(parcel)
    return answer(_known[token], question)
