"""The decision in one sentence, and the figures that go with it."""

from vebuilder.check.words import count
from vebuilder.model.html import Html, element, joined
from vebuilder.report.facts import Facts
from vebuilder.report.scale import lasting, percent, rounded
from vebuilder.report.sections.frame import enumeration
from vebuilder.result.enterprise import Enterprise

NAMED = 8
"""With more partners than this the sentence leaves their names to the table."""


def decision(facts: Facts) -> Html:
    """Return the sentence and the key figures.

    Parameters
    ----------
    facts
        What is told.
    """
    figures = element(
        "dl",
        joined(element("div", element("dt", name), element("dd", value)) for name, value in _figures(facts)),
        class_="figures",
    )
    return joined([element("p", sentence(facts), class_="lead"), figures])


def sentence(facts: Facts) -> str:
    """Say in one sentence what is decided, what it costs and how sure that is.

    Parameters
    ----------
    facts
        What is told.
    """
    enterprise, initiator = facts.enterprise, facts.project.initiator
    others = [facts.label(firm) for firm in enterprise.partners if firm != initiator]
    if initiator is not None and not others:
        who = f"{facts.label(initiator)} alone should carry out project {enterprise.project}"
    elif len(enterprise.partners) == 1:
        who = f"{others[0]} alone should carry out project {enterprise.project}"
    else:
        named = f": {enumeration(others)}" if len(others) <= NAMED else ""
        noun = "partner" if initiator is None else "other firm"
        partners = f"{count(len(others), noun)}{named}"
        who = (
            f"{facts.label(initiator)} should carry out project {enterprise.project} with {partners}"
            if initiator is not None
            else f"Project {enterprise.project} should be carried out by {partners}"
        )
    parts = [f"{who}; it costs {rounded(enterprise.cost.total)} {enterprise.currency}"]
    if enterprise.schedule and enterprise.makespan:
        parts.append(f"is done after {lasting(enterprise.makespan, enterprise.time_unit)}")
    return f"{' and '.join(parts)}, and {proof_clause(enterprise)}."


def proof_clause(enterprise: Enterprise) -> str:
    """Say how good the enterprise is proven to be, as the end of a sentence.

    Parameters
    ----------
    enterprise
        What was formed.
    """
    if enterprise.gap is None:
        return "how much better another choice could be is not proven"
    if enterprise.gap <= 1e-9:
        return "no other choice is better: that is proven"
    return f"no other choice can be better by more than {_up(enterprise.gap)}: that is proven"


def _up(gap: float) -> str:
    """Write a gap so that it holds as a limit."""
    written = percent(gap)
    return written if float(written.split()[0]) / 100 >= gap else percent(gap * 1.005)


def _figures(facts: Facts) -> list[tuple[str, str]]:
    enterprise, project = facts.enterprise, facts.project
    unit = enterprise.currency
    found = [
        ("Total cost", f"{rounded(enterprise.cost.total)} {unit}"),
        ("Partners", f"{len(enterprise.partners):,} of {len(facts.network.firms):,} firms"),
        ("Tasks", f"{len(project.tasks):,}"),
    ]
    if enterprise.risk.expected_loss:
        found.append(("Expected loss", f"{rounded(enterprise.risk.expected_loss)} {unit}"))
    chance = enterprise.risk.success_probability
    if chance is not None and chance < 1:
        found.append(("Everything is delivered", f"{percent(chance)} likely"))
    if enterprise.schedule and enterprise.makespan:
        found.append(("Done after", f"{lasting(enterprise.makespan, enterprise.time_unit)}"))
    if enterprise.gap is None:
        proof = "no bound"
    else:
        proof = "the best there is" if enterprise.gap <= 1e-9 else f"within {_up(enterprise.gap)} of the best"
    found.append(("Proven", proof))
    return found
