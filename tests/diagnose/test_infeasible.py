"""What clashes is named, and is true: an enterprise exists once it gives by as much as is said."""

import pickle
from typing import Any

import pytest
from check.builders import firm, interface, network, offer, project, split_task, task, trust

from vebuilder import InfeasibleError, SolverError, evaluate, form_enterprise
from vebuilder.diagnose import infeasible
from vebuilder.diagnose.infeasible import infeasible_error
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.model import Fault, GroupRule, Network, Project, Quote, Rules

XYZ = (task("tx", "x"), task("ty", "y"), task("tz", "z"))
THREE = (firm("a", offer("x")), firm("b", offer("y")), firm("c", offer("z")))
SMALL = tuple(firm(name, offer("x"), capacity=1) for name in "abc")
MIXED = tuple(
    one.model_copy(update={"attributes": {"country": country}})
    for one, country in zip(THREE, ("DE", "DE", "FR"), strict=True)
)
COORDINATED = {"coordination": 1.0}


def ruled(**rules: Any) -> Project:
    return project(*XYZ, rules=Rules(**rules))


def clash(project: Project, network: Network) -> InfeasibleError:
    """Return what is said of an instance once counting alone does not settle it."""
    error = infeasible_error(formulate(Problem.of(project, network)), None, "a solver")
    assert isinstance(error, InfeasibleError)
    with pytest.raises(InfeasibleError):
        form_enterprise(project, network)
    return error


