"""The caller's side of toulbar2: from a formulation to the child process and back to column vectors."""

from dataclasses import replace
from typing import cast

from vebuilder.formulate.linear_model import FloatArray, LinearModel
from vebuilder.formulate.program import Formulation
from vebuilder.solve.backend import Answer
from vebuilder.solve.isolated import Isolated
from vebuilder.solve.options import Options
from vebuilder.solve.search.first_answer import first_answer
from vebuilder.solve.toulbar2.cost_network import cost_network
from vebuilder.solve.watch import Watch

MODULE, ADAPTER, PACKAGE = "vebuilder.solve.toulbar2.adapter", "Toulbar2", "pytoulbar2"

FIRST_SHARE, FIRST_SECONDS = 0.1, 1.0
"""Part of the time, and seconds, that the search for a first answer may take."""


class Toulbar2Engine:
    """The `Backend` for one formulation.

    Parameters
    ----------
    formulation
        What is to be solved; every task single-sourced.
    version
        Version of toulbar2's package.

    Raises
    ------
    UnsupportedError
        If the project uses what a cost network cannot say.
    """

    name = "toulbar2"

    def __init__(self, formulation: Formulation, version: str) -> None:
        self.version = f"({PACKAGE} {version})"
        self._formulation = formulation
        self._network = cost_network(formulation)

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Find a first answer, let the child search below it, and read its values as plans."""
        if options.start is None:
            seconds = min(FIRST_SHARE * watch.remaining(), FIRST_SECONDS)
            start = first_answer(self._formulation, seconds, options.seed, patience=1)
            if start is not None:
                watch.incumbent(start)
                options = replace(options, start=start)
        arguments = (self._network,)
        inner = Isolated(self.name, self.version, MODULE, ADAPTER, arguments, kind=PACKAGE)
        return inner.search(model, options, cast("Watch", _Reading(watch, self._formulation)))


class _Reading:
    """The watch, told values of tasks instead of columns."""

    def __init__(self, watch: Watch, formulation: Formulation) -> None:
        self._watch, self._formulation = watch, formulation

    def __getattr__(self, name: str) -> object:
        return getattr(self._watch, name)

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
