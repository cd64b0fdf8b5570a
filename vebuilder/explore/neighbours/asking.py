"""One call that asks for many enterprises: what they share, and when it ends."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING

from vebuilder.api import form_enterprise
from vebuilder.check.arguments import caller_faults, executor_faults, option_faults
from vebuilder.check.before import as_left
from vebuilder.check.evaluate import evaluate
from vebuilder.check.plan import PlanInput
from vebuilder.diagnose.arithmetic import impossible
from vebuilder.forming import Call, remembered
from vebuilder.formulate.conditions import NONE, Conditions
from vebuilder.formulate.prepared import most_prepared
from vebuilder.formulate.problem import Problem
from vebuilder.kept_search import Key, kept_search
from vebuilder.model.before import Before
from vebuilder.model.errors import DataError, InfeasibleError, NoSolutionError
from vebuilder.model.fault import Fault
from vebuilder.model.fingerprint import fingerprint
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.preparing import prepare_and_form
from vebuilder.result.belonging import satisfies
from vebuilder.result.enterprise import Enterprise
from vebuilder.solve.clock import Clock
from vebuilder.solve.ctrl_c import CtrlC
from vebuilder.solve.options import Options, Progress

if TYPE_CHECKING:
    from vebuilder.solve.bundles.memory import Memory

Told = Callable[[Progress], None]


@dataclass(frozen=True)
class Terms:
    """What a call is about, without who is told: for somebody elsewhere, to ask on.

    Parameters
    ----------
    project, network, solver, time_limit, gap, seed, before
        As for `Asking`, with the time that is left.
    memory
        What is kept of the search for the project.
    """

    project: Project
    network: Network
    solver: str
    time_limit: float | None
    gap: float
    seed: int
    before: Before | None
    memory: "Memory | None"

    def asking(self) -> "Asking":
        """Return the same call, elsewhere; Ctrl-C keeps what is finished."""
        limits = self.solver, self.time_limit, self.gap, self.seed
        asking = Asking(self.project, self.network, *limits, None, self.before)
        asking._memory = self.memory
        asking.keep()
        return asking


class Asking:
    """A project, its network, and the options of one call; entered while it runs.

    Parameters
    ----------
    project, network
        What enterprises are formed from.
    solver, time_limit, gap, seed, progress
        As for `vebuilder.form_enterprise`; the time limit is for all enterprises together.
    before
        The enterprise that all enterprises go on from; None if there is none.
    """

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        project: Project,
        network: Network,
        solver: str,
        time_limit: float | None,
        gap: float,
        seed: int,
        progress: Told | None,
        before: Before | None = None,
    ) -> None:
        self._asked = project, network
        self.project, self.network = as_left(project, network, before)
        self._before = before
        self._solver, self._limit, self._progress = solver, time_limit, progress
        self._options = Options(None, gap, None, seed)
        self._begin = time.monotonic()
        self._ctrl_c = CtrlC()
        self._fingerprint = fingerprint(project, network)
        self._known: list[Enterprise] = []
        self._memory: Memory | None = None
        self._is_sought = True

    def __enter__(self) -> "Asking":
        self._ctrl_c.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ctrl_c.__exit__(kind, error, trace)

    @property
    def gap(self) -> float:
        """The gap asked for."""
        return self._options.gap

    @property
    def terms(self) -> Terms:
        """What somebody elsewhere must know to ask on."""
        options = self._options
        return Terms(
            *self._asked,
            self._solver,
            self._remaining(),
            options.gap,
            options.seed,
            self._before,
            self._memory or kept_search.get(self._key),
        )

    @property
    def _key(self) -> Key:
        """Under which what is kept of the search for the project is put away."""
        return self._fingerprint, self.gap, self._options.seed

    @property
    def why_over(self) -> str:
        """Why nothing more may be asked: ``time``, ``interrupted``, or empty."""
        if self._ctrl_c.pressed():
            return "interrupted"
        return "time" if self._remaining() == 0 else ""

    def first(self) -> Enterprise:
        """Form the best enterprise; from then on Ctrl-C keeps what is finished."""
        found = form_enterprise(
            self.project,
            self.network,
            self._solver,
            self._remaining(),
            self.gap,
            seed=self._options.seed,
            progress=self._told(),
        )
        self.keep()
        self.know(found)
        if found.stop_reason == "interrupted":
            self._ctrl_c.note()
        return found

    def keep(self) -> None:
        """Let Ctrl-C keep what is finished from now on."""
        self._ctrl_c.at_stake = True

    def form(
        self,
        project: Project | None = None,
        conditions: Conditions = NONE,
        start: PlanInput | None = None,
        waiting: int = 1,
        network: Network | None = None,
    ) -> Enterprise | None:
        """Form an enterprise as `form_or_raise` does; None if nothing was found in time."""
        try:
            return self.form_or_raise(project, conditions, start, waiting, network)
        except NoSolutionError:
            return None

    def form_or_raise(
        self,
        project: Project | None = None,
        conditions: Conditions = NONE,
        start: PlanInput | None = None,
        waiting: int = 1,
        network: Network | None = None,
    ) -> Enterprise:
        """Form an enterprise for a neighbour of the project.

        Parameters
        ----------
        project
            The neighbour; None for the project itself.
        conditions
            What is asked beside its rules.
        start
            An enterprise to start from.
        waiting
            How many are still to be formed, this one included, that share the time.
        network
            A neighbour of the network; None for the network itself.

        Raises
        ------
        InfeasibleError
            If there is none.
        NoSolutionError
            If nothing was found in time.
        """
        left = self._remaining()
        clock = Clock(None if left is None else left / waiting)
        problem = Problem.of(
            project or self.project, network or self.network, conditions=self._going_on(conditions)
        )
        if faults := tuple(impossible(most_prepared(problem))):
            raise InfeasibleError(f"No enterprise for project {self.project.id!r} can be formed so", faults)
        recall = partial(self.recall, waiting) if self._is_neighbour(project, network) else None
        call = Call(
            clock, self._ctrl_c, self._options, self._solver, self._told(), explained=False, recall=recall
        )
        found = prepare_and_form(problem, call, start or self._best_known(problem))
        self.know(found)
        return found.model_copy(update={"fingerprint": self._fingerprint})

    def _going_on(self, conditions: Conditions) -> Conditions:
        """Return conditions with what is finished and who was a partner."""
        if self._before is None:
            return conditions
        done = tuple((one.task, one.firm) for one in self._before.done)
        return replace(conditions, before=self._before, kept=(*done, *conditions.kept))

    def _is_neighbour(self, project: Project | None, network: Network | None) -> bool:
        """Whether a project may differ from the one asked about by its rules only."""
        if network is not None or self.project.preparations or self._before is not None:
            return False
        return project is None or project.model_copy(update={"rules": self.project.rules}) == self.project

    def recall(self, waiting: int) -> "Memory | None":
        """Return what is kept of the search for the project; where nothing is, its relaxation is tightened.

        What another search of this process has kept may be a little more or less than that: the neighbours'
        figures then differ within the gap asked for.

        Parameters
        ----------
        waiting
            How many enterprises are still to be formed, that share the time.
        """
        if self._memory is None and self._is_sought and self._known:
            self._is_sought = False
            self._memory = kept_search.get(self._key)
            if self._memory is None:
                left = self._remaining()
                clock = Clock(None if left is None else left / (1 + waiting))
                call = Call(clock, self._ctrl_c, self._options)
                problem = Problem.of(self.project, self.network)
                self._memory = remembered(problem, call, self._known[0])
            if self._memory is not None:
                kept_search.put(self._key, self._memory)
        return self._memory

    def know(self, enterprise: Enterprise) -> None:
        """Remember an enterprise: whatever is asked that it satisfies can start from it."""
        self._known.append(enterprise)

    def _best_known(self, problem: Problem) -> Enterprise | None:
        """Return the best enterprise known that satisfies what is asked."""
        best, least = None, math.inf
        for one in self._known:
            if not satisfies(problem.conditions, one, one.cost.total):
                continue
            judged = evaluate(problem.project, problem.network, one, before=self._before)
            if judged.feasible and judged.objective < least:
                best, least = one, judged.objective
        return best

    def _remaining(self) -> float | None:
        if self._limit is None:
            return None
        return max(self._limit - (time.monotonic() - self._begin), 0.0)

    def _told(self) -> Told | None:
        """Return the callback with seconds counted from the start of the call."""
        progress, before = self._progress, time.monotonic() - self._begin
        if progress is None:
            return None
        return lambda event: progress(replace(event, seconds=event.seconds + before))


def refuse_options(
    *faults: Fault,
    solver: object,
    time_limit: object,
    gap: object,
    seed: object,
    progress: object,
    executor: object = None,
) -> None:
    """Refuse options that cannot be meant, all at once.

    Parameters
    ----------
    faults
        What is wrong already.
    solver, time_limit, gap, seed, progress, executor
        What a caller handed over.

    Raises
    ------
    DataError
        With all faults.
    """
    found = [
        *faults,
        *option_faults(time_limit, gap, None, seed),
        *caller_faults(solver, progress),
        *executor_faults(executor),
    ]
    if found:
        raise DataError(found)
