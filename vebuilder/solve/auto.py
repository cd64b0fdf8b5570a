"""Which solver to take when the user leaves it open."""

from collections.abc import Sequence

import numpy as np

from vebuilder.formulate.linear_model import Integrality, LinearModel
from vebuilder.model.errors import SolverUnavailableError
from vebuilder.solve.registry import ENTRIES, PULP, obstacle

ORDER = ("highs", "scip", "cpsat", "cbc")
PARALLEL_FIRST = ("cpsat", "highs", "scip", "cbc")
FEW_ORDERS = 20_000
"""So many pairs of work at one firm can be put in order by rows."""


def choose(model: LinearModel | None = None) -> tuple[str, str]:
    """Return the solver to use and why; no reason is needed for the usual one.

    HiGHS closes mixed models with shares and flows fastest of those measured; the others stand in. Where
    firms can only do so much at once, CP-SAT comes first, unless cost decides too or work takes as long as
    its share.

    Parameters
    ----------
    model
        What is to be solved.

    Raises
    ------
    SolverUnavailableError
        None can be used; says what each one lacks.
    """
    missing: list[str] = []
    bound = [] if model is None or by_turns(model) else _bound(model)
    for name in PARALLEL_FIRST if bound else ORDER:
        fault = obstacle(ENTRIES[name])
        if fault is None:
            return name, "; ".join([*missing, *_why(name, bound)])
        missing.append(f"{name} cannot be used: {fault}")
    text = "auto finds none of its solvers. " + "; ".join(missing) + "."
    if obstacle(ENTRIES[PULP]) is None:
        text += " PuLP is installed: name one of its solvers, such as solver='pulp:PULP_CBC_CMD'."
    raise SolverUnavailableError(text)


def by_turns(model: LinearModel) -> str | None:
    """Return why HiGHS and CP-SAT should take turns at a model; None where they should not.

    That is where firms can only do so much at once, cost decides too, and the work that competes for a firm
    is little enough for rows.

    Parameters
    ----------
    model
        What is to be solved.
    """
    firms = _bound(model)
    cost = model.measures.get("cost")
    counts = cost is not None and bool(np.any((cost.coefficients != 0) & (model.cost != 0)))
    few = sum(len(one) ** 2 for one in model.resources if not one.implied) <= FEW_ORDERS
    if not firms or not counts or not few or any(obstacle(ENTRIES[name]) for name in ("highs", "cpsat")):
        return None
    return _why(PARALLEL_FIRST[0], firms)[0]


def _bound(model: LinearModel) -> list[str]:
    """Return the firms that can only do so much at once, if that is for a solver that knows intervals."""
    firms = [one for one in model.resources if not one.implied]
    whole = all(np.all(model.integrality[one.start] != Integrality.CONTINUOUS) for one in firms)
    few = sum(len(one) ** 2 for one in firms) <= FEW_ORDERS
    return [] if not whole and few else [one.name for one in firms]


def _why(name: str, firms: Sequence[str]) -> list[str]:
    """Say why the first of the solvers for work that cannot all be done at once is taken."""
    if not firms or name != PARALLEL_FIRST[0]:
        return []
    who = f"firm {firms[0]!r} works" if len(firms) == 1 else f"{len(firms):,} firms work"
    return [f"{who} on few tasks at once (max_parallel)"]
