"""Whether a formulation is one for the bundle engine; loads no solver to tell."""

from vebuilder.formulate.program import Formulation
from vebuilder.formulate.tail import tail_of
from vebuilder.solve.backend import Backend
from vebuilder.solve.bundles.pool import pool_of
from vebuilder.solve.bundles.terms import terms_of
from vebuilder.solve.registry import ENTRIES, obstacle, version_of

# With fewer eligible pairs than this, the program as written is solved at once.
LEAST_PAIRS = 100
# More flows than this for each eligible pair are no sparse discount.
MOST_FLOWS_OF_PAIR = 50


def bundle_engine(formulation: Formulation) -> Backend | None:
    """Return the engine if the formulation is one it is good at and HiGHS can be used; else None.

    Parameters
    ----------
    formulation
        What is to be solved.
    """
    if len(formulation.problem.pairs) < LEAST_PAIRS:
        return None
    terms, tail = terms_of(formulation), tail_of(formulation.problem)
    if terms is None or (tail is None and formulation.cuts) or obstacle(ENTRIES["highs"]) is not None:
        return None
    linked = int((terms.firm[terms.source] != terms.firm[terms.target]).sum())
    if linked == 0 or linked > MOST_FLOWS_OF_PAIR * len(terms.firm):
        return None
    pool = pool_of(terms)
    if pool is None:
        return None
    from vebuilder.solve.bundles.engine import BundleEngine, TailEngine

    version = version_of(ENTRIES["highs"]) or ""
    if tail is not None:
        return TailEngine(formulation, terms, pool, version, tail)
    return BundleEngine(formulation, terms, pool, version)
