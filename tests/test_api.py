"""What a caller may hand over, and what the answer says of itself."""

import logging
import math
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from check.builders import firm, interface, network, offer, project, split_task, task, trust

import vebuilder as ve
from vebuilder import DataError, NoSolutionError, evaluate, form_enterprise
from vebuilder.model import Firm, Network, PairCost, Project, Quote, Rules, Strategy, Task

PROJECT = project(task("t"))
NETWORK = network(firm("dear", offer(unit_cost=2)), firm("cheap"))
SPLIT = project(split_task("t", amount=7))
TIERS = network(
    firm("a", offer(unit_cost=1.1, capacity=3.3)),
    firm("b", offer(unit_cost=1.3, capacity=2.9, setup_cost=0.7)),
    firm("c", offer(unit_cost=1.7)),
)
# 3.3 at 1.1, 2.9 at 1.3 and 0.7 once, 0.8 at 1.7; without b it is 3.3 at 1.1 and 3.7 at 1.7: 9.92.
TIERS_COST = 3.63 + 3.77 + 0.7 + 1.36


def who_does_what(enterprise: ve.Enterprise) -> dict[tuple[str, str], float]:
    return {(one.task, one.firm): pytest.approx(one.share) for one in enterprise.assignments}


@pytest.mark.parametrize(
    ("options", "path"),
    [
        ({"solver": None}, "solver"),
        ({"solver": 3}, "solver"),
        ({"progress": 5}, "progress"),
        ({"time_limit": "5"}, "time_limit"),
        ({"time_limit": -1}, "time_limit"),
        ({"time_limit": math.nan}, "time_limit"),
        ({"gap": -1e-9}, "gap"),
        ({"gap": math.inf}, "gap"),
        ({"gap": 1}, "gap"),
        ({"gap": None}, "gap"),
        ({"threads": 0}, "threads"),
        ({"threads": True}, "threads"),
        ({"seed": 2**31}, "seed"),
        ({"seed": 1.5}, "seed"),
        ({"start": 5}, "start"),
        ({"start": "t"}, "start"),
        ({"start": [("t",)]}, "start[0]"),
        ({"start": {"t": "of another network"}}, "start[0].firm"),
        ({"start": {"of another project": "cheap"}}, "start[0].task"),
    ],
)
def test_an_option_that_cannot_be_meant_is_a_fault(options: dict[str, Any], path: str) -> None:
    with pytest.raises(DataError) as caught:
        form_enterprise(PROJECT, NETWORK, **options)
    assert [fault.path for fault in caught.value.faults] == [path]


def test_all_faults_of_the_call_come_together() -> None:
    with pytest.raises(DataError) as caught:
        form_enterprise("p.json", None, solver=1, gap=-1, seed=-1)  # type: ignore[arg-type]
    paths = {fault.path for fault in caught.value.faults}
    assert paths == {"project", "network", "solver", "gap", "seed"}


def test_project_and_network_in_the_wrong_order_are_told_so() -> None:
    for verb in (form_enterprise, ve.check):
        with pytest.raises(DataError, match="hand over the project first"):
            verb(NETWORK, PROJECT)  # type: ignore[arg-type]


def test_options_of_numpy_are_numbers_too() -> None:
    answer = form_enterprise(
        PROJECT, NETWORK, gap=np.float64(0), seed=np.int64(3), threads=np.int32(1), time_limit=math.inf
    )
    assert answer.outcome == "optimal"


@pytest.mark.parametrize(
    "start",
    [{"t": "dear"}, [("t", "dear")], [["t", "dear", 1.0]], iter([("t", "dear")])],
    ids=["mapping", "pairs", "triples", "iterator"],
)
def test_without_time_to_search_the_start_is_the_answer(start: Any) -> None:
    answer = form_enterprise(PROJECT, NETWORK, start=start, time_limit=0)
    assert (answer.objective, answer.bound, answer.gap) == (2, None, None)
    assert (answer.outcome, answer.stop_reason) == ("feasible", "time")


def test_an_earlier_enterprise_is_a_start() -> None:
    earlier = form_enterprise(SPLIT, TIERS)
    again = form_enterprise(SPLIT, TIERS, start=earlier, time_limit=0)
    assert again.assignments == earlier.assignments
    assert again.fingerprint == earlier.fingerprint


def test_a_start_that_breaks_a_rule_is_left_out_and_told_of(caplog: pytest.LogCaptureFixture) -> None:
    asked = PROJECT.model_copy(update={"rules": Rules(excluded={"dear"})})
    with caplog.at_level(logging.WARNING, "vebuilder"):
        answer = form_enterprise(asked, NETWORK, start={"t": "dear"})
    assert answer.partners == ("cheap",)
    (note,) = answer.notes
    assert note.startswith("the start was not used, it breaks rules: ")
    assert note in caplog.text


