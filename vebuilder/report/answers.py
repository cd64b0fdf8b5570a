"""What a report tells beside the enterprise itself: handed over, or asked for while it is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vebuilder.explore import (
    Alternatives,
    Front,
    Sensitivity,
    Simulation,
    TimeCostCurve,
    Why,
    WhyNot,
)
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.result.enterprise import Enterprise

KINDS = {
    "why": Why,
    "alternatives": Alternatives,
    "simulation": Simulation,
    "front": Front,
    "curve": TimeCostCurve,
    "sensitivity": Sensitivity,
}
ASKED = {
    "why": "vebuilder.why(...)",
    "alternatives": "vebuilder.alternatives(...)",
    "simulation": "vebuilder.simulate(...)",
    "front": "vebuilder.pareto(...)",
    "curve": "vebuilder.time_cost_curve(...)",
    "sensitivity": "vebuilder.sensitivity(...)",
}


@dataclass(frozen=True)
class Answers:
    """What was asked about an enterprise; None where it was not.

    Parameters
    ----------
    why, why_not, alternatives, simulation, front, curve, sensitivity
        As `vebuilder.why` and its like return them.
    missing
        What was asked, and not answered in the time there was.
    """

    why: Why | None = None
    why_not: tuple[WhyNot, ...] = ()
    alternatives: Alternatives | None = None
    simulation: Simulation | None = None
    front: Front | None = None
    curve: TimeCostCurve | None = None
    sensitivity: Sensitivity | None = None
    missing: tuple[str, ...] = ()


def answer_faults(
    answers: dict[str, object], why_not: Sequence[WhyNot], enterprise: Enterprise, network: Network
) -> Iterator[Fault]:
    """Yield what of it is something else, or is about another enterprise.

    Parameters
    ----------
    answers
        By name: an answer; or True, False or None.
    why_not
        Firms that were asked about.
    enterprise, network
        What it must be about.
    """
    for name, answer in answers.items():
        if answer is None or isinstance(answer, bool):
            continue
        if not isinstance(answer, KINDS[name]):
            message = f"a {KINDS[name].__name__}, True or False is needed, not a {type(answer).__name__}"
            yield Fault(path=name, message=message, mend=f"hand over {ASKED[name]}")
        elif not _about(answer, enterprise, network):
            yield _other(name)
    for position, one in enumerate(why_not):
        if not isinstance(one, WhyNot):
            message = f"a WhyNot is needed, not a {type(one).__name__}"
            yield Fault(path=f"why_not[{position}]", message=message, mend="hand over vebuilder.why_not(...)")
        elif one.firm not in {firm.id for firm in network.firms} or (
            one.enterprise is not None and one.enterprise.fingerprint != enterprise.fingerprint
        ):
            yield _other(f"why_not[{position}]")


def _other(name: str) -> Fault:
    return Fault(
        path=name,
        message="is about another enterprise, or was asked before the data was changed",
        mend="ask again with this enterprise, project and network",
    )


def _about(answer: object, enterprise: Enterprise, network: Network) -> bool:
    """Return whether an answer is about the enterprise, as far as it tells."""
    match answer:
        case Why():
            return (answer.enterprise.fingerprint, answer.enterprise.assignments) == (
                enterprise.fingerprint,
                enterprise.assignments,
            )
        case Alternatives():
            return all(one.fingerprint == enterprise.fingerprint for one in answer)
        case Simulation():
            firms = {one.firm for one in answer.losses_by_partner}
            return answer.project == enterprise.project and firms == set(enterprise.partners)
        case Sensitivity():
            return (answer.project, answer.partners) == (enterprise.project, enterprise.partners)
        case Front():
            return _known([point.enterprise for point in answer], enterprise, network)
        case TimeCostCurve():
            return _known([point.enterprise for point in answer], enterprise, network)
    raise AssertionError(answer)


def _known(others: Sequence[Enterprise], enterprise: Enterprise, network: Network) -> bool:
    """Return whether enterprises are of the same project, and all their firms in the network.

    Each was formed with other weights or limits, so that its fingerprint is another one.
    """
    firms, tasks = {firm.id for firm in network.firms}, {one.task for one in enterprise.assignments}
    return all(
        one.project == enterprise.project
        and firms.issuperset(one.partners)
        and tasks == {each.task for each in one.assignments}
        for one in others
    )
