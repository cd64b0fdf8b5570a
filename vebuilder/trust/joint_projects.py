"""Trust from collaboration history."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_array, csr_array

from vebuilder.model.trust import JointProject, JointProjects


def joint_project_trust(model: JointProjects, firms: Sequence[str]) -> coo_array:
    """Return trust from joint projects: ``1 - exp(-steepness * sum of weight / (members - 1))``.

    Dividing by the number of a project's other members lets big consortia count little: the collaboration
    weights of Newman (2001), Physical Review E 64, 016132.

    Parameters
    ----------
    model
        The projects, and how fast trust grows and ages.
    firms
        Ids of the firms asked for, each once; other members count for the size of a project.

    Returns
    -------
    coo_array
        Trust of each firm (row) in each other (column), in the order of `firms`; symmetric.
    """
    size = len(firms)
    position = {firm: row for row, firm in enumerate(firms)}
    # In the order of their ids, so that sums do not depend on the order they are stated in.
    projects = sorted(model.projects, key=lambda project: project.id)
    entries = [
        (position[member], column)
        for column, project in enumerate(projects)
        for member in project.members
        if member in position
    ]
    table = np.array(entries, dtype=np.int64).reshape(-1, 2)
    took_part = csr_array(
        (np.ones(len(table)), (table[:, 0], table[:, 1])), shape=(size, max(len(projects), 1))
    )
    ties = np.array([tie(model, project) for project in projects], dtype=float)
    weighted = csr_array((ties[table[:, 1]], (table[:, 0], table[:, 1])), shape=took_part.shape)
    shared = (weighted @ took_part.T).tocoo()
    row, column = shared.coords
    others = row != column
    value = -np.expm1(-model.steepness * shared.data[others])
    return coo_array((value, (row[others], column[others])), shape=(size, size))


def shared_projects(model: JointProjects, source: str, target: str) -> dict[str, float]:
    """Return what each project that two firms did together adds to their tie, by project id.

    Parameters
    ----------
    model
        The projects, and how fast they age.
    source, target
        Firm ids.
    """
    return {
        project.id: tie(model, project)
        for project in sorted(model.projects, key=lambda project: project.id)
        if source in project.members and target in project.members
    }


def tie(model: JointProjects, project: JointProject) -> float:
    """Return what a project adds to the tie between two of its members: its weight / (members - 1)."""
    others = len(project.members) - 1
    return _weight(model, project) / others if others > 0 else 0.0


def _weight(model: JointProjects, project: JointProject) -> float:
    """Return how much a project still counts: half after each half-life, in full if no age is known."""
    if model.half_life is None or model.as_of is None or project.ended is None:
        return 1.0
    age = max(0.0, model.as_of - project.ended)
    if model.half_life == 0:
        return 1.0 if age == 0 else 0.0
    return float(0.5 ** (age / model.half_life))
