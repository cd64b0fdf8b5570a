"""How proven it is: the bound, who found it, and the second computation."""

from collections.abc import Iterator

from vebuilder.model.html import Html, element, joined
from vebuilder.model.text import money
from vebuilder.report.facts import Facts
from vebuilder.report.sections.decision import proof_clause
from vebuilder.report.sections.frame import bullets, section

STOPPED = {
    "finished": "The search ended because there was nothing left to look at.",
    "gap": "The search ended because the answer was as good as was asked for.",
    "time": "The search was ended by its time limit; given more time a better answer may be found.",
    "interrupted": "The search was interrupted; given more time a better answer may be found.",
}


def proof_section(facts: Facts) -> Html:
    """Return how good the enterprise is proven to be, and how that is known.

    Parameters
    ----------
    facts
        What is told.
    """
    clause = proof_clause(facts.enterprise)
    return section(
        "proof",
        "How proven it is",
        f"{clause[0].upper()}{clause[1:]}.",
        bullets(_found(facts)),
        "Every figure of this report was computed a second time from the data alone, without an optimiser, "
        "while it was written; no rule is broken. Proven means: for these data. If a price or a trust link "
        "is wrong, the proof is of another question.",
        _record(facts),
    )


def _found(facts: Facts) -> Iterator[str]:
    enterprise, unit = facts.enterprise, facts.project.currency
    if enterprise.bound is not None:
        yield (
            f"What is weighed comes to {money(enterprise.objective)} for this enterprise, and to "
            f"{money(enterprise.bound)} at least for any other (cost in {unit}, with all that the strategy "
            "counts)."
        )
    else:
        yield f"What is weighed comes to {money(enterprise.objective)}; no bound was computed."
    yield STOPPED[enterprise.stop_reason]
    yield from (f"{note[0].upper()}{note[1:]}" for note in enterprise.notes if note)


def _record(facts: Facts) -> Html:
    from vebuilder import __version__

    enterprise = facts.enterprise
    entries = {
        "Solver": f"{enterprise.solver}, {enterprise.seconds:.1f} s",
        "Project": enterprise.project,
        "Fingerprint of the data": enterprise.fingerprint,
        "Written by": f"vebuilder {__version__}",
    }
    return element(
        "dl",
        joined(element("div", element("dt", name), element("dd", value)) for name, value in entries.items()),
        class_="record",
    )