CASES: dict[str, tuple[Project, Network, str, set[str], str]] = {
    "capacity of a firm": (
        project(task("tx", "x", amount=5)),
        network(firm("a", offer("x"), capacity=3)),
        "network.firms.capacity", {"a", "tx"}, "firm 'a' has capacity 3, 2 short",
    ),
    "no capacity at all": (
        project(task("tx", "x", amount=5)),
        network(firm("a", offer("x"), capacity=0)),
        "network.firms.capacity", {"a", "tx"}, "raise its capacity by 5",
    ),
    "capacity of an offer, quoted effort included": (
        project(task("tx", "x", amount=5), task("u", "x"), quotes=(Quote(task="u", firm="a", effort=4),)),
        network(firm("a", offer("x", capacity=7), offer("y"))),
        "network.firms.offers.capacity", {"a", "x", "tx", "u"},
        "the offer of 'x' by firm 'a' has capacity 7, 2 short",
    ),
    "partners of a task, too few": (
        project(split_task("tx", competence="x", min_partners=4)),
        network(*SMALL),
        "project.tasks.min_partners", {"tx", "a", "b", "c"}, "task 'tx' wants 4 partners, 1 more",
    ),
    "partners of a task, too many": (
        project(split_task("tx", competence="x", amount=2.9, max_partners=2)),
        network(*SMALL, costs=COORDINATED),
        "network.firms.capacity", {"tx"}, "has capacity 1, 0.9 short",
    ),
    "least share": (
        project(split_task("tx", competence="x", amount=10, min_share=0.4)),
        network(firm("a", offer("x"), capacity=7), firm("b", offer("x"), capacity=3)),
        "project.tasks.min_share", {"tx", "b"}, "firm 'b' could take a share of task 'tx', but 0.1 below",
    ),
    "required without any task for it": (
        project(task("tx", "x"), rules=Rules(required={"b"})),
        network(*THREE),
        "project.rules.required", {"b"}, "firm 'b' would be a partner without a task (it can do: none)",
    ),
    "two required for one task": (
        project(task("tx", "x"), rules=Rules(required={"a", "b"})),
        network(*SMALL),
        "project.rules.required", {"tx"}, "would be a partner without a task (it can do: tx)",
    ),
    "an initiator that does not fit in": (
        project(task("ty", "y"), initiator="a", rules=Rules(max_partners=1)),
        network(*THREE),
        "project.initiator", {"a"}, "firm 'a' must be a partner, being the initiator",
    ),
    "incompatible": (
        ruled(incompatible=(("b", "a"),)),
        network(*THREE),
        "project.rules.incompatible", {"a", "b"}, "firms 'b' and 'a' are incompatible",
    ),
    "too few partners": (
        ruled(min_partners=4),
        network(*THREE, costs=COORDINATED),
        "project.rules.min_partners", {"a", "b", "c"}, "at least 4 partners are asked for, 1 more",
    ),
    "too many partners": (
        ruled(max_partners=2),
        network(*THREE),
        "project.rules.max_partners", {"a", "b", "c"}, "at most 2 partners are allowed, 1 fewer",
    ),
    "too many partners, and coordination is priced": (
        ruled(max_partners=2),
        network(*THREE, costs=COORDINATED, trust=(trust("a", "b", 1), trust("b", "c", -1))),
        "project.rules.max_partners", {"a", "b", "c"}, "raise max_partners by 1",
    ),
    "share of a partner": (
        project(task("tx", "x"), rules=Rules(max_partner_share=0.4)),
        network(*THREE),
        "project.rules.max_partner_share", {"a"}, "firm 'a' has 0.60 EUR more work",
    ),
    "budget": (
        project(*XYZ, budget=2),
        network(*THREE),
        "project.budget", {"p"}, "the budget of 2.00 EUR is 1.00 EUR short",
    ),
    "budget for pairs and interfaces": (
        project(*XYZ, interfaces=(interface("tx", "ty", volume=7),), budget=20),
        network(*THREE, costs={"rate": 2, "coordination": 4}),
        "project.budget", {"p"}, "raise the budget by 9.00 EUR",  # 3 + 14 + 12
    ),
    "group, too few firms": (
        ruled(groups=(GroupRule(attribute="country", values=("DE",), min_firms=3),)),
        network(*MIXED),
        "project.rules.groups[0].min_firms", {"country", "a", "b"}, "DE: min_firms 3 is missed by 1 firm (",
    ),
    "group, too many firms": (
        ruled(groups=(GroupRule(attribute="country", max_firms=1),)),
        network(*MIXED),
        "project.rules.groups[0].max_firms", {"country", "a", "b", "c"}, "max_firms 1 is missed by 2 firms",
    ),
    "group, too many of one value": (
        ruled(groups=(GroupRule(attribute="country", max_per_value=1),)),
        network(*MIXED),
        "project.rules.groups[0].max_per_value", {"country", "a", "b"}, "(a: 'DE', b: 'DE')",
    ),
    "group, too few values": (
        ruled(groups=(GroupRule(attribute="country", min_distinct=3),)),
        network(*MIXED),
        "project.rules.groups[0].min_distinct", {"country", "a", "b", "c"}, "is missed by 1 value (",
    ),
    "group, nobody shows it": (
        ruled(groups=(GroupRule(attribute="size", min_firms=1),)),
        network(*MIXED),
        "project.rules.groups[0].min_firms", {"size"}, "no firm that may do a task counts",
    ),
    "group, too small a share": (
        ruled(groups=(GroupRule(attribute="country", values=("FR",), min_share=0.5),)),
        network(*MIXED),
        "project.rules.groups[0].min_share", {"country", "c"}, "min_share 0.5 is missed by 0.50 EUR",
    ),
    "group, too large a share of one value": (
        ruled(groups=(GroupRule(attribute="country", max_share=0.5),)),
        network(*MIXED),
        "project.rules.groups[0].max_share", {"country", "a", "b"}, "max_share 0.5 is missed by 0.50 EUR",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_requirement_at_fault_is_named(name: str) -> None:
    project, network, path, ids, said = CASES[name]
    error = clash(project, network)
    (fault,) = error.diagnosis
    assert fault.path == path
    assert ids <= set(fault.ids)
    assert said in str(error)
    assert all(name in str(error) for name in ids)
    assert "'p'" in str(error)


def test_what_must_give_together_is_told_together() -> None:
    rule = GroupRule(attribute="country", max_per_value=1)
    asked = project(*XYZ, budget=2.5, rules=Rules(groups=(rule,)))
    error = clash(asked, network(*MIXED))
    assert {fault.path for fault in error.diagnosis} == {
        "project.budget",
        "project.rules.groups[0].max_per_value",
    }
    assert "These would have to give together:" in str(error)


def test_more_partners_than_allowed_are_priced_in_full() -> None:
    # Three pairs at 1 and three units of work: with the limit lifted the budget is still short by 1.
    asked = project(*XYZ, budget=5, rules=Rules(max_partners=2))
    error = clash(asked, network(*THREE, costs=COORDINATED))
    assert {fault.path for fault in error.diagnosis} == {"project.budget", "project.rules.max_partners"}
    assert "the budget of 5.00 EUR is 1.00 EUR short" in str(error)
    mended = project(*XYZ, budget=6, rules=Rules(max_partners=3))
    assert form_enterprise(mended, network(*THREE, costs=COORDINATED)).cost.total == 6


def test_the_share_of_a_partner_that_would_do_is_told() -> None:
    priced = network(firm("a", offer("x", 2)), firm("b", offer("y")))
    asked = project(task("tx", "x"), task("ty", "y"), rules=Rules(max_partner_share=0.6))
    (fault,) = clash(asked, priced).diagnosis
    assert fault.mend == "raise max_partner_share to 0.6667, or split tasks"
    enough = asked.model_copy(update={"rules": Rules(max_partner_share=0.6667)})
    assert form_enterprise(enough, priced).assignments


def test_a_wrong_claim_of_a_solver_is_found_out() -> None:
    formulation = formulate(Problem.of(project(*XYZ), network(*THREE)))
    error = infeasible_error(formulation, None, "a solver")
    assert isinstance(error, SolverError)
    assert str(error) == (
        "a solver calls project 'p' infeasible, but this plan breaks no rule: "
        "'tx' by 'a', 'ty' by 'b', 'tz' by 'c'; try another solver"
    )


def test_limits_that_are_missed_by_little_are_told_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, known = project(*XYZ, budget=2.5), network(*THREE)
    assert evaluate(asked, known, {"tx": "a", "ty": "b", "tz": "c"}).violations
    monkeypatch.setattr("vebuilder.diagnose.elastic.NOTHING", 1.0)
    error = infeasible_error(formulate(Problem.of(asked, known)), None, "a solver")
    assert isinstance(error, InfeasibleError)
    assert "short by 0.5 EUR" in str(error)


def test_without_time_to_explain_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(infeasible, "LEAST_TIME", 0.0)
    error = infeasible_error(formulate(Problem.of(project(*XYZ, budget=2), network(*THREE))), 0.0, "a solver")
    assert "The reasons were not found within 0 s; allow more time" in str(error)


def test_the_error_can_be_pickled() -> None:
    error = clash(project(*XYZ, budget=2), network(*THREE))
    twin = pickle.loads(pickle.dumps(error))
    assert str(twin) == str(error)
    assert twin.diagnosis == error.diagnosis
    assert all(isinstance(fault, Fault) for fault in twin.diagnosis)