@pytest.mark.parametrize("time_limit", [0, 1e-9])
def test_without_time_and_start_there_is_no_answer(time_limit: float) -> None:
    with pytest.raises(NoSolutionError) as caught:
        form_enterprise(PROJECT, NETWORK, time_limit=time_limit)
    assert (caught.value.bound, caught.value.stop_reason) == (None, "time")


@pytest.mark.parametrize("solver", ["auto", "highs", "cpsat", "scip", "cbc"])
@pytest.mark.parametrize("gap", [0, 1e-4, 0.5])
def test_optimal_means_within_the_gap_asked_for(solver: str, gap: float) -> None:
    answer = form_enterprise(SPLIT, TIERS, solver=solver, gap=gap)
    assert answer.objective <= TIERS_COST * (1 + gap) + 1e-9
    assert answer.bound is not None
    assert answer.gap is not None
    assert answer.bound <= TIERS_COST + 1e-9
    assert answer.gap == pytest.approx((answer.objective - answer.bound) / answer.objective, abs=1e-12)
    assert answer.gap >= 0
    assert (answer.outcome == "optimal") == (answer.gap <= gap)
    assert answer.outcome == "optimal"


def test_the_answer_knows_what_it_was_formed_for() -> None:
    lead = Firm(id="lead", name="Lead & Co", joining_cost=99)
    asked = Project(
        id="crane",
        tasks=(Task(id="t", competence="milling"),),
        initiator="lead",
        currency="CHF",
        time_unit="h",
    )
    answer = form_enterprise(asked, Network(firms=(*NETWORK.firms, lead)))
    assert answer.partners == ("cheap", "lead")
    assert answer.cost.joining == 0
    assert (answer.project, answer.currency, answer.time_unit) == ("crane", "CHF", "h")
    assert answer.names == {"lead": "Lead & Co"}
    assert answer.seconds > 0


def test_the_fingerprint_tells_instances_apart_and_not_ways_to_write_one() -> None:
    answers = [
        form_enterprise(asked, known)
        for asked, known in (
            (PROJECT, NETWORK),
            (project(task("t", amount=1), rules=Rules()), NETWORK.model_copy()),
            (project(task("t", amount=1.5)), NETWORK),
            (PROJECT, network(*reversed(NETWORK.firms))),
        )
    ]
    first, same, *other = (answer.fingerprint for answer in answers)
    assert first == same
    assert first not in other


