"""Enterprises of some of the firms, formed by a small program of their own."""

from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.solve.options import Options
from vebuilder.solve.solve import solve


@dataclass(frozen=True)
class Formed:
    """What came of forming an enterprise among some firms.

    Parameters
    ----------
    vector
        The best enterprise as a column vector of the whole formulation; None without one.
    bound
        No enterprise of these firms has a lower objective; minus infinity where that is not known.
    cut_short
        Whether the clock had a say in it.
    """

    vector: FloatArray | None
    bound: float
    cut_short: bool = False


def form_among(formulation: Formulation, keep: BoolArray, options: Options) -> Formed:
    """Form the best enterprise among some firms.

    Parameters
    ----------
    formulation
        The whole.
    keep
        One flag a firm; the initiator and required firms are there in any case.
    options
        For this small program.
    """
    part = formulate(formulation.problem.restricted(keep))
    result = solve(part.model, options, "highs")
    if result.status == "infeasible":
        return Formed(None, np.inf)
    bound = -np.inf if result.bound is None else result.bound
    return Formed(
        None if result.solution is None else embedded(formulation, part, result.solution),
        bound,
        result.stop_reason not in {"finished", "gap"},
    )


def embedded(whole: Formulation, part: Formulation, solution: FloatArray) -> FloatArray:
    """Return the column vector of the whole for a solution over some of its firms.

    Parameters
    ----------
    whole, part
        The formulation of a problem, and of the same problem restricted to some firms.
    solution
        One value per column of the part.
    """
    position = whole.problem.firm_position
    number = np.array([position[firm.id] for firm in part.problem.firms], dtype=np.int64)
    chosen = solution[part.decisions.partner] > 0.5
    pairs = part.problem.pairs
    value = solution[part.decisions.share]
    assigned = value > 0
    switched = part.decisions.switched
    assigned[switched] |= solution[part.decisions.assigned[switched]] > 0.5
    shares = {}
    for pair in np.flatnonzero(assigned):
        key = int(pairs.task[pair]), int(number[pairs.firm[pair]])
        shares[whole.problem.pair_position[key]] = float(value[pair])
    _occupy_idle(whole, part, number, set(np.flatnonzero(chosen).tolist()), shares)
    return whole.vector({int(firm) for firm in number[chosen]}, shares)


def _occupy_idle(
    whole: Formulation, part: Formulation, number: IntArray, partners: set[int], shares: dict[int, float]
) -> None:
    """Assign partners without any share to a task where an assignment is free in the part."""
    problem = whole.problem
    busy = {int(problem.pairs.firm[pair]) for pair in shares}
    idle = {firm for firm in partners if int(number[firm]) not in busy}
    pairs = part.problem.pairs
    for pair in part.decisions.free:
        firm = int(pairs.firm[pair])
        if firm in idle:
            idle.discard(firm)
            shares[problem.pair_position[int(pairs.task[pair]), int(number[firm])]] = 0.0
