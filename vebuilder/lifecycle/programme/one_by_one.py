"""Projects formed one after the other: what is used up is gone, who has joined is in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from vebuilder.check.before import as_left
from vebuilder.check.case import Case, open_case
from vebuilder.check.plan import read_plan
from vebuilder.check.programme import efforts
from vebuilder.diagnose.infeasible import refuse_impossible
from vebuilder.forming import Call, formed
from vebuilder.formulate.conditions import Conditions
from vebuilder.formulate.problem import Problem
from vebuilder.model.before import Before
from vebuilder.model.errors import InfeasibleError, NoSolutionError
from vebuilder.model.fingerprint import fingerprint
from vebuilder.model.firm import Firm, Offer
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.record import ReadOnlyMap
from vebuilder.result.enterprise import Enterprise
from vebuilder.solve.clock import Clock

PART = 0.5
"""Of the time there is, so much goes into this; the rest is for all together."""


@dataclass(frozen=True)
class OneByOne:
    """The enterprises, or why there is none for some project.

    Parameters
    ----------
    enterprises
        In the order of the projects; None where one could not be formed.
    failed
        Why.
    """

    enterprises: tuple[Enterprise, ...] | None
    failed: str = ""


def formed_one_by_one(
    projects: Sequence[Project], network: Network, free: Iterable[str], call: Call
) -> OneByOne:
    """Form each project on what those before it have left.

    Parameters
    ----------
    projects
        In the order they are formed.
    network
        The firms, with all their capacities.
    free
        Firms that join without paying: the initiators.
    call
        How each is asked for.
    """
    found: list[Enterprise] = []
    cases: list[Case] = []
    joined = set(free)
    for number, project in enumerate(projects):
        before = Before(joining=ReadOnlyMap(dict.fromkeys(sorted(joined), 0.0)))
        part = _part(call, len(projects) - number)
        try:
            enterprise = _formed(project, _left(network, cases), before, part)
        except InfeasibleError as error:
            return OneByOne(None, f"project {project.id!r} is left with too little: {error}")
        except NoSolutionError:
            return OneByOne(None, f"project {project.id!r} was given too little time")
        enterprise = enterprise.model_copy(update={"fingerprint": fingerprint(project, network)})
        cases.append(open_case(project, network, read_plan(enterprise, project, network)))
        joined |= set(enterprise.partners)
        found.append(enterprise)
    return OneByOne(tuple(found))


def _part(call: Call, waiting: int) -> Call:
    left = call.clock.remaining()
    return replace(call, clock=Clock(None if left is None else PART * left / waiting), explained=False)


def _formed(project: Project, network: Network, before: Before, call: Call) -> Enterprise:
    conditions = Conditions(before=before)
    problem = Problem.of(*as_left(project, network, before), conditions=conditions)
    refuse_impossible(problem, call.clock.remaining())
    return formed(problem, call)


def _left(network: Network, cases: Sequence[Case]) -> Network:
    """Return the network with the capacities that are left."""
    by_firm, by_offer = efforts(cases)
    firms = tuple(_after(firm, by_firm, by_offer) for firm in network.firms)
    return network.model_copy(update={"firms": firms})


def _after(firm: Firm, by_firm: Mapping[str, float], by_offer: Mapping[tuple[str, str], float]) -> Firm:
    if firm.id not in by_firm:
        return firm
    offers = tuple(
        _offer_after(offer, by_offer.get((firm.id, offer.competence), 0.0)) for offer in firm.offers
    )
    capacity = None if firm.capacity is None else max(firm.capacity - by_firm[firm.id], 0.0)
    return firm.model_copy(update={"offers": offers, "capacity": capacity})


def _offer_after(offer: Offer, used: float) -> Offer:
    if offer.capacity is None or used == 0:
        return offer
    return offer.model_copy(update={"capacity": max(offer.capacity - used, 0.0)})
