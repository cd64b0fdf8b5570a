"""Whether a formulation is one for the bundle engine; loads no solver to tell."""

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from vebuilder.formulate.program import Formulation
from vebuilder.formulate.tail import Tail, tail_of
from vebuilder.solve.backend import Backend
from vebuilder.solve.bundles.pool import Pool, pool_of
from vebuilder.solve.bundles.terms import Terms, terms_of
from vebuilder.solve.registry import ENTRIES, load, obstacle, version_of

if TYPE_CHECKING:
    from vebuilder.solve.bundles.memory import Memory

# With fewer eligible pairs than this, the program as written is solved at once.
LEAST_PAIRS = 100
# More flows than this for each eligible pair are no sparse discount.
MOST_FLOWS_OF_PAIR = 50
# With more pairs that save together than this, firms are left out before the relaxation is written down.
MANY_SAVINGS = 200_000


@runtime_checkable
class Remembering(Protocol):
    """An engine that keeps what is worth keeping of its search."""

    @property
    def memory(self) -> "Memory | None":
        """What it keeps; None before the search, and where nothing is worth it."""
        ...


def bundle_engine(formulation: Formulation) -> Backend | None:
    """Return the engine if the formulation is one it is good at and HiGHS can be used; else None.

    Parameters
    ----------
    formulation
        What is to be solved.
    """
    tail = tail_of(formulation.problem)
    terms = _terms(formulation, tail)
    pool = None if terms is None else pool_of(terms)
    if tail is None and (thinned := _thinned(formulation, terms, pool)) is not None:
        return thinned
    if terms is None or pool is None:
        return None
    from vebuilder.solve.bundles.engine import BundleEngine, TailEngine

    version = version_of(ENTRIES["highs"]) or ""
    if tail is not None:
        return TailEngine(formulation, terms, pool, version, tail)
    return BundleEngine(formulation, terms, pool, version)


def _thinned(formulation: Formulation, terms: Terms | None, pool: Pool | None) -> Backend | None:
    """Return the engine that leaves firms out before anything is written down; None where none need be."""
    terms = terms or _stated_terms(formulation, None)
    if terms is None or len(terms.saving) < MANY_SAVINGS:
        return None
    from vebuilder.solve.bundles.engine import BundleEngine
    from vebuilder.solve.size.thinned import ThinnedEngine

    version = version_of(ENTRIES["highs"]) or ""
    whole = load("highs") if pool is None else BundleEngine(formulation, terms, pool, version)
    return ThinnedEngine(formulation, terms, whole, version)


def terms_beyond_bundles(formulation: Formulation) -> Terms | None:
    """Return the terms of a formulation the engine would be good at, had it not too many bundles; else None.

    Parameters
    ----------
    formulation
        What is to be solved.
    """
    tail = tail_of(formulation.problem)
    terms = _terms(formulation, tail) if tail is None else None
    return terms if terms is not None and pool_of(terms) is None else None


def root_engine(formulation: Formulation) -> Backend | None:
    """Return an engine that only tightens the relaxation, for what is worth keeping of it; else None.

    Parameters
    ----------
    formulation
        What is to be remembered.
    """
    terms = _terms(formulation, tail_of(formulation.problem))
    pool = None if terms is None or formulation.cuts else pool_of(terms)
    if terms is None or pool is None:
        return None
    from vebuilder.solve.bundles.engine import RootEngine

    return RootEngine(formulation, terms, pool, version_of(ENTRIES["highs"]) or "")


def neighbour_engine(formulation: Formulation, memory: "Memory") -> Backend | None:
    """Return the engine that goes on from an earlier search; None where nothing of that can be used.

    Parameters
    ----------
    formulation
        What is to be solved.
    memory
        What is kept of the search for another project.
    """
    tail = tail_of(formulation.problem)
    terms = _terms(formulation, tail) if tail is None else None
    if terms is None:
        return None
    from vebuilder.solve.bundles.neighbour import NeighbourEngine, neighbour_of

    neighbour = neighbour_of(terms, formulation, memory)
    if neighbour is None:
        return None
    return NeighbourEngine(formulation, terms, neighbour, memory, version_of(ENTRIES["highs"]) or "")


def _terms(formulation: Formulation, tail: Tail | None) -> Terms | None:
    """Return the terms of a formulation that the engine is good at; None of another."""
    terms = _stated_terms(formulation, tail)
    if terms is None:
        return None
    linked = int((terms.firm[terms.source] != terms.firm[terms.target]).sum())
    return None if linked == 0 or linked > MOST_FLOWS_OF_PAIR * len(terms.firm) else terms


def _stated_terms(formulation: Formulation, tail: Tail | None) -> Terms | None:
    """Return the terms of a formulation, however many pairs save together; None if bundles cannot say it."""
    if len(formulation.problem.pairs) < LEAST_PAIRS:
        return None
    terms = terms_of(formulation)
    if terms is None or (tail is None and formulation.cuts) or obstacle(ENTRIES["highs"]) is not None:
        return None
    return terms
