"""The assumptions: what was weighed, which rules held, and who could be chosen."""

from collections.abc import Iterator

from vebuilder.check.lint import lint
from vebuilder.check.market import Market
from vebuilder.check.words import count
from vebuilder.explore.sensitivity.findings import Sensitivity
from vebuilder.model.html import Html
from vebuilder.model.strategy import CVaR, WorstCase
from vebuilder.model.text import money, number
from vebuilder.model.trust import BestPath, Communities, JointProjects
from vebuilder.report.facts import Facts
from vebuilder.report.rule_words import rule_sentences
from vebuilder.report.scale import percent
from vebuilder.report.sections.frame import Figure, Row, bullets, figure, listed, section, subsection, table

CRITICAL = 10
"""Figures that are listed as worth being sure of."""
ANY = 1e300
"""What stands for no limit where a table is sorted."""
SHOWN = 40
"""Warnings and firms that are listed."""


def assumptions_section(facts: Facts, sensitivity: Sensitivity | None) -> Html:
    """Return what the decision rests on.

    Parameters
    ----------
    facts
        What is told.
    sensitivity
        How sure the data must be, if that was asked.
    """
    rules = [*rule_sentences(facts.project.rules, facts.label), *_limits(facts)]
    warnings = [str(fault) for fault in lint(facts.project, facts.network) if fault.severity == "warning"]
    more = [f"and {len(warnings) - SHOWN:,} more"] if len(warnings) > SHOWN else []
    return section(
        "assumptions",
        "What it rests on",
        "All figures are those of the network and the project as they were handed over. Prices, "
        "reliabilities, trust and capacities were taken as they are stated; whether they are right was not "
        "examined.",
        subsection("What was weighed", bullets(_weights(facts))),
        subsection(
            "What had to hold", bullets(rules) if rules else "Nothing but what the tasks themselves need."
        ),
        subsection("What working together costs", bullets(_dealings(facts))),
        subsection("Who could be chosen", _supply(facts), _others(facts)),
        subsection("How sure the data must be", *_sureness(facts, sensitivity))
        if sensitivity is not None
        else "",
        subsection("What is odd about the data", bullets([*warnings[:SHOWN], *more])) if warnings else "",
    )


def _sureness(facts: Facts, sensitivity: Sensitivity) -> Iterator[Html | str]:
    unit = facts.project.currency
    if sensitivity.rivals == "none":
        yield "No enterprise with other partners can be formed, whatever the figures are."
    elif sensitivity.margin is not None and sensitivity.margin >= 0:
        yield f"Any enterprise with other partners costs {money(sensitivity.margin)} {unit} more at least."
    else:
        yield "Nothing was proven about enterprises with other partners."
    if sensitivity.radius:
        yield f"All prices may be wrong by {percent(sensitivity.radius)} at once, and the partners stay."
    rows = [
        Row(
            (
                one.path,
                figure(one.value),
                _limit(one.low, -ANY),
                _limit(one.high, ANY),
            )
        )
        for one in sensitivity.worth_measuring[:CRITICAL]
    ]
    if rows:
        header = ("figure", "stated", "partners stay from", "to")
        yield table("The figures that are most worth being sure of, the most critical first", header, rows)


def _limit(value: float | None, without: float) -> Figure:
    return Figure("any", without) if value is None else Figure(f"{value:,.6g}", value)


def _weights(facts: Facts) -> Iterator[str]:
    strategy, unit = facts.project.strategy, facts.project.currency
    if strategy.cost:
        yield f"Each {unit} of cost counts {strategy.cost:g}."
    if strategy.risk:
        yield f"Each {unit} of risk counts {strategy.risk:g}; risk is {_measure(facts)}."
    if strategy.time:
        yield f"Each {facts.project.time_unit} until all is done counts {strategy.time:g}."
    if strategy.learning:
        yield f"Each {unit} that learning is worth to the initiator counts {strategy.learning:g} in favour."
    if strategy.price_protection:
        offers = count(strategy.price_protection, "offer")
        yield f"Money is kept back in case {offers} cost their full spread more."


