"""What clashes is named, and is true: an enterprise exists once it gives by as much as is said."""

import pickle
from typing import Any

import pytest
from check.builders import firm, interface, network, offer, project, split_task, task, trust

from diagnose.repairing import repaired
from vebuilder import InfeasibleError, SolverError, evaluate, form_enterprise
from vebuilder.diagnose import infeasible
from vebuilder.diagnose.infeasible import infeasible_error
from vebuilder.diagnose.rule_requirements import MostPartners
from vebuilder.diagnose.trial import Trials
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.model import Fault, GroupRule, Network, Project, Quote, Rules
from vebuilder.solve.outcome import RawResult

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
        "network.firms.capacity", {"a", "tx"},
        "task 'tx' needs effort 5 of 'x'; the firm that can do it, 'a' (3), has capacity 3: 2 short",
    ),
    "no capacity at all": (
        project(task("tx", "x", amount=5)),
        network(firm("a", offer("x"), capacity=0)),
        "network.firms.capacity", {"a", "tx"}, "raise the capacity of firm 'a' by 5",
    ),
    "capacity of an offer, quoted effort included": (
        project(task("tx", "x", amount=5), task("u", "x"), quotes=(Quote(task="u", firm="a", effort=4),)),
        network(firm("a", offer("x", capacity=7), offer("y"))),
        "network.firms.offers.capacity", {"a", "x", "tx", "u"},
        "has capacity 7: 2 short; raise the capacity of the offer of 'x' by firm 'a' by 2",
    ),
    "partners of a task, too few": (
        project(split_task("tx", competence="x", min_partners=4)),
        network(*SMALL),
        "project.tasks.min_partners", {"tx", "a", "b", "c"}, "task 'tx' needs at least 4 partners, 1 more",
    ),
    "required without any task for it": (
        project(task("tx", "x"), rules=Rules(required={"b"})),
        network(*THREE),
        "project.rules.required", {"b"}, "firm 'b' is required, but it can do no task",
    ),
    "incompatible": (
        ruled(incompatible=(("b", "a"),)),
        network(*THREE),
        "project.rules.incompatible", {"a", "b"}, "firms 'b' and 'a' are incompatible",
    ),
    "too few partners": (
        ruled(min_partners=4),
        network(*THREE, costs=COORDINATED),
        "project.rules.min_partners", {"a", "b", "c"}, "at least 4 partners must be in, 1 more",
    ),
    "too many partners": (
        ruled(max_partners=2),
        network(*THREE),
        "project.rules.max_partners", {"a", "b", "c"}, "at most 2 partners may be in, 1 fewer",
    ),
    "too many partners, and coordination is priced": (
        ruled(max_partners=2),
        network(*THREE, costs=COORDINATED, trust=(trust("a", "b", 1), trust("b", "c", -1))),
        "project.rules.max_partners", {"a", "b", "c"}, "raise max_partners to 3",
    ),
    "share of a partner": (
        project(task("tx", "x"), rules=Rules(max_partner_share=0.4)),
        network(*THREE),
        "project.rules.max_partner_share", {"a"},
        "more than 0.4 of the work, but firm 'a' would have 1 of it",
    ),
    "budget": (
        project(*XYZ, budget=2),
        network(*THREE),
        "project.budget", {"p"}, "the budget of 2.00 EUR is 1.00 EUR short: it takes 3.00 EUR at least",
    ),
    "budget for pairs and interfaces": (
        project(*XYZ, interfaces=(interface("tx", "ty", volume=7),), budget=20),
        network(*THREE, costs={"rate": 2, "coordination": 4}),
        "project.budget", {"p"}, "raise the budget by 9.00 EUR",  # 3 + 14 + 12
    ),
    "group, too few firms": (
        ruled(groups=(GroupRule(attribute="country", values=("DE",), min_firms=3),)),
        network(*MIXED),
        "project.rules.groups[0].min_firms", {"country", "a", "b"},
        "in 'DE': min_firms 3 cannot be kept, 2 is the most",
    ),
    "group, too many firms": (
        ruled(groups=(GroupRule(attribute="country", max_firms=1),)),
        network(*MIXED),
        "project.rules.groups[0].max_firms", {"country", "a", "b", "c"},
        "max_firms 1 cannot be kept, 3 is the least",
    ),
    "group, too many of one value": (
        ruled(groups=(GroupRule(attribute="country", max_per_value=1),)),
        network(*MIXED),
        "project.rules.groups[0].max_per_value", {"country", "a", "b"}, "('a': 'DE', 'b': 'DE')",
    ),
    "group, too few values": (
        ruled(groups=(GroupRule(attribute="country", min_distinct=3),)),
        network(*MIXED),
        "project.rules.groups[0].min_distinct", {"country", "a", "b", "c"},
        "min_distinct 3 cannot be kept, 2 is the most",
    ),
    "group, nobody shows it": (
        ruled(groups=(GroupRule(attribute="size", min_firms=1),)),
        network(*MIXED),
        "project.rules.groups[0].min_firms", {"size"}, "no firm that may do a task counts",
    ),
    "group, too small a share": (
        ruled(groups=(GroupRule(attribute="country", values=("FR",), min_share=0.5),)),
        network(*MIXED),
        "project.rules.groups[0].min_share", {"country", "c"},
        "min_share 0.5 cannot be kept, 0.333333 is the most",
    ),
    "group, too large a share of one value": (
        ruled(groups=(GroupRule(attribute="country", max_share=0.5),)),
        network(*MIXED),
        "project.rules.groups[0].max_share", {"country", "a", "b"},
        "max_share 0.5 cannot be kept, 0.666667 is the least",
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


CLASHES: dict[str, tuple[Project, Network, dict[str, str]]] = {
    "partners of a task, too many": (
        project(split_task("tx", competence="x", amount=2.9, max_partners=2)),
        network(*SMALL, costs=COORDINATED),
        {
            "project.tasks.max_partners": "task 'tx' may have at most 2 partners, 1 fewer than it takes",
            "network.firms.capacity": "raise the capacity of firm 'a' by 0.9",
        },
    ),
    "least share": (
        project(split_task("tx", competence="x", amount=10, min_share=0.4)),
        network(firm("a", offer("x"), capacity=7), firm("b", offer("x"), capacity=3)),
        {
            "project.tasks.min_share": "share of at least 0.4, but 0.3 is the most that all can have",
            "network.firms.capacity": "of firm 'b' by 1, or raise the capacity of firm 'a' by 3",
        },
    ),
    "two required for one task": (
        project(task("tx", "x"), rules=Rules(required={"a", "b"})),
        network(*SMALL),
        {
            "project.rules.required": "firms 'a', 'b' are required, but cannot all be in; do not require",
            "project.tasks.max_partners": "must be done by one partner; let 2 partners share task 'tx'",
        },
    ),
    "budget and a group rule": (
        project(
            *XYZ,
            budget=4,
            rules=Rules(groups=(GroupRule(attribute="country", values=("PT",), min_firms=1),)),
        ),
        network(*MIXED, firm("d", offer("x"), joining_cost=2, attributes={"country": "PT"})),
        {
            "project.budget": "the budget of 4.00 EUR is 1.00 EUR short: it takes 5.00 EUR",
            "project.rules.groups[0].min_firms": "0 is the most that can be had ('d': 'PT')",
        },
    ),
    "budget and probability of success": (
        project(task("tx", "x"), budget=4, rules=Rules(min_success_probability=0.9)),
        network(firm("a", offer("x"), reliability=0.5), firm("b", offer("x", unit_cost=9), reliability=0.95)),
        {
            "project.budget": "raise the budget by 5.00 EUR",
            "project.rules.min_success_probability": "0.5 is the most that can be had",
        },
    ),
}


@pytest.mark.parametrize("name", CLASHES)
def test_what_clashes_only_together_is_told_together_and_either_would_do(name: str) -> None:
    asked, known, expected = CLASHES[name]
    error = clash(asked, known)
    said = {fault.path: f"{fault.message}; {fault.mend}" for fault in error.diagnosis}
    assert said.keys() == expected.keys()
    for path, text in expected.items():
        assert text in said[path]
    assert {fault.clash for fault in error.diagnosis} == {0}
    assert "These clash, and one of them would have to give:" in str(error)


def test_reasons_that_have_nothing_to_do_with_each_other_are_all_told() -> None:
    rule = GroupRule(attribute="country", max_per_value=1)
    error = clash(project(*XYZ, budget=2.5, rules=Rules(groups=(rule,))), network(*MIXED))
    assert [(fault.path, fault.clash) for fault in error.diagnosis] == [
        ("project.rules.groups[0].max_per_value", 0),
        ("project.budget", 1),
    ]
    for fault in error.diagnosis:
        (repair,) = fault.repairs
        assert {change.path for change in repair.changes} == {one.path for one in error.diagnosis}
        assert repair.changes[0].path == fault.path
    assert "for 2 reasons, of which each must be mended" in str(error)
    assert (
        "The smallest change that mends them all: raise the budget by 0.50 EUR, and raise max_per_value of "
        "the group rule on 'country' to 2."
    ) in str(error) or (
        "The smallest change that mends them all: raise max_per_value of the group rule on 'country' to 2, "
        "and raise the budget by 0.50 EUR."
    ) in str(error)


def test_where_one_change_is_not_enough_the_others_are_told_with_it() -> None:
    # Without the incompatibility the seventh partner still needs a task of its own.
    firms = [firm(name, offer("x")) for name in "abc"]
    asked = project(task("tx", "x"), task("u", "x"), rules=Rules(min_partners=3, incompatible=(("a", "b"),)))
    error = clash(asked, network(*firms))
    (apart,) = (fault for fault in error.diagnosis if fault.path == "project.rules.incompatible")
    (repair,) = apart.repairs
    assert [change.path for change in repair.changes] == [
        "project.rules.incompatible",
        "project.tasks.max_partners",
    ]
    assert "lift the incompatibility of 'a' and 'b', and let 2 partners share task" in apart.mend
    form_enterprise(*repaired(asked, network(*firms), repair))


def test_more_partners_than_allowed_are_priced_in_full() -> None:
    # Three pairs at 1 and three units of work: with the limit lifted the budget is still short by 1.
    asked = project(*XYZ, budget=5, rules=Rules(max_partners=2))
    error = clash(asked, network(*THREE, costs=COORDINATED))
    assert {fault.path for fault in error.diagnosis} == {"project.budget", "project.rules.max_partners"}
    assert "raise the budget by 1.00 EUR" in str(error)
    mended = project(*XYZ, budget=6, rules=Rules(max_partners=3))
    assert form_enterprise(mended, network(*THREE, costs=COORDINATED)).cost.total == 6


def test_the_share_of_a_partner_that_would_do_is_told() -> None:
    priced = network(firm("a", offer("x", 2)), firm("b", offer("y")))
    asked = project(task("tx", "x"), task("ty", "y"), rules=Rules(max_partner_share=0.6))
    (fault,) = clash(asked, priced).diagnosis
    assert fault.mend == "raise max_partner_share to 0.666667, or split tasks among more partners"
    (change,) = fault.repairs[0].changes
    assert (change.value, change.unit, change.exact) == (0.666667, "share of the work", True)
    enough = asked.model_copy(update={"rules": Rules(max_partner_share=0.666667)})
    assert form_enterprise(enough, priced).assignments


def test_the_share_that_would_do_looks_at_all_work_and_not_at_the_stated_share() -> None:
    """What misses the stated share by least money is not what has the smallest share."""
    # Dear or cheap for ty: 5 of 25 is less than 5 of 6.
    priced = network(firm("a", offer("x", 5)), firm("b", offer("y", 1)), firm("c", offer("y", 4.5)))
    asked = project(task("tx", "x"), task("ty", "y"), rules=Rules(max_partner_share=0.1))
    (fault,) = clash(asked, priced).diagnosis
    (change,) = fault.repairs[0].changes
    assert change.value == pytest.approx(5 / 9.5, abs=1e-5)


def test_tasks_that_compete_are_told_together() -> None:
    tasks = [split_task(name, competence="welding", amount=amount, max_partners=2)
             for name, amount in (("frame", 120), ("hull", 150), ("deck", 70))]  # fmt: skip
    yards = [("anna", 110), ("bolt", 90), ("carl", 90)]
    known = network(*(firm(name, offer("welding"), capacity=capacity) for name, capacity in yards))
    error = clash(project(*tasks), known)
    text = str(error)
    assert "tasks 'frame', 'hull', 'deck' need effort 340 of 'welding'; the firms that can do them, " in text
    assert "'anna' (110), 'bolt' (90), 'carl' (90), have capacity 290: 50 short" in text
    assert "raise the capacity of firm 'anna' by 50" in text
    assert {(one.changes[0].ids, one.changes[0].amount) for one in error.diagnosis[0].repairs} == {
        (("anna",), 50.0), (("bolt",), 50.0), (("carl",), 50.0),
    }  # fmt: skip


def test_whole_tasks_that_do_not_fit_together_are_told_as_such() -> None:
    tasks = [task(name, "welding", amount=10) for name in ("frame", "hull", "deck")]
    known = network(*(firm(name, offer("welding"), capacity=16) for name in ("anna", "bolt")))
    capacity, whole = sorted(clash(project(*tasks), known).diagnosis, key=lambda fault: fault.path)
    assert "have capacity 32, but no way to place whole tasks fits" in capacity.message
    assert (
        capacity.mend == "raise the capacity of firm 'anna' by 4, or raise the capacity of firm 'bolt' by 4"
    )
    assert "must each be done by one partner" in whole.message
    assert "let 2 partners share task 'hull'" in whole.mend


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
    monkeypatch.setattr(Trials, "possible", lambda *_: True)
    error = infeasible_error(formulate(Problem.of(asked, known)), None, "a solver")
    assert isinstance(error, InfeasibleError)
    assert "short by 0.5 EUR" in str(error)


def test_without_time_to_explain_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(infeasible, "LEAST_TIME", 0.0)
    asked = project(*XYZ, budget=2, rules=Rules(max_partners=3))
    error = infeasible_error(formulate(Problem.of(asked, network(*THREE))), 0.0, "a solver")
    assert "The reasons were not found within 0 s; allow more time" in str(error)


TWO_LIMITS = project(*XYZ, budget=2, rules=Rules(max_partners=3))


def test_what_would_do_alone_is_told_where_the_clash_is_not_known_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    possible = Trials.possible
    asked: list[int] = []

    def slow(trials: Trials, problem: Problem) -> bool | None:
        """Know nothing of problems that keep a budget, as if each took too long."""
        asked.append(1)
        return None if problem.project.budget is not None else possible(trials, problem)

    monkeypatch.setattr(Trials, "possible", slow)
    error = infeasible_error(formulate(Problem.of(TWO_LIMITS, network(*THREE))), None, "a solver")
    assert isinstance(error, InfeasibleError)
    assert [fault.path for fault in error.diagnosis] == ["project.budget"]
    assert "raise the budget by 1.00 EUR" in str(error)
    assert asked
    assert "too short to tell" in str(error)


def test_a_clash_that_may_not_be_minimal_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    possible = Trials.possible
    monkeypatch.setattr(Trials, "possible", lambda trials, problem: possible(trials, problem) or None)
    asked = project(*XYZ, budget=2, rules=Rules(max_partners=3, required={"a"}, min_partners=1))
    error = infeasible_error(formulate(Problem.of(asked, network(*THREE))), None, "a solver")
    assert isinstance(error, InfeasibleError)
    assert error.diagnosis
    assert "too short" in str(error)
    assert error.minimal is False


def test_what_nothing_that_could_give_explains_is_not_blamed_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    # A rule nobody has taught the diagnosis about: here, that of the budget.
    monkeypatch.setattr(infeasible, "requirements_of", lambda _: (MostPartners(),))
    error = infeasible_error(formulate(Problem.of(TWO_LIMITS, network(*THREE))), None, "a solver")
    assert isinstance(error, InfeasibleError)
    assert error.diagnosis == ()
    assert "not even if all rules and limits that could give were given up" in str(error)


def test_a_solver_that_dies_does_not_hide_that_there_is_no_enterprise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def dies(*_: object) -> None:
        raise SolverError("highs died")

    monkeypatch.setattr("vebuilder.diagnose.trial.solve", dies)
    monkeypatch.setattr("vebuilder.diagnose.elastic.solve", dies)
    error = infeasible_error(formulate(Problem.of(TWO_LIMITS, network(*THREE))), None, "a solver")
    assert isinstance(error, InfeasibleError)
    assert "No enterprise can satisfy all requirements of project 'p'" in str(error)


def test_ctrl_c_ends_the_explaining_not_the_error(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = RawResult("no_solution", "interrupted", None, None, "highs")
    asked: list[int] = []
    monkeypatch.setattr("vebuilder.diagnose.trial.solve", lambda *_: asked.append(1) or stopped)
    error = infeasible_error(formulate(Problem.of(TWO_LIMITS, network(*THREE))), None, "a solver")
    assert isinstance(error, InfeasibleError)
    assert len(asked) == 1


def test_the_error_can_be_pickled() -> None:
    error = clash(project(*XYZ, budget=2), network(*THREE))
    twin = pickle.loads(pickle.dumps(error))
    assert str(twin) == str(error)
    assert twin.diagnosis == error.diagnosis
    assert all(isinstance(fault, Fault) for fault in twin.diagnosis)
