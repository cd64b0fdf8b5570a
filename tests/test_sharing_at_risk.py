"""Tasks that several partners share, with something to lose: linear programs of their own find the best.

For every set of standby firms the measure is written out in full: all scenarios, or all sets of firms.
"""

from itertools import combinations, product
from random import Random

import numpy as np
import pytest
from check.builders import firm, network, offer, project, shock, split_task
from scipy.optimize import linprog

from vebuilder import form_enterprise
from vebuilder.check.scenarios import Scenarios
from vebuilder.model import CVaR, ExpectedLoss, Network, Project, Strategy, WorstCase

FIRMS = "abcd"
MEASURES = {
    "mean": ExpectedLoss(),
    "tail": CVaR(level=0.7, scenarios=20, seed=2),
    "mean of scenarios": CVaR(level=0.0, scenarios=15),
    "one failure": WorstCase(failures=1),
    "two failures": WorstCase(failures=2),
}


def instance(seed: int, measure: str) -> tuple[Project, Network]:
    rng = Random(seed)
    firms = tuple(
        firm(
            name,
            offer(unit_cost=rng.randint(1, 9)),
            reliability=rng.randint(4, 10) / 10,
            capacity=rng.choice([None, 0.6, 1.2]),
            attributes={"country": rng.choice(["DE", "FR"])},
        )
        for name in FIRMS
    )
    tasks = tuple(
        split_task(f"t{number}", loss=rng.randint(5, 40), backups=rng.choice([0, 1, 2]))
        for number in range(2)
    )
    # The mean is written out below for firms that fail independently only.
    shocks = (shock("country", "DE", 0.3, 0.5),) if measure != "mean" else ()
    strategy = Strategy(risk=rng.choice([0.5, 1.0, 3.0]), risk_measure=MEASURES[measure])
    return project(*tasks, strategy=strategy, shocks=shocks, retainer=0.2), network(*firms)


def best_objective(asked: Project, members: Network) -> float:
    sets = [list(combinations(range(4), task.backups)) for task in asked.tasks]
    return min(best_with(asked, members, chosen) for chosen in product(*sets))


def best_with(asked: Project, members: Network, standbys: tuple[tuple[int, ...], ...]) -> float:
    """Return the best objective with these standbys; columns: shares by task and firm, the measure, more."""
    price = np.array([one.offers[0].unit_cost for one in members.firms])
    retainer = asked.retainer * sum(price[list(chosen)].sum() for chosen in standbys)
    lost = lost_by_share(asked, members, standbys)
    weight, loss = asked.strategy.risk, np.repeat([task.loss for task in asked.tasks], 4)
    measure = asked.strategy.risk_measure
    if isinstance(measure, CVaR):
        tail = (1 - measure.level) * len(lost)
        cost = np.r_[price, price, weight, np.full(len(lost), weight / tail)]
        rows = np.column_stack([lost * loss, np.full(len(lost), -1.0), -np.eye(len(lost))])
    else:
        cost = np.r_[price, price, weight]
        rows = np.column_stack([lost * loss, np.full(len(lost), -1.0)])
    busy = [[i % 4 == f and i < 8 for i in range(len(cost))] for f in range(4)]
    room = [np.inf if one.capacity is None else one.capacity for one in members.firms]
    limits = [row for row, limit in zip(busy, room, strict=True) if np.isfinite(limit)]
    bounds = [(0, 0.0 if i % 4 in standbys[i // 4] else 1.0) for i in range(8)]
    answer = linprog(
        cost,
        A_ub=np.vstack([rows, *limits]),
        b_ub=np.r_[np.zeros(len(rows)), [limit for limit in room if np.isfinite(limit)]],
        A_eq=[[i // 4 == t and i < 8 for i in range(len(cost))] for t in range(2)],
        b_eq=[1.0, 1.0],
        bounds=bounds + [(0, None)] * (len(cost) - 8),
    )
    return float(answer.fun) + retainer if answer.status == 0 else np.inf


def lost_by_share(asked: Project, members: Network, standbys: tuple[tuple[int, ...], ...]) -> np.ndarray:
    """Return which part of each share is lost: one row a scenario, a set of failing firms, or their mean."""
    measure = asked.strategy.risk_measure
    if isinstance(measure, CVaR):
        drawn = Scenarios(measure, asked.shocks)
        fails = np.array([drawn.fails(one, one.reliability) for one in members.firms]).T
    elif isinstance(measure, WorstCase):
        failing = combinations(range(4), measure.failures)
        fails = np.array([[f in chosen for f in range(4)] for chosen in failing])
    else:
        fails = np.array(list(product([False, True], repeat=4)))
    saved = [fails[:, list(chosen)].all(axis=1) for chosen in standbys]
    lost = np.column_stack([fails[:, f] & saved[t] for t in range(2) for f in range(4)]).astype(float)
    if isinstance(measure, ExpectedLoss):
        level = np.array([one.reliability for one in members.firms])
        return np.atleast_2d(np.where(fails, 1 - level, level).prod(axis=1) @ lost)
    return lost


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("seed", range(8))
def test_shares_and_standbys_are_the_best(measure: str, seed: int) -> None:
    asked, members = instance(seed, measure)
    best = best_objective(asked, members)
    enterprise = form_enterprise(asked, members, gap=1e-7)
    assert enterprise.objective == pytest.approx(best, rel=1e-6)
    assert enterprise.outcome == "optimal"
    assert len(enterprise.backups) == sum(task.backups for task in asked.tasks)


def test_some_of_the_best_share_a_task() -> None:
    formed = [form_enterprise(*instance(seed, measure)) for seed in range(8) for measure in MEASURES]
    assert sum(len(one.assignments) > 2 for one in formed) > 10
