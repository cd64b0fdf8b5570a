"""Whether a formulation is one for the pair engine; loads no solver to tell."""

from vebuilder.formulate.program import Formulation
from vebuilder.solve.backend import Backend
from vebuilder.solve.pairs.savings import split
from vebuilder.solve.registry import ENTRIES, obstacle, version_of

# With fewer saving pairs than this, one program with all of them is solved at once.
LEAST_PAIRS = 2000


def pair_engine(formulation: Formulation) -> Backend | None:
    """Return the engine if the formulation is one it is good at and HiGHS can be used; else None.

    Parameters
    ----------
    formulation
        What is to be solved.
    """
    parts = split(formulation)
    if parts is None or len(parts.savings.value) < 2 * LEAST_PAIRS or obstacle(ENTRIES["highs"]) is not None:
        return None
    from vebuilder.solve.pairs.engine import PairEngine

    return PairEngine(formulation, version_of(ENTRIES["highs"]) or "")
