"""The contenders by name, each loaded only when it is its turn."""

from benchmarks.contenders.contender import Contender

WITHOUT_TOULBAR2 = "auto without toulbar2"
OURS = ("auto", WITHOUT_TOULBAR2)
"""This library, left to choose."""
PEERS = ("highs", "cpsat", "scip", "cbc", "toulbar2")
"""One solver each, on this library's formulation."""
DIRECT = "toulbar2 itself"
"""The strongest peer outside mixed-integer programming, without what this library puts around it."""
TEXTBOOK, GENETIC = "textbook", "genetic"
NAMES = (*OURS, *PEERS, DIRECT, TEXTBOOK, GENETIC)


def load(name: str) -> Contender:
    """Return the contender of this name.

    Raises
    ------
    KeyError
        If there is none.
    """
    if name == TEXTBOOK:
        from benchmarks.contenders.textbook import Textbook

        return Textbook()
    if name == DIRECT:
        from benchmarks.contenders.toulbar2 import Toulbar2

        return Toulbar2()
    if name == GENETIC:
        from benchmarks.contenders.genetic import Genetic

        return Genetic()
    from benchmarks.contenders.library import Library

    if name == WITHOUT_TOULBAR2:
        return Library("auto", without=("pytoulbar2",))
    if name not in NAMES:
        raise KeyError(f"no contender '{name}'; there are {', '.join(NAMES)}")
    return Library(name)