def _measure(facts: Facts) -> str:
    measure = facts.project.strategy.risk_measure
    if isinstance(measure, CVaR):
        return (
            f"the mean loss in the worst {percent(1 - measure.level)} of {measure.scenarios:,} drawn "
            f"scenarios (seed {measure.seed})"
        )
    if isinstance(measure, WorstCase):
        return f"the largest loss if at most {count(measure.failures, 'firm')} fail"
    return "the mean loss over all that may fail"


def _limits(facts: Facts) -> Iterator[str]:
    project = facts.project
    if project.budget is not None:
        yield f"The total cost is at most {money(project.budget)} {project.currency} (the budget)."
    if project.deadline is not None:
        yield f"All is done at {number(project.deadline)} {project.time_unit} (the deadline)."
    if project.initiator is not None:
        yield f"{facts.label(project.initiator)}, the initiator, is a partner and pays no joining cost."
    bids = [
        count(len(project.quotes), "quote") if project.quotes else "",
        count(len(project.packages), "bid for several tasks together", "bids for several tasks together")
        if project.packages
        else "",
    ]
    if any(bids):
        yield f"Beside the offers there were {' and '.join(filter(None, bids))}."
    for one in project.funding:
        cap = f", {money(one.cap)} {project.currency} at most" if one.cap is not None else ""
        values = " or ".join(str(value) for value in one.values)
        whose = f"partners with {one.attribute} {values}"
        yield f"{percent(one.rate)} of the work of {whose} is paid by others{cap}."


def _dealings(facts: Facts) -> Iterator[str]:
    costs, unit = facts.network.transaction_costs, facts.project.currency
    if costs.rate:
        yield f"Between strangers a unit of interface costs {money(costs.rate)} {unit}."
        yield f"Full trust saves {percent(costs.trust_discount)} of it."
    if costs.rate and costs.standard_discount:
        yield f"A shared standard saves {percent(costs.standard_discount)} of what is left."
    if costs.distance_rate:
        yield f"Each kilometre adds {number(costs.distance_rate)} {unit} a unit of interface."
    if costs.internal_rate:
        yield f"Inside one firm a unit of interface costs {money(costs.internal_rate)} {unit}."
    if costs.coordination:
        yield f"Each two partners that are strangers cost {money(costs.coordination)} {unit} of coordination."
    stated = len(costs.pairs) + sum(len(interface.pairs) for interface in facts.project.interfaces)
    if stated:
        yield f"{count(stated, 'price')} between certain firms were stated and hold instead."
    yield f"{count(len(facts.network.trust), 'trust link')} between firms were stated; {_model(facts)}."


def _model(facts: Facts) -> str:
    match facts.network.trust_model:
        case BestPath() as model:
            return f"other trust was inferred along paths of at most {model.max_hops} links"
        case Communities() as model:
            return f"firms of one community trust each other with {model.level:g}"
        case JointProjects() as model:
            return f"other trust was inferred from {count(len(model.projects), 'joint project')}"
    return "all others are strangers"


def _supply(facts: Facts) -> Html:
    market = Market(facts.project, facts.network)
    rows = [
        Row((task.id, task.competence, figure(task.amount), figure(market.able(task)[0])))
        for task in facts.project.tasks
    ]
    header = ("task", "competence", "amount", "firms that may do it")
    return table("What the tasks need, and how many firms may do them", header, rows)


def _others(facts: Facts) -> str:
    chosen = set(facts.enterprise.partners)
    others = [firm.label for firm in facts.network.firms if firm.id not in chosen]
    if not others:
        return "All firms of the network are partners."
    more = f" and {len(others) - SHOWN:,} more" if len(others) > SHOWN else ""
    return f"Not chosen: {listed(others[:SHOWN])}{more}."
