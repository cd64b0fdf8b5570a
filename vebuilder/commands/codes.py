"""What a command ends with."""

from vebuilder.model import (
    AuditError,
    InfeasibleError,
    NoSolutionError,
    SolverError,
    SolverUnavailableError,
    VebuilderError,
)

DONE, BAD_INPUT, INFEASIBLE, NO_ANSWER, SOLVER_FAILED, INTERRUPTED = 0, 2, 3, 4, 5, 130


def exit_code(error: VebuilderError) -> int:
    """Return what a process that ends with this error should exit with.

    Parameters
    ----------
    error
        What ended it.
    """
    if isinstance(error, InfeasibleError):
        return INFEASIBLE
    if isinstance(error, NoSolutionError):
        return INTERRUPTED if error.stop_reason == "interrupted" else NO_ANSWER
    if isinstance(error, SolverUnavailableError | SolverError | AuditError):
        return SOLVER_FAILED
    return BAD_INPUT


def ended_with(stop_reason: str) -> int:
    """Return what a command that has an answer exits with.

    Parameters
    ----------
    stop_reason
        Why its search ended.
    """
    return INTERRUPTED if stop_reason == "interrupted" else DONE
