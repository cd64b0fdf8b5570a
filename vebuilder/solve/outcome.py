"""What a solve ended with: the outcome and the reason for stopping are two facts."""

from dataclasses import dataclass
from typing import Literal

from vebuilder.formulate.linear_model import FloatArray

Status = Literal["optimal", "feasible", "infeasible", "unbounded", "no_solution"]
StopReason = Literal["finished", "gap", "time", "interrupted"]


@dataclass(frozen=True)
class RawResult:
    """An answer in the model's own columns, verified against its rows.

    Parameters
    ----------
    status
        ``optimal`` when the bound proves the solution within the gap asked for, else ``feasible``;
        ``no_solution`` when the search stopped before a first answer.
    stop_reason
        ``finished`` when the search was exhausted, ``gap`` when the gap asked for was reached first.
    solution
        One value per column, integer columns exactly integral; None without an answer.
    bound
        Proven lower bound on the objective, constant included; None where the solver tells none.
    solver
        The name to ask for it by, its version and how it ran.
    notes
        What the planner should know: options this solver could not honour, a start solution refused.
    """

    status: Status
    stop_reason: StopReason
    solution: FloatArray | None
    bound: float | None
    solver: str
    notes: tuple[str, ...] = ()
