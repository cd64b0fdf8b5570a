import pytest
from check.builders import firm, network, offer, project, task

from vebuilder import evaluate
from vebuilder.model import Cost, CVaR, Risk, Strategy, WorstCase
from vebuilder.model.text import COST_KINDS, risk_lines

NETWORK = network(firm("a", offer(unit_cost=48.1, setup_cost=0.2), reliability=0.9, joining_cost=1000))
TASKS = project(task("t", amount=3), task("u", amount=0, loss=10), strategy=Strategy(risk=2))


def test_an_evaluation_reads_like_an_enterprise() -> None:
    assert str(evaluate(TASKS, NETWORK, {"t": "a", "u": "a"})) == (
        "Cost\n"
        "  kind       amount\n"
        "  joining  1,000.00\n"
        "  set-up       0.20\n"
        "  work       144.30\n"
        "  total    1,144.50\n"
        "Expected loss: 1.00\n"
        "Objective (what the strategy weighs): 1,146.50\n"
        "No rule is broken."
    )


def test_the_rules_that_are_broken_are_listed() -> None:
    assert str(evaluate(TASKS, NETWORK, {"u": "a"})).endswith("1 rule is broken:\n- nobody does task 't'")
    told = str(evaluate(TASKS, NETWORK, []))
    assert told.endswith("2 rules are broken:\n- nobody does task 't'\n- nobody does task 'u'")


@pytest.mark.parametrize(
    ("measure", "line"),
    [
        (CVaR(level=0.95, scenarios=2000), "Mean loss in the 5 % worst of 2,000 scenarios: 10.00"),
        (CVaR(level=0.0, scenarios=2), "Mean loss in the 100 % worst of 2 scenarios: 10.00"),
        (WorstCase(failures=1), "Loss if at most 1 firm fails, at worst: 10.00 (a)"),
        (WorstCase(failures=2), "Loss if at most 2 firms fail, at worst: 10.00 (a)"),
        (WorstCase(failures=0), "Loss if at most 0 firms fail, at worst: 0.00"),
    ],
)
def test_another_measure_has_a_line_of_its_own(measure: CVaR | WorstCase, line: str) -> None:
    tasks = TASKS.model_copy(update={"strategy": Strategy(risk_measure=measure)})
    hopeless = network(firm("a", reliability=0.0))
    lines = str(evaluate(tasks, hopeless, {"t": "a", "u": "a"})).splitlines()
    assert lines[lines.index("Expected loss: 10.00") + 1] == line


def test_amounts_may_have_a_unit() -> None:
    risk = Risk(value=9, expected_loss=3.5, measure=WorstCase(), worst_failures=("a",))
    assert risk_lines(risk, "EUR") == [
        "Expected loss: 3.50 EUR",
        "Loss if at most 1 firm fails, at worst: 9.00 EUR (a)",
    ]


def test_every_kind_of_cost_has_a_name() -> None:
    assert COST_KINDS.keys() == Cost().terms().keys()
