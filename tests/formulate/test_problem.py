import numpy as np
from check.builders import firm, network, offer, project, split_task, task, trust

from vebuilder.formulate.problem import Problem
from vebuilder.model import Rules

NETWORK = network(
    firm("idle", offer("other")),
    firm("a"),
    firm("lead", offer("other")),
    firm("b", offer("milling"), offer("assembly")),
    firm("wanted", offer("other")),
    trust=(trust("a", "lead", 0.5, mutual=False), trust("lead", "idle", 0.9)),
)
PROJECT = project(
    task("t"),
    task("u", "assembly"),
    split_task("v"),
    initiator="lead",
    rules=Rules(required={"wanted"}, excluded={"idle"}),
)


def test_only_firms_that_can_matter_are_indexed() -> None:
    problem = Problem.of(PROJECT, NETWORK)
    assert problem.firm_ids.tolist() == ["a", "lead", "b", "wanted"]
    assert problem.initiator == 1
    named = [
        (problem.task_ids[t], problem.firm_ids[f])
        for t, f in zip(problem.pairs.task, problem.pairs.firm, strict=True)
    ]
    assert named == [("t", "a"), ("t", "b"), ("u", "b"), ("v", "a"), ("v", "b")]
    assert [problem.eligible_count(t) for t in range(3)] == [2, 1, 2]
    assert [problem.most_partners_of(t) for t in range(3)] == [1, 1, 2]
    assert problem.trust.toarray()[0].tolist() == [0, 0.5, 0, 0]


def test_the_limits_on_partners_follow_from_rules_and_tasks() -> None:
    rules = [Rules(), Rules(min_partners=2), Rules(max_partners=1), Rules(min_partners=0, max_partners=9)]
    single = [project(task("t"), task("v"), rules=one) for one in rules]
    known = network(firm("a"), firm("b"), firm("c"))
    assert [Problem.of(one, known).partner_limits() for one in single] == [(1, 2), (2, 2), (1, 1), (1, 2)]
    led = project(task("t"), initiator="a")
    assert Problem.of(led, known).partner_limits() == (1, 2)


def test_limits_that_may_give_bound_nothing_but_single_sourcing_does() -> None:
    known = network(*(firm(name) for name in "abcdef"))
    rules = Rules(min_partners=2, max_partners=2)
    single = Problem.of(project(task("t"), task("u"), task("v"), rules=rules), known)
    assert single.partner_limits() == (2, 2)
    assert single.loosened().partner_limits() == (1, 3)
    split = Problem.of(project(task("t"), split_task("u", max_partners=2)), known)
    assert split.partner_limits() == (1, 3)
    assert split.loosened().partner_limits() == (1, 6)


def test_a_restricted_problem_keeps_who_must_be_in_it() -> None:
    problem = Problem.of(PROJECT, NETWORK)
    part = problem.restricted(np.array([True, False, False, False]))
    assert part.firm_ids.tolist() == ["a", "lead", "wanted"]
    assert part.initiator == 1
    assert [part.eligible_count(t) for t in range(3)] == [1, 0, 1]
    assert part.trust.toarray()[0].tolist() == [0, 0.5, 0]
