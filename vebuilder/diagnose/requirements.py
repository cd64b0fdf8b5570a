"""All that a planner asks for in one project and could give.

Who may do what (competences, proficiency, qualifications, excluded firms), who starts the enterprise, what
comes after what and that every task is done is not among it: that is the ground all of it stands on. To give
up the initiator would be no ease: as one firm among others it pays to join.
"""

from vebuilder.diagnose.budget_requirement import Budget
from vebuilder.diagnose.capacity_requirements import capacity_requirements
from vebuilder.diagnose.choice_requirements import choice_requirements
from vebuilder.diagnose.group_requirements import group_requirements
from vebuilder.diagnose.requirement import Requirement
from vebuilder.diagnose.rule_requirements import rule_requirements
from vebuilder.diagnose.task_requirements import task_requirements
from vebuilder.diagnose.time_requirements import time_requirements
from vebuilder.diagnose.trust_requirements import trust_requirements
from vebuilder.formulate.problem import Problem

KINDS = (
    choice_requirements,
    rule_requirements,
    group_requirements,
    task_requirements,
    capacity_requirements,
    time_requirements,
    trust_requirements,
)


def requirements_of(problem: Problem) -> tuple[Requirement, ...]:
    """Return what is asked for, what is dear to look at last.

    Parameters
    ----------
    problem
        The instance.
    """
    found = [requirement for kind in KINDS for requirement in kind(problem)]
    if problem.project.budget is not None:
        found.append(Budget(problem.project.currency))
    return tuple(found)
