"""The caller's side of toulbar2: search and proof in turns, and its values read back as column vectors."""

import math
import time
from dataclasses import replace
from typing import cast

from vebuilder.formulate.linear_model import FloatArray, LinearModel
from vebuilder.formulate.program import Formulation
from vebuilder.solve.backend import Answer, Claim, no_longer_reproducible
from vebuilder.solve.isolated import Isolated
from vebuilder.solve.options import Options, relative_gap
from vebuilder.solve.search.first_answer import first_answer
from vebuilder.solve.search.rounds import Work
from vebuilder.solve.toulbar2.choice import pair_costs_decide
from vebuilder.solve.toulbar2.cost_network import cost_network
from vebuilder.solve.watch import Watch

MODULE, ADAPTER, PACKAGE = "vebuilder.solve.toulbar2.adapter", "Toulbar2", "pytoulbar2"

FIRST_SHARE, FIRST_SECONDS, FIRST_PATIENCE = 0.1, 1.0, 1
"""Part of the time, seconds of an ordinary computer, and rounds without anything better of the search for a
first answer."""
SHORT_PROOF = 2.3
"""Seconds in which the easy ones are proven, before time goes into better answers."""
LONG_SHARE, LONG_PATIENCE, PATIENCE_WITH_MANY, MANY = 0.7, 2, 6, 180
"""The same for the search that follows where pair costs decide, which proofs take long to bear out: short
where a proof may be near, long with so many eligible pairs."""


class Toulbar2Engine:
    """The `Backend` for one formulation.

    Parameters
    ----------
    formulation
        What is to be solved; every task single-sourced.
    version
        Version of toulbar2's package.
    reason
        Why it was chosen, for the planner; empty where the planner asked for it.

    Raises
    ------
    UnsupportedError
        If the project uses what a cost network cannot say.
    """

    name = "toulbar2"

    def __init__(self, formulation: Formulation, version: str, reason: str = "") -> None:
        self.version = f"({PACKAGE} {version}{', ' + reason if reason else ''})"
        self._formulation = formulation
        self._network = cost_network(formulation)

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Find a first answer, try to prove it, look for better ones, and prove as much as time allows."""
        answer = self.attempt(model, options, watch, SHORT_PROOF)
        if answer.claim is not Claim.STOPPED or watch.stopping or watch.remaining() <= 0:
            return answer
        # From here on the clock has had a say: it ended the first attempt.
        answer = no_longer_reproducible(answer)
        if _close_enough(options, watch):
            return replace(answer, claim=Claim.EXHAUSTED)
        if pair_costs_decide(self._formulation.problem):
            another = replace(options, seed=options.seed + 1)
            many = len(self._formulation.problem.pairs) >= MANY
            patience = PATIENCE_WITH_MANY if many else LONG_PATIENCE
            self._look(watch, another, LONG_SHARE * watch.remaining(), patience)
        return no_longer_reproducible(self._prove(model, options, watch))

    def attempt(self, model: LinearModel, options: Options, watch: Watch, seconds: float) -> Answer:
        """Find a first answer, and try for some seconds to prove it.

        Parameters
        ----------
        model, options, watch
            As for `search`.
        seconds
            For the proof.
        """
        work = Work.within(watch.remaining(), FIRST_SECONDS)
        self._look(watch, options, FIRST_SHARE * watch.remaining(), FIRST_PATIENCE, work)
        answer = self._prove(model, options, watch, seconds)
        return no_longer_reproducible(answer) if work.cut_short else answer

    def _look(
        self, watch: Watch, options: Options, seconds: float, patience: int, work: Work | None = None
    ) -> None:
        """Search answers for some time, or until long nothing better is found."""
        first_answer(
            self._formulation,
            seconds,
            options.seed,
            patience,
            found=watch.incumbent,
            stop=lambda: watch.stopping,
            work=work or Work.within(watch.remaining()),
        )

    def _prove(self, model: LinearModel, options: Options, watch: Watch, seconds: float = math.inf) -> Answer:
        """Let the child search below the best answer known, for some seconds or to the end."""
        best = watch.kept[0][1] if watch.kept else None
        # A short attempt is one round; so is a last one that knows when it has to end.
        at_once = math.isfinite(seconds) or options.time_limit is not None
        inner = Isolated(self.name, self.version, MODULE, ADAPTER, (self._network, at_once), kind=PACKAGE)
        reading = _Reading(watch, self._formulation, time.monotonic() + seconds)
        return inner.search(model, replace(options, start=best), cast("Watch", reading))


def _close_enough(options: Options, watch: Watch) -> bool:
    """Whether the best answer is proven as well as asked for."""
    return bool(watch.kept) and relative_gap(watch.kept[0][0], watch.bound) <= options.gap


class _Reading:
    """The watch, told values of tasks instead of columns, with a deadline of its own."""

    def __init__(self, watch: Watch, formulation: Formulation, deadline: float) -> None:
        self._watch, self._formulation, self._deadline = watch, formulation, deadline

    def __getattr__(self, name: str) -> object:
        return getattr(self._watch, name)

    def remaining(self) -> float:
        """Return the seconds left."""
        return max(min(self._watch.remaining(), self._deadline - time.monotonic()), 0.0)

    def incumbent(self, values: FloatArray) -> None:
        """Pass a solution on as a column vector."""
        problem = self._formulation.problem
        n_tasks = len(problem.tasks)
        pairs = problem.task_start[:-1] + values[:n_tasks].astype(int)
        partners = {int(firm) for firm in problem.pairs.firm[pairs]}
        if problem.initiator is not None:
            partners.add(problem.initiator)
        shares = {int(pair): 1.0 for pair in pairs}
        self._watch.incumbent(self._formulation.vector(partners, shares))
