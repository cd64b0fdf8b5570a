"""Which solver to take when the user leaves it open."""

from collections.abc import Sequence

from vebuilder.formulate.resources import Resource
from vebuilder.model.errors import SolverUnavailableError
from vebuilder.solve.registry import ENTRIES, PULP, obstacle

ORDER = ("highs", "scip", "cpsat", "cbc")
PARALLEL_FIRST = ("cpsat", "highs", "scip", "cbc")


def choose(resources: Sequence[Resource] = ()) -> tuple[str, str]:
    """Return the solver to use and why; no reason is needed for the usual one.

    HiGHS closes mixed models with shares and flows fastest of those measured; the others stand in. Where
    firms can only do so much at once, CP-SAT comes first.

    Parameters
    ----------
    resources
        Those of the model.

    Raises
    ------
    SolverUnavailableError
        None can be used; says what each one lacks.
    """
    missing: list[str] = []
    bound = [one.name for one in resources if not one.implied]
    for name in PARALLEL_FIRST if bound else ORDER:
        fault = obstacle(ENTRIES[name])
        if fault is None:
            return name, "; ".join([*missing, *_why(name, bound)])
        missing.append(f"{name} cannot be used: {fault}")
    text = "auto finds none of its solvers. " + "; ".join(missing) + "."
    if obstacle(ENTRIES[PULP]) is None:
        text += " PuLP is installed: name one of its solvers, such as solver='pulp:PULP_CBC_CMD'."
    raise SolverUnavailableError(text)


def _why(name: str, firms: Sequence[str]) -> list[str]:
    """Say why the first of the solvers for work that cannot all be done at once is taken."""
    if not firms or name != PARALLEL_FIRST[0]:
        return []
    who = f"firm {firms[0]!r} works" if len(firms) == 1 else f"{len(firms):,} firms work"
    return [f"{who} on few tasks at once (max_parallel)"]
