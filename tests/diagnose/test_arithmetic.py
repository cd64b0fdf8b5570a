"""What counting shows to be impossible is told at once, with the numbers, and is always true."""

from collections import Counter
from typing import Any

import pytest
from brute_force import best_plan
from check.builders import firm, network, offer, project, split_task, task
from instances import random_instance

from diagnose.repairing import is_possible, repaired
from vebuilder import InfeasibleError, form_enterprise, forming
from vebuilder.diagnose import infeasible
from vebuilder.diagnose.arithmetic import impossible
from vebuilder.formulate.problem import Problem
from vebuilder.model import Fault, GroupRule, Network, Project, Quote, Rules

COUNTRIES = ("DE", "DE", "FR", "IT")
FOUR = network(
    *(
        firm(name, offer(unit_cost=10), attributes={"country": country})
        for name, country in zip("abcd", COUNTRIES, strict=True)
    ),
    firm("e", offer("casting"), attributes={"country": "ES"}),
)
SHARED = (split_task("t", amount=100), split_task("u", amount=50))


def ruled(*tasks: Any, initiator: str | None = None, **rules: Any) -> Project:
    return project(*(tasks or SHARED), rules=Rules(**rules), initiator=initiator)


def grouped(**bounds: Any) -> Project:
    return ruled(groups=(GroupRule(attribute="country", **bounds),))


def told(asked: Project, members: Network = FOUR) -> list[Fault]:
    return list(impossible(Problem.of(asked, members)))


