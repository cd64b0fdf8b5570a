import copy
import json
import pickle
from typing import Any

import pytest
from pydantic import ValidationError

from vebuilder import Assignment, Cost, Enterprise, Risk, load, save


def enterprise(**fields: Any) -> Enterprise:
    stated: dict[str, Any] = {
        "project": "p",
        "partners": ("a", "b"),
        "assignments": (
            Assignment(task="t", firm="a", share=0.1 + 0.2, cost=1 / 3),
            Assignment(task="t", firm="b", share=0.7, cost=-2),
        ),
        "cost": Cost(joining=5, work=1 / 3 - 2, funding=-1),
        "risk": Risk(value=4, expected_loss=4),
        "objective": 10,
        "bound": 8,
        "outcome": "feasible",
        "stop_reason": "time",
        "solver": "highs 1.13.1",
        "seconds": 0.25,
        "fingerprint": "0f",
        "names": {"b": "Böhm & Söhne"},
    }
    return Enterprise(**{**stated, **fields})


@pytest.mark.parametrize(
    ("objective", "bound", "gap"),
    [
        (10, 8, 0.2),
        (-10, -12, 0.2),
        (10, 10, 0),
        (0, 0, 0),
        (0, -1e-9, 1),  # relative to 1e-9, not to nothing
        (10, None, None),
    ],
)
def test_the_gap_is_relative_to_the_objective(
    objective: float, bound: float | None, gap: float | None
) -> None:
    assert enterprise(objective=objective, bound=bound).gap == (None if gap is None else pytest.approx(gap))


def test_the_gap_and_the_total_follow_a_change() -> None:
    changed = enterprise().model_copy(update={"bound": 5.0, "cost": Cost(work=2, funding=-3)})
    assert changed.gap == 0.5
    assert changed.cost.total == -1


@pytest.mark.parametrize("bound", [8, None])
def test_json_gives_back_an_equal_enterprise(tmp_path: Any, bound: float | None) -> None:
    answer = enterprise(bound=bound)
    save(answer, tmp_path / "enterprise.json")
    assert load(tmp_path / "enterprise.json") == answer
    assert Enterprise.model_validate_json(answer.model_dump_json()) == answer
    told = json.loads(answer.model_dump_json())
    assert told["schema_version"] == 1
    assert {"objective", "bound", "gap", "partners", "assignments", "cost", "outcome"} <= told.keys()
    assert told["cost"]["total"] == answer.cost.total


def test_a_figure_that_follows_from_others_is_not_believed() -> None:
    told = json.loads(enterprise().model_dump_json())
    told["gap"], told["cost"]["total"] = 0.0, -7.0
    answer = Enterprise.model_validate(told)
    assert answer.gap == pytest.approx(0.2)
    assert answer.cost.total == pytest.approx(5 + 1 / 3 - 2 - 1)


def test_it_can_be_pickled_copied_and_hashed() -> None:
    answer = enterprise()
    for twin in (pickle.loads(pickle.dumps(answer)), copy.deepcopy(answer), copy.copy(answer)):
        assert twin == answer
        assert hash(twin) == hash(answer)


def test_it_cannot_be_changed_in_place() -> None:
    answer = enterprise()
    with pytest.raises(ValidationError):
        answer.objective = 1
    with pytest.raises(TypeError):
        answer.names["a"] = "A"  # type: ignore[index]


def test_it_reads_like_a_mail() -> None:
    text = str(enterprise())
    assert "Enterprise for project p: 2 partners, total cost 2.33 EUR" in text
    assert "Feasible, proven within 20 % of the best possible (" in text
    assert "bound 8.00), stopped by the time limit; highs" in text
    assert "t     Böhm & Söhne (b)   70 %       -2.00" in text
    assert "Expected loss: 4.00 EUR" in text
    assert "Objective (what the strategy weighs): 10.00" in text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"bound": None}, "Feasible, no bound proven, stopped by the time limit"),
        ({"bound": 10, "outcome": "optimal", "stop_reason": "finished"}, "Proven optimal; highs"),
        ({"bound": 9.9995, "outcome": "optimal", "stop_reason": "gap"}, "Optimal, proven within 0.005 %"),
        ({"stop_reason": "interrupted"}, "bound 8.00), interrupted; highs"),
        ({"partners": ("a", "b", "lead")}, "no task"),
        ({"notes": ("the start was not used",)}, "Note: the start was not used"),
    ],
)
def test_it_says_how_good_it_is(fields: dict[str, Any], said: str) -> None:
    assert said in str(enterprise(**fields))
