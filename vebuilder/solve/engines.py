"""Who solves a formulation: an engine of its own, a solver by cuts, or the solver named as it is."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from vebuilder.formulate.conditions import NONE as NO_CONDITIONS
from vebuilder.formulate.parallel import AT_ONCE
from vebuilder.formulate.price_tiers import priced_by_amount
from vebuilder.formulate.program import Formulation
from vebuilder.model import ExpectedLoss, UnsupportedError
from vebuilder.solve import auto
from vebuilder.solve.backend import Ability, Backend
from vebuilder.solve.bundles.choice import InBundles, bundle_engine, neighbour_engine, terms_beyond_bundles
from vebuilder.solve.by_cuts import ByCuts
from vebuilder.solve.pairs.choice import pair_engine
from vebuilder.solve.registry import entry_of, load
from vebuilder.solve.search.head_start import HeadStart, pays
from vebuilder.solve.toulbar2.attempt import promising, with_attempt
from vebuilder.solve.toulbar2.choice import dense_engine, toulbar2_engine

if TYPE_CHECKING:
    from vebuilder.solve.bundles.memory import Memory

    Recall = Callable[[], Memory | None]

MANY_PAIRS = 20_000
"""With fewer eligible pairs too many bundles are a matter of roomy firms, not of size."""
MEASURE = "project.strategy.risk_measure"


def engine_of(formulation: Formulation, solver: str, recall: "Recall | None" = None) -> Backend | None:
    """Return the engine made for this formulation; None where the linear model goes to a solver as it is.

    Parameters
    ----------
    formulation
        What is to be solved.
    solver
        What the user asked for.
    recall
        Tells what is kept of the search for a project that this one may be a neighbour of, if anything.

    Raises
    ------
    SolverUnavailableError
        If the solver is unknown or missing.
    UnsupportedError
        If the project uses what a solver of whole projects cannot say.
    """
    beyond = _beyond_engines(formulation)
    if solver == "toulbar2":
        if formulation.problem.conditions != NO_CONDITIONS:
            beyond.append("what is asked beside the project's own rules")
        if beyond:
            raise UnsupportedError(
                f"toulbar2 is not used for {', '.join(beyond)}; choose another solver, such as auto"
            )
        return toulbar2_engine(formulation)
    if solver != "auto":
        return ByCuts(formulation, load(solver), solver) if formulation.cuts else None
    engine, bundles = None, InBundles(formulation)
    if _only_measured(beyond):
        engine = bundle_engine(formulation, bundles)
    elif not (formulation.cuts or beyond):
        engine = pair_engine(formulation) or _from_before(formulation, recall) or _bundles(bundles)
        if engine is None and formulation.problem.conditions == NO_CONDITIONS:
            engine = dense_engine(formulation)
    return engine or _beyond_bundles(bundles, beyond) or _solver_of_choice(formulation)


def _beyond_bundles(bundles: InBundles, beyond: list[str]) -> Backend | None:
    """Return the engine for more firms than a program holds, if that is what there is."""
    formulation = bundles.formulation
    if beyond or formulation.cuts or len(formulation.problem.pairs) < MANY_PAIRS:
        return None
    terms = terms_beyond_bundles(bundles)
    if terms is None:
        return None
    from vebuilder.solve.size.engine import SizeEngine

    return SizeEngine(formulation, terms, _solver_of_choice(formulation) or load("highs"))


def _from_before(formulation: Formulation, recall: "Recall | None") -> Backend | None:
    """Return the engine that goes on from an earlier search, if there is one and nothing else is quicker."""
    quicker = formulation.problem.conditions == NO_CONDITIONS and promising(formulation)
    memory = None if quicker or recall is None else recall()
    return None if memory is None else neighbour_engine(formulation, memory)


def _bundles(bundles: InBundles) -> Backend | None:
    """Return the bundle engine, with an attempt by toulbar2 before it where that may be enough."""
    formulation = bundles.formulation
    engine = bundle_engine(formulation, bundles)
    return engine if formulation.problem.conditions != NO_CONDITIONS else with_attempt(formulation, engine)


def _solver_of_choice(formulation: Formulation) -> Backend | None:
    """Return the first solver that can be used, with what it needs here; None where it needs nothing."""
    name, reason = auto.choose(formulation.model)
    notes = (f"{name} was taken because {reason}",) if reason else ()
    # A solver that is told of parallel work by orders sees another program than the search does.
    told_by_orders = formulation.model.resources and Ability.PARALLEL not in entry_of(name).abilities
    searched = pays(formulation) and not told_by_orders
    if formulation.cuts:
        by_cuts = ByCuts(formulation, load(name), "auto", notes)
        return HeadStart(formulation, by_cuts) if searched else by_cuts
    return HeadStart(formulation, load(name), notes) if searched else None


def _beyond_engines(formulation: Formulation) -> list[str]:
    """Return what the project asks for that the engines made for certain projects know nothing of."""
    problem = formulation.problem
    project, strategy = problem.project, problem.project.strategy
    asked = {
        "standby firms (project.tasks[].backups)": bool(problem.backups.any()),
        MEASURE: strategy.risk > 0 and not isinstance(strategy.risk_measure, ExpectedLoss),
        "project.strategy.price_protection": strategy.price_protection > 0,
        "project.rules.min_success_probability": bool(project.rules.min_success_probability),
        "learning (project.learning)": strategy.learning > 0 and bool(project.learning),
        "time (durations, order, deadline, max_parallel)": _time_matters(formulation),
        "packages (project.packages)": bool(project.packages),
        "prices that depend on the amount (network.firms[].offers[].price_breaks)": priced_by_amount(problem),
        "project.funding": bool(project.funding),
        "the enterprise before (switching_cost, max_changes, finished tasks of several partners)": (
            problem.conditions.ties_partners or bool(problem.conditions.shared)
        ),
    }
    return [name for name, is_asked in asked.items() if is_asked]


def _only_measured(beyond: list[str]) -> bool:
    """Whether the risk measure is all that the engines know nothing of, so that bundles can carry it."""
    return beyond == [MEASURE]


def _time_matters(formulation: Formulation) -> bool:
    """Whether it matters for who does what when tasks run."""
    asked = any(family.name == AT_ONCE and len(family) for family in formulation.model.rows)
    return formulation.problem.timing.matters or asked