CORNERS: dict[str, tuple[Project, Network, float, dict[tuple[str, str], float]]] = {
    "a negative quote beats its set-up, and a budget of nothing holds": (
        project(
            task("t"),
            quotes=(
                Quote(task="t", firm="dear", cost=-7, setup_cost=3),
                Quote(task="t", firm="cheap", cost=-3),
            ),
            budget=0,
        ),
        NETWORK, -4, {("t", "dear"): 1},
    ),
    "nothing to do asks for no capacity and has no share of the work": (
        project(task("t", amount=0), rules=Rules(max_partner_share=0.1)),
        network(firm("a", capacity=0)), 0, {("t", "a"): 1},
    ),
    "decimals that add up to a capacity fit it": (
        project(task("t", amount=0.1), task("u", amount=0.2)),
        network(firm("a", capacity=0.3)), 0.3, {("t", "a"): 1, ("u", "a"): 1},
    ),
    "thirds fill a task": (
        project(split_task("t")),
        network(*(firm(name, capacity=1 / 3) for name in "abc")), 1,
        {("t", name): 1 / 3 for name in "abc"},
    ),
    "no capacity at one firm, all of it at the other": (
        PROJECT, network(firm("cheap", capacity=0), firm("dear", offer(unit_cost=2))), 2, {("t", "dear"): 1},
    ),
    "an initiator keeps the firm out that it is incompatible with": (
        project(task("t"), initiator="lead", rules=Rules(incompatible=(("cheap", "lead"),))),
        network(*NETWORK.firms, firm("lead", offer("other"), joining_cost=9)), 2, {("t", "dear"): 1},
    ),
    "an interface without volume costs nothing": (
        project(task("t"), task("u"), interfaces=(interface("t", "u", volume=0),)),
        network(firm("a"), costs={"internal_rate": 5}), 2, {("t", "a"): 1, ("u", "a"): 1},
    ),
    "a stated rate of nothing is a rate": (
        project(
            task("t", "x"), task("u", "y"),
            interfaces=(interface("t", "u", pairs=(PairCost(source="a", target="c", rate=0),)),),
        ),
        network(firm("a", offer("x")), firm("b", offer("y", 1)), firm("c", offer("y", 4)), costs={"rate": 5}),
        5, {("t", "a"): 1, ("u", "c"): 1},
    ),
    "distrust across a split interface is gone round": (
        # Half of u at most in each house; from a to b costs 2 * (1 + 1), from a to c 2.
        project(task("t", "x"), split_task("u", competence="y", amount=2), interfaces=(interface("t", "u"),)),
        network(
            firm("a", offer("x")), firm("b", offer("y", capacity=2)), firm("c", offer("y", 1.5, capacity=1)),
            trust=(trust("a", "b", -1),), costs={"rate": 2},
        ),
        1 + (1 + 1.5) + (0.5 * 4 + 0.5 * 2), {("t", "a"): 1, ("u", "b"): 0.5, ("u", "c"): 0.5},
    ),
    "a least share and a largest number of partners": (
        project(split_task("t", amount=10, min_partners=2, max_partners=2, min_share=0.25)),
        network(firm("a"), firm("b", offer(unit_cost=2)), firm("c", offer(unit_cost=3))),
        7.5 + 5, {("t", "a"): 0.75, ("t", "b"): 0.25},
    ),
    "money without weight still has to keep to the budget": (
        project(task("t", loss=10), strategy=Strategy(cost=0, risk=1), budget=5),
        network(firm("a", reliability=0.9, joining_cost=4), firm("b", reliability=1, joining_cost=5)),
        1, {("t", "a"): 1},
    ),
    "a partner is counted with a share of nothing": (
        project(split_task("t", min_partners=2)),
        network(firm("a"), firm("b", offer(setup_cost=3)), firm("c", offer(unit_cost=9))),
        1, {("t", "a"): 1, ("t", "c"): 0},
    ),
    "ids are any text": (
        Project(id="{p}", tasks=(Task(id="t\n'\"<é>%,; ", competence="x y"), Task(id=" ", competence="x y"))),
        network(firm("__obj\0", offer("x y", 2)), firm("💥", offer("x y"), capacity=1)),
        3, {("t\n'\"<é>%,; ", "💥"): 1, (" ", "__obj\0"): 1},
    ),
}  # fmt: skip


@pytest.mark.parametrize("solver", ["auto", "cpsat", "scip", "cbc", "pulp:PULP_CBC_CMD"])
@pytest.mark.parametrize("name", CORNERS)
def test_corners_by_hand(name: str, solver: str) -> None:
    asked, known, objective, expected = CORNERS[name]
    answer = form_enterprise(asked, known, solver=solver)
    assert answer.objective == pytest.approx(objective, abs=1e-9)
    assert answer.outcome == "optimal"
    if name != "ids are any text":  # either firm may do either
        assert who_does_what(answer) == expected
    assert evaluate(asked, known, answer).feasible
    assert str(answer)


def test_what_cannot_be_saved_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not a int"):
        ve.save(5, tmp_path / "x.json")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "error",
    [
        DataError([ve.Fault(path="a", message="m")]),
        ve.InfeasibleError("x", [ve.Fault(path="a", message="m")]),
        NoSolutionError("n", 3.0, "interrupted"),
        ve.UnsupportedError("u"),
        ve.SolverError("s"),
        ve.SolverUnavailableError("s"),
        ve.AuditError("a"),
    ],
)
def test_errors_can_be_pickled(error: ve.VebuilderError) -> None:
    twin = pickle.loads(pickle.dumps(error))
    assert type(twin) is type(error)
    assert (str(twin), vars(twin)) == (str(error), vars(error))


def test_nothing_is_printed_unless_asked() -> None:
    program = (
        "from vebuilder import *\n"
        "n = Network(firms=[Firm(id='a', offers=[Offer(competence='x')]), Firm(id='b')])\n"
        "p = Project(id='p', tasks=[Task(id='t', competence='x')])\n"
        "form_enterprise(p, n, start={'t': 'b'})\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (ran.stdout, ran.stderr) == ("", "")


def test_warnings_of_the_data_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    asked = project(task("t"), rules=Rules(groups=(ve.GroupRule(attribute="size", max_firms=1),)))
    (warning,) = ve.check(asked, NETWORK)
    with caplog.at_level(logging.WARNING, "vebuilder"):
        form_enterprise(asked, NETWORK)
    assert [record.getMessage() for record in caplog.records] == [str(warning)]
