"""Small random instances whose terms bundles can carry: one partner a task, trust only ever a discount."""

from random import Random

from instances import draw_instance

from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.model import Firm, Interface, Network, Offer, Project, Task, TransactionCosts, TrustLink
from vebuilder.solve.backend import Backend
from vebuilder.solve.bundles.pool import pool_of
from vebuilder.solve.bundles.terms import terms_of


def plain_instance(seed: int) -> tuple[Project, Network]:
    """Return the instance of a seed stripped of what bundles never carry."""
    project, network = draw_instance(Random(seed))
    rules = project.rules.model_copy(
        update={
            "groups": (),
            "max_partner_share": None,
            "min_trust": None,
            "trust_connected": False,
        }
    )
    tasks = tuple(
        task.model_copy(
            update={"max_partners": 1, "min_partners": min(task.min_partners, 1), "min_share": 0.0}
        )
        for task in project.tasks
    )
    costs = network.transaction_costs.model_copy(update={"coordination": 0.0})
    links = tuple(link.model_copy(update={"trust": abs(link.trust)}) for link in network.trust)
    plain = project.model_copy(update={"rules": rules, "tasks": tasks, "budget": None})
    return plain, network.model_copy(update={"transaction_costs": costs, "trust": links})


def carried(seed: int) -> Formulation | None:
    """Return the formulation of a plain instance if all of its terms fit into bundles."""
    formulation = formulate(Problem.of(*plain_instance(seed)))
    return formulation if terms_of(formulation) is not None else None


def engine_of(formulation: Formulation) -> Backend:
    """Return the engine, however small the instance."""
    from vebuilder.solve.bundles.engine import BundleEngine

    terms = terms_of(formulation)
    assert terms is not None
    pool = pool_of(terms)
    assert pool is not None
    return BundleEngine(formulation, terms, pool, "")


def trusting_network(seed: int, n_firms: int, n_tasks: int, skilled: int = 2) -> Formulation:
    """Return a formulation of a larger instance: tight capacities, joining costs, sparse trust."""
    rng = Random(seed)
    names = [f"f{n}" for n in range(n_firms)]
    skills = [f"c{n}" for n in range(max(2, n_tasks // 3))]
    firms = tuple(
        Firm(
            id=name,
            offers=tuple(
                Offer(competence=one, unit_cost=rng.uniform(3, 9)) for one in rng.sample(skills, skilled)
            ),
            joining_cost=rng.uniform(10, 40),
            capacity=rng.uniform(3.5, 5),
        )
        for name in names
    )
    tasks = tuple(
        Task(id=f"t{n}", competence=skills[n % len(skills)], amount=rng.uniform(0.7, 1.3))
        for n in range(n_tasks)
    )
    links = tuple(
        TrustLink(source=names[i], target=names[(i + step) % n_firms], trust=rng.uniform(0.2, 0.9))
        for i in range(n_firms)
        for step in (1, 2, 3)
    )
    ends = {tuple(rng.sample(range(n_tasks), 2)) for _ in range(round(1.6 * n_tasks))}
    interfaces = tuple(
        Interface(source=f"t{a}", target=f"t{b}", volume=rng.uniform(2, 12)) for a, b in sorted(ends)
    )
    network = Network(firms=firms, trust=links, transaction_costs=TransactionCosts(rate=1.0))
    project = Project(id="trusting", tasks=tasks, interfaces=interfaces)
    return formulate(Problem.of(project, network))
