"""All that a report or a picture tells of an enterprise, recomputed from its project and network."""

from collections.abc import Iterator
from dataclasses import dataclass

from vebuilder.check.case import Case, open_case
from vebuilder.check.evaluate import evaluate
from vebuilder.check.plan import read_plan
from vebuilder.check.retainer import retainer_costs
from vebuilder.check.setup import setup_by_firm
from vebuilder.check.work import work_by_firm, work_costs
from vebuilder.model.errors import DataError
from vebuilder.model.evaluation import Evaluation
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.text import COST_KINDS, money
from vebuilder.report.ties import Exchange, Tie, exchanges_of, ties_of
from vebuilder.result.belonging import belonging_faults
from vebuilder.result.enterprise import Enterprise

TOLERANCE = 1e-6
"""Relative; a figure of the enterprise that is further from its recomputation was changed."""


@dataclass(frozen=True)
class PartnerCost:
    """What one firm costs by itself, in money: what lies between partners is not in it.

    Parameters
    ----------
    joining, setup, work, retainer
        By kind; a retainer is what it is paid for standing by.
    """

    joining: float = 0.0
    setup: float = 0.0
    work: float = 0.0
    retainer: float = 0.0

    @property
    def total(self) -> float:
        """All of it."""
        return self.joining + self.setup + self.work + self.retainer


@dataclass(frozen=True)
class Facts:
    """An enterprise with its project and network, and what follows from them.

    Parameters
    ----------
    enterprise, project, network
        What is told of.
    case
        The enterprise laid over its project and network.
    evaluation
        Its figures, recomputed.
    exchanges
        Who hands what to whom at the interfaces.
    ties
        What ties each two partners together.
    costs
        What each partner and standby firm costs by itself, by id, partners first.
    """

    enterprise: Enterprise
    project: Project
    network: Network
    case: Case
    evaluation: Evaluation
    exchanges: tuple[Exchange, ...]
    ties: tuple[Tie, ...]
    costs: dict[str, PartnerCost]

    def label(self, firm: str) -> str:
        """Return what a firm is called: its name if it has one, else its id; that too if it is unknown."""
        known = self.case.firms.get(firm)
        return known.label if known is not None else firm

    def tasks_of(self, firm: str) -> tuple[str, ...]:
        """Return the tasks a firm is assigned to, in the order of the project."""
        return tuple(one.task for one in self.enterprise.assignments if one.firm == firm)

    def standing_by(self, firm: str) -> tuple[str, ...]:
        """Return the tasks a firm stands by for."""
        return tuple(one.task for one in self.enterprise.backups if one.firm == firm)

    @property
    def shared_costs(self) -> dict[str, float]:
        """Costs that belong to no one firm, by kind; those that are nothing are left out."""
        by_firm = {"joining", "setup", "work", "retainer"}
        terms = self.enterprise.cost.terms().items()
        return {kind: value for kind, value in terms if kind not in by_firm and value != 0}


def facts_of(enterprise: Enterprise, project: Project, network: Network) -> Facts:
    """Recompute everything that is told of an enterprise.

    Parameters
    ----------
    enterprise
        What was formed.
    project, network
        What it was formed from.

    Raises
    ------
    DataError
        If the enterprise is of other inputs, breaks a rule, or a figure of it is not what follows from its
        inputs.
    """
    if faults := tuple(belonging_faults(enterprise, project, network)):
        raise DataError(faults)
    evaluation = evaluate(project, network, enterprise)
    if faults := tuple(_changed(enterprise, evaluation)):
        raise DataError(faults)
    case = open_case(project, network, read_plan(enterprise, project, network))
    exchanges = exchanges_of(case)
    return Facts(
        enterprise=enterprise,
        project=project,
        network=network,
        case=case,
        evaluation=evaluation,
        exchanges=exchanges,
        ties=ties_of(case, exchanges),
        costs=_costs(enterprise, case),
    )


def _changed(enterprise: Enterprise, evaluation: Evaluation) -> Iterator[Fault]:
    """Yield what of an enterprise does not follow from its own inputs: somebody changed it."""
    mend = "it was changed since it was formed: form it anew"
    for violation in evaluation.violations:
        yield Fault(path="enterprise", ids=violation.ids, message=violation.message, mend=mend)
    told, found = enterprise.cost.terms(), evaluation.cost.terms()
    scale = max(abs(value) for value in (*told.values(), *found.values()))
    figures = [(f"cost.{kind}", told[kind], found[kind], scale) for kind in COST_KINDS]
    risk, makespan = enterprise.risk.value, enterprise.makespan
    figures.append(("risk.value", risk, evaluation.risk.value, abs(risk)))
    figures.append(("makespan", makespan, evaluation.makespan, abs(makespan)))
    for path, stated, right, unit in figures:
        if abs(stated - right) > TOLERANCE * max(unit, 1e-9):
            message = f"is {money(stated)}, and {money(right)} if recomputed"
            yield Fault(path=f"enterprise.{path}", message=message, mend=mend)


def _costs(enterprise: Enterprise, case: Case) -> dict[str, PartnerCost]:
    setup, work = setup_by_firm(case), work_by_firm(work_costs(case))
    retainers: dict[str, float] = {}
    for (_, firm), cost in retainer_costs(case).items():
        retainers[firm] = retainers.get(firm, 0.0) + cost
    firms = dict.fromkeys((*enterprise.partners, *sorted(retainers)))
    return {
        firm: PartnerCost(
            joining=case.firms[firm].joining_cost
            if firm in enterprise.partners and firm != case.project.initiator
            else 0.0,
            setup=setup.get(firm, 0.0),
            work=work.get(firm, 0.0),
            retainer=retainers.get(firm, 0.0),
        )
        for firm in firms
    }
