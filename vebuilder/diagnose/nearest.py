"""An enterprise that keeps every rule but one or some: the witness of a repair."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.linear_model import FloatArray
from vebuilder.formulate.program import Formulation
from vebuilder.model import Assignment, Backup, Package
from vebuilder.result.read_back import priced_assignments, read_draft


@dataclass(frozen=True)
class Nearest:
    """The nearest possible enterprise, which keeps all rules but those told of.

    Parameters
    ----------
    partners
        Their ids.
    team
        Ids of the firms assigned to each task, by task id.
    work
        Money each of them is paid for its work, by firm id.
    assignments, packages, backups, starts
        The same in full.
    """

    partners: tuple[str, ...]
    team: Mapping[str, tuple[str, ...]]
    work: Mapping[str, float]
    assignments: tuple[Assignment, ...] = ()
    packages: tuple[Package, ...] = ()
    backups: tuple[Backup, ...] = ()
    starts: Mapping[str, float] | None = None

    @classmethod
    def of(cls, formulation: Formulation, solution: FloatArray) -> "Nearest":
        """Read the enterprise from a solution; columns beyond the formulation's are ignored."""
        problem = formulation.problem
        draft = read_draft(formulation, solution)
        assignments = priced_assignments(draft.case(problem))
        work = {one.firm: 0.0 for one in assignments}
        for one in assignments:
            work[one.firm] += one.cost
        chosen = np.flatnonzero(solution[formulation.decisions.partner] > 0.5)
        return cls(
            partners=tuple(problem.firm_ids[chosen]),
            team={
                task: tuple(one.firm for one in assignments if one.task == task) for task in problem.task_ids
            },
            work=work,
            assignments=assignments,
            packages=draft.packages,
            backups=draft.backups(problem),
            starts=formulation.schedule(draft.shares, solution),
        )
