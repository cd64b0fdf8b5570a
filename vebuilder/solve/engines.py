"""Who solves a formulation: an engine of its own, a solver by cuts, or the solver named as it is."""

from vebuilder.formulate.program import Formulation
from vebuilder.model import ExpectedLoss, UnsupportedError
from vebuilder.solve import auto
from vebuilder.solve.backend import Backend
from vebuilder.solve.bundles.choice import bundle_engine
from vebuilder.solve.by_cuts import ByCuts
from vebuilder.solve.pairs.choice import pair_engine
from vebuilder.solve.registry import load
from vebuilder.solve.toulbar2.choice import dense_engine, toulbar2_engine

MEASURE = "project.strategy.risk_measure"


def engine_of(formulation: Formulation, solver: str) -> Backend | None:
    """Return the engine made for this formulation; None where the linear model goes to a solver as it is.

    Parameters
    ----------
    formulation
        What is to be solved.
    solver
        What the user asked for.

    Raises
    ------
    SolverUnavailableError
        If the solver is unknown or missing.
    UnsupportedError
        If the project uses what a solver of whole projects cannot say.
    """
    beyond = _beyond_engines(formulation)
    if solver == "toulbar2":
        if beyond:
            raise UnsupportedError(
                f"toulbar2 is not used for {', '.join(beyond)}; choose another solver, such as auto"
            )
        return toulbar2_engine(formulation)
    tail = solver == "auto" and _only_measured(formulation)
    if tail and (engine := bundle_engine(formulation)) is not None:
        return engine
    if formulation.cuts:
        return _by_cuts(formulation, solver)
    if solver != "auto" or beyond:
        return None
    return pair_engine(formulation) or bundle_engine(formulation) or dense_engine(formulation)


def _by_cuts(formulation: Formulation, solver: str) -> Backend:
    notes: tuple[str, ...] = ()
    name = solver
    if solver == "auto":
        name, reason = auto.choose()
        if name != auto.ORDER[0]:
            notes = (f"{name} was taken because {reason}",)
    return ByCuts(formulation, load(name), solver, notes)


def _beyond_engines(formulation: Formulation) -> list[str]:
    """Return what the project asks for that the engines made for certain projects know nothing of."""
    project = formulation.problem.project
    strategy = project.strategy
    asked = {
        "standby firms (project.tasks[].backups)": bool(formulation.problem.backups.any()),
        MEASURE: (strategy.risk > 0 and not isinstance(strategy.risk_measure, ExpectedLoss)),
        "project.strategy.price_protection": strategy.price_protection > 0,
        "project.rules.min_success_probability": bool(project.rules.min_success_probability),
    }
    return [name for name, is_asked in asked.items() if is_asked]


def _only_measured(formulation: Formulation) -> bool:
    """Whether the risk measure is all that the engines know nothing of, so that bundles can carry it."""
    return _beyond_engines(formulation) == [MEASURE]
