"""Small instances, written shortly."""

from typing import Any

from vebuilder.check.case import Case, open_case
from vebuilder.check.evaluate import evaluate
from vebuilder.check.plan import PlanInput, read_plan
from vebuilder.model import (
    Evaluation,
    Firm,
    Interface,
    Network,
    Offer,
    Package,
    Project,
    Shock,
    Task,
    TransactionCosts,
    TrustLink,
    Violation,
)


def offer(competence: str = "milling", unit_cost: float = 1.0, **fields: Any) -> Offer:
    return Offer(competence=competence, unit_cost=unit_cost, **fields)


def firm(name: str, *offers: Offer, **fields: Any) -> Firm:
    """Build a firm; without offers it offers milling at 1 a unit."""
    return Firm(id=name, offers=offers or (offer(),), **fields)


def task(name: str, competence: str = "milling", **fields: Any) -> Task:
    return Task(id=name, competence=competence, **fields)


def split_task(name: str, **fields: Any) -> Task:
    return task(name, **({"max_partners": None} | fields))


def project(*tasks: Task, **fields: Any) -> Project:
    return Project(id="p", tasks=tasks, **fields)


def network(*firms: Firm, costs: dict[str, Any] | None = None, **fields: Any) -> Network:
    return Network(firms=firms, transaction_costs=TransactionCosts(**(costs or {})), **fields)


def trust(source: str, target: str, level: float, mutual: bool = True) -> TrustLink:
    return TrustLink(source=source, target=target, trust=level, mutual=mutual)


def interface(source: str, target: str, **fields: Any) -> Interface:
    return Interface(source=source, target=target, **fields)


def package(name: str, cost: float, *tasks: str) -> Package:
    return Package(firm=name, tasks=tasks, cost=cost)


def shock(attribute: str, value: Any, probability: float = 0.5, factor: float = 0.5) -> Shock:
    return Shock(attribute=attribute, value=value, probability=probability, reliability_factor=factor)


def case(project: Project, network: Network, plan: PlanInput, **fields: Any) -> Case:
    return open_case(project, network, read_plan(plan, project, network, **fields))


def broken(project: Project, network: Network, plan: PlanInput, **fields: Any) -> list[Violation]:
    return list(evaluate(project, network, plan, **fields).violations)


def only(evaluation: Evaluation) -> Violation:
    """Return the one violation there is."""
    (violation,) = evaluation.violations
    return violation
