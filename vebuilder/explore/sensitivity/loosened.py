"""A project without the rules that a moved figure may make a plan keep or break, or with softer ones."""

from typing import Any

from vebuilder.explore.sensitivity.figure import Ruled
from vebuilder.model.project import Project
from vebuilder.model.rules import GroupRule


def loosened(project: Project, ruled: Ruled, by: float = 1.0) -> Project:
    """Return a project whose rules are kept by every plan that keeps them after a figure has moved.

    Parameters
    ----------
    project
        The project.
    ruled
        Which rules look at the figure.
    by
        How far prices move at most, relative to what they are: rules on shares of the work are softened for
        that; from 1 on they are dropped.
    """
    rules = project.rules
    if ruled == "nothing":
        return project
    if ruled == "success":
        update: dict[str, Any] = {"min_success_probability": None}
        return project.model_copy(update={"rules": rules.model_copy(update=update)})
    if ruled == "trust":
        update = {"min_trust": None, "trust_connected": False}
        return project.model_copy(update={"budget": None, "rules": rules.model_copy(update=update)})
    if ruled == "money" or not on_shares(project):
        return project.model_copy(update={"budget": None})
    update = {
        "max_partner_share": _at_most(rules.max_partner_share, by),
        "groups": tuple(_softer(group, by) for group in rules.groups),
    }
    return project.model_copy(update={"budget": None, "rules": rules.model_copy(update=update)})


def on_shares(project: Project) -> bool:
    """Tell whether rules look at shares of the work cost.

    Parameters
    ----------
    project
        The project.
    """
    return project.rules.max_partner_share is not None or any(
        group.min_share is not None or group.max_share is not None for group in project.rules.groups
    )


def _softer(group: GroupRule, by: float) -> GroupRule:
    if group.min_share is None and group.max_share is None:
        return group
    least = None if group.min_share is None or by >= 1 else group.min_share * (1 - by) / (1 + by)
    return group.model_copy(update={"min_share": least, "max_share": _at_most(group.max_share, by)})


def _at_most(share: float | None, by: float) -> float | None:
    """Return the largest share there can be of which prices wrong by so much make this one or less."""
    if share is None or by >= 1:
        return None
    return min(1.0, share * (1 + by) / (share * (1 + by) + (1 - share) * (1 - by))) if share else 0.0