CASES: dict[str, tuple[Project, str, str, str]] = {
    "share of a partner": (
        ruled(max_partner_share=0.2),
        "rules.max_partner_share",
        "no partner may have more than 0.2 of the work, so it takes at least 5 of them to do it all, "
        "but at most 4 partners with work are possible",
        "raise max_partner_share to 0.25 at least",
    ),
    "share of a partner, few allowed": (
        ruled(max_partner_share=0.3, max_partners=3),
        "rules.max_partner_share",
        "it takes at least 4 of them to do it all, but at most 3 partners with work",
        "raise max_partner_share to 0.3334 at least",
    ),
    "share of a partner, and the initiator cannot work": (
        ruled(max_partner_share=0.3, max_partners=4, initiator="e"),
        "rules.max_partner_share", "at most 3 partners with work are possible", "0.3334",
    ),
    "share of a partner, single sourcing": (
        ruled(task("t"), task("u"), max_partner_share=0.45),
        "rules.max_partner_share", "takes at least 3 of them to do it all, but at most 2 partners", "0.5",
    ),
    "no share at all": (
        ruled(max_partner_share=0),
        "rules.max_partner_share", "so it takes more than any number to do it all", "0.25",
    ),
    "required and the initiator": (
        ruled(required={"a", "b", "c"}, max_partners=3, initiator="d"),
        "rules.max_partners",
        "at most 3 partners may be in, but 3 required firms and the initiator 'd' must be: 4 in all",
        "raise max_partners to 4",
    ),
    "required": (
        ruled(required={"a", "b"}, max_partners=1),
        "rules.max_partners", "at most 1 partner may be in, but 2 required firms must be", "to 2",
    ),
    "nobody left to work": (
        ruled(max_partners=1, initiator="e"),
        "rules.max_partners",
        "at most 1 partner may be in, the initiator 'e' included, who can do no task: nobody is left",
        "raise max_partners to 2",
    ),
    "required without a task": (
        ruled(required={"e"}),
        "rules.required", "firm 'e' is required, but it can do no task", "or do not require it",
    ),
    "too few firms": (
        ruled(min_partners=5),
        "rules.min_partners", "at least 5 partners must be in, but only 4 firms can take part", "to 4",
    ),
    "too few tasks": (
        ruled(task("t"), task("u"), min_partners=4, initiator="e"),
        "rules.min_partners", "but the tasks have room for 3 at most", "lower min_partners to 3",
    ),
    "partners of a task": (
        ruled(split_task("t", min_partners=5, min_share=0.1)),
        "tasks[0].min_partners", "task 't' needs at least 5 partners, but only 4 firms can do it", "to 4",
    ),
    "partners of a task, few allowed": (
        ruled(split_task("t", min_partners=3, min_share=0.1), max_partners=2),
        "tasks[0].min_partners", "3 partners, but only 2 partners with work can be in", "to 2",
    ),
    "different values": (
        grouped(min_distinct=4),
        "rules.groups[0].min_distinct",
        "the group rule on 'country' needs 4 different values, but the firms that can take part show "
        "3 values ('DE', 'FR', 'IT')",
        "lower min_distinct to 3",
    ),
    "different values of those named": (
        grouped(values=("DE", "ES"), min_distinct=2),
        "rules.groups[0].min_distinct", "show 1 value ('DE')", "to 1",
    ),
    "firms of a kind": (
        grouped(values=("DE", "ES"), min_firms=3),
        "rules.groups[0].min_firms", "needs 3 firms, but 2 firms of that kind can take part", "to 2",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_impossible_is_told_with_its_numbers(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, path, message, mend = CASES[name]
    (fault,) = told(asked)
    assert fault.path == f"project.{path}"
    assert message in fault.message
    assert mend in fault.mend
    monkeypatch.setattr(forming, "solve", None)  # to search for an enterprise would be an error
    with pytest.raises(InfeasibleError) as caught:
        form_enterprise(asked, FOUR)
    assert fault.message in {one.message for one in caught.value.diagnosis}
    for one in caught.value.diagnosis:
        for repair in one.repairs:
            assert is_possible(*repaired(asked, FOUR, repair))
        assert one.repairs


@pytest.mark.parametrize("name", CASES)
def test_without_time_for_more_it_is_told_as_it_was_counted(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(infeasible, "COUNTED_TIME", 0.0)
    asked, *_ = CASES[name]
    (fault,) = told(asked)
    with pytest.raises(InfeasibleError) as caught:
        form_enterprise(asked, FOUR)
    assert caught.value.diagnosis == (fault,)
    assert f"This would have to give:\n- {fault.message}; {fault.mend}" in str(caught.value)


@pytest.mark.parametrize(
    "asked",
    [
        ruled(max_partner_share=0.25),
        ruled(max_partner_share=0.3334, max_partners=3),
        ruled(required={"a", "b", "c"}, max_partners=4, initiator="d"),
        ruled(required={"a", "d"}, max_partners=2, initiator="d"),
        ruled(min_partners=4),
        ruled(min_partners=5, initiator="e"),
        ruled(split_task("t", min_partners=4, min_share=0.1), max_partners=4),
        grouped(min_distinct=3),
        grouped(values=("DE",), min_firms=2),
    ],
)
def test_what_is_just_possible_is_formed(asked: Project) -> None:
    assert told(asked) == []
    assert form_enterprise(asked, FOUR).assignments


def test_work_that_costs_nothing_has_no_shares() -> None:
    free = network(firm("a", offer(unit_cost=0)), firm("b", offer(unit_cost=0)))
    assert told(ruled(max_partner_share=0.1), free) == []
    paid = ruled(split_task("t"), max_partner_share=0.1)
    paid = paid.model_copy(update={"quotes": (Quote(task="t", firm="a", cost=-5),)})
    assert told(paid, free) == []


def test_a_task_too_large_for_every_firm_names_the_nearest() -> None:
    members = network(
        firm("a", offer(capacity=320), capacity=400),
        firm("b", offer(effort=2), capacity=900),
        firm("c", offer("casting")),
    )
    (fault,) = told(project(task("t", amount=480)), members)
    assert (fault.path, fault.ids) == ("project.tasks[0]", ("t", "b"))
    assert (
        "task 't' must be done by one partner, but is too much for each of the 2 firms that can do it: "
        "the nearest, 'b', needs effort 960 and has capacity 900, 60 short"
    ) in fault.message
    assert told(project(task("t", amount=450)), members) == []
    assert told(project(split_task("t", amount=480)), members) == []


def test_rounding_of_a_capacity_is_no_fault() -> None:
    assert told(project(task("t", amount=0.1 + 0.2)), network(firm("a", capacity=0.3))) == []


def test_all_that_is_impossible_is_told_together(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ruled(required={"e"}, min_partners=6, max_partner_share=0.1)
    expected = ["project.rules.required", "project.rules.min_partners", "project.rules.max_partner_share"]
    with pytest.raises(InfeasibleError, match="for 3 reasons, of which each must be mended") as caught:
        form_enterprise(asked, FOUR)
    assert [fault.path for fault in caught.value.diagnosis] == expected
    monkeypatch.setattr(infeasible, "COUNTED_TIME", 0.0)
    with pytest.raises(InfeasibleError, match="Each of these would have to give:") as caught:
        form_enterprise(asked, FOUR)
    assert [fault.path for fault in caught.value.diagnosis] == expected


def test_tasks_that_need_more_than_all_their_firms_have_are_told_together() -> None:
    tasks = [
        split_task(name, amount=amount) for name, amount in (("frame", 120), ("hull", 150), ("deck", 70))
    ]
    others = (task("desk", "casting"), task("mould", "casting", amount=5))
    known = network(
        firm("a", offer(capacity=110), offer("casting"), capacity=300),
        firm("b", capacity=90),
        firm("c", offer(effort=2), capacity=90),
        firm("d", offer("casting")),
    )
    (fault,) = told(project(*tasks, *others), known)
    assert (fault.path, fault.ids) == ("network.firms.capacity", ("frame", "hull", "deck", "a", "b", "c"))
    # Of a's offer, which is less than a has; c, though it takes twice as long, counts at the least effort.
    assert fault.message == (
        "tasks 'frame', 'hull', 'deck' need effort 340 of 'milling' at least, but 3 firms that can do them "
        "('a', 'b', 'c') have capacity 290, 50 short"
    )
    smaller = project(split_task("frame", amount=140), split_task("hull", amount=150), *others)
    assert told(smaller, known) == []


def test_a_budget_below_the_cheapest_work_is_told_at_once() -> None:
    quotes = (Quote(task="u", firm="a", cost=-30.0),)
    asked = project(task("t", amount=10), task("u"), budget=60, quotes=quotes)
    (fault,) = told(asked)
    assert fault.path == "project.budget"
    assert "the budget of 60 EUR is 10 EUR short of what the work alone costs" in fault.message
    assert told(asked.model_copy(update={"budget": 70.0})) == []


def test_what_is_told_of_random_instances_is_true() -> None:
    kinds: Counter[str] = Counter()
    for seed in range(300):
        asked, members = random_instance(seed)
        faults = told(asked, members)
        if faults:
            kinds.update({fault.path for fault in faults})
            assert best_plan(asked, members) is None, (seed, faults)
    assert len(kinds) >= 8, kinds
    assert kinds.total() >= 50
