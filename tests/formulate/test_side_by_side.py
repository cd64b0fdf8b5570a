"""Groups that never run side by side, against looking for firms one by one."""

from itertools import combinations, product

import pytest
from check.builders import firm, network, offer, project, task
from scheduled_instances import scheduled_instance

from vebuilder.formulate.problem import Problem
from vebuilder.formulate.side_by_side import core, exclusive_sets


def together(problem: Problem, groups: tuple[int, int]) -> bool:
    """Whether some choice of firms does all tasks of both groups at once."""
    timing, pairs = problem.timing, problem.pairs
    tasks = [number for number in range(len(problem.tasks)) if timing.group[number] in groups]
    for choice in product(*(problem.pairs_of(number).tolist() for number in tasks)):
        busy = [int(pairs.firm[pair]) for pair in choice if timing.durations.whole[pair] > 0]
        if all(busy.count(one) <= timing.most_parallel[one] for one in busy):
            return True
    return False


def one_after_the_other(problem: Problem, groups: tuple[int, int]) -> bool:
    group = problem.timing.group
    return any(
        problem.timing.following[t, u]
        for t, u in product(range(len(problem.tasks)), repeat=2)
        if {int(group[t]), int(group[u])} == set(groups) and group[t] != group[u]
    )


@pytest.mark.parametrize("seed", range(60))
def test_only_groups_without_firms_for_both_are_kept_apart(seed: int) -> None:
    problem = Problem.of(*scheduled_instance(seed, limited=True))
    sets = exclusive_sets(problem)
    told = {pair for groups in sets for pair in combinations(sorted(groups), 2)}
    lasting = [number for number, time in enumerate(core(problem).tolist()) if time > 0]
    for pair in combinations(lasting, 2):
        apart = one_after_the_other(problem, pair)
        if pair in told:
            assert apart or not together(problem, pair)
        elif not apart and problem.timing.crowded.any():
            assert together(problem, pair)


def test_two_crews_of_two_do_not_fit_into_three_welders() -> None:
    crews = [
        task(f"{crew}{n}", duration=2, starts_with=(f"{crew}0",) if n else ())
        for crew in "tuv"
        for n in range(2 if crew != "v" else 1)
    ]
    members = network(*(firm(f"w{n}", max_parallel=1) for n in range(3)), firm("x", offer("turning")))
    problem = Problem.of(project(*crews, deadline=9.0), members)
    assert [sorted(groups) for groups in exclusive_sets(problem)] == [[0, 1]]
    doubled = network(firm("w", max_parallel=4))
    assert exclusive_sets(Problem.of(project(*crews, deadline=9.0), doubled)) == []
