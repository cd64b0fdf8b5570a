"""Which solver to take when the user leaves it open."""

from vebuilder.model.errors import SolverUnavailableError
from vebuilder.solve.registry import ENTRIES, PULP, obstacle

ORDER = ("highs", "scip", "cpsat", "cbc")


def choose() -> tuple[str, str]:
    """Return the solver to use and why.

    HiGHS closes mixed models with shares and flows fastest of those measured; the others stand in.

    Raises
    ------
    SolverUnavailableError
        None can be used; says what each one lacks.
    """
    missing: list[str] = []
    for name in ORDER:
        fault = obstacle(ENTRIES[name])
        if fault is None:
            reason = "; ".join(missing) if missing else "the first choice"
            return name, reason
        missing.append(f"{name} cannot be used: {fault}")
    text = "auto finds none of its solvers. " + "; ".join(missing) + "."
    if obstacle(ENTRIES[PULP]) is None:
        text += " PuLP is installed: name one of its solvers, such as solver='pulp:PULP_CBC_CMD'."
    raise SolverUnavailableError(text)
