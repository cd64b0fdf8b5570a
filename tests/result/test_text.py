"""What the proof line of an enterprise says, and that it holds."""

from typing import Any

import pytest
from check.builders import firm, network, project, task

from vebuilder import Cost, Enterprise, Risk, Strategy, WorstCase, form_enterprise


def proof(**fields: Any) -> str:
    stated: dict[str, Any] = {
        "project": "p",
        "partners": ("a",),
        "assignments": (),
        "cost": Cost(work=1000),
        "risk": Risk(),
        "objective": 1000,
        "bound": 999,
        "outcome": "feasible",
        "stop_reason": "time",
        "solver": "highs 1.13.1, 1 thread",
        "seconds": 2,
        "fingerprint": "0f",
    }
    return str(Enterprise(**{**stated, **fields})).splitlines()[1]


def test_the_bound_stands_beside_the_objective_where_that_is_not_the_cost() -> None:
    stopped = "stopped by the time limit; highs 1.13.1, 1 thread, 2.0 s"
    assert proof() == f"Feasible, proven within 0.1 % of the best possible (bound 999.00), {stopped}"
    assert proof(objective=1050, bound=1000) == (
        "Feasible, proven within 4.8 % of the best possible (objective 1,050.00, bound 1,000.00), " + stopped
    )


@pytest.mark.parametrize(
    ("bound", "within"),
    [
        (999.99, "0.001 %"),
        (999.99998, "0.000002 %"),
        (987.66, "1.3 %"),  # 1.234: rounded up, or it would claim too much
        (900.4, "10 %"),
        (0, "100 %"),
        (-23_000, "2,400 %"),
        (-1e12, "100,000,000,100 %"),
    ],
)
def test_percentages_are_plain_figures(bound: float, within: str) -> None:
    assert f"proven within {within} of the best possible" in proof(bound=bound)


def test_other_proofs() -> None:
    assert proof(bound=None).startswith("Feasible, no bound proven, stopped by the time limit")
    done = {"outcome": "optimal", "stop_reason": "finished"}
    assert proof(bound=1000, **done) == "Proven optimal; highs 1.13.1, 1 thread, 2.0 s"
    assert proof(outcome="optimal", stop_reason="gap").startswith("Optimal, proven within 0.1 % of the best")


def test_standbys_and_the_measure_are_told() -> None:

    asked = project(
        task("t", loss=50, backups=1),
        strategy=Strategy(risk=1, risk_measure=WorstCase(failures=2)),
        retainer=0.5,
    )
    members = network(firm("a", reliability=0.9), firm("b", reliability=0.8))
    text = str(form_enterprise(asked, members))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    at = lines.index("Who stands by")
    assert lines[at + 1] == "task standby firm retainer (EUR)"
    assert lines[at + 2] in {"t a 0.50", "t b 0.50"}
    assert "Loss if at most 2 firms fail, at worst: 50.00 EUR (a, b)" in lines
