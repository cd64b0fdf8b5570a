"""Whether a formulation is one for the bundle engine; loads no solver to tell."""

from functools import cached_property
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
# With more pairs that save together than this, in all and for each pair, firms are left out before the
# relaxation is written down.
MANY_SAVINGS, SAVINGS_A_PAIR = 200_000, 10


@runtime_checkable
class Remembering(Protocol):
    """An engine that keeps what is worth keeping of its search."""

    @property
    def memory(self) -> "Memory | None":
        """What it keeps; None before the search, and where nothing is worth it."""
        ...


class InBundles:
    """A formulation in bundles, worked out when first asked for, and once.

    Parameters
    ----------
    formulation
        What is to be solved.
    """

    def __init__(self, formulation: Formulation) -> None:
        self.formulation = formulation

    @cached_property
    def tail(self) -> Tail | None:
        """The risk, where it is the tail of the losses."""
        return tail_of(self.formulation.problem)

    @cached_property
    def stated(self) -> Terms | None:
        """What bundles are made of, however many pairs save together; None if bundles cannot say it."""
        formulation = self.formulation
        if len(formulation.problem.pairs) < LEAST_PAIRS or obstacle(ENTRIES["highs"]) is not None:
            return None
        return None if self.tail is None and formulation.cuts else terms_of(formulation)

    @cached_property
    def terms(self) -> Terms | None:
        """The same; None where too few or too many pairs save together for the engine."""
        terms = self.stated
        if terms is None:
            return None
        linked = int((terms.firm[terms.source] != terms.firm[terms.target]).sum())
        return None if linked == 0 or linked > MOST_FLOWS_OF_PAIR * len(terms.firm) else terms

    @cached_property
    def pool(self) -> Pool | None:
        """All bundles; None where they are too many, or there are no terms."""
        return None if self.terms is None else pool_of(self.terms)


def bundle_engine(formulation: Formulation, bundles: InBundles | None = None) -> Backend | None:
    """Return the engine if the formulation is one it is good at and HiGHS can be used; else None.

    Parameters
    ----------
    formulation
        What is to be solved.
    bundles
        The same in bundles, if that may be asked for again.
    """
    bundles = bundles or InBundles(formulation)
    tail, terms, pool = bundles.tail, bundles.terms, bundles.pool
    if tail is None and (thinned := _thinned(bundles)) is not None:
        return thinned
    if terms is None or pool is None:
        return None
    from vebuilder.solve.bundles.engine import BundleEngine, TailEngine

    version = version_of(ENTRIES["highs"]) or ""
    if tail is not None:
        return TailEngine(formulation, terms, pool, version, tail)
    return BundleEngine(formulation, terms, pool, version)


def _thinned(bundles: InBundles) -> Backend | None:
    """Return the engine that leaves firms out before anything is written down; None where none need be."""
    formulation, terms, pool = bundles.formulation, bundles.stated, bundles.pool
    if terms is None or len(terms.saving) < max(MANY_SAVINGS, SAVINGS_A_PAIR * len(terms.firm)):
        return None
    from vebuilder.solve.bundles.engine import BundleEngine
    from vebuilder.solve.size.engine import SizeEngine
    from vebuilder.solve.size.thinned import ThinnedEngine

    version, whole = version_of(ENTRIES["highs"]) or "", load("highs")
    whole = (
        SizeEngine(formulation, terms, whole)
        if pool is None
        else BundleEngine(formulation, terms, pool, version)
    )
    return ThinnedEngine(formulation, terms, whole, version)


def terms_beyond_bundles(bundles: InBundles) -> Terms | None:
    """Return the terms of a formulation the engine would be good at, had it not too many bundles; else None.

    Parameters
    ----------
    bundles
        What is to be solved, in bundles.
    """
    return bundles.terms if bundles.tail is None and bundles.pool is None else None


def root_engine(formulation: Formulation) -> Backend | None:
    """Return an engine that only tightens the relaxation, for what is worth keeping of it; else None.

    Parameters
    ----------
    formulation
        What is to be remembered.
    """
    bundles = InBundles(formulation)
    if formulation.cuts or bundles.terms is None or bundles.pool is None:
        return None
    from vebuilder.solve.bundles.engine import RootEngine

    return RootEngine(formulation, bundles.terms, bundles.pool, version_of(ENTRIES["highs"]) or "")


def neighbour_engine(formulation: Formulation, memory: "Memory") -> Backend | None:
    """Return the engine that goes on from an earlier search; None where nothing of that can be used.

    Parameters
    ----------
    formulation
        What is to be solved.
    memory
        What is kept of the search for another project.
    """
    bundles = InBundles(formulation)
    terms = bundles.terms if bundles.tail is None else None
    if terms is None:
        return None
    from vebuilder.solve.bundles.neighbour import NeighbourEngine, neighbour_of

    neighbour = neighbour_of(terms, formulation, memory)
    if neighbour is None:
        return None
    return NeighbourEngine(formulation, terms, neighbour, memory, version_of(ENTRIES["highs"]) or "")
