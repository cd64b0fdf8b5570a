"""Redundancy allocation, published: reproduced in one form, its difference from backups shown in the other.

Fyffe, Hines and Lee (1968) in the instances of Nakagawa and Miyazaki (1981), components mixed as by Coit and
Smith (1996): choose up to eight components for each of fourteen subsystems so that one at least works in
each with the highest probability, within limits on cost and weight.
"""

import json
import math
from collections import Counter
from functools import cache
from itertools import combinations_with_replacement
from typing import Any

import pytest

from benchmarks.data import data_folder
from vebuilder import InfeasibleError, evaluate, form_enterprise
from vebuilder.model import ExpectedLoss, Firm, Network, Offer, Project, Quote, Rules, Strategy, Task

CASE = data_folder() / "cases" / "backup_partners_redundancy_allocation.json"
MOST_COPIES = 8
DIGITS = 1e-6
"""The published probabilities are rounded to so much."""

pytestmark = pytest.mark.skipif(not CASE.is_file(), reason="public instances are absent")

Pattern = tuple[float, int, int]
"""Probability that one component at least works, cost, weight."""


def read() -> dict[str, Any]:
    return json.loads(CASE.read_text(encoding="utf-8"))


def working(reliabilities: list[float]) -> float:
    return 1 - math.prod(1 - one for one in reliabilities)


@cache
def patterns() -> tuple[tuple[Pattern, ...], ...]:
    """Return for each subsystem the sets of components that no other set beats in everything."""
    return tuple(tuple(_unbeaten(one["candidates_reliability_cost_weight"])) for one in read()["subsystems"])


def _unbeaten(candidates: list[list[float]]) -> list[Pattern]:
    found: dict[tuple[int, int], float] = {}
    for copies in range(1, MOST_COPIES + 1):
        for chosen in combinations_with_replacement(candidates, copies):
            size = int(sum(one[1] for one in chosen)), int(sum(one[2] for one in chosen))
            found[size] = max(found.get(size, 0.0), working([one[0] for one in chosen]))
    kept: list[Pattern] = []
    for (cost, weight), chance in sorted(found.items()):
        if all(chance > other[0] or weight < other[2] for other in kept):
            kept.append((chance, cost, weight))
    return kept


def by_patterns(needed: float, weight_limit: int) -> tuple[Project, Network]:
    """Return the problem with a firm for each set of components; weight is time, tasks follow each other."""
    tasks, firms, quotes = [], [], []
    for number, chosen in enumerate(patterns()):
        tasks.append(Task(id=f"s{number}", competence="none", after=[f"s{number - 1}"] if number else []))
        for position, (chance, cost, weight) in enumerate(chosen):
            firm = f"s{number} {position}"
            firms.append(Firm(id=firm, reliability=chance))
            quotes.append(Quote(task=f"s{number}", firm=firm, cost=cost, duration=weight))
    project = Project(
        id="redundancy",
        tasks=tuple(tasks),
        quotes=tuple(quotes),
        rules=Rules(min_success_probability=needed),
        budget=read()["cost_limit"],
        deadline=weight_limit,
    )
    return project, Network(firms=tuple(firms))


@pytest.mark.parametrize("weight_limit", [190, 160])
def test_as_sets_of_components_the_published_optimum_is_reached_and_not_beaten(weight_limit: int) -> None:
    (best,) = (one["verified_optimum"] for one in read()["instances"] if one["weight_limit"] == weight_limit)
    enterprise = form_enterprise(*by_patterns(best - DIGITS, weight_limit), gap=0.5)
    assert enterprise.risk.success_probability == pytest.approx(best, abs=DIGITS)
    assert enterprise.cost.total <= read()["cost_limit"]
    assert enterprise.makespan <= weight_limit
    with pytest.raises(InfeasibleError):
        form_enterprise(*by_patterns(best + DIGITS, weight_limit), gap=0.5)


def as_backups(published: list[list[int]]) -> tuple[Project, Network, dict[str, str], list[tuple[str, str]]]:
    """Return the problem with a firm for each copy, all but one of them standing by, and the published plan.

    A standby is paid its whole price, so that cost is cost. How many stand by is stated, not chosen, and no
    weight is theirs.
    """
    firms, tasks, plan, standbys = [], [], {}, []
    for number, one in enumerate(read()["subsystems"]):
        task, chosen = f"s{number}", published[number]
        tasks.append(Task(id=task, competence=task, loss=1, backups=len(chosen) - 1))
        for kind, (chance, cost, _) in enumerate(one["candidates_reliability_cost_weight"]):
            offer = Offer(competence=task, unit_cost=cost)
            copies = range(MOST_COPIES)
            firms += [Firm(id=f"{task}.{kind}.{n}", reliability=chance, offers=(offer,)) for n in copies]
        seen: Counter[int] = Counter()
        names = []
        for kind in chosen:
            names.append(f"{task}.{kind}.{seen[kind]}")
            seen[kind] += 1
        plan[task] = names[0]
        standbys += [(task, name) for name in names[1:]]
    project = Project(
        id="redundancy",
        tasks=tuple(tasks),
        retainer=1.0,
        budget=read()["cost_limit"],
        strategy=Strategy(cost=0, risk=1, risk_measure=ExpectedLoss()),
    )
    return project, Network(firms=tuple(firms)), plan, standbys


def test_as_backups_the_published_enterprise_is_what_it_is_said_to_be() -> None:
    case = read()
    published = case["verified_solution_W191_candidate_index_0based_per_subsystem"]
    project, network, plan, standbys = as_backups(published)
    found = evaluate(project, network, plan, backups=standbys)
    assert found.violations == ()
    assert found.cost.total == pytest.approx(case["cost_limit"])
    # A loss of 1 a subsystem: the expected loss is the sum of the probabilities to fail, and
    # 1 - sum <= prod(1 - q) <= exp(-sum) encloses the published probability that none does.
    best = case["instances"][0]["verified_optimum"]
    assert 1 - found.risk.expected_loss <= best <= math.exp(-found.risk.expected_loss)
    components = [one["candidates_reliability_cost_weight"] for one in case["subsystems"]]
    chances = [
        working([components[number][kind][0] for kind in chosen]) for number, chosen in enumerate(published)
    ]
    assert found.risk.expected_loss == pytest.approx(sum(1 - chance for chance in chances))
    assert math.prod(chances) == pytest.approx(best, abs=DIGITS)
