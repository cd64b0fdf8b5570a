"""A plan to start from, as a column vector."""

from vebuilder.check.plan import Plan, PlanInput, read_plan
from vebuilder.formulate.linear_model import FloatArray
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation
from vebuilder.model import DataError


def read_start(problem: Problem, start: PlanInput) -> Plan:
    """Read a start, once: it may be an iterator.

    Raises
    ------
    DataError
        If it is no plan, or not one for this project and network; all faults at once.
    """
    try:
        return read_plan(start, problem.project, problem.network)
    except DataError as error:
        faults = (
            fault.model_copy(update={"path": fault.path.replace("plan", "start", 1)})
            for fault in error.faults
        )
        raise DataError(faults) from error


def start_vector(formulation: Formulation, plan: Plan) -> FloatArray:
    """Return the columns of a plan that breaks no rule.

    Parameters
    ----------
    formulation
        What is to be solved.
    plan
        A plan for the same project and network.
    """
    problem = formulation.problem
    shares = {
        problem.pair_position[problem.task_position[one.task], problem.firm_position[one.firm]]: one.share
        for one in plan.assignments
    }
    partners = {int(problem.pairs.firm[pair]) for pair in shares}
    if problem.initiator is not None:
        partners.add(problem.initiator)
    return formulation.vector(partners, shares)
