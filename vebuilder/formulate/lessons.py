"""Who could teach the initiator what, and what it would be worth."""

from dataclasses import dataclass

import numpy as np

from vebuilder.check.learning import own_proficiency
from vebuilder.check.taxonomy import Taxonomy
from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.formulate.problem import Problem


@dataclass(frozen=True)
class Lessons:
    """Pairs of task and firm that could teach the initiator something, by competence learned.

    Parameters
    ----------
    competence
        Number of the competence, in the order of their ids.
    pair
        Position of the eligible pair that teaches it.
    value
        What is learned from it.
    """

    competence: IntArray
    pair: IntArray
    value: FloatArray

    @classmethod
    def of(cls, problem: Problem) -> "Lessons":
        """Find all lessons of a problem."""
        project, pupil = problem.project, problem.initiator
        parts: list[tuple[IntArray, IntArray, FloatArray]] = []
        if pupil is not None:
            taxonomy = Taxonomy(problem.network.competences)
            pairs = problem.pairs
            near = np.zeros(len(problem.tasks), dtype=bool)
            near[list(interfacing_tasks(problem))] = True
            others = np.flatnonzero(near[pairs.task] & (pairs.firm != pupil))
            for number, competence in enumerate(sorted(project.learning)):
                asks = np.array([taxonomy.steps(t.competence, competence) is not None for t in problem.tasks])
                own = own_proficiency(problem.firms[pupil], competence, taxonomy)
                held = others[asks[pairs.task[others]]]
                gain = project.learning[competence] * (pairs.proficiency[held] - own)
                kept = gain > 0
                parts.append((np.full(int(kept.sum()), number), held[kept], gain[kept]))
        joined = [np.concatenate([part[i] for part in parts]) if parts else np.zeros(0) for i in range(3)]
        return cls(joined[0].astype(np.int64), joined[1].astype(np.int64), joined[2])


def taught_tasks(problem: Problem) -> set[int]:
    """Return the tasks for which it matters who is assigned, because the initiator learns from it.

    Parameters
    ----------
    problem
        The indexed instance.
    """
    project = problem.project
    if project.strategy.learning == 0 or not project.learning or problem.initiator is None:
        return set()
    return interfacing_tasks(problem)


def interfacing_tasks(problem: Problem) -> set[int]:
    """Return the tasks at either end of an interface.

    Parameters
    ----------
    problem
        The indexed instance.
    """
    position = problem.task_position
    return {position[end] for one in problem.project.interfaces for end in (one.source, one.target)}
