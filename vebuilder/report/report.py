"""A report of an enterprise for those who were not in the room."""

import os
from collections.abc import Sequence
from datetime import date

from vebuilder.check.arguments import caller_faults, option_faults
from vebuilder.explore import Alternatives, Front, Sensitivity, Simulation, TimeCostCurve, Why, WhyNot
from vebuilder.explore.neighbours.asking import Told
from vebuilder.io import whole_files
from vebuilder.model.errors import DataError
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.report.answers import Answers, answer_faults
from vebuilder.report.asking import answered
from vebuilder.report.facts import Facts, facts_of
from vebuilder.report.page import page
from vebuilder.report.sections.assumptions import assumptions_section
from vebuilder.report.sections.decision import decision
from vebuilder.report.sections.money import money_section
from vebuilder.report.sections.partners import partners_section
from vebuilder.report.sections.proof import proof_section
from vebuilder.report.sections.reasons import reasons_section
from vebuilder.report.sections.risk import risk_section
from vebuilder.report.sections.schedule import schedule_section
from vebuilder.result.belonging import belonging_faults
from vebuilder.result.enterprise import Enterprise


def report(  # noqa: PLR0913
    enterprise: Enterprise,
    project: Project,
    network: Network,
    path: str | os.PathLike[str],
    *,
    why: Why | bool = True,
    why_not: Sequence[WhyNot] = (),
    alternatives: Alternatives | bool = False,
    simulation: Simulation | bool = False,
    front: Front | bool = False,
    curve: TimeCostCurve | bool = False,
    sensitivity: Sensitivity | bool = False,
    title: str | None = None,
    dated: date | None = None,
    time_limit: float | None = 60,
    progress: Told | None = None,
) -> None:
    """Write a report of an enterprise for people who were not in the room: one HTML file that works offline.

    It says what is decided, in one sentence; who the partners are, the money, the risk and the schedule; why
    these and not others; what it rests on, and how far it is proven. A partner can be chosen to see its ties,
    tables can be sorted, and it prints. It loads nothing from elsewhere. All figures are recomputed while it
    is written.

    Parameters
    ----------
    enterprise
        What was formed. Of a re-formed one only the simulation is asked now; what the others would say is
        not about what is left.
    project, network
        What it was formed from.
    path
        The file to write; an existing one is replaced, whole or not at all.
    why
        What each partner is worth: what `why` returned; True to ask it now, False to leave it out.
    why_not
        What `why_not` returned, for the firms that readers will ask for.
    alternatives, simulation, front, curve, sensitivity
        What `alternatives`, `simulate`, `pareto`, `time_cost_curve` and `sensitivity` returned, for the same
        project and network; True to ask it now.
    title
        Of the report; None: it names the project.
    dated
        The day it states; None for today.
    time_limit
        Seconds for all that is asked now; what is not finished by then is left out, and the report says so.
        None for no limit. Ctrl-C ends the asking, and what is finished is written.
    progress
        Called now and then while something is asked.

    Raises
    ------
    DataError
        If the enterprise or an answer is of other inputs, the enterprise was changed since it was formed, or
        the file cannot be written.
    """
    given: dict[str, object] = {
        "why": why,
        "alternatives": alternatives,
        "simulation": simulation,
        "front": front,
        "curve": curve,
        "sensitivity": sensitivity,
    }
    faults = [
        *belonging_faults(enterprise, project, network),
        *option_faults(time_limit, 0.0, None, 0),
        *caller_faults("auto", progress),
    ]
    faults = faults or [*answer_faults(given, why_not, enterprise, network)]
    if faults:
        raise DataError(faults)
    whole_files.probe(path)
    facts = facts_of(enterprise, project, network)
    answers = answered(facts, given, tuple(why_not), time_limit, progress)
    whole_files.write_text(report_text(facts, answers, title, dated or date.today()), path)


def report_text(facts: Facts, answers: Answers, title: str | None, dated: date) -> str:
    """Return the report as HTML.

    Parameters
    ----------
    facts
        What is told.
    answers
        What was asked beside it.
    title, dated
        What stands at the top.
    """
    name = title or f"Who carries out {facts.project.id}"
    return page(
        name,
        f"{dated.isoformat()} · project {facts.project.id} · money in {facts.project.currency}",
        decision(facts),
        [
            partners_section(facts),
            money_section(facts),
            risk_section(facts, answers.simulation),
            schedule_section(facts),
            reasons_section(facts, answers),
            assumptions_section(facts, answers.sensitivity),
            proof_section(facts),
        ],
    )
