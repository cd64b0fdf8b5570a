"""The library itself, by the name of a solver or left to choose."""

import sys
from collections.abc import Sequence

import vebuilder as ve
from benchmarks.contenders.contender import Answer, Limits, NothingFound, Refused, Report


class Library:
    """`form_enterprise` with one solver.

    Parameters
    ----------
    solver
        As for `form_enterprise`.
    without
        Packages this process must not find, as if they were not installed.
    """

    def __init__(self, solver: str, without: Sequence[str] = ()) -> None:
        self._solver = solver
        for package in without:
            sys.modules[package] = None  # type: ignore[assignment]  # what the import system calls "absent"

    def run(self, project: ve.Project, network: ve.Network, limits: Limits, report: Report) -> Answer:
        """Form the enterprise on one thread."""
        try:
            enterprise = ve.form_enterprise(
                project,
                network,
                solver=self._solver,
                time_limit=limits.seconds,
                gap=limits.gap,
                seed=limits.seed,
                progress=lambda event: report(event.seconds, event.incumbent, event.bound),
            )
        except ve.NoSolutionError as error:
            raise NothingFound(error.bound) from error
        except ve.UnsupportedError as error:
            raise Refused(str(error)) from error
        plan = tuple((one.task, one.firm, one.share) for one in enterprise.assignments)
        return Answer(plan, enterprise.objective, enterprise.bound, enterprise.solver)
