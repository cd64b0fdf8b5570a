"""An enterprise that was formed with other weights or limits, as one of the project that was asked about."""

from collections.abc import Mapping

from vebuilder.check.evaluate import evaluate
from vebuilder.model.fingerprint import fingerprint
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.result.enterprise import Enterprise
from vebuilder.solve.options import relative_gap


def owned(
    project: Project,
    network: Network,
    found: Enterprise,
    least: Mapping[str, float],
    gap: float,
    note: str,
) -> Enterprise:
    """Return an enterprise weighed as the project itself weighs.

    Parameters
    ----------
    project, network
        What was asked about.
    found
        An enterprise that keeps all of its rules, whatever it was formed for.
    least
        By figure (``cost``, ``risk``, ``time``): proven, no enterprise has less.
    gap
        What counts as optimal.
    note
        How it was found.
    """
    objective = evaluate(project, network, found).objective
    bound = least_objective(project, least)
    if bound is not None:
        bound = min(bound, objective)
    sure = bound is not None and relative_gap(objective, bound) <= gap
    return found.model_copy(
        update={
            "objective": objective,
            "bound": bound,
            "outcome": "optimal" if sure else "feasible",
            "notes": (*found.notes, note),
            "fingerprint": fingerprint(project, network),
        }
    )


def least_objective(project: Project, least: Mapping[str, float]) -> float | None:
    """Return what the objective of no enterprise is below: each figure at its own best; None if unknown.

    Parameters
    ----------
    project
        Whose strategy weighs.
    least
        By figure: proven, no enterprise has less.
    """
    strategy = project.strategy
    if strategy.learning and project.learning:
        return None
    if strategy.cost and "cost" not in least:  # a stated price may be negative; risk and time are not
        return None
    weights = {"cost": strategy.cost, "risk": strategy.risk, "time": strategy.time}
    return sum(weight * least.get(name, 0.0) for name, weight in weights.items() if weight)
