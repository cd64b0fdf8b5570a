"""Where to divide the search: is a firm a partner, does it do a task."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from vebuilder.formulate.linear_model import BoolArray, FloatArray
from vebuilder.solve.bundles.point import Point, Restriction
from vebuilder.solve.bundles.pool import Pool

WHOLE = 1e-6
PARTNERSHIP = -1
MOST_PARTNERSHIPS = 3
MOST_ASSIGNMENTS = 5
TRUSTED_AFTER = 2
LEAST_GAIN = 1e-3

Probe = Callable[[Restriction], float | None]


@dataclass(frozen=True)
class Question:
    """Whether a firm is a partner (task `PARTNERSHIP`) or does a task, and how far the relaxation says so."""

    firm: int
    task: int
    value: float


@dataclass
class _Record:
    total: float = 0.0
    count: int = 0

    def mean(self) -> float:
        return self.total / self.count


@dataclass
class History:
    """What answers to each question have cost so far, by unit of change."""

    _records: dict[tuple[int, int, bool], _Record] = field(default_factory=dict)

    def copy(self) -> "History":
        """Return the same, to be gone on with."""
        return History({key: replace(record) for key, record in self._records.items()})

    def note(self, question: Question, yes: bool, gain: float) -> None:
        """Note what an answer has cost."""
        record = self._records.setdefault((question.firm, question.task, yes), _Record())
        record.total += gain / (1 - question.value if yes else question.value)
        record.count += 1

    def guess(self, question: Question) -> float | None:
        """Return how good a question is; None where too little is known."""
        records = [self._records.get((question.firm, question.task, yes)) for yes in (False, True)]
        if records[0] is None or records[1] is None:
            return None
        if min(records[0].count, records[1].count) < TRUSTED_AFTER:
            return None
        return score(records[0].mean() * question.value, records[1].mean() * (1 - question.value))


def score(no: float, yes: float) -> float:
    """Return how good a question is whose answers cost so much: the product, so that both must cost."""
    return max(no, LEAST_GAIN) * max(yes, LEAST_GAIN)


def questions(pool: Pool, point: Point) -> list[Question]:
    """Return the questions a point leaves open, the most open first among firms, then among tasks.

    Parameters
    ----------
    pool
        The bundles.
    point
        A point that is not whole.
    """
    firm = pool.firm[point.bundles]
    partner = np.zeros(pool.n_firms)
    np.add.at(partner, firm, point.values)
    does = np.zeros((pool.n_firms, pool.n_tasks))
    np.add.at(does, firm, pool.member[point.bundles] * point.values[:, None])
    found = [
        Question(int(one), PARTNERSHIP, float(partner[one]))
        for one in _most_open(partner)[:MOST_PARTNERSHIPS]
    ]
    for place in _most_open(does.ravel())[:MOST_ASSIGNMENTS]:
        one, task = divmod(int(place), pool.n_tasks)
        found.append(Question(one, task, float(does[one, task])))
    return found


def _most_open(values: FloatArray) -> list[int]:
    distance = np.abs(values - np.rint(values))
    open_ones = np.flatnonzero(distance > WHOLE)
    return [int(one) for one in open_ones[np.argsort(-distance[open_ones], kind="stable")]]


def answered(pool: Pool, question: Question, yes: bool, before: Restriction) -> Restriction:
    """Return the restriction once a question is answered.

    Parameters
    ----------
    pool
        The bundles.
    question, yes
        The question and its answer.
    before
        The restriction it adds to.
    """
    allowed: BoolArray = before.allowed.copy()
    part = pool.of(question.firm)
    if question.task == PARTNERSHIP:
        if yes:
            return Restriction(allowed, np.union1d(before.partners, [question.firm]))
        allowed[part] = False
        return Restriction(allowed, before.partners)
    holds = pool.member[:, question.task] == 1
    if yes:
        mine = allowed[part] & holds[part]
        allowed &= ~holds
        allowed[part] = mine
        return Restriction(allowed, np.union1d(before.partners, [question.firm]))
    allowed[part] &= ~holds[part]
    return Restriction(allowed, before.partners)


def best_question(
    pool: Pool, point: Point, before: Restriction, history: History, probe: Probe
) -> Question | None:
    """Return the question whose answers cost most, tried out where too little is known; None if stopped."""
    best, best_score = None, -1.0
    for question in questions(pool, point):
        guess = history.guess(question)
        if guess is None:
            costs = []
            for yes in (False, True):
                value = probe(answered(pool, question, yes, before))
                if value is None:
                    return None
                costs.append(value - point.bound)
            guess = score(*costs)
        if guess > best_score:
            best, best_score = question, guess
    return best
