"""Projects of some size with something to lose, for searches and bundles that know the tail of the losses."""

from random import Random
from typing import Any

from solve.bundles.cases import trusting_network

from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.model import Shock, Strategy


def risky_network(
    seed: int,
    n_firms: int,
    n_tasks: int,
    measure: Any,
    *,
    weight: float = 0.5,
    backups: int = 0,
    coordination: float = 0.0,
) -> Formulation:
    """Return the trusting network of a seed whose firms may fail, in a country that may be struck."""
    rng = Random(f"risky network {seed}")
    plain = trusting_network(seed, n_firms, n_tasks).problem
    firms = tuple(
        one.model_copy(
            update={
                "reliability": rng.uniform(0.8, 0.99),
                "attributes": {"country": rng.choice(["DE", "FR"])},
            }
        )
        for one in plain.network.firms
    )
    tasks = tuple(
        one.model_copy(update={"loss": rng.uniform(5, 40) if rng.random() < 0.9 else 0.0, "backups": backups})
        for one in plain.project.tasks
    )
    costs = plain.network.transaction_costs.model_copy(update={"coordination": coordination})
    network = plain.network.model_copy(update={"firms": firms, "transaction_costs": costs})
    shock = Shock(attribute="country", value="DE", probability=0.05, reliability_factor=0.5)
    strategy = Strategy(risk=weight, risk_measure=measure)
    update = {"tasks": tasks, "shocks": (shock,), "strategy": strategy}
    return formulate(Problem.of(plain.project.model_copy(update=update), network))
