"""Many enterprises in one call, side by side."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from multiprocessing import get_context
from typing import overload

from vebuilder.api import form_enterprise
from vebuilder.check.arguments import caller_faults, executor_faults, option_faults
from vebuilder.crew import Crew
from vebuilder.model.errors import DataError, InfeasibleError, VebuilderError
from vebuilder.model.fault import Fault
from vebuilder.model.html import plain_table, titled
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.record import Number, Record
from vebuilder.model.text import table
from vebuilder.result.enterprise import Enterprise
from vebuilder.solve.ctrl_c import CtrlC
from vebuilder.solve.threads import threads_of

FEW = 2
"""Fewer calls are not worth a process of their own."""


HEAD = ("project", "cost", "gap", "partners")


class Formed(Record):
    """What came of one call."""

    project: str
    """Its id."""
    enterprise: Enterprise | None = None
    """What was formed; None where nothing was."""
    failure: str = ""
    """Kind of the error it met instead, such as ``InfeasibleError``."""
    message: str = ""
    """What the error says."""
    diagnosis: tuple[Fault, ...] = ()
    """Its faults, or the requirements that clash."""
    seconds: Number = 0.0
    """Wall time of this call."""


class Many(Record):
    """What came of many calls, in their order."""

    calls: tuple[Formed, ...]
    ended: str = ""
    """``interrupted`` where Ctrl-C left calls out, which have neither enterprise nor failure; else empty."""

    def __len__(self) -> int:
        return len(self.calls)

    @overload
    def __getitem__(self, position: int) -> Formed: ...
    @overload
    def __getitem__(self, position: slice) -> tuple[Formed, ...]: ...
    def __getitem__(self, position: int | slice) -> Formed | tuple[Formed, ...]:
        return self.calls[position]

    def __iter__(self) -> Iterator[Formed]:  # type: ignore[override]
        return iter(self.calls)

    @property
    def enterprises(self) -> tuple[Enterprise, ...]:
        """Those that were formed."""
        return tuple(one.enterprise for one in self.calls if one.enterprise is not None)

    def __str__(self) -> str:
        lines = [self._title(), *table(HEAD, list(map(_row, self.calls)), "lrrl")]
        return "\n".join([*lines, *([f"Not all were looked at: {self.ended}"] if self.ended else [])])

    def _repr_html_(self) -> str:
        rows = plain_table(HEAD, list(map(_row, self.calls)), "lrrl")
        return titled(self._title(), rows, f"Not all were looked at: {self.ended}" if self.ended else "")

    def _title(self) -> str:
        return f"{len(self.enterprises)} of {len(self)} enterprises formed"


def _row(one: Formed) -> tuple[str, str, str, str]:
    if one.enterprise is None:
        words = one.diagnosis[0].message if one.diagnosis else one.message.partition("\n")[0]
        return one.project, "-", "-", f"{one.failure}: {words}" if one.failure else "-"
    gap = "-" if one.enterprise.gap is None else f"{one.enterprise.gap:.2%}"
    return one.project, f"{one.enterprise.cost.total:,.2f}", gap, ", ".join(one.enterprise.partners)


@dataclass(frozen=True)
class _Options:
    solver: str
    time_limit: float | None
    gap: float
    seed: int


def form_many(  # noqa: PLR0913, PLR0917
    calls: Sequence[Project] | Sequence[tuple[Project, Network]],
    network: Network | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, Formed], None] | None = None,
    solver: str = "auto",
    time_limit: float | None = None,
    gap: float = 1e-4,
    seed: int = 0,
) -> Many:
    """Form the enterprises of many calls, side by side; one that fails does not keep the others.

    Each call runs on one thread, so that as many run at once as there are workers. What comes of a call does
    not depend on who worked on it.

    Parameters
    ----------
    calls
        Projects, all over one network; or pairs of a project and its network.
    network
        The network, where the calls are projects.
    executor
        Any ``concurrent.futures`` executor, such as ``dask.distributed.Client(...).get_executor()``; it is
        not shut down. Each network is sent once to each worker. None for a pool of processes, one a core.
    progress
        Told the position of each call and what came of it, as they come.
    solver, gap, seed
        As for `form_enterprise`.
    time_limit
        Seconds for each call.

    Returns
    -------
    Many
        In the order of the calls. Ctrl-C keeps those that are finished. A worker that dies costs nothing but
        time: its call is formed again.

    Raises
    ------
    DataError
        If a call is no project, or an option cannot be meant. What is wrong with the data of a call is told
        with that call.

    Notes
    -----
    A pool of processes asks for ``if __name__ == "__main__":`` around the call in a script, as Python's own
    does.
    """
    faults = [*option_faults(time_limit, gap, None, seed), *caller_faults(solver, progress)]
    pairs = _pairs(calls, network, [*faults, *executor_faults(executor)])
    options = _Options(solver, time_limit, gap, seed)
    networks = list({id(members): members for _, members in pairs}.values())
    place = {id(members): i for i, members in enumerate(networks)}
    questions = [(project, place[id(members)], options) for project, members in pairs]
    found: dict[int, Formed] = {}
    with CtrlC() as ctrl_c, _workers(executor, len(pairs)) as workers:
        ctrl_c.at_stake = True
        crew = Crew(_formed, tuple(networks), workers)
        for number, one in crew.ask(questions, ctrl_c.pressed):
            found[number] = one
            if progress is not None:
                progress(number, one)
        ended = "interrupted" if len(found) < len(pairs) else ""
    told = (found.get(number, Formed(project=project.id)) for number, (project, _) in enumerate(pairs))
    return Many(calls=tuple(told), ended=ended)


def _workers(executor: Executor | None, calls: int) -> ProcessPoolExecutor | nullcontext[Executor | None]:
    """Return what to work with for as long as the call lasts."""
    workers = min(threads_of(None), calls)
    if executor is not None or calls < FEW or workers < FEW:
        return nullcontext(executor)
    # Started anew, not forked: a solver's threads do not survive a fork.
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def _formed(networks: tuple[Network, ...], question: tuple[Project, int, _Options]) -> Formed:
    """Form the enterprise of one call."""
    project, number, options = question
    begin = time.monotonic()
    try:
        enterprise = form_enterprise(
            project,
            networks[number],
            options.solver,
            options.time_limit,
            options.gap,
            threads=1,
            seed=options.seed,
        )
    except VebuilderError as error:
        told: tuple[Fault, ...] = ()
        if isinstance(error, DataError):
            told = error.faults
        elif isinstance(error, InfeasibleError):
            told = error.diagnosis
        return Formed(
            project=project.id,
            failure=type(error).__name__,
            message=str(error),
            diagnosis=told,
            seconds=time.monotonic() - begin,
        )
    return Formed(project=project.id, enterprise=enterprise, seconds=time.monotonic() - begin)


def _pairs(calls: object, network: object, faults: Sequence[Fault]) -> list[tuple[Project, Network]]:
    """Return each call's project and network.

    Raises
    ------
    DataError
        With all that cannot be meant.
    """
    found, wrong = [], list(faults)
    listed = calls if isinstance(calls, list | tuple) else [calls]
    for number, call in enumerate(listed):
        match call:
            case (Project() as project, Network() as members):
                found.append((project, members))
            case Project() if isinstance(network, Network):
                found.append((call, network))
            case _:
                wrong.append(
                    Fault(
                        path=f"calls[{number}]",
                        message="is neither a pair of a project and a network, nor a project with a network "
                        "for all",
                        mend="pass form_many([project], network) or form_many([(project, network)])",
                    )
                )
    if wrong:
        raise DataError(wrong)
    return found
